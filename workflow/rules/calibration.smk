"""Calibration: the settings of a model found by cross-validation."""


rule calibrate:
    input:
        tensor="<results>/{experiment}/tensor.h5",
    output:
        calibration="<results>/{experiment}/{model}/calibration.json",
    log:
        "<logs>/calibrate/{experiment}/{model}.log",
    benchmark:
        "<benchmarks>/calibrate/{experiment}/{model}.tsv"
    wildcard_constraints:
        model=DEEP_MODEL,
    conda:
        TRAIN_ENVIRONMENT
    threads: STUDY.config["backend_threads"]
    resources:
        gpu=gpus.wanted(),
        mem_mb=growing(4000, each=60),
        runtime=growing(120, each=10),
    params:
        settings=calibrate_settings,
        code=model_code("calibrate"),
    script:
        "../scripts/calibrate.py"


rule plot_calibration:
    input:
        "<results>/{experiment}/{model}/calibration.json",
    output:
        report(
            "<results>/{experiment}/{model}/calibration.svg",
            caption="../report/calibration.rst",
            category="Calibration",
            labels={"experiment": "{experiment}", "model": "{model}"},
        ),
    log:
        "<logs>/plot_calibration/{experiment}/{model}.log",
    conda:
        "../../envs/report.yaml"
    resources:
        mem_mb=growing(1000),
        runtime=growing(10),
    params:
        settings={"label": STUDY.config["label"]},
        code=code_digest("plot_calibration"),
    script:
        "../scripts/plot_calibration.py"

"""Training: one model, or one floor, of one experiment."""


rule train:
    input:
        tensor="<results>/{experiment}/tensor.h5",
        calibration=calibration_file,
    output:
        model="<results>/{experiment}/{model}/model.keras",
        history="<results>/{experiment}/{model}/history.tsv",
        predictions="<results>/{experiment}/{model}/predictions.tsv.gz",
        provenance="<results>/{experiment}/{model}/provenance.json",
    log:
        "<logs>/train/{experiment}/{model}.log",
    benchmark:
        "<benchmarks>/train/{experiment}/{model}.tsv"
    wildcard_constraints:
        model=DEEP_MODEL,
    conda:
        TRAIN_ENVIRONMENT
    threads: STUDY.config["backend_threads"]
    resources:
        gpu=gpus.wanted(),
        mem_mb=growing(4000, each=60),
        runtime=growing(60, each=5),
    params:
        settings=train_settings,
        code=model_code("train"),
    script:
        "../scripts/train.py"


rule fit_floor:
    input:
        tensor="<results>/{experiment}/tensor.h5",
    output:
        model="<results>/{experiment}/{floor}/model.npz",
        predictions="<results>/{experiment}/{floor}/predictions.tsv.gz",
        provenance="<results>/{experiment}/{floor}/provenance.json",
    log:
        "<logs>/fit_floor/{experiment}/{floor}.log",
    benchmark:
        "<benchmarks>/fit_floor/{experiment}/{floor}.tsv"
    # Before trainings: a wrong matrix ID shows at once.
    priority: 5
    conda:
        "../../envs/report.yaml"
    resources:
        mem_mb=growing(2000, each=60),
        runtime=growing(30, each=2),
    params:
        settings=floor_settings,
        code=code_digest("fit_floor"),
    script:
        "../scripts/fit_floor.py"

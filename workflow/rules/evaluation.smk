"""Evaluation: metrics and figures of a deep model against its baselines, by the kind of target."""


rule evaluate:
    input:
        unpack(baseline_predictions),
        predictions="<results>/{experiment}/{model}/predictions.tsv.gz",
        tensor="<results>/{experiment}/tensor.h5",
    output:
        metrics="<results>/{experiment}/{model}/metrics.json",
        roc="<results>/{experiment}/{model}/roc.svg",
        pr="<results>/{experiment}/{model}/pr.svg",
    log:
        "<logs>/evaluate/{experiment}/{model}.log",
    wildcard_constraints:
        experiment=rf"(?!(?:{INTENSITIES})/){EXPERIMENT}",
        model=DEEP_MODEL,
    conda:
        "../../envs/report.yaml"
    resources:
        mem_mb=growing(2000, each=40),
        runtime=growing(15, each=1),
    params:
        settings=evaluation_settings,
        code=code_digest("evaluate"),
    script:
        "../scripts/evaluate.py"


rule evaluate_intensity:
    input:
        unpack(baseline_predictions),
        predictions="<results>/{experiment}/{model}/predictions.tsv.gz",
        tensor="<results>/{experiment}/tensor.h5",
    output:
        metrics="<results>/{experiment}/{model}/metrics.json",
        scatter="<results>/{experiment}/{model}/scatter.svg",
    log:
        "<logs>/evaluate_intensity/{experiment}/{model}.log",
    wildcard_constraints:
        experiment=INTENSITIES,
        model=DEEP_MODEL,
    conda:
        "../../envs/report.yaml"
    resources:
        mem_mb=growing(2000, each=40),
        runtime=growing(15, each=1),
    params:
        settings=evaluation_settings,
        code=code_digest("evaluate_intensity"),
    script:
        "../scripts/evaluate_intensity.py"

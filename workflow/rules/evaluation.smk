"""Evaluation: metrics and curves of one model against its floors."""


rule evaluate:
    input:
        unpack(floor_predictions),
        predictions="<results>/{experiment}/{model}/predictions.tsv.gz",
        tensor="<results>/{experiment}/tensor.h5",
    output:
        metrics="<results>/{experiment}/{model}/metrics.json",
        roc="<results>/{experiment}/{model}/roc.svg",
        pr="<results>/{experiment}/{model}/pr.svg",
    log:
        "<logs>/evaluate/{experiment}/{model}.log",
    conda:
        "../../envs/report.yaml"
    resources:
        mem="2GB",
        runtime="30m",
    params:
        settings=evaluation_settings,
        code=code_digest("evaluate"),
    script:
        "../scripts/evaluate.py"

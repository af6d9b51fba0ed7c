"""Baselines: simple models that deep ones are compared with, fitted and evaluated in one job."""


rule fit_baseline:
    input:
        tensor="<results>/{experiment}/tensor.h5",
    output:
        model="<results>/{experiment}/{baseline}/model.npz",
        predictions="<results>/{experiment}/{baseline}/predictions.tsv.gz",
        provenance="<results>/{experiment}/{baseline}/provenance.json",
        metrics="<results>/{experiment}/{baseline}/metrics.json",
    log:
        "<logs>/fit_baseline/{experiment}/{baseline}.log",
    benchmark:
        "<benchmarks>/fit_baseline/{experiment}/{baseline}.tsv"
    wildcard_constraints:
        experiment=OF_ONE_TASK,
    # Before trainings, so that a wrong matrix ID is found early.
    priority: 5
    conda:
        "../../envs/report.yaml"
    resources:
        mem_mb=growing(2000, each=60),
        runtime=growing(30, each=3),
    params:
        settings=baseline_settings,
        code=kind_code("fit_baseline", "evaluation"),
    script:
        "../scripts/fit_baseline.py"

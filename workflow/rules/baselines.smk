"""Baselines: simple models that a deep one must beat, fitted and evaluated in one short job."""


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
    # Before trainings: a wrong matrix ID shows at once.
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

"""Baselines: simple models that a deep one must beat, fitted and evaluated in one short job."""


rule fit_baseline:
    input:
        tensor="<results>/{experiment}/tensor.h5",
    output:
        model="<results>/{experiment}/{baseline}/model.npz",
        predictions="<results>/{experiment}/{baseline}/predictions.tsv.gz",
        provenance="<results>/{experiment}/{baseline}/provenance.json",
        metrics="<results>/{experiment}/{baseline}/metrics.json",
        roc="<results>/{experiment}/{baseline}/roc.svg",
        pr="<results>/{experiment}/{baseline}/pr.svg",
    log:
        "<logs>/fit_baseline/{experiment}/{baseline}.log",
    benchmark:
        "<benchmarks>/fit_baseline/{experiment}/{baseline}.tsv"
    wildcard_constraints:
        experiment=rf"(?!(?:{INTENSITIES})/){EXPERIMENT}",
    # Before trainings: a wrong matrix ID shows at once.
    priority: 5
    conda:
        "../../envs/report.yaml"
    resources:
        mem_mb=growing(2000, each=60),
        runtime=growing(30, each=3),
    params:
        settings=baseline_settings,
        code=code_digest("fit_baseline"),
    script:
        "../scripts/fit_baseline.py"


use rule fit_baseline as fit_baseline_intensity with:
    output:
        model="<results>/{experiment}/{baseline}/model.npz",
        predictions="<results>/{experiment}/{baseline}/predictions.tsv.gz",
        provenance="<results>/{experiment}/{baseline}/provenance.json",
        metrics="<results>/{experiment}/{baseline}/metrics.json",
        scatter="<results>/{experiment}/{baseline}/scatter.svg",
    log:
        "<logs>/fit_baseline_intensity/{experiment}/{baseline}.log",
    wildcard_constraints:
        experiment=INTENSITIES,

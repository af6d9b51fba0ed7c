"""Floors: simple models that a deep one must beat, fitted and evaluated in one short job."""


rule fit_floor:
    input:
        tensor="<results>/{experiment}/tensor.h5",
    output:
        model="<results>/{experiment}/{floor}/model.npz",
        predictions="<results>/{experiment}/{floor}/predictions.tsv.gz",
        provenance="<results>/{experiment}/{floor}/provenance.json",
        metrics="<results>/{experiment}/{floor}/metrics.json",
        roc="<results>/{experiment}/{floor}/roc.svg",
        pr="<results>/{experiment}/{floor}/pr.svg",
    log:
        "<logs>/fit_floor/{experiment}/{floor}.log",
    benchmark:
        "<benchmarks>/fit_floor/{experiment}/{floor}.tsv"
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
        settings=floor_settings,
        code=code_digest("fit_floor"),
    script:
        "../scripts/fit_floor.py"


use rule fit_floor as fit_floor_intensity with:
    output:
        model="<results>/{experiment}/{floor}/model.npz",
        predictions="<results>/{experiment}/{floor}/predictions.tsv.gz",
        provenance="<results>/{experiment}/{floor}/provenance.json",
        metrics="<results>/{experiment}/{floor}/metrics.json",
        scatter="<results>/{experiment}/{floor}/scatter.svg",
    log:
        "<logs>/fit_floor_intensity/{experiment}/{floor}.log",
    wildcard_constraints:
        experiment=INTENSITIES,

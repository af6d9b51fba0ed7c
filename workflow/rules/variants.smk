"""Variants: score changes by the trained models, and judge them by random changes."""


rule draw_changes:
    input:
        **genome_files(),
        changes="<results>/variants/{name}/changes.h5",
    output:
        "<results>/variants/{name}/random_changes.h5",
    log:
        "<logs>/draw_changes/{name}.log",
    wildcard_constraints:
        name=r"[A-Za-z0-9][A-Za-z0-9._-]*",
    conda:
        "../../envs/data.yaml"
    resources:
        mem_mb=growing(2000, each=4, of=["changes"]),
        runtime=growing(30, each=1, of=["changes"]),
    params:
        settings=random_change_settings,
        code=code_digest("draw_changes"),
    script:
        "../scripts/draw_changes.py"


rule score_variants:
    input:
        changes="<results>/variants/{name}/changes.h5",
        random="<results>/variants/{name}/random_changes.h5",
        model="<results>/{experiment}/{model}/model.keras",
    output:
        scores="<results>/{experiment}/{model}/variants.{name}.tsv.gz",
        random="<results>/{experiment}/{model}/random_changes.{name}.h5",
    log:
        "<logs>/score_variants/{experiment}/{model}.{name}.log",
    wildcard_constraints:
        name=r"[A-Za-z0-9][A-Za-z0-9._-]*",
    conda:
        TRAIN_ENVIRONMENT
    threads: STUDY.config["backend_threads"]
    resources:
        gpu=gpus.wanted(),
        mem_mb=growing(4000, each=5, of=["changes", "random"]),
        runtime=growing(60, each=5, of=["changes", "random"]),
    params:
        settings=variant_settings,
        code=kind_code("score_variants"),
    script:
        "../scripts/score_variants.py"

"""Pages of variants: the top variants of each model explained, and a page for each file."""


rule explain_variants:
    input:
        changes="<results>/variants/{name}/changes.h5",
        scores="<results>/{experiment}/{model}/variants.{name}.tsv.gz",
        model="<results>/{experiment}/{model}/model.keras",
        motif_table=own_motif_table,
        known=known_motifs,
    output:
        "<results>/{experiment}/{model}/variant_maps.{name}.h5",
    log:
        "<logs>/explain_variants/{experiment}/{model}.{name}.log",
    wildcard_constraints:
        model=DEEP_MODEL,
        name=r"[A-Za-z0-9][A-Za-z0-9._-]*",
    conda:
        TRAIN_ENVIRONMENT
    threads: STUDY.config["backend_threads"]
    resources:
        gpu=gpus.wanted(),
        mem_mb=growing(4000, each=40, of=["scores"]),
        runtime=growing(30, each=1, of=["scores"]),
    params:
        settings=explain_variants_settings,
        contents=contents(known_motifs),
        matching=matching_settings,
        code=model_code("explain_variants"),
    script:
        "../scripts/explain_variants.py"


rule report_variants:
    input:
        counts="<results>/variants/{name}/counts.tsv",
        unscored="<results>/variants/{name}/unscored.tsv",
        scores=of_variant_models("variants.{name}.tsv.gz"),
        random=of_variant_models("random_changes.{name}.h5"),
        maps=of_variant_models("variant_maps.{name}.h5"),
        metrics=of_variant_models("metrics.json"),
    output:
        "<results>/variants/{name}/report.html",
    log:
        "<logs>/report_variants/{name}.log",
    wildcard_constraints:
        name=r"[A-Za-z0-9][A-Za-z0-9._-]*",
    conda:
        "../../envs/report.yaml"
    resources:
        mem_mb=growing(1000, each=60, of=["scores", "random", "maps"]),
        runtime=growing(15, each=0.2, of=["scores"]),
    params:
        settings=variant_page_settings,
        code=code_digest(
            "report_variants",
            *OF_FIGURES,
            "report/templates/base.html",
            "report/templates/variants.html",
        ),
    script:
        "../scripts/report_variants.py"

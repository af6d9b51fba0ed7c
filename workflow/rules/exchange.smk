"""Models that travel: a card beside each model, and models of other studies that score files."""


rule write_card:
    input:
        unpack(card_sources),
        model="<results>/{experiment}/{model}/model.keras",
        metrics="<results>/{experiment}/{model}/metrics.json",
        provenance="<results>/{experiment}/{model}/provenance.json",
    output:
        card="<results>/{experiment}/{model}/card.json",
        page="<results>/{experiment}/{model}/card.md",
    log:
        "<logs>/write_card/{experiment}/{model}.log",
    wildcard_constraints:
        model=DEEP_MODEL,
    conda:
        "../../envs/report.yaml"
    resources:
        mem_mb=growing(1000, each=4, of=["model"]),
        runtime=growing(10),
    params:
        settings=card_settings,
        contents=contents(card_sources),
        code=kind_code("write_card"),
    script:
        "../scripts/write_card.py"


rule unpack_model:
    input:
        released_files,
    output:
        model="<results>/released/{released}/model.keras",
        card="<results>/released/{released}/card.json",
    log:
        "<logs>/unpack_model/{released}.log",
    wildcard_constraints:
        released="[A-Za-z0-9][A-Za-z0-9_-]*",
    localrule: True
    conda:
        "../../envs/report.yaml"
    resources:
        mem_mb=growing(1000),
        runtime=growing(10),
    params:
        source=lambda wildcards: released(wildcards)["path"],
        contents=contents(released_files),
        code=code_digest("unpack_model"),
    script:
        "../scripts/unpack_model.py"


rule score_released:
    input:
        **genome_files(),
        file=scored_file,
        model="<results>/released/{released}/model.keras",
        card="<results>/released/{released}/card.json",
    output:
        "<results>/released/{released}/scores.{name}.tsv.gz",
    log:
        "<logs>/score_released/{released}.{name}.log",
    wildcard_constraints:
        released="[A-Za-z0-9][A-Za-z0-9_-]*",
        name=r"[A-Za-z0-9][A-Za-z0-9._-]*",
    conda:
        TRAIN_ENVIRONMENT
    threads: STUDY.config["backend_threads"]
    resources:
        gpu=gpus.wanted(),
        mem_mb=growing(4000, each=20, of=["file"]),
        runtime=growing(60, each=10, of=["file"]),
    params:
        settings=released_settings,
        contents=contents(scored_file),
        code=code_digest("score_released", *OF_TARGETS),
    script:
        "../scripts/score_released.py"


rule score_released_variants:
    input:
        **genome_files(),
        file=file_of_variants,
        model="<results>/released/{released}/model.keras",
        card="<results>/released/{released}/card.json",
    output:
        scores="<results>/released/{released}/variants.{name}.tsv.gz",
        random="<results>/released/{released}/random_changes.{name}.h5",
        unscored="<results>/released/{released}/unscored.{name}.tsv",
    log:
        "<logs>/score_released_variants/{released}.{name}.log",
    wildcard_constraints:
        released="[A-Za-z0-9][A-Za-z0-9_-]*",
        name=r"[A-Za-z0-9][A-Za-z0-9._-]*",
    conda:
        TRAIN_ENVIRONMENT
    threads: STUDY.config["backend_threads"]
    resources:
        gpu=gpus.wanted(),
        mem_mb=growing(4000, each=30, of=["file"]),
        runtime=growing(60, each=30, of=["file"]),
    params:
        settings=released_variant_settings,
        contents=contents(file_of_variants),
        code=code_digest("score_released_variants", *OF_TARGETS),
    script:
        "../scripts/score_released_variants.py"

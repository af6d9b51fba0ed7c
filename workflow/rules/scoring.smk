"""Scoring: score a user's own sequences or regions by the trained models."""


rule score_sequences:
    input:
        **genome_files(),
        file=scored_file,
        model="<results>/{experiment}/{model}/model.keras",
    output:
        "<results>/{experiment}/{model}/scores.{name}.tsv.gz",
    log:
        "<logs>/score_sequences/{experiment}/{model}.{name}.log",
    wildcard_constraints:
        name=r"[A-Za-z0-9][A-Za-z0-9._-]*",
    conda:
        TRAIN_ENVIRONMENT
    threads: STUDY.config["backend_threads"]
    resources:
        gpu=gpus.wanted(),
        mem_mb=growing(4000, each=20, of=["file"]),
        runtime=growing(60, each=10, of=["file"]),
    params:
        settings=scoring_settings,
        contents=contents(scored_file),
        code=kind_code("score_sequences"),
    script:
        "../scripts/score_sequences.py"

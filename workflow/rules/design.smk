"""Design: sequences that raise or lower a trained model's score."""


rule design_sequences:
    input:
        model="<results>/{experiment}/{model}/model.keras",
        against=design_against,
        file=design_starts,
    output:
        table="<results>/{experiment}/{model}/design.{name}.tsv",
        paths="<results>/{experiment}/{model}/design.{name}.paths.tsv",
        fasta="<results>/{experiment}/{model}/design.{name}.fa",
    log:
        "<logs>/design_sequences/{experiment}/{model}.{name}.log",
    wildcard_constraints:
        model=DEEP_MODEL,
        name=SEARCHED,
    conda:
        TRAIN_ENVIRONMENT
    threads: STUDY.config["backend_threads"]
    resources:
        gpu=gpus.wanted(),
        mem_mb=growing(4000),
        runtime=growing(60),
    params:
        settings=design_settings,
        contents=contents(design_starts),
        code=model_code("design_sequences"),
    script:
        "../scripts/design_sequences.py"


rule optimise_input:
    input:
        model="<results>/{experiment}/{model}/model.keras",
        against=design_against,
        file=design_starts,
    output:
        table="<results>/{experiment}/{model}/design.{name}.tsv",
        meme="<results>/{experiment}/{model}/design.{name}.meme",
        fasta="<results>/{experiment}/{model}/design.{name}.fa",
    log:
        "<logs>/optimise_input/{experiment}/{model}.{name}.log",
    wildcard_constraints:
        model=DEEP_MODEL,
        name=OPTIMISED,
    conda:
        TRAIN_ENVIRONMENT
    threads: STUDY.config["backend_threads"]
    resources:
        gpu=gpus.wanted(),
        mem_mb=growing(4000),
        runtime=growing(60),
    params:
        settings=design_settings,
        contents=contents(design_starts),
        code=model_code("optimise_input"),
    script:
        "../scripts/optimise_input.py"


rule draw_design:
    input:
        unpack(drawn_design_files),
    output:
        report(
            "<results>/{experiment}/{model}/design.{name}.svg",
            caption="../report/design.rst",
            category="Design",
            labels={
                "experiment": "{experiment}",
                "model": "{model}",
                "design": "{name}",
            },
        ),
    log:
        "<logs>/draw_design/{experiment}/{model}.{name}.log",
    wildcard_constraints:
        model=DEEP_MODEL,
        name=rf"{SEARCHED}|{OPTIMISED}",
    conda:
        "../../envs/motifs.yaml"
    resources:
        mem_mb=growing(2000),
        runtime=growing(30),
    params:
        settings=drawn_design_settings,
        code=code_digest("draw_design"),
    script:
        "../scripts/draw_design.py"

"""Explanation: motifs, attributions, mutation maps, patterns and features of a trained model."""


rule explain:
    input:
        tensor="<results>/{experiment}/tensor.h5",
        model="<results>/{experiment}/{model}/model.keras",
    output:
        motifs="<results>/{experiment}/{model}/motifs.json",
        attributions="<results>/{experiment}/{model}/attributions.h5",
        mutagenesis="<results>/{experiment}/{model}/mutagenesis.h5",
        features="<results>/{experiment}/{model}/features.h5",
    log:
        "<logs>/explain/{experiment}/{model}.log",
    benchmark:
        "<benchmarks>/explain/{experiment}/{model}.tsv"
    wildcard_constraints:
        model=DEEP_MODEL,
    conda:
        TRAIN_ENVIRONMENT
    threads: STUDY.config["backend_threads"]
    resources:
        gpu=gpus.wanted(),
        mem_mb=growing(4000, each=60),
        runtime=growing(30, each=1),
    params:
        settings=explain_settings,
        code=model_code("explain"),
    script:
        "../scripts/explain.py"


rule draw_explanation:
    input:
        motifs="<results>/{experiment}/{model}/motifs.json",
        mutagenesis="<results>/{experiment}/{model}/mutagenesis.h5",
        features="<results>/{experiment}/{model}/features.h5",
        metrics="<results>/{experiment}/{model}/metrics.json",
        known=known_motifs,
    output:
        table="<results>/{experiment}/{model}/motifs.tsv",
        meme="<results>/{experiment}/{model}/motifs.meme",
        library="<results>/{experiment}/{model}/known_motifs.json",
        motif_figure=report(
            "<results>/{experiment}/{model}/motifs.svg",
            caption="../report/motifs.rst",
            category="Motifs",
            labels={"experiment": "{experiment}", "model": "{model}"},
        ),
        maps=report(
            "<results>/{experiment}/{model}/mutation_maps.svg",
            caption="../report/mutation_maps.rst",
            category="Mutation maps",
            labels={"experiment": "{experiment}", "model": "{model}"},
        ),
        embedding=report(
            "<results>/{experiment}/{model}/embedding.svg",
            caption="../report/embedding.rst",
            category="Embeddings",
            labels={"experiment": "{experiment}", "model": "{model}"},
        ),
    log:
        "<logs>/draw_explanation/{experiment}/{model}.log",
    wildcard_constraints:
        model=DEEP_MODEL,
    conda:
        "../../envs/motifs.yaml"
    resources:
        mem_mb=growing(2000, each=20, of=["mutagenesis", "features"]),
        runtime=growing(30),
    params:
        settings=drawing_settings,
        contents=contents(known_motifs),
        code=code_digest("draw_explanation", *OF_FIGURES),
    script:
        "../scripts/draw_explanation.py"


rule find_patterns:
    input:
        attributions="<results>/{experiment}/{model}/attributions.h5",
    output:
        patterns="<results>/{experiment}/{model}/patterns.h5",
    log:
        "<logs>/find_patterns/{experiment}/{model}.log",
    wildcard_constraints:
        model=DEEP_MODEL,
    conda:
        "../../envs/motifs.yaml"
    resources:
        mem_mb=growing(4000, each=100, of=["attributions"]),
        runtime=growing(120),
    params:
        settings=pattern_settings,
        code=code_digest("find_patterns"),
    script:
        "../scripts/find_patterns.py"


rule draw_patterns:
    input:
        patterns="<results>/{experiment}/{model}/patterns.h5",
        metrics="<results>/{experiment}/{model}/metrics.json",
        known=known_motifs,
    output:
        table="<results>/{experiment}/{model}/patterns.tsv",
        meme="<results>/{experiment}/{model}/patterns.meme",
        figure=report(
            "<results>/{experiment}/{model}/patterns.svg",
            caption="../report/patterns.rst",
            category="Patterns",
            labels={"experiment": "{experiment}", "model": "{model}"},
        ),
    log:
        "<logs>/draw_patterns/{experiment}/{model}.log",
    wildcard_constraints:
        model=DEEP_MODEL,
    conda:
        "../../envs/motifs.yaml"
    resources:
        mem_mb=growing(2000),
        runtime=growing(30),
    params:
        settings=matching_settings,
        contents=contents(known_motifs),
        code=code_digest("draw_patterns", *OF_FIGURES),
    script:
        "../scripts/draw_patterns.py"

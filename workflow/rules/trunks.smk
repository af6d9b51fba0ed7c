"""Trunks: networks that all experiments train together, and the models that start from them."""


rule build_stretches:
    input:
        genome=GENOME,
        fai=f"{GENOME}.fai",
        digests=f"{GENOME_FOLDER}/digests.tsv",
        peaks=[f"<results>/{name}/peaks.bed" for name in STUDY.tasks],
        excluded=[f"<results>/{name}/excluded.bed" for name in STUDY.tasks],
        tensors=[f"<results>/{name}/tensor.h5" for name in STUDY.tasks],
    output:
        stretches="<results>/study/stretches.h5",
        row_counts="<results>/study/stretches.qc.tsv",
    log:
        "<logs>/build_stretches.log",
    benchmark:
        "<benchmarks>/build_stretches.tsv"
    priority: 10
    conda:
        "../../envs/data.yaml"
    resources:
        mem_mb=growing(2000, each=20, of=["genome", "tensors"]),
        runtime=growing(30, each=1, of=["genome", "tensors"]),
    params:
        settings=stretch_settings,
        code=code_digest("build_stretches"),
    script:
        "../scripts/build_stretches.py"


rule train_trunk:
    input:
        data=trunk_data,
    output:
        model="<results>/study/{trunk}/model.keras",
        history="<results>/study/{trunk}/history.tsv",
        provenance="<results>/study/{trunk}/provenance.json",
    log:
        "<logs>/train_trunk/{trunk}.log",
    benchmark:
        "<benchmarks>/train_trunk/{trunk}.tsv"
    wildcard_constraints:
        trunk="[A-Za-z0-9][A-Za-z0-9_-]*",
    # Most jobs wait for it.
    priority: 20
    conda:
        TRAIN_ENVIRONMENT
    threads: STUDY.config["backend_threads"]
    resources:
        gpu=gpus.wanted_for(STUDY.config["devices"]),
        mem_mb=growing(4000, each=20, of=["data"]),
        runtime=growing(120, each=30, of=["data"]),
    params:
        settings=trunk_settings,
        code=trunk_code("train_trunk"),
    script:
        "../scripts/train_trunk.py"


rule evaluate_trunk:
    input:
        data=trunk_data,
        model="<results>/study/{trunk}/model.keras",
    output:
        table=report(
            "<results>/study/{trunk}/tasks.tsv",
            caption="../report/tasks.rst",
            category="Trunks",
            labels={"trunk": "{trunk}"},
        ),
    log:
        "<logs>/evaluate_trunk/{trunk}.log",
    wildcard_constraints:
        trunk="[A-Za-z0-9][A-Za-z0-9_-]*",
    conda:
        TRAIN_ENVIRONMENT
    threads: STUDY.config["backend_threads"]
    resources:
        gpu=gpus.wanted(),
        mem_mb=growing(4000, each=100, of=["data"]),
        runtime=growing(60, each=10, of=["data"]),
    params:
        settings=task_settings,
        code=trunk_code("evaluate_trunk"),
    script:
        "../scripts/evaluate_trunk.py"


rule explain_trunk:
    input:
        tensors=task_tensors,
        model="<results>/study/{trunk}/model.keras",
    output:
        influence="<results>/study/{trunk}/influence.tsv",
        meme="<results>/study/{trunk}/motifs.meme",
    log:
        "<logs>/explain_trunk/{trunk}.log",
    benchmark:
        "<benchmarks>/explain_trunk/{trunk}.tsv"
    wildcard_constraints:
        trunk="[A-Za-z0-9][A-Za-z0-9_-]*",
    conda:
        TRAIN_ENVIRONMENT
    threads: STUDY.config["backend_threads"]
    resources:
        gpu=gpus.wanted(),
        mem_mb=growing(4000),
        runtime=growing(60, each=0.2, of=["tensors"]),
    params:
        settings=influence_settings,
        code=trunk_code("explain_trunk"),
    script:
        "../scripts/explain_trunk.py"


rule draw_influence:
    input:
        influence="<results>/study/{trunk}/influence.tsv",
        meme="<results>/study/{trunk}/motifs.meme",
        known=study_motifs,
    output:
        table="<results>/study/{trunk}/motifs.tsv",
        library="<results>/study/{trunk}/known_motifs.json",
        figure=report(
            "<results>/study/{trunk}/influence.svg",
            caption="../report/influence.rst",
            category="Trunks",
            labels={"trunk": "{trunk}"},
        ),
    log:
        "<logs>/draw_influence/{trunk}.log",
    wildcard_constraints:
        trunk="[A-Za-z0-9][A-Za-z0-9_-]*",
    conda:
        "../../envs/motifs.yaml"
    resources:
        mem_mb=growing(2000),
        runtime=growing(20),
    params:
        settings=trunk_matching_settings,
        contents=contents(study_motifs),
        code=code_digest("draw_influence"),
    script:
        "../scripts/draw_influence.py"


rule transfer:
    input:
        tensor="<results>/{experiment}/tensor.h5",
        trunk=trunk_file,
    output:
        model="<results>/{experiment}/{model}/model.keras",
        predictions="<results>/{experiment}/{model}/predictions.tsv.gz",
        provenance="<results>/{experiment}/{model}/provenance.json",
    log:
        "<logs>/transfer/{experiment}/{model}.log",
    benchmark:
        "<benchmarks>/transfer/{experiment}/{model}.tsv"
    wildcard_constraints:
        model=WITH_HEAD,
    conda:
        TRAIN_ENVIRONMENT
    threads: STUDY.config["backend_threads"]
    resources:
        gpu=gpus.wanted(),
        mem_mb=growing(4000, each=60),
        runtime=growing(30, each=5),
    params:
        settings=transfer_settings,
        contents=contents(trunk_file),
        code=code_digest("transfer"),
    script:
        "../scripts/transfer.py"


rule fine_tune:
    input:
        tensor="<results>/{experiment}/tensor.h5",
        trunk=trunk_file,
    output:
        model="<results>/{experiment}/{model}/model.keras",
        history="<results>/{experiment}/{model}/history.tsv",
        predictions="<results>/{experiment}/{model}/predictions.tsv.gz",
        provenance="<results>/{experiment}/{model}/provenance.json",
    log:
        "<logs>/fine_tune/{experiment}/{model}.log",
    benchmark:
        "<benchmarks>/fine_tune/{experiment}/{model}.tsv"
    wildcard_constraints:
        model=FINE_TUNED,
    conda:
        TRAIN_ENVIRONMENT
    threads: STUDY.config["backend_threads"]
    resources:
        gpu=gpus.wanted(),
        mem_mb=growing(4000, each=60),
        runtime=growing(60, each=30),
    params:
        settings=fine_tuning_settings,
        contents=contents(trunk_file),
        code=code_digest("fine_tune"),
    script:
        "../scripts/fine_tune.py"

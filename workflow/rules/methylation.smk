"""Methylation in several cells: models, baselines, imputed states, and effects of neighbours."""

if "simulated" in STUDY.config["methylation"]:

    rule simulate_cells:
        input:
            genome=GENOME,
            fai=f"{GENOME}.fai",
        output:
            "<results>/simulated/cells.tsv.gz",
        log:
            "<logs>/simulate_cells.log",
        conda:
            "../../envs/data.yaml"
        resources:
            mem_mb=growing(2000),
            runtime=growing(10),
        params:
            settings=simulated_settings(),
            code=code_digest("simulate_cells"),
        script:
            "../scripts/simulate_cells.py"


rule train_methylation:
    input:
        unpack(module_models),
        tensor="<results>/{experiment}/tensor.h5",
    output:
        model="<results>/{experiment}/{model}/model.keras",
        history="<results>/{experiment}/{model}/history.tsv",
        predictions="<results>/{experiment}/{model}/predictions.tsv.gz",
        provenance="<results>/{experiment}/{model}/provenance.json",
    log:
        "<logs>/train_methylation/{experiment}/{model}.log",
    benchmark:
        "<benchmarks>/train_methylation/{experiment}/{model}.tsv"
    wildcard_constraints:
        experiment=OF_CELLS,
        model=ALONE,
    conda:
        TRAIN_ENVIRONMENT
    threads: STUDY.config["backend_threads"]
    resources:
        gpu=gpus.wanted(),
        mem_mb=solved_or_trained(growing(4000, each=70), growing(4000, each=4)),
        runtime=growing(120, each=5),
    params:
        settings=train_methylation_settings,
        code=cells_code("train_methylation"),
    script:
        "../scripts/train_methylation.py"


rule fit_cells_baseline:
    input:
        tensor="<results>/{experiment}/tensor.h5",
    output:
        model="<results>/{experiment}/{baseline}/model.npz",
        predictions="<results>/{experiment}/{baseline}/predictions.tsv.gz",
        provenance="<results>/{experiment}/{baseline}/provenance.json",
        metrics="<results>/{experiment}/{baseline}/metrics.json",
    log:
        "<logs>/fit_cells_baseline/{experiment}/{baseline}.log",
    benchmark:
        "<benchmarks>/fit_cells_baseline/{experiment}/{baseline}.tsv"
    wildcard_constraints:
        experiment=OF_CELLS,
    priority: 5
    conda:
        "../../envs/report.yaml"
    resources:
        mem_mb=growing(2000, each=10),
        runtime=growing(60, each=3),
    params:
        settings=cells_baseline_settings,
        code=code_digest("fit_cells_baseline"),
    script:
        "../scripts/fit_cells_baseline.py"


rule evaluate_cells:
    input:
        unpack(baseline_predictions),
        predictions="<results>/{experiment}/{model}/predictions.tsv.gz",
        tensor="<results>/{experiment}/tensor.h5",
        contexts=context_files,
    output:
        metrics="<results>/{experiment}/{model}/metrics.json",
        cells="<results>/{experiment}/{model}/cells.tsv",
        by_context="<results>/{experiment}/{model}/contexts.tsv",
        roc="<results>/{experiment}/{model}/roc.svg",
        pr="<results>/{experiment}/{model}/pr.svg",
    log:
        "<logs>/evaluate_cells/{experiment}/{model}.log",
    wildcard_constraints:
        experiment=OF_CELLS,
        model=DEEP_MODEL,
    conda:
        "../../envs/report.yaml"
    resources:
        mem_mb=growing(2000, each=4),
        runtime=growing(30, each=1),
    params:
        settings=evaluate_cells_settings,
        contexts=context_names,
        contents=contents(context_files),
        code=code_digest("evaluate_cells"),
    script:
        "../scripts/evaluate_cells.py"


rule impute:
    input:
        tensor="<results>/{experiment}/tensor.h5",
        model="<results>/{experiment}/{model}/model.keras",
    output:
        imputed="<results>/{experiment}/{model}/imputed.tsv.gz",
    log:
        "<logs>/impute/{experiment}/{model}.log",
    wildcard_constraints:
        experiment=OF_CELLS,
        model=DEEP_MODEL,
    conda:
        TRAIN_ENVIRONMENT
    threads: STUDY.config["backend_threads"]
    resources:
        gpu=gpus.wanted(),
        mem_mb=growing(4000, each=4),
        runtime=growing(30, each=1),
    params:
        settings=cells_model_settings,
        code=cells_code("impute"),
    script:
        "../scripts/impute.py"


rule explain_neighbours:
    input:
        tensor="<results>/{experiment}/tensor.h5",
        model="<results>/{experiment}/{model}/model.keras",
    output:
        table="<results>/{experiment}/{model}/neighbours.tsv",
    log:
        "<logs>/explain_neighbours/{experiment}/{model}.log",
    wildcard_constraints:
        experiment=OF_CELLS,
        model=DEEP_MODEL,
    conda:
        TRAIN_ENVIRONMENT
    threads: STUDY.config["backend_threads"]
    resources:
        gpu=gpus.wanted(),
        mem_mb=growing(4000, each=4),
        runtime=growing(30),
    params:
        settings=neighbour_settings,
        code=cells_code("explain_neighbours"),
    script:
        "../scripts/explain_neighbours.py"


rule draw_neighbours:
    input:
        table="<results>/{experiment}/{model}/neighbours.tsv",
    output:
        report(
            "<results>/{experiment}/{model}/neighbours.svg",
            caption="../report/neighbours.rst",
            category="Neighbouring sites",
            labels={"experiment": "{experiment}", "model": "{model}"},
        ),
    log:
        "<logs>/draw_neighbours/{experiment}/{model}.log",
    wildcard_constraints:
        experiment=OF_CELLS,
        model=DEEP_MODEL,
    conda:
        "../../envs/report.yaml"
    resources:
        mem_mb=growing(1000),
        runtime=growing(10),
    params:
        settings=drawn_neighbours,
        code=code_digest("draw_neighbours"),
    script:
        "../scripts/draw_neighbours.py"

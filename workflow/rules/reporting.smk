"""Reports: the study's summary and page, and a page for each experiment."""


rule summarise:
    input:
        all_metrics,
    output:
        report(
            "<results>/summary.tsv",
            caption="../report/summary.rst",
            category="Summary",
            labels={"what": "Metrics of every experiment and model"},
        ),
    log:
        "<logs>/summarise.log",
    conda:
        "../../envs/report.yaml"
    resources:
        mem_mb=growing(1000),
        runtime=growing(10),
    params:
        code=code_digest("summarise"),
    script:
        "../scripts/summarise.py"


rule plot_comparison:
    input:
        "<results>/summary.tsv",
    output:
        report(
            "<results>/comparison.svg",
            caption="../report/comparison.rst",
            category="Summary",
            labels={"what": "Models and baselines compared"},
        ),
    log:
        "<logs>/plot_comparison.log",
    conda:
        "../../envs/report.yaml"
    resources:
        mem_mb=growing(1000),
        runtime=growing(10),
    params:
        settings={"label": STUDY.config["label"]},
        code=code_digest("plot_comparison", *OF_FIGURES),
    script:
        "../scripts/plot_comparison.py"


rule draw_rulegraph:
    output:
        "<results>/rulegraph.svg",
    log:
        "<logs>/draw_rulegraph.log",
    localrule: True
    conda:
        "../../envs/report.yaml"
    resources:
        mem_mb=growing(2000),
        runtime=growing(10),
    params:
        settings={
            "snakefile": SNAKEFILE,
            "config": STUDY.given,
        },
        code=[code_digest("draw_rulegraph"), RULES_DIGEST],
    script:
        "../scripts/draw_rulegraph.py"


rule report_experiment:
    input:
        unpack(experiment_row_counts),
        unpack(experiment_figures),
        unpack(explanation_files),
        unpack(assay_files),
        unpack(methylation_shown),
        leaks="<results>/{experiment}/leaks.tsv",
        calibration=calibrations,
        choice=choices,
        metrics=experiment_models("<results>/{experiment}/{model}/metrics.json"),
        provenance=experiment_models("<results>/{experiment}/{model}/provenance.json"),
        history=training_histories,
        scores=scored_files,
    output:
        "<results>/{experiment}/report.html",
    log:
        "<logs>/report_experiment/{experiment}.log",
    conda:
        "../../envs/report.yaml"
    resources:
        mem_mb=growing(1000),
        runtime=growing(10),
    params:
        settings=page_settings,
        code=code_digest(
            "report_experiment",
            *OF_FIGURES,
            "report/templates/base.html",
            "report/templates/experiment.html",
        ),
    script:
        "../scripts/report_experiment.py"


rule report_study:
    input:
        summary="<results>/summary.tsv",
        comparison="<results>/comparison.svg",
        published=published_files(),
        models=compared_files(),
        rulegraph="<results>/rulegraph.svg",
        verification=verification_files(),
        influences=of_trunks("influence.svg"),
        digests=f"{GENOME_FOLDER}/digests.tsv" if STUDY.genome["name"] else [],
        row_counts=[f"<results>/{name}/peaks.qc.tsv" for name in peak_experiments()],
        tensors=[f"<results>/{name}/tensor.qc.tsv" for name in STUDY.active],
        motif_tables=of_explained("motifs.tsv"),
        memes=of_explained("motifs.meme"),
        libraries=[
            *of_explained("known_motifs.json"),
            *of_trunks("known_motifs.json"),
        ],
    output:
        "<results>/report.html",
    log:
        "<logs>/report_study.log",
    conda:
        "../../envs/report.yaml"
    resources:
        mem_mb=growing(1000),
        runtime=growing(10),
    params:
        settings=study_settings(),
        code=code_digest(
            "report_study",
            *OF_FIGURES,
            "report/templates/base.html",
            "report/templates/study.html",
        ),
    script:
        "../scripts/report_study.py"

"""Pages of variants: the top variants of each model explained, and a page for each file."""


def variant_file(name):
    """The settings of a file under the config's `variants`."""
    if name not in STUDY.config["variants"]:
        raise WorkflowError(f"{CONFIG_FILES}: there is no '{name}' under variants")
    return STUDY.config["variants"][name]


def of_variant_models(file):
    """A function of wildcards: a file of each active experiment's each deep model."""

    def paths(wildcards):
        variant_file(wildcards.name)
        return [
            f"<results>/{experiment}/{model}/{file}".replace("{name}", wildcards.name)
            for experiment, model in variant_models()
        ]

    return paths


def variant_models():
    """Experiment and name of each deep model that scores variants."""
    return [
        [experiment, model]
        for experiment in STUDY.active
        for model in checked(STUDY.models, experiment)
    ]


def variant_pages():
    """The page of each file of variants."""
    return [
        f"<results>/variants/{name}/report.html" for name in STUDY.config["variants"]
    ]


def own_motif_table(wildcards):
    """The table of a model's own motifs, if it is interpreted."""
    explained = checked(STUDY.explained, wildcards.experiment)
    if wildcards.model not in explained:
        return []
    return f"<results>/{wildcards.experiment}/{wildcards.model}/motifs.tsv"


def explain_variants_settings(wildcards):
    """Settings of the maps of one model's top variants."""
    names = wildcards.experiment, wildcards.model
    return {
        "top": variant_file(wildcards.name)["top"],
        "architectures": checked(STUDY.architectures_of, *names),
        "jaspar": STUDY.row(wildcards.experiment)["jaspar"] or None,
        **backend_settings(),
        "seed": STUDY.seed(*names, "explain_variants"),
    }


def variant_page_settings(wildcards):
    """The texts and settings that a page of variants shows."""
    own = variant_file(wildcards.name)
    return {
        "name": wildcards.name,
        "file": own["file"],
        "label": STUDY.config["label"],
        "top": own["top"],
        "models": variant_models(),
    }


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

"""Settings and inputs of the rules of variants."""


def variant_file(name):
    """The settings of a file under the config's `variants`."""
    if name not in STUDY.config["variants"]:
        raise WorkflowError(f"{CONFIG_FILES}: there is no '{name}' under variants")
    return STUDY.config["variants"][name]


def file_of_variants(wildcards):
    """The user's file of variants."""
    return of_user(variant_file(wildcards.name)["file"])


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
        for model in checked(STUDY.of_bases, experiment)
    ]


def variant_names():
    """Files of variants that the study's own models score; none if only released models do."""
    if STUDY.config["released_models"] and not variant_models():
        return []
    return list(STUDY.config["variants"])


def variant_pages():
    """The page of each file of variants."""
    return [f"<results>/variants/{name}/report.html" for name in variant_names()]


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


def reading_settings(wildcards):
    """Settings of the reading of a file of variants."""
    own = variant_file(wildcards.name)
    windows = checked(STUDY.variant_windows)
    return {
        "widest": windows[-1],
        "narrowest": windows[0],
        "assembly": STUDY.genome["name"],
        "aliases": STUDY.genome["aliases"],
        **{key: own[key] for key in ("shifts", "haplotypes", "mismatches")},
    }


def annotated_vcfs():
    """The VCF with scores of each VCF under `variants`."""
    return [
        f"<results>/variants/{name}/annotated.vcf.gz"
        for name, own in STUDY.config["variants"].items()
        if own["annotate"] and own["is_vcf"] and name in variant_names()
    ]


def random_change_settings(wildcards):
    """Settings of the random changes of a file of variants."""
    windows = [checked(STUDY.window, *names) for names in variant_models()]
    return {
        "name": wildcards.name,
        "count": variant_file(wildcards.name)["random"],
        "narrowest": min(windows, default=STUDY.config["window"]),
        "seed": STUDY.study_seed("variants", wildcards.name),
    }


def variant_settings(wildcards):
    """Settings of the scoring of variants by a model."""
    names = wildcards.experiment, wildcards.model
    return {
        "targets": [STUDY.target(wildcards.experiment)],
        "architectures": checked(STUDY.architectures_of, *names),
        **backend_settings(),
    }


def variant_scores():
    """The scores of all variants in the config by all deep models of active experiments."""
    return [
        f"<results>/{experiment}/{model}/variants.{name}.tsv.gz"
        for experiment, model in variant_models()
        for name in STUDY.config["variants"]
    ]

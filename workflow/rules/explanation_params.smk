"""Inputs and params of the rules that interpret models."""


def known_motifs(wildcards):
    """The user's file of known motifs; none if JASPAR is used."""
    own = checked(STUDY.settings, wildcards.experiment)["explanation"]
    return of_user(own["known"]) or []


def explanation_files(wildcards):
    """Figures and tables of the interpretation of an experiment's models; none if it is disabled."""
    own = checked(STUDY.settings, wildcards.experiment)["explanation"]
    models = STUDY.explained(wildcards.experiment)
    if not models:
        return {}
    kinds = {
        "motifs": "motifs.svg",
        "motif_table": "motifs.tsv",
        "library": "known_motifs.json",
        "maps": "mutation_maps.svg",
        "embedding": "embedding.svg",
    }
    if own["patterns"]:
        kinds |= {"patterns": "patterns.svg", "pattern_table": "patterns.tsv"}
    return {
        kind: [f"<results>/{wildcards.experiment}/{model}/{file}" for model in models]
        for kind, file in kinds.items()
    }


def explained_models():
    """Experiment and name of each interpreted model in the active experiments."""
    return [
        [experiment, model]
        for experiment in STUDY.active
        for model in STUDY.explained(experiment)
    ]


def of_explained(file):
    """A path for each interpreted model."""
    return [
        f"<results>/{experiment}/{model}/{file}"
        for experiment, model in explained_models()
    ]


def explain_settings(wildcards):
    """Settings of the interpretation of one model of one experiment."""
    names = wildcards.experiment, wildcards.model
    own = checked(STUDY.settings, wildcards.experiment)["explanation"]
    keys = ("sites", "pseudocount", "sequences", "methods", "maps")
    return {
        "architectures": checked(STUDY.architectures_of, *names),
        **{key: own[key] for key in keys},
        "target": STUDY.target(wildcards.experiment),
        **backend_settings(),
        "seed": STUDY.seed(*names, "explain"),
    }


def matching_settings(wildcards):
    """Settings of the match of a model's motifs with known ones."""
    own = checked(STUDY.settings, wildcards.experiment)["explanation"]
    protein = STUDY.row(wildcards.experiment)["protein"]
    return {
        "title": f"{protein}: {wildcards.model}",
        "release": STUDY.config["jaspar"],
        "group": checked(STUDY.taxonomic_group, wildcards.experiment),
        "significance": own["significance"],
        "label": STUDY.config["label"],
        "molecule": checked(STUDY.settings, wildcards.experiment)["molecule"],
    }


def drawing_settings(wildcards):
    """Settings of the figures of one model's interpretation."""
    names = wildcards.experiment, wildcards.model
    return {
        "matching": matching_settings(wildcards),
        "seed": STUDY.seed(*names, "embedding"),
    }


def pattern_settings(wildcards):
    """Settings of the search for patterns in one model's attributions."""
    names = wildcards.experiment, wildcards.model
    own = checked(STUDY.settings, wildcards.experiment)["explanation"]
    return {
        "method": own["methods"][0],
        "seed": STUDY.seed(*names, "patterns"),
    }

"""Inputs and params of the rules that design sequences."""

from bindery.study.requests import designs

# The patterns of the names of designs that are searched for, and of those by gradients.
BY_GRADIENT = {
    name
    for name, own in STUDY.config["design"].items()
    if own["search"] == designs.GRADIENT
}
OPTIMISED = name_patterns.pattern_of(sorted(BY_GRADIENT))
SEARCHED = name_patterns.pattern_of(sorted({*STUDY.config["design"]} - BY_GRADIENT))


def design_files(experiment=None, model=None):
    """Tables and figures of the designs by a model, or by all models of active experiments."""
    return [
        f"<results>/{own[0]}/{own[1]}/design.{name}.{kind}"
        for name in STUDY.config["design"]
        for own in designs.designed_by(STUDY, name)
        if experiment is None or own == (experiment, model)
        for kind in ("tsv", "svg")
    ]


def design_starts(wildcards):
    """The user's file of starts; none if they are random, or given in the config."""
    return of_user(STUDY.config["design"][wildcards.name]["file"]) or []


def design_against(wildcards):
    """The model whose score a design subtracts, if any."""
    other = STUDY.config["design"][wildcards.name]["against"]
    return f"<results>/{other}/{wildcards.model}/model.keras" if other else []


def design_settings(wildcards):
    """Settings of a design by one model of one experiment."""
    names = wildcards.name, wildcards.experiment, wildcards.model
    return {**checked(designs.settings_of, STUDY, *names), **backend_settings()}


def drawn_design_files(wildcards):
    """What the figure of a design is drawn from."""
    stem = "<results>/{experiment}/{model}/design.{name}"
    if wildcards.name in BY_GRADIENT:
        return {"table": f"{stem}.tsv", "meme": f"{stem}.meme"}
    return {"table": f"{stem}.tsv", "paths": f"{stem}.paths.tsv"}


def drawn_design_settings(wildcards):
    """Title and axis of the figure of a design."""
    own = STUDY.config["design"][wildcards.name]
    protein = checked(STUDY.row, wildcards.experiment)["protein"]
    notice = f", {STUDY.config['label']}" if STUDY.config["label"] else ""
    score = f"Score of {protein}"
    if own["against"]:
        score += f" less {STUDY.row(own['against'])['protein']}"
    return {
        "title": f"{protein}: {wildcards.model}, design {wildcards.name}{notice}",
        "score": score,
        "lower": own["direction"] == "lower",
    }

"""Inputs and params of the rules of methylation in several cells."""

from bindery.study.reading import methylation_files as listed_cells
from bindery.study.assays.methylation import modules as modules_among


def cell_tables(row):
    """The tables of the cells that a row lists, by the name of the input; none if it is one table."""
    found = [
        fetched(one["file"], one["sha256"])
        for one in checked(listed_cells.profiles_of, row)
    ]
    return {"profiles": found} if found else {}


def context_files(wildcards):
    """The regions in which an experiment's models are judged by themselves."""
    own = checked(STUDY.settings, wildcards.experiment)
    return [
        fetched(one["file"], one["sha256"])
        for one in listed_cells.contexts_of(own).values()
    ]


def context_names(wildcards):
    """The names of those regions."""
    own = checked(STUDY.settings, wildcards.experiment)
    return list(listed_cells.contexts_of(own))


def module_models(wildcards):
    """The modules that a joint model begins with; none for other models."""
    own = checked(STUDY.settings, wildcards.experiment)["models"]
    chosen = own.get(wildcards.model, {})
    if chosen.get("architecture") != "deepcpg_joint":
        return {}
    names, _ = modules_among(own)
    return {
        part: f"<results>/{{experiment}}/{name}/model.keras"
        for part, name in zip(("dna", "cpg"), names)
    }


def cells_architecture(name):
    """The file of an architecture, as `code_digest` takes it."""
    own, _ = divided(name)
    folder = "cells/" if name in architecture_files.OF_NEIGHBOURS else ""
    return own.resolve() if own else f"models/architectures/{folder}{name}.py"


def cells_code(script):
    """A function of wildcards: digest of a script's code and of a model's architecture."""

    def code(wildcards):
        names = checked(STUDY.architectures_of, wildcards.experiment, wildcards.model)
        files = [cells_architecture(name) for name in dict.fromkeys(names)]
        return code_digest(script, *files)

    return code


def train_methylation_settings(wildcards):
    """Settings of the training of one model of an experiment's cells."""
    names = wildcards.experiment, wildcards.model
    own = checked(STUDY.settings, wildcards.experiment)
    return {
        **checked(STUDY.model, *names),
        "final_rows": own["methylation"]["final_rows"],
        "window": STUDY.window(*names),
        **backend_settings(),
        "seed": STUDY.seed(*names, "train"),
    }


def solved_or_trained(solved, trained):
    """One function for models that are linear, and so are solved, another for all others."""

    def asked(wildcards, input, attempt):
        own = checked(STUDY.model, wildcards.experiment, wildcards.model)
        file = architecture_files.file_of(own["architecture"], STUDY.architectures)
        found = solved if architecture_files.is_linear(file) else trained
        return found(wildcards, input, attempt)

    return asked


def cells_evaluation(experiment, model):
    """Names and settings for the evaluation of any model of an experiment's cells."""
    found = evaluation_of(experiment, model)
    del found["backgrounds"]
    return found


def evaluate_cells_settings(wildcards):
    """Names and settings for the evaluation of a deep model in all cells."""
    return cells_evaluation(wildcards.experiment, wildcards.model)


def cells_baseline_settings(wildcards):
    """Settings of a baseline of an experiment's cells."""
    names = wildcards.experiment, wildcards.baseline
    known = checked(STUDY.baselines, wildcards.experiment)
    if wildcards.baseline not in known:
        raise WorkflowError(
            f"{STUDY.table}: '{wildcards.experiment}' has methylation, and no {wildcards.baseline} "
            f"baseline; it has {', '.join(known) or 'none'}"
        )
    return {
        "baseline": wildcards.baseline,
        "window": STUDY.window(*names),
        "both_strands": True,
        "evaluation": cells_evaluation(*names),
    }


def cells_model_settings(wildcards):
    """Settings of what a trained model of cells is asked."""
    names = wildcards.experiment, wildcards.model
    return {
        "window": checked(STUDY.window, *names),
        "architectures": STUDY.architectures_of(*names),
        **backend_settings(),
    }


def neighbour_settings(wildcards):
    """Settings of the table of what a model reads from neighbours."""
    return {**cells_model_settings(wildcards), "sites": 500, "ranks": 10}


def drawn_neighbours(wildcards):
    """The title of the figure of that table."""
    row = checked(STUDY.row, wildcards.experiment)
    label = STUDY.config["label"]
    title = f"{row['protein']}: {wildcards.model}"
    return {"title": f"{title}, {label}" if label else title}


def neighbour_models(experiment):
    """Names of an experiment's models that read neighbouring sites."""
    own = STUDY.of_bases(experiment)
    return [name for name in checked(STUDY.models, experiment) if name not in own]


def methylation_files(experiment):
    """What the default target makes of an experiment of methylation beside its models."""
    if experiment not in METHYLATION:
        return []
    folder = f"<results>/{experiment}"
    return [
        f"{folder}/{model}/imputed.tsv.gz"
        for model in checked(STUDY.models, experiment)
    ]


def methylation_shown(wildcards):
    """Tables and figures of methylation models that an experiment's page shows, by their names."""
    if wildcards.experiment not in METHYLATION:
        return {}
    folder = f"<results>/{wildcards.experiment}"
    models = checked(STUDY.models, wildcards.experiment)
    readers = neighbour_models(wildcards.experiment)
    return {
        "cells": [f"{folder}/{model}/cells.tsv" for model in models],
        "contexts": [f"{folder}/{model}/contexts.tsv" for model in models],
        "neighbours": [f"{folder}/{model}/neighbours.svg" for model in readers],
    }


def simulated_settings():
    """Settings of the cells that are made up, if the config has them."""
    return {
        **STUDY.config["methylation"].get("simulated", {}),
        "seed": STUDY.study_seed("simulate_cells"),
    }

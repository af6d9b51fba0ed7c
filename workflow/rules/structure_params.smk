"""Inputs of models that read the secondary structure of RNA."""


def structure_file(wildcards):
    """The structure of an experiment's sequences, if a model reads it; else no input."""
    names = wildcards.experiment, wildcards.model
    reads = checked(STUDY.reads_structure, *names)
    return "<results>/{experiment}/structure.h5" if reads else []


def given_structure(wildcards):
    """The contexts that the table gives an experiment, if the config asks for them."""
    own = checked(STUDY.settings, wildcards.experiment)["structure"]
    if own["method"] != "given":
        return []
    return of_user(checked(STUDY.row, wildcards.experiment)["structure"])


def folding_settings(wildcards):
    """How the structure of an experiment's sequences is found."""
    return {"method": STUDY.settings(wildcards.experiment)["structure"]["method"]}

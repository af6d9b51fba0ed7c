"""Params of the rule that writes tensor files."""


def assay_of(experiment):
    """What the workflow knows of an experiment's assay."""
    return registry.assays()[checked(STUDY.row, experiment)["assay"]]


def tensor_assay(wildcards):
    """The name of an experiment's assay."""
    return assay_of(wildcards.experiment).name


def tensor_settings(wildcards):
    """Settings of an experiment's tensor file."""
    return assay_of(wildcards.experiment).tensor(STUDY, wildcards.experiment)


def labels_seed(wildcards):
    """The seed by which an experiment's labels are shuffled; None if they are not."""
    own = checked(STUDY.settings, wildcards.experiment)
    if own["labels"] == "given":
        return None
    return STUDY.seed(wildcards.experiment, "labels")


def tensor_code(wildcards):
    """A digest of what decides an experiment's tensor file; not of what reads other assays."""
    builder = f"data/assays/{tensor_assay(wildcards)}_tensor.py"
    return code_digest("build_tensor", builder)

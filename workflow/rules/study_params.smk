"""Inputs and params of the rules for files that all experiments of a study share."""


def study_tensor_files():
    """The tensor of all experiments, if the config asks for one."""
    made = STUDY.multitask_tensor and STUDY.active
    return ["<results>/study/tensor.h5"] if made else []


def study_tensor_inputs(wildcards):
    """The whole peaks of all active experiments, their genome and its blacklist."""
    if not STUDY.multitask_tensor:
        raise WorkflowError(f"{CONFIG_FILES}: there is no multitask.tensor")
    return {
        "peaks": [f"<results>/{name}/peaks.tsv" for name in STUDY.active],
        "genome": GENOME,
        "fai": f"{GENOME}.fai",
        "digests": f"{GENOME_FOLDER}/digests.tsv",
        "blacklist": blacklist_file(wildcards),
    }


def study_tensor_settings(wildcards):
    """Settings of the tensor of all experiments."""
    own = STUDY.multitask_tensor
    windows = [STUDY.settings(name)["window"] for name in STUDY.active]
    repeat = min(STUDY.config["multitask"]["repeat"], own["window"], *windows)
    return {
        "experiments": STUDY.active,
        "assembly": STUDY.genome["name"],
        "aliases": STUDY.genome["aliases"],
        "split": STUDY.settings(STUDY.active[0])["split"],
        "max_unknown": STUDY.config["peaks"]["max_unknown"],
        "seed": STUDY.study_seed("tensor"),
        "settings": {**own, "repeat": repeat},
    }


def scored_files(wildcards):
    """The scores of each file under `scoring` by each of an experiment's deep models."""
    return [
        f"<results>/{wildcards.experiment}/{model}/scores.{name}.tsv.gz"
        for model in checked(STUDY.of_bases, wildcards.experiment)
        for name in STUDY.config["scoring"]
    ]


def genome_facts():
    """The study's genome and its held-out chromosomes, if it has them."""
    if not STUDY.genome["name"]:
        return {"assembly": "none: no experiment needs it"}
    split = STUDY.config.get("split", {})
    return {
        "assembly": STUDY.genome["name"],
        "FASTA": STUDY.genome["fasta"],
        **{f"{part} chromosomes": ", ".join(split[part]) for part in split},
    }

"""Methylation of CpGs, in one profile or in many cells. Standard library only."""

from typing import TYPE_CHECKING

from bindery.errors import InputError
from bindery.study.architecture_files import architecture_of, reads_neighbours
from bindery.study.assays.assay import Assay
from bindery.study.reading import methylation_files
from bindery.targets.kinds import kind_of

if TYPE_CHECKING:
    from bindery.study.study import Study

# Least number of reads of a measured site, if the config leaves it open.
OF_CELLS, OF_BULK = 1, 4
MODELS = {
    "deepcpg_dna": {"architecture": "deepcpg_dna"},
    "deepcpg_cpg": {"architecture": "deepcpg_cpg"},
    "deepcpg_joint": {"architecture": "deepcpg_joint"},
}

# Few sites leave a network little to learn from: means over the window tell more than any site, and
# many weak k-mers together complement them. Tried by hand on five blocks of the training and
# validation stretches of config/methylation_dna.yaml.
CANDIDATES: dict[str, dict] = {
    "deepcpg_means": {
        "architecture": "deepcpg_dna",
        "settings": {
            "detectors": [64],
            "widths": [9],
            "pools": [1000],
            "pooling": "average",
            "normalised": True,
            "hidden": 0,
            "dropout": 0.5,
            "l1": 1e-8,
            "l2": 1e-8,
        },
        "training": {
            "learning_rate": 0.002,
            "batch_size": 128,
            "epochs": 16,
            "patience": 5,
            "monitor": "val_auprc",
            "restarts": 5,
            "keep": "mean",
        },
    },
    "kmers": {"architecture": "kmers"},
}


def models(genome: dict) -> dict:
    """The models of a row whose config names none; without a genome there is no DNA to read."""
    return MODELS if genome["name"] else {"deepcpg_cpg": MODELS["deepcpg_cpg"]}


def _check(row: dict[str, str], config: dict, genome: dict, table: str, number: int) -> None:
    if "split" not in config:
        raise InputError(
            f"'{row['experiment']}' has methylation, and there is no split",
            file=table,
            row=number,
            remedy="name chromosomes, or regions such as chr1:1-500000, under split.validation and "
            "split.test",
        )
    if not kind_of(config["target"]).binary:
        raise InputError(
            f"'{row['experiment']}' has methylation, whose targets are classes, and its target is "
            f"{config['target']}",
            file=table,
            row=number,
            remedy="set `target: class`",
        )
    methylation_files.check(row, config, table, number)
    _check_models(row, config, genome, table, number)


def _check_models(row: dict, config: dict, genome: dict, table: str, number: int) -> None:
    models = config["models"]
    for name, model in models.items():
        problem = remedy = ""
        if "trunk" in model:
            problem = f"model '{name}' has `trunk`"
            remedy = "give it an architecture"
        elif "choose" in model:
            others = [one for one in model["choose"] if reads_neighbours(models.get(one, {}))]
            if others:
                problem = f"model '{name}' is chosen among '{others[0]}', which reads neighbours"
                remedy = "choose among models that read DNA alone"
        elif architecture_of(model) != "deepcpg_cpg" and not genome["name"]:
            problem = f"model '{name}' reads DNA, and the study has no genome"
            remedy = "name one under `genome:`, or leave deepcpg_cpg alone under `models:`"
        elif architecture_of(model) == "deepcpg_joint":
            _, problem = modules(models)
            remedy = "give one model of deepcpg_cpg and one that reads DNA alone beside it"
            if not problem and config["methylation"]["final_rows"] == "all":
                problem = "its joint model stops early by validation rows that its modules learned"
                remedy = "set methylation.final_rows: train"
        if problem:
            raise InputError(
                f"'{row['experiment']}' has methylation, and {problem}",
                file=table,
                row=number,
                remedy=remedy,
            )


def modules(models: dict) -> tuple[tuple[str, str], str]:
    """The names of the DNA module and the CpG module that a joint model begins with.

    Args:
        models: the row's models.

    Returns:
        Both names, and what is wrong; "" if nothing is.
    """
    alone = {name: own for name, own in models.items() if "choose" not in own}
    dna = [name for name, own in alone.items() if not reads_neighbours(own)]
    cpg = [name for name, own in models.items() if own.get("architecture") == "deepcpg_cpg"]
    if len(dna) == len(cpg) == 1:
        return (dna[0], cpg[0]), ""
    return ("", ""), f"its joint model finds {len(dna)} DNA modules and {len(cpg)} CpG modules"


def least_coverage(row: dict[str, str], config: dict) -> int:
    """Least number of reads of a measured site."""
    given = config["methylation"]["least_coverage"]
    if given is not None:
        return given
    return OF_CELLS if methylation_files.is_list(row["methylation"]) else OF_BULK


def _tensor(study: "Study", experiment: str) -> dict:
    own, row = study.settings(experiment), study.row(experiment)
    profiles = methylation_files.profiles_of(row)
    return {
        "names": [one["cell"] for one in profiles] or [row["protein"]],
        "origins": [one["file"] for one in profiles] or [row["methylation"]],
        "expected": [one["sha256"] or None for one in profiles] or [row["sha256"] or None],
        "assembly": study.genome["name"],
        "aliases": study.genome["aliases"],
        "split": own["split"],
        "window": own["window"],
        "stored": study.widest(experiment),
        "max_unknown": own["sequences"]["max_unknown"],
        "least_coverage": least_coverage(row, own),
        "each_side": own["methylation"]["neighbours"],
        "seed": study.seed(experiment, "shuffle"),
    }


ASSAY = Assay(
    name="methylation",
    files={"methylation": "sha256"},
    beside=(),
    in_genome=True,
    background="none",
    # A CpG's state is that of both strands joined. DeepCpG's own modules read one, as published.
    both_strands=True,
    shown=("split", "methylation", "window"),
    settings={"target": "class", "window": 1001},
    check=_check,
    tensor=_tensor,
    models_of=models,
    candidates=CANDIDATES,
    baselines=("kmer_logreg", "neighbour_mean"),
)

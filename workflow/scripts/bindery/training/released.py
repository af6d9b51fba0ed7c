"""Refuse a trunk of another study that has seen an experiment's held-out regions."""

from bindery.data.splits import SPLITS, TEST, VALIDATION
from bindery.data.tensors import Tensor
from bindery.errors import InputError
from bindery.files import read_json
from bindery.study.released_trunks import provenance_of


def check_unseen(trunk: str, tensor: Tensor, file: str) -> None:
    """Raise InputError unless a trunk was trained on this genome, on other chromosomes.

    Args:
        trunk: the trunk, `.keras`, with its provenance beside it.
        tensor: the experiment's tensor file, opened.
        file: its path, for errors.
    """
    facts = read_json(provenance_of(trunk), "data", "training_chromosomes")
    own, theirs = tensor.attributes.get("genome_digest"), facts["data"].get("genome_digest")
    if own != theirs:
        raise InputError(
            f"the trunk '{trunk}' was trained on another genome",
            file=file,
            remedy="give a trunk of the same assembly, or train one",
        )
    trained = set(facts["training_chromosomes"])
    for part in (VALIDATION, TEST):
        seen = sorted(trained & set(tensor.chromosomes(tensor.split_rows(part))))
        if seen:
            raise InputError(
                f"{SPLITS[part]} rows lie on {seen[0]}, on which the trunk '{trunk}' was trained",
                file=file,
                remedy="give the `split` of the trunk's study, or train a trunk",
            )

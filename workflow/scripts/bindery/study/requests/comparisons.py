"""Experiments whose models are compared over their random restarts. Standard library only."""

from typing import TYPE_CHECKING

from bindery.errors import InputError
from bindery.targets.kinds import kind_of

if TYPE_CHECKING:
    from bindery.study.study import Study


def compared(study: "Study") -> list[str]:
    """The active experiments of classes and not of methylation, if the config compares models.

    Args:
        study: a study.

    Returns:
        Their names, in the table's order.
    """
    if not study.config["compare_models"]:
        return []
    return [
        name
        for name in study.active
        if kind_of(study.target(name)).binary and study.row(name)["assay"] != "methylation"
    ]


def check(study: "Study", file: str) -> None:
    """Raise InputError if models are to be compared, and no experiment can be."""
    if study.config["compare_models"] and study.active and not compared(study):
        raise InputError(
            "compare_models is true, and no experiment has classes and is not of methylation",
            file=file,
            remedy="set `compare_models: false`",
        )

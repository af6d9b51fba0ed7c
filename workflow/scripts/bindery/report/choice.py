"""The section of an experiment's page on a model that is combined of candidates."""

from os import PathLike

from bindery import tsv
from bindery.figures.words import Measures


def choice_view(path: str | PathLike, measured: Measures) -> dict:
    """Candidates, the heaviest first, and the names of their figures.

    Args:
        path: TSV of the rule choose.
        measured: the measures of the experiment's kind of target.

    Returns:
        `candidates`, each with candidate, window, loss, score and weight; `score`, the score's
        name; `main`, the heaviest candidate; and `alone`, whether it has all the weight.
    """
    rows = sorted(tsv.read_numbers(path, ("candidate",)), key=lambda row: -row["weight"])
    return {
        "candidates": rows,
        "score": measured.words.names[measured.kind.score],
        "main": rows[0]["candidate"],
        "alone": sum(row["weight"] > 0 for row in rows) == 1,
    }

"""The part of an experiment's page on methylation in several cells and contexts."""

from collections.abc import Mapping, Sequence

from bindery import tsv
from bindery.report.inline_svg import inline_svg

MEASURES = ("auroc", "auprc", "accuracy", "mcc")
NAMES = {"auroc": "AUROC", "auprc": "AUPRC", "accuracy": "Accuracy", "mcc": "MCC"}
# A table of more cells would hide all that follows it.
MOST = 50


def methylation_view(number: int, model: Mapping[str, str]) -> dict | None:
    """Measures in cells and contexts, and the figure of neighbours; None for other models.

    Args:
        number: number of the model, from 1.
        model: see `experiment_page.write_experiment_page`.
    """
    if not model.get("cells"):
        return None
    name = model["name"]
    cells = tsv.read_numbers(model["cells"], names=("model", "cell"))
    contexts = tsv.read_numbers(model["contexts"], names=("context", "model"))
    figure = None
    if model.get("neighbours"):
        words = f"Effect of neighbouring CpGs on the predictions of {name}"
        figure = inline_svg(model["neighbours"], f"neighbours{number}-", words)
    own = [row for row in cells if row["model"] == name]
    return {
        "names": NAMES,
        "cells": _beside(own[:MOST], cells, "cell"),
        "more": max(len(own) - MOST, 0),
        "contexts": _beside([row for row in contexts if row["model"] == name], contexts, "context"),
        "figure": figure,
    }


def _beside(own: Sequence[dict], every: Sequence[dict], key: str) -> list[dict]:
    """The rows of a model, each with the AUROC of its best baseline of the same cell or context."""
    found = []
    for row in own:
        others = [
            other
            for other in every
            if other[key] == row[key] and other["model"] != row["model"] and other["auroc"]
        ]
        best = max(others, key=lambda other: other["auroc"], default=None)
        found.append({**row, "name": row[key], "best": best})
    return found

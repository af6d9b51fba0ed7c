"""What an experiment's page shows of a user's own sequences that a model scored."""

import csv
import heapq
import io
import math
from collections.abc import Mapping
from functools import partial
from os import PathLike
from pathlib import Path

import numpy as np

from bindery.figures.scores import plot_scores
from bindery.files import opened
from bindery.report.inline_svg import drawn_svg

# Sequences at either end that a page lists.
SHOWN = 5
LOG_ODDS = "Score (log-odds of a positive against background)"
OWN_SCALE = "Score (on the model's own scale)"


def read_scores(path: str | PathLike) -> tuple[list[dict], list[dict], np.ndarray]:
    """The best and the worst rows of a file of scores, and all its finite scores.

    The file may have millions of rows; of them only these and the numbers are held.

    Args:
        path: TSV of the rule score_sequences.

    Returns:
        The best rows, the best first; the worst rows, the worst first, none of which is among the
        best; and the scores, float64, in the file's order.
    """
    with opened(path) as handle, io.TextIOWrapper(handle, encoding="utf-8", newline="") as text:
        scores: list[float] = []
        best: list[tuple] = []
        worst: list[tuple] = []
        for number, row in enumerate(csv.DictReader(text, delimiter="\t", quoting=csv.QUOTE_NONE)):
            score = float(row["score"] or "nan")
            if not math.isfinite(score):
                continue
            scores.append(score)
            # Of equal scores, the first row counts as the better one.
            for heap, entry in ((best, (score, -number, row)), (worst, (-score, number, row))):
                heapq.heappush(heap, entry)
                if len(heap) > SHOWN:
                    heapq.heappop(heap)
    top = sorted(best, reverse=True, key=lambda entry: entry[:2])
    listed = {-number for _, number, _ in top}
    low = sorted(worst, reverse=True, key=lambda entry: entry[:2])
    low = [entry for entry in low if entry[1] not in listed]
    return [row for *_, row in top], [row for *_, row in low], np.array(scores)


def scores_view(number: int, model: str, files: Mapping[str, str], binary: bool) -> list[dict]:
    """A model's scores of each file under `scoring`, for an experiment's page.

    Args:
        number: number of the model, from 1.
        model: name of the model.
        files: name of the file under `scoring` -> TSV of the rule score_sequences.
        binary: whether scores are log-odds.
    """
    found = []
    for place, (name, path) in enumerate(files.items(), 1):
        best, worst, scores = read_scores(path)
        view = {"name": name, "file": Path(path).name, "rows": len(scores)}
        view |= {"best": best, "worst": worst, "figure": None}
        if len(scores):
            label = LOG_ODDS if binary else OWN_SCALE
            plot = partial(plot_scores, scores=scores, title=f"{name} by {model}", label=label)
            shown = f"Histogram of the scores of {name} by {model}"
            view["figure"] = drawn_svg(plot, f"scores{number}-{place}-", shown)
        found.append(view)
    return found

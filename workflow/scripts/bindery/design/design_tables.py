"""Tables of designs, as figures read them; imports no Keras."""

from dataclasses import dataclass
from os import PathLike

from bindery import tsv

COLUMNS = ("name", "start_score", "score", "changes", "sequence", "start_sequence")
STEP_COLUMNS = ("name", "step", "position", "from", "to", "score")


@dataclass(frozen=True)
class Drawn:
    """A design as the tables have it, for a figure.

    Attributes:
        name: name of the start.
        start: its letters.
        sequence: the designed sequence's letters.
        positions: position of each step, from 0 in those letters.
        scores: the score of the start and after each step.
        before: base before each step.
        after: base after it.
    """

    name: str
    start: str
    sequence: str
    positions: list[int]
    scores: list[float]
    before: list[str]
    after: list[str]


def read_designs(table: str | PathLike, paths: str | PathLike) -> list[Drawn]:
    """Read what `design_files.write_designs` wrote."""
    steps: dict[str, list[dict[str, str]]] = {}
    for row in tsv.read(paths):
        steps.setdefault(row["name"], []).append(row)
    return [
        Drawn(
            name=row["name"],
            start=row["start_sequence"],
            sequence=row["sequence"],
            positions=[int(step["position"]) - 1 for step in steps[row["name"]][1:]],
            scores=[float(step["score"]) for step in steps[row["name"]]],
            before=[step["from"] for step in steps[row["name"]][1:]],
            after=[step["to"] for step in steps[row["name"]][1:]],
        )
        for row in tsv.read(table)
    ]

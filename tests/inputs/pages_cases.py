"""Inputs whose results are told on pages: groups of motifs, models at chance, scores, folders."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Case:
    """An input and what Bindery says of it.

    Attributes:
        kind: kind of input.
        name: the input, in words.
        expected: what Bindery says, or a part of it; empty if it says nothing.
        given: what the test needs.
    """

    kind: str
    name: str
    expected: str
    given: dict[str, Any] = field(default_factory=dict)


def _class(value: float | None, low: float | None, high: float | None) -> dict[str, Any]:
    return {"target": "class", "auroc": value, "auroc_low": low, "auroc_high": high}


def _intensity(value: float | None, low: float | None, high: float | None) -> dict[str, Any]:
    return {"target": "intensity", "pearson": value, "pearson_low": low, "pearson_high": high}


NAN = float("nan")
NOT = "not better than chance"
UNKNOWN = "the taxonomic group of the data is not known"
GROUPS = [
    Case("taxonomic group", "a genome of one's own without a group", UNKNOWN, {"own": {}}),
    Case(
        *("taxonomic group", "a genome of one's own, group plants", "plants"),
        {"own": {"group": "plants"}},
    ),
    Case(
        *("taxonomic group", "a genome of one's own, group all", "all"),
        {"own": {"group": "all"}},
    ),
    Case(
        *("taxonomic group", "a genome of one's own, explanation.group fungi", "fungi"),
        {"own": {}, "group": "fungi"},
    ),
    Case("taxonomic group", "the preset sacCer3", "fungi", {"preset": "sacCer3"}),
    Case("taxonomic group", "the preset ce11", "nematodes", {"preset": "ce11"}),
    Case("taxonomic group", "the preset mm39", "vertebrates", {"preset": "mm39"}),
    Case(
        *("taxonomic group", "the preset hg38, explanation.group all", "all"),
        {"preset": "hg38", "group": "all"},
    ),
    Case("taxonomic group", "sequences without a genome or a group", UNKNOWN, {}),
    Case(
        *("taxonomic group", "sequences without a genome, explanation.group insects", "insects"),
        {"group": "insects"},
    ),
]
CHANCE = [
    Case("chance", "AUROC 0.559 (0.447-0.676)", NOT, _class(0.559, 0.447, 0.676)),
    Case("chance", "AUROC 0.6 whose interval begins at 0.5", NOT, _class(0.6, 0.5, 0.7)),
    Case("chance", "AUROC 0.4, its interval all below 0.5", NOT, _class(0.4, 0.31, 0.49)),
    Case("chance", "AUROC 0.5 of equal scores", NOT, _class(0.5, 0.5, 0.5)),
    Case("chance", "AUROC 0.53 (0.501-0.56)", "", _class(0.53, 0.501, 0.56)),
    Case("chance", "AUROC without an interval", NOT, _class(0.9, None, None)),
    Case("chance", "AUROC that is not a number", NOT, _class(NAN, NAN, NAN)),
    Case("chance", "Pearson 0.1 (-0.02 to 0.2)", NOT, _intensity(0.1, -0.02, 0.2)),
    Case("chance", "Pearson -0.3, its interval all below 0", NOT, _intensity(-0.3, -0.4, -0.2)),
    Case("chance", "Pearson 0.3 whose interval holds 0.2 but not 0", "", _intensity(0.3, 0.2, 0.4)),
    Case("chance", "Pearson 0 of equal scores", NOT, _intensity(0.0, 0.0, 0.0)),
]
SCORES = [
    Case(
        *("scores on a page", "twelve sequences", "best c11, worst c0"),
        {"scores": [float(number) for number in range(12)]},
    ),
    Case("scores on a page", "one sequence", "best c0, worst none", {"scores": [1.5]}),
    Case("scores on a page", "no sequence", "no figure, 0 scored", {"scores": []}),
    Case(
        *("scores on a page", "scores that are all equal", "best c0, worst c11"),
        {"scores": [2.0] * 12},
    ),
    Case(
        *("scores on a page", "empty and undefined scores among others", "best c3, worst c0"),
        {"scores": [1.0, None, NAN, 2.0]},
    ),
]
FOLDERS = [
    Case("model folder", "the folder of a deep model", "loads", {"files": ["model.keras"]}),
    Case("model folder", "the file in it", "loads", {"files": ["model.keras"], "file": True}),
    Case("model folder", "a baseline", "a baseline, not a deep model", {"files": ["model.npz"]}),
    Case("model folder", "an experiment's folder", "there is no model.keras", {"files": []}),
    Case("model folder", "a path that is not there", "there is no such file", {"absent": True}),
    Case(
        *(
            "model folder",
            "one's own model of Keras's layers alone, whose file has moved",
            "loads",
        ),
        {"files": ["model.keras"], "architecture": "gone.py:network"},
    ),
]
CASES = [*GROUPS, *CHANCE, *SCORES, *FOLDERS]

"""The figure of motifs: which of them it draws, and what it says of the others."""

from pathlib import Path

import numpy as np
import pytest

from bindery.explanation.motif_groups import DetectorMotif, Influence, MotifGroup
from bindery.explanation.motif_table import KnownMotif
from bindery.figures.motifs import LEAST, MOST, plot_motifs, shown
from bindery.motifs.matrices import Motif
from bindery.motifs.tomtom import Match

KNOWN = Motif("MA0001.1", "ABC1", np.tile([10.0, 0, 0, 0], (6, 1)))
IDLE, NEEDED, MATCHED = (0.5, 0.001), (0.5, 0.05), (1e-6, 0.001)


def named(*values: tuple[float, float]) -> list[KnownMotif]:
    """A motif for each q-value and AUROC lost, the most influential first."""
    found = []
    for number, (q_value, lost) in enumerate(values, 1):
        weight = Influence(1 / number, lost)
        counts = np.tile([7.0, 1, 1, 1], (6, 1))
        group = MotifGroup([DetectorMotif(1, number, 200, counts, 3.0, weight)], weight, counts)
        name = f"detector_{number}"
        match = Match(name, "MA0001.1", "ABC1", q_value, q_value, q_value, 0, 6, False, 0.0)
        found.append(KnownMotif(group, Motif(name, "", counts), match))
    return found


def test_motifs_that_count_come_first_and_the_rest_stays_out() -> None:
    assert shown(named(IDLE, NEEDED, IDLE, MATCHED), 0.01) == [1, 3]


def test_the_most_influential_fill_up_where_few_count() -> None:
    assert shown(named(IDLE, IDLE, NEEDED), 0.01) == [2, 0]
    assert shown(named(IDLE, IDLE, IDLE), 0.01) == list(range(LEAST))
    assert shown(named((0.5, float("nan"))), 0.01) == [0]
    assert shown([], 0.01) == []


def test_not_more_than_fit_are_drawn() -> None:
    assert shown(named(*[NEEDED] * (MOST + 3)), 0.01) == list(range(MOST))


@pytest.mark.parametrize(
    ("values", "note"),
    [
        ([MATCHED, NEEDED, IDLE, IDLE], "2 more in the table: no match that counts, and less"),
        ([NEEDED] * (MOST + 3), "3 more in the table<"),
        ([MATCHED, IDLE], None),
    ],
)
def test_the_figure_says_how_many_it_leaves_out(
    values: list[tuple[float, float]], note: str | None, tmp_path: Path
) -> None:
    plot_motifs(tmp_path / "a.svg", named(*values), [KNOWN], "ABC1: deepbind", 0.01)
    text = (tmp_path / "a.svg").read_text()
    assert (note in text) if note else "more in the table" not in text
    assert "Detector 1: 200 sites" in text and "AUROC lost" in text


def test_a_model_without_motifs_has_a_figure_that_says_so(tmp_path: Path) -> None:
    plot_motifs(tmp_path / "a.svg", [], [KNOWN], "ABC1: deepbind", 0.01)
    assert "no detector fires" in (tmp_path / "a.svg").read_text()

"""The heat map of a trunk's detectors: its order, its labels, and studies of every size."""

from pathlib import Path

import numpy as np
import pytest

from bindery.explanation.influence_table import (
    Influences,
    read_influences,
    write_detector_motifs,
    write_influences,
)
from bindery.figures.influence import MOST, drawn_detectors, label_of, plot_influence, tree_of
from bindery.motifs.tomtom import Match


def found(detectors: int, tasks: int) -> Influences:
    values = np.random.default_rng(0).normal(size=(detectors, tasks))
    return Influences(
        detectors=[f"detector_{n}" for n in range(1, detectors + 1)],
        consensus=["TGACTCA"] * detectors,
        sites=[9] * detectors,
        tasks=[f"Task{n}" for n in range(tasks)],
        values=values,
    )


def match(detector: str, q_value: float) -> Match:
    return Match(detector, "MA0363.3", "REB1", q_value, q_value, q_value, 0, 6, False, 0.0)


@pytest.mark.parametrize("tasks", [1, 2, 4, 130])
def test_the_same_influence_gives_the_same_figure_with_any_number_of_tasks(
    tasks: int, tmp_path: Path
) -> None:
    own = found(60, tasks)
    for name in ("a.svg", "b.svg"):
        plot_influence(tmp_path / name, own, [match("detector_1", 1e-5)], "Trunk wide", 0.01)
    text = (tmp_path / "a.svg").read_text()
    assert text == (tmp_path / "b.svg").read_text()
    assert all(f">{task}<" in text for task in own.tasks)
    assert "Trunk wide" in text


def test_a_trunk_without_influence_says_so(tmp_path: Path) -> None:
    own = found(3, 2)
    own.values[:] = 0
    plot_influence(tmp_path / "a.svg", own, [], "Trunk wide", 0.01)
    assert "no detector has any influence" in (tmp_path / "a.svg").read_text()


def test_detectors_of_the_greatest_influence_on_any_task_are_drawn() -> None:
    values = np.full((MOST + 2, 50), 0.1)
    values[3] = 0
    values[5, 7] = -9
    values[6] = 0.05
    assert list(drawn_detectors(values)) == [n for n in range(MOST + 2) if n not in (3, 6)]


def test_rows_that_agree_are_neighbours() -> None:
    from scipy.cluster.hierarchy import leaves_list

    one, other = np.random.default_rng(1).normal(size=(2, 20))
    tree = tree_of(np.array([one, other, 2 * one + 1, other - 3, np.zeros(20)]))
    assert tree is not None
    order = [int(leaf) % 2 for leaf in leaves_list(tree) if leaf < 4]
    assert order in ([0, 0, 1, 1], [1, 1, 0, 0])
    assert tree_of(np.ones((1, 4))) is None


def test_a_label_names_only_a_known_motif_that_counts() -> None:
    assert label_of("TGACTCA", match("detector_1", 0.5), 0.01) == "TGACTCA"
    assert label_of("TGACTCA", match("detector_1", 1e-5), 0.01).endswith("\u00a0REB1")
    assert label_of("", None, 0.01) == "no motif"


def test_influence_is_read_as_it_was_written(tmp_path: Path) -> None:
    own = found(5, 3)
    # A task may have the name of a column.
    own.tasks[:] = ["sites", "Abf1", "detector"]
    own.consensus[2] = ""
    write_influences(tmp_path / "a.tsv", own)
    again = read_influences(tmp_path / "a.tsv")
    np.testing.assert_allclose(again.values, own.values, rtol=1e-4)
    for field in ("detectors", "consensus", "sites", "tasks"):
        assert getattr(again, field) == getattr(own, field)


def test_the_table_of_motifs_names_the_tasks_of_each(tmp_path: Path) -> None:
    from bindery import tsv

    own = found(2, 3)
    own.values[:] = [[0, 0.1, -0.2], [3, 0, 1]]
    write_detector_motifs(tmp_path / "a.tsv", own, [match("detector_2", 1e-5)], 0.01)
    first, second = tsv.read(tmp_path / "a.tsv")
    assert first["detector"] == "detector_2" and first["tasks"] == "Task0, Task2, Task1"
    assert first["match_name"] == "REB1" and first["significant"] == "1"
    assert second["match"] == "" and second["significant"] == "0"

"""Figures of designs: the same bytes again, the part that is drawn, the best of several."""

from pathlib import Path

import numpy as np
import pytest
from helpers import random_letters

from bindery.design.design_tables import Drawn
from bindery.figures.design.optimised_input import LEAST, part_of, plot_optimised_input
from bindery.figures.design.path import LONGEST, best_of, plot_design_path, shown_part


def drawn(length: int, steps: int, name: str = "random_1", end: float = 5.0) -> Drawn:
    start = random_letters(length, 1)
    positions = list(range(0, 3 * steps, 3))
    after = ["A" if start[one] != "A" else "C" for one in positions]
    letters = list(start)
    for one, base in zip(positions, after, strict=True):
        letters[one] = base
    scores = np.linspace(end, -1, steps + 1).tolist()[::-1]
    before = [start[one] for one in positions]
    return Drawn(name, start, "".join(letters), positions, scores, before, after)


@pytest.mark.parametrize(("length", "steps"), [(101, 10), (400, 20), (30, 0), (12, 1)])
def test_the_same_designs_give_the_same_figure(length: int, steps: int, tmp_path: Path) -> None:
    own = [drawn(length, steps), drawn(length, steps // 2, "a & <b>", 9.0)]
    for name in ("a.svg", "b.svg"):
        plot_design_path(tmp_path / name, own, "MAX: deepbind", "Score of MAX")
    text = (tmp_path / "a.svg").read_text()
    assert text == (tmp_path / "b.svg").read_text()
    assert "the best of 2: " in text
    assert f"to 9.00 in {steps // 2} step" in text


def test_the_best_design_is_that_of_the_direction() -> None:
    own = [drawn(20, 2, end=3.0), drawn(20, 2, end=4.0), drawn(20, 2, end=-4.0)]
    assert best_of(own, lower=False) == 1
    assert best_of(own, lower=True) == 2


def test_of_a_long_sequence_the_part_with_most_changes_is_drawn() -> None:
    assert shown_part(101, [5, 90]) == slice(0, 101)
    part = shown_part(1000, [10, 500, 520, 540])
    assert part.stop - part.start == LONGEST
    assert part.start < 500 and part.stop > 540


def test_a_change_outside_the_part_that_is_drawn_is_written_at_the_edge(tmp_path: Path) -> None:
    design = drawn(1000, 5)
    design.positions[:] = [3, 500, 520, 540, 990]
    plot_design_path(tmp_path / "a.svg", [design], "A", "Score")
    text = (tmp_path / "a.svg").read_text()
    assert f">\u2190 4 {design.after[0]}<" in text
    assert f">991 {design.after[4]} \u2192<" in text
    assert "of 1000); grey: changed" in text


def test_a_profile_is_cropped_to_what_has_information(tmp_path: Path) -> None:
    shares = np.full((200, 4), 0.25)
    shares[90:100] = [0.97, 0.01, 0.01, 0.01]
    part = part_of(shares)
    assert part.start < 90 and part.stop > 100 and part.stop - part.start == LEAST
    assert part_of(np.full((10, 4), 0.25)) == slice(0, 10)
    rows = [{"name": f"random_{n}", "score": str(n), "start_score": "-1"} for n in range(5)]
    for name in ("a.svg", "b.svg"):
        plot_optimised_input(tmp_path / name, rows, [shares] * 5, "MAX", "Score of MAX")
    text = (tmp_path / "a.svg").read_text()
    assert text == (tmp_path / "b.svg").read_text()
    assert "random_4: consensus scores 4.00" in text
    assert "random_1" not in text

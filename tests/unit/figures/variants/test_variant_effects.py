"""Figures of the effects of many variants: the histogram and the locus."""

import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest

from bindery.figures.variants import histogram, locus
from bindery.figures.variants.histogram import Panel, plot_variant_histogram
from bindery.figures.variants.locus import Locus, Series, plot_locus


def texts(path) -> list[str]:
    root = ElementTree.parse(path).getroot()
    return [text for element in root.iter() if (text := (element.text or "").strip())]


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list:
    found: list = []
    for module in (histogram, locus):
        monkeypatch.setattr(module, "save", lambda figure, path: found.append(figure))
    return found


def panel(variants: int, title: str = "REST: mine") -> Panel:
    generator = np.random.default_rng(1)
    random = generator.normal(size=500)
    return Panel(title, generator.normal(size=variants) * 2, random, np.ones(500))


def test_the_shares_of_each_histogram_add_up_to_one(drawn: list) -> None:
    plot_variant_histogram("unused", [panel(200)])
    (axes,) = drawn[0].axes
    random, variants = (patch.get_data().values for patch in axes.patches)
    assert random.sum() == pytest.approx(1) and variants.sum() == pytest.approx(1)


def test_random_changes_count_by_their_weights(drawn: list) -> None:
    weights = np.array([1.0, 0.0, 3.0])
    one = Panel("mine", np.linspace(-2, 2, 40), np.array([-1.0, 2.0, 1.0]), weights)
    plot_variant_histogram("unused", [one])
    data = drawn[0].axes[0].patches[0].get_data()
    middles = (data.edges[:-1] + data.edges[1:]) / 2
    found = {
        round(float(at)): float(share)
        for at, share in zip(middles, data.values, strict=True)
        if share
    }
    assert found == {-1: 0.25, 1: 0.75}


def test_a_few_variants_are_lines_of_their_own(drawn: list) -> None:
    few = panel(3)
    few.effects[1] = np.nan
    plot_variant_histogram("unused", [few])
    axes = drawn[0].axes[0]
    (lines,) = axes.collections
    at = [segment[0, 0] for segment in lines.get_segments()]
    np.testing.assert_allclose(at, few.effects[[0, 2]])


def test_no_effect_and_no_random_change_is_drawn_too(tmp_path) -> None:
    nothing = Panel("mine", np.zeros(0), np.zeros(0), np.zeros(0))
    plot_variant_histogram(tmp_path / "none.svg", [nothing, panel(40), panel(2)], "made")
    assert "mine" in texts(tmp_path / "none.svg")


def test_powers_of_ten_are_plain_text(tmp_path) -> None:
    plot_variant_histogram(tmp_path / "one.svg", [panel(300), panel(300, "other")])
    plot_variant_histogram(tmp_path / "two.svg", [panel(300), panel(300, "other")])
    found = texts(tmp_path / "one.svg")
    assert "10⁻²" in found and not [text for text in found if "$" in text]
    assert {"variants", "random changes"} <= set(found)
    assert (tmp_path / "one.svg").read_bytes() == (tmp_path / "two.svg").read_bytes()


def place() -> Locus:
    positions = np.array([1000, 1500, 4000, 4000])
    effects = np.array([-2.0, 0.1, 1.5, np.nan])
    p = np.array([0.001, 0.5, 0.01, np.nan])
    other = Series("CTCF: mine", effects[::-1] / 2, np.full(4, 0.5))
    series = [Series("REST: mine", effects, p), other]
    return Locus("chr7", positions, ["rs1", "rs2", "rs3", "rs4"], series, "Effect")


def test_a_locus_names_the_rare_effects(tmp_path) -> None:
    plot_locus(tmp_path / "one.svg", place(), "made")
    plot_locus(tmp_path / "two.svg", place(), "made")
    found = texts(tmp_path / "one.svg")
    assert {"rs1", "rs3", "REST: mine", "CTCF: mine", "Position on chr7; made"} <= set(found)
    assert not {"rs2", "rs4"} & set(found)
    assert (tmp_path / "one.svg").read_bytes() == (tmp_path / "two.svg").read_bytes()


def test_positions_and_effects_are_where_the_axes_say(drawn: list) -> None:
    plot_locus("unused", place())
    axes = drawn[0].axes[0]
    faint, clear = axes.lines[:2]
    np.testing.assert_array_equal(clear.get_xdata(), [1000, 4000])
    np.testing.assert_array_equal(clear.get_ydata(), [-2, 1.5])
    np.testing.assert_array_equal(faint.get_xdata(), [1500])
    low, high = axes.get_xlim()
    assert low < 1000 and high > 4000

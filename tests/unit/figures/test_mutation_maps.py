"""Figure of mutation maps: what it draws of a sequence, and which part of it."""

import xml.etree.ElementTree as ElementTree

import matplotlib
import numpy as np
import pytest
from helpers import random_codes

from bindery import alphabet
from bindery.explanation.attributions import Attributions
from bindery.figures import mutation_maps, style
from bindery.report import inline_svg

SITE = alphabet.encode("TGACTCATT")


def made(rows: int = 3, window: int = 41, at: int = 20) -> Attributions:
    """Sequences with a site whose every change costs 1, and changes of next to nothing."""
    generator = np.random.default_rng(1)
    codes = random_codes(rows, window)
    effects = generator.normal(scale=0.02, size=(rows, window, 4)).astype(np.float32)
    codes[:, at : at + len(SITE)] = SITE
    effects[:, at : at + len(SITE)] -= 1
    effects[np.arange(rows)[:, None], np.arange(window), codes] = 0
    codes[0, 3] = alphabet.UNKNOWN
    return Attributions(
        sequences=codes,
        row=np.arange(rows),
        name=np.array([f"chrI:{row * 100}-{row * 100 + window}" for row in range(rows)], object),
        target=np.ones(rows, np.float32),
        score=np.linspace(1.25, 3.25, rows, dtype=np.float32),
        mutagenesis=effects,
    )


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list:
    """The figures that are drawn, in place of their files."""
    found: list = []
    monkeypatch.setattr(mutation_maps, "save", lambda figure, path: found.append(figure))
    return found


def texts(path) -> list[str]:
    root = ElementTree.parse(path).getroot()
    return [text for element in root.iter() if (text := (element.text or "").strip())]


def test_figure_names_what_it_shows(tmp_path) -> None:
    path = tmp_path / "maps.svg"
    mutation_maps.plot_mutation_maps(path, made(), [2, 0], "simulated data")
    found = texts(path)
    for text in (
        *("chrI:200-241", "positive, score 3.25", "chrI:0-41", "positive, score 1.25"),
        *("Importance", "Change of the score"),
        "Position from the middle of the window of 41 bp",
        "Dot: the base that is there; simulated data",
    ):
        assert text in found
    assert [text for text in found if text in list("ACGT")] == list("ACGT") * 2


def test_same_maps_have_the_same_bytes_whatever_the_users_settings(tmp_path) -> None:
    mutation_maps.plot_mutation_maps(tmp_path / "one.svg", made(), [0, 1])
    with matplotlib.rc_context({"font.size": 20, "font.sans-serif": ["DejaVu Serif"]}):
        mutation_maps.plot_mutation_maps(tmp_path / "two.svg", made(), [0, 1])
    assert (tmp_path / "one.svg").read_bytes() == (tmp_path / "two.svg").read_bytes()


@pytest.mark.parametrize("window", [30, 101, 400])
def test_nothing_leaves_the_figure_and_no_text_is_small(drawn: list, window: int) -> None:
    attributions = made(window=window, at=2)
    attributions.name[1] = "a_rather_long_name_" * 20
    mutation_maps.plot_mutation_maps("unused", attributions, [0, 1, 2], "simulated data")
    (figure,) = drawn
    with style.style():
        figure.draw_without_rendering()
        used = figure.get_tightbbox()
    width, height = figure.get_size_inches()
    assert min(used.x0, used.y0) > -0.01
    assert used.x1 < width + 0.01 and used.y1 < height + 0.01
    sizes = [
        text.get_fontsize()
        for text in figure.findobj(matplotlib.text.Text)
        if text.get_text() and text.get_visible()
    ]
    assert min(sizes) >= 6


def test_letters_are_the_bases_as_high_as_the_score_falls(drawn: list) -> None:
    attributions = made()
    attributions.mutagenesis[1, 5] = np.where(np.arange(4) == attributions.sequences[1, 5], 0, 0.6)
    mutation_maps.plot_mutation_maps("unused", attributions, [1])
    logo, heat, _ = drawn[0].axes
    # A letter's outline holds what is open in it, such as the triangle of an A.
    heights: dict[int, tuple[float, float]] = {}
    for patch in logo.patches:
        for outline in patch.get_path().to_polygons():
            position = round(outline[:, 0].min() / 2 + outline[:, 0].max() / 2)
            low, high = heights.get(position, (np.inf, -np.inf))
            heights[position] = (min(low, outline[:, 1].min()), max(high, outline[:, 1].max()))
    # The window's middle is position 20, where the site begins.
    for position in range(len(SITE)):
        low, high = heights[position]
        assert low == pytest.approx(0, abs=1e-6) and high == pytest.approx(1, abs=0.05)
    assert heights[5 - 20] == pytest.approx((-0.6, 0), abs=1e-5)
    (dots,) = heat.lines
    np.testing.assert_array_equal(dots.get_xdata(), np.arange(41) - 20)
    np.testing.assert_array_equal(dots.get_ydata(), attributions.sequences[1])


def test_unknown_bases_have_no_letter_and_no_dot(drawn: list) -> None:
    attributions = made()
    attributions.mutagenesis[0, 3] = -5
    assert mutation_maps.importance(attributions.mutagenesis, attributions.sequences)[0, 3] == 0
    mutation_maps.plot_mutation_maps("unused", attributions, [0])
    logo, heat, _ = drawn[0].axes
    assert 3 - 20 not in heat.lines[0].get_xdata()
    assert max(patch.get_path().get_extents().y1 for patch in logo.patches) < 1.1


def test_colours_are_centred_and_those_of_all_maps(drawn: list) -> None:
    attributions = made()
    attributions.mutagenesis[2, 7, 3 - min(attributions.sequences[2, 7], 3)] = -4
    mutation_maps.plot_mutation_maps("unused", attributions, [0, 2])
    assert drawn[0].axes[-1].get_xlim() == (-4, 4)


def test_importance_is_the_mean_fall() -> None:
    effects = np.array([[0, -3, -2, -1], [0.5, 0.1, 0, 0.3]], np.float32)
    found = mutation_maps.importance(effects, np.array([0, 2], np.uint8))
    np.testing.assert_allclose(found, [2, -0.3], atol=1e-6)


@pytest.mark.parametrize("position", [0, 3, 60, 200, 396, 399])
def test_long_windows_are_cropped_around_what_matters(position: int) -> None:
    heights = np.random.default_rng(1).normal(scale=0.01, size=400)
    heights[position] = -1
    part = mutation_maps.cropped(heights)
    assert part.stop - part.start == mutation_maps.CROPPED
    assert 0 <= part.start <= position < part.stop <= 400
    if 60 <= position <= 340:
        assert abs((part.start + part.stop) / 2 - position) < 10


def test_most_important_base_is_shown_even_if_others_sum_to_more() -> None:
    heights = np.zeros(400)
    heights[300:340], heights[10] = 0.9, 1
    part = mutation_maps.cropped(heights)
    assert part.start <= 10 < part.stop


def test_short_windows_are_whole() -> None:
    assert mutation_maps.cropped(np.ones(101)) == slice(0, 101)


def test_position_of_a_cropped_window_counts_from_its_middle(drawn: list) -> None:
    mutation_maps.plot_mutation_maps("unused", made(window=400, at=290), [0])
    logo, heat, _ = drawn[0].axes
    low, high = heat.get_xlim()
    assert high - low == mutation_maps.CROPPED and logo.get_xlim() == (low, high)
    assert low < 90 and high > 99
    (text,) = drawn[0].texts
    assert "window of 400 bp, shown: 81 bp of most importance" in text.get_text()


def test_positives_that_score_highest_are_chosen() -> None:
    attributions = made(rows=5)
    attributions.score = np.array([5, 1, 2, 9, 2], np.float32)
    assert mutation_maps.chosen_rows(attributions, 3).tolist() == [3, 0, 2]
    assert mutation_maps.chosen_rows(attributions, 9).tolist() == [3, 0, 2, 4, 1]


def test_maps_need_effects_and_sequences() -> None:
    attributions = made()
    with pytest.raises(ValueError, match="at least one sequence"):
        mutation_maps.plot_mutation_maps("unused", attributions, [])
    attributions.mutagenesis = None
    with pytest.raises(ValueError, match="need mutagenesis"):
        mutation_maps.plot_mutation_maps("unused", attributions, [0])


def test_a_model_that_heeds_nothing_has_an_empty_map(drawn: list) -> None:
    attributions = made()
    attributions.mutagenesis[:] = 0
    mutation_maps.plot_mutation_maps("unused", attributions, [0])
    logo, heat, _ = drawn[0].axes
    assert not logo.patches and not heat.patches and heat.lines


def test_maps_can_stand_in_a_page(tmp_path) -> None:
    mutation_maps.plot_mutation_maps(tmp_path / "maps.svg", made(), [0])
    whole = (tmp_path / "maps.svg").read_text()
    inline = inline_svg.inline_svg(tmp_path / "maps.svg", "a-", "mutation maps")
    assert "<image" not in whole, "images are dropped from pages"
    assert inline.count("<path") == whole.count("<path")

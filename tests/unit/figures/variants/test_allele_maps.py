"""Figure of both alleles of a variant: aligned at the change, below the known motif."""

import xml.etree.ElementTree as ElementTree

import matplotlib
import numpy as np
import pytest
from variant_maps import AT, CHANGED, SITE, made

from bindery.figures import style
from bindery.figures.variants import allele_maps


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list:
    """The figures that are drawn, in place of their files."""
    found: list = []
    monkeypatch.setattr(allele_maps, "save", lambda figure, path: found.append(figure))
    return found


def draw(number: int, path="unused", **changed) -> None:
    maps = made(**changed)
    allele_maps.plot_allele_maps(path, maps, number, "rs1 by REST: mine", (4.25, -1.5), "made")


def letters(axes) -> dict[int, float]:
    """Middle of each letter -> its upper end."""
    found: dict[int, float] = {}
    for patch in axes.patches:
        if not isinstance(patch, matplotlib.patches.PathPatch):
            continue
        for outline in patch.get_path().to_polygons():
            position = round(outline[:, 0].min() / 2 + outline[:, 0].max() / 2)
            found[position] = max(found.get(position, -np.inf), outline[:, 1].max())
    return found


def test_figure_names_both_alleles_and_the_motif(tmp_path) -> None:
    draw(0, tmp_path / "maps.svg")
    root = ElementTree.parse(tmp_path / "maps.svg").getroot()
    texts = [text for element in root.iter() if (text := (element.text or "").strip())]
    for text in (
        "rs1 by REST: mine",
        *("Reference T", "score 4.25", "Alternative A", "score \N{MINUS SIGN}1.50"),
        *("AP1 MA1.1, forward strand", "Position from the first base that changes (shaded)"),
        "made",
    ):
        assert text in texts


@pytest.mark.parametrize("number", [0, 1, 2])
def test_both_alleles_have_their_common_bases_in_the_same_columns(drawn: list, number: int) -> None:
    draw(number)
    _, reference, _, alternative, *_ = drawn[0].axes
    one, other = letters(reference), letters(alternative)
    # Before the change the site's bases are at the same positions, from -4 to -1.
    for position in range(AT - CHANGED, 0):
        assert one[position] == other[position] == pytest.approx(1, abs=0.05)
    # A gap has no letter.
    if number == 1:
        assert not {0, 1} & one.keys() and {0, 1} <= other.keys()
    if number == 2:
        assert 0 in one and 0 not in other
    assert reference.get_xlim() == alternative.get_xlim()


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("number", [0, 1])
def test_the_motif_is_over_its_site_on_either_strand(
    drawn: list, number: int, reverse: bool
) -> None:
    draw(number, reverse=reverse)
    motif = drawn[0].axes[0]
    first = AT - CHANGED
    expected = [first + place for place in range(len(SITE))]
    if number == 1:
        # The reference's site goes on beyond the gap.
        expected = [place if place < 0 else place + 2 for place in expected]
    assert sorted(letters(motif)) == expected


def test_a_variant_without_a_known_motif_has_no_row_for_it(drawn: list) -> None:
    draw(0, known=False)
    draw(0)
    without, with_motif = drawn
    assert len(without.axes) == len(with_motif.axes) - 1
    assert without.get_figheight() < with_motif.get_figheight()


@pytest.mark.parametrize("number", [0, 1, 2])
def test_nothing_leaves_the_figure_and_no_text_is_small(drawn: list, number: int) -> None:
    draw(number)
    (figure,) = drawn
    with style.style():
        figure.draw_without_rendering()
        used = figure.get_tightbbox()
    width, height = figure.get_size_inches()
    assert min(used.x0, used.y0) > -0.01
    assert used.x1 < width + 0.01 and used.y1 < height + 0.01
    texts = figure.findobj(matplotlib.text.Text)
    assert min(text.get_fontsize() for text in texts if text.get_text()) >= 6


def test_same_maps_have_the_same_bytes(tmp_path) -> None:
    draw(1, tmp_path / "one.svg")
    with matplotlib.rc_context({"font.size": 20}):
        draw(1, tmp_path / "two.svg")
    assert (tmp_path / "one.svg").read_bytes() == (tmp_path / "two.svg").read_bytes()

"""Published values: drawn, and shown on the study's page."""

import functools
import itertools
from pathlib import Path

import pytest
from helpers import summary_row, write_lines

from bindery.evaluation.published import compare, write_comparison
from bindery.figures import comparison, labels, published, scales, style
from bindery.figures.labels import Box, place_labels
from bindery.report import study_page

BASELINES = {"kmer_logreg", "pwm"}
VALUES = {"CTCF_K562": 0.98, "MYC_K562": 0.9}
ROWS = [summary_row("CTCF_K562", "deepbind", 0.985), summary_row("unpublished", "deepbind", 0.7)]
# Published, and of two deep models and a baseline, as a real study has them.
REAL = {
    "ARID3A": (0.88754, 0.89, 0.895, 0.887),
    "CTCFL": (0.98674, 0.985, 0.991, 0.915),
    "ELK1": (0.95285, 0.955, 0.957, 0.965),
    "FOXA1": (0.98176, 0.981, 0.984, 0.978),
    "GABPA": (0.97970, 0.978, 0.982, 0.974),
    "MYC": (0.93007, 0.92, 0.925, 0.93),
    "REST": (0.99934, 0.9988, 0.9993, 0.988),
    "SP1": (0.90003, 0.91, 0.95, 0.952),
    "USF1": (0.99298, 0.9978, 0.9982, 0.991),
    "ZBTB7A": (0.87414, 0.88, 0.916, 0.927),
}


def real_rows() -> list[dict]:
    models = ("deepbind", "deepbind_wide", "kmer_logreg")
    rows = []
    for protein, (_, *values) in REAL.items():
        for model, value in zip(models, values, strict=True):
            half = 0.25 * (1 - value) ** 0.7
            bounds = {"auroc_low": value - half, "auroc_high": min(1, value + half)}
            rows.append(summary_row(f"{protein}_K562", model, value, **bounds))
    return rows


def drawn_rows(rows: list[dict], values: dict[str, float], measure: str = "auroc") -> tuple:
    """Arguments of the figure, all but its path."""
    words = {"measure": measure, "title": "DeepBind*", "label": "simulated data"}
    return compare(rows, values, measure), style.looks_of(rows), BASELINES, words


def correlated() -> tuple:
    rows = [
        {key.replace("auroc", "pearson"): value for key, value in row.items()}
        for row in real_rows()
    ]
    for number, row in enumerate(rows):
        row["pearson"] = row["pearson_low"] = row["pearson_high"] = number / 40 - 0.2
    return drawn_rows(rows, {row["experiment"]: 0.1 for row in rows}, "pearson")


def many() -> tuple:
    rows = [summary_row(f"P{number}_K562", "deepbind", 0.6 + number / 400) for number in range(150)]
    return drawn_rows(rows, {row["experiment"]: row["auroc"] - 0.001 for row in rows})


REAL_VALUES = {f"{protein}_K562": values[0] for protein, values in REAL.items()}
BASELINES_ALONE = [summary_row("CTCF_K562", "pwm", 0.9), summary_row("MYC_K562", "pwm", 0.8)]
PERFECT = [summary_row("CTCF_K562", "deepbind", 1.0), summary_row("MYC_K562", "deepbind", 0.4)]
DRAWINGS = {
    "ten experiments": lambda: drawn_rows(real_rows(), REAL_VALUES),
    "one experiment": lambda: drawn_rows(ROWS[:1], VALUES),
    "baselines alone": lambda: drawn_rows(BASELINES_ALONE, VALUES),
    "a value of 1": lambda: drawn_rows(PERFECT, {"CTCF_K562": 1.0, "MYC_K562": 0.5}),
    "nothing": lambda: drawn_rows(ROWS[-1:], VALUES),
    "correlations": correlated,
    "many": many,
}


@pytest.fixture(scope="module")
def draw():
    """Draw a figure, once for all that look at it, and give it in place of its file."""

    @functools.cache
    def run(name: str) -> style.Figure:
        found = []
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(published, "save", lambda figure, path: found.append(figure))
            published.plot_published("unused", *DRAWINGS[name]())
        return found[0]

    return run


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=[pytest.mark.slow] * (name == "many")) for name in DRAWINGS],
)
def test_the_same_figure_has_the_same_bytes(name: str, tmp_path: Path) -> None:
    for file in ("first.svg", "second.svg"):
        published.plot_published(tmp_path / file, *DRAWINGS[name]())
    assert (tmp_path / "first.svg").read_bytes() == (tmp_path / "second.svg").read_bytes()


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=[pytest.mark.slow] * (name == "many")) for name in DRAWINGS],
)
def test_axes_are_equal_and_nothing_leaves_the_figure(name: str, draw) -> None:
    figure = draw(name)
    (axes,) = figure.axes
    assert axes.get_xlim() == axes.get_ylim() and axes.get_box_aspect() == 1
    with style.style():
        used = figure.get_tightbbox()
    width, height = figure.get_size_inches()
    assert min(used.x0, used.y0) > -0.01
    assert used.x1 < width + 0.01 and used.y1 < height + 0.01
    assert axes.get_ylabel().endswith("on the test set, simulated data")


@pytest.mark.parametrize("name", DRAWINGS)
def test_labels_lie_over_nothing(name: str, draw) -> None:
    figure = draw(name)
    (axes,) = figure.axes
    with style.style():
        figure.draw_without_rendering()
        window = axes.get_window_extent()
        boxes = [Box(*text.get_window_extent().extents) for text in axes.texts]
    assert all(box.within(Box(*window.extents)) for box in boxes)
    assert not any(one.meets(other) for one, other in itertools.combinations(boxes, 2))
    # All but the lines that lead to the labels.
    for line in (line for line in axes.lines if line.get_linestyle() != "-"):
        points = line.get_transform().transform(line.get_xydata())
        for (x, y), box in itertools.product(points.tolist(), boxes):
            assert not box.meets(Box(x - 1, y - 1, x + 1, y + 1))


def test_every_protein_of_ten_is_named(draw) -> None:
    (axes,) = draw("ten experiments").axes
    assert sorted(text.get_text() for text in axes.texts) == sorted(REAL)


def test_experiments_of_one_protein_go_by_their_own_names() -> None:
    entries = [{"experiment": f"CTCF_{n}", "protein": "CTCF"} for n in (1, 2)]
    entries.append({"experiment": "MYC_1", "protein": "MYC"})
    assert published._names(entries) == ["CTCF_1", "CTCF_2", "MYC"]


def test_models_look_as_in_the_other_figure_and_say_how_often_they_are_above(
    draw, monkeypatch: pytest.MonkeyPatch
) -> None:
    figure = draw("ten experiments")
    others: list = []
    monkeypatch.setattr(comparison, "save", lambda drawn, path: others.append(drawn))
    comparison.plot_comparison("unused", real_rows())
    ours = [(line.get_color(), line.get_marker()) for line in figure.axes[0].lines[:2]]
    theirs = [(line.get_color(), line.get_marker()) for line in others[0].axes[0].lines[:2]]
    assert ours == theirs
    assert [text.get_text() for text in figure.legends[0].get_texts()] == [
        "deepbind: 5 of 10 at or above, mean difference +0.001",
        "deepbind_wide: 8 of 10 at or above, mean difference +0.011",
        "best baseline",
        "as published",
    ]


def test_values_near_one_are_spread_and_ticks_do_not_crowd(draw) -> None:
    (axes,) = draw("ten experiments").axes
    ticks = {label.get_text(): label.get_position()[0] for label in axes.get_xticklabels()}
    assert {"0.9", "0.99", "0.999"} <= set(ticks)
    assert ticks["0.999"] - ticks["0.99"] == pytest.approx(ticks["0.99"] - ticks["0.9"])
    positions = sorted(ticks.values())
    low, high = axes.get_xlim()
    nearest = min(other - one for one, other in itertools.pairwise(positions))
    assert nearest > scales.TICK_ROOM * (high - low)


def test_a_value_of_one_lies_beyond_the_next_best(draw) -> None:
    (axes,) = draw("a value of 1").axes
    ticks = [label.get_text() for label in axes.get_yticklabels()]
    assert ticks[-2:] == ["0.99", "1"]
    assert axes.lines[0].get_ydata()[1] == pytest.approx(axes.get_yticks()[-1])


def test_a_label_without_room_is_left_out() -> None:
    edge = Box(0, 0, 10, 10)
    mark = [Box(4, 4, 6, 6)]
    assert place_labels([mark], [(4, 2)], [], edge, [1]) == [Box(3, 1, 7, 3)]
    assert place_labels([mark], [(4, 2)], [Box(0, 0, 10, 3)], edge, [1]) == [Box(3, 7, 7, 9)]
    assert place_labels([mark], [(40, 2)], [], edge, [1]) == [None]


def test_a_label_is_nearer_to_its_own_mark_than_to_others() -> None:
    one, other = [Box(10, 10, 12, 12)], [Box(10, 4, 12, 6)]
    positions = place_labels([one, other], [(6, 2), (6, 2)], [], Box(0, 0, 30, 30), [1, 4])
    assert positions == [Box(8, 13, 14, 15), Box(8, 1, 14, 3)]
    assert labels.leader(one, Box(8, 13, 14, 15)) == ((11, 13), (11, 12))


@pytest.fixture
def page(tmp_path: Path):
    """Write a study's page, with or without published values."""
    second = {f"auprc{end}": 0.5 for end in ("", "_low", "_high")}
    rows = [{**row, "assay": "sequences", **second} for row in real_rows()]
    lines = [list(rows[0]), *(list(row.values()) for row in rows)]
    summary = write_lines(tmp_path / "summary.tsv", lines)
    compared, *rest = DRAWINGS["ten experiments"]()
    write_comparison(tmp_path / "published.tsv", compared, "auroc")
    published.plot_published(tmp_path / "published.svg", compared, *rest)
    files = {"table": tmp_path / "published.tsv", "figure": tmp_path / "published.svg"}

    def write(with_published: bool) -> str:
        beside = {"measure": "auroc", "title": "DeepBind*", "source": "a paper & more", **files}
        study_page.write_study_page(
            page=tmp_path / "report.html",
            title="Tiny",
            label=None,
            summary=summary,
            comparison=None,
            rulegraph=None,
            experiments=[],
            skipped=[],
            genome={},
            **({"published": beside} if with_published else {}),
        )
        return (tmp_path / "report.html").read_text()

    return write


def test_the_page_shows_the_figure_and_every_difference(page) -> None:
    text = page(True)
    assert '<a href="#published">Published</a>' in text and '<h2 id="published">' in text
    assert "AUROC of this study beside that of DeepBind*: a paper &amp; more." in text
    assert 'aria-label="AUROC of each deep model against the published one"' in text
    assert '<span class="above">+0.050 <span class="interval">' in text
    assert "5 of 10" in text and "8 of 10" in text
    assert "distance from 1 on a logarithmic scale" in text
    assert [name in text for name in REAL] == [True] * 10


def test_a_page_without_published_values_says_nothing_of_them(page) -> None:
    text = page(False)
    assert "ublished" not in text
    shown = page(True)
    start, end = shown.index('<h2 id="published">'), shown.index('<h2 id="data">')
    whole = shown[:start] + shown[end:]
    for link in (
        '<a href="#published">Published</a>\n',
        ', <a href="published.tsv">published.tsv</a>',
    ):
        whole = whole.replace(link, "")
    assert whole == text

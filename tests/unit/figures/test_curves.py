"""Figures: same bytes, labelled axes, nothing clipped, no trace in matplotlib's settings."""

import xml.etree.ElementTree as ElementTree

import matplotlib
import numpy as np
import pytest

from bindery.evaluation.classes import Bootstrap, curves
from bindery.evaluation.metrics import metrics
from bindery.figures import comparison, style
from bindery.figures import curves as plots
from bindery.figures import intensities as scatter
from bindery.figures.style import DEEP_COLOURS, DEEP_MARKERS, looks
from bindery.targets.classes import KIND
from bindery.training.predictions import Predictions


def scored(strength, seed=0, pairs=60):
    generator = np.random.default_rng(seed)
    target = np.repeat([1.0, 0.0], pairs)
    score = generator.normal(size=2 * pairs) + strength * target
    group = np.tile(np.arange(pairs), 2)
    return Predictions(np.arange(2 * pairs), np.full(2 * pairs, "test"), group, target, score)


def labelled_curves(kind, area, names=("deepbind", "kmer_logreg", "pwm")):
    found = []
    for number, name in enumerate(names):
        test = scored(2.0 - 0.6 * number, seed=number)
        bootstrap = Bootstrap(test.group, test.target, 30, 1)
        values = metrics(KIND, test, {}, bootstrap, 0.95)
        bounds = values[area], values[f"{area}_low"], values[f"{area}_high"]
        found.append((name, curves(test, bootstrap, 0.95)[kind], *bounds, number > 0))
    return found


def history(epochs=12, kept=7):
    return [
        {
            "epoch": epoch,
            "loss": 0.3 + 0.4 / epoch,
            "val_loss": 0.4 + 0.3 / epoch + 0.002 * epoch,
            "val_auprc": 0.9 - 0.3 / epoch,
            "best": int(epoch == kept),
        }
        for epoch in range(1, epochs + 1)
    ]


NAN = float("nan")


def of_passes(validation=0.5, points=10):
    """The history of a calibrated model, judged at times that are no whole passes."""
    return [
        {
            "epoch": 2.5 * number,
            "loss": 0.7 / number,
            "val_loss": validation / number,
            "val_auprc": validation,
            "best": int(number == points),
        }
        for number in range(1, points + 1)
    ]


def of_penalties():
    """The history of a model that was solved."""
    rows = history(5, 3)
    penalties = (0.001, 0.003, 0.01, 0.03, 0.1)
    for row, penalty in zip(rows, penalties, strict=True):
        row["inverse_penalty"] = penalty
        del row["epoch"]
    return rows


def summary(experiments):
    generator = np.random.default_rng(5)
    rows = []
    for number in range(experiments):
        for model, lower in (("deepbind", 0.0), ("kmer_logreg", 0.03), ("pwm", 0.1)):
            auroc = generator.uniform(0.65, 0.98) - lower
            rows.append(
                {
                    "experiment": f"protein{number:03d}",
                    "model": model,
                    "target": "class",
                    "auroc": auroc,
                    "auroc_low": auroc - 0.04,
                    "auroc_high": min(auroc + 0.03, 1.0),
                    "is_baseline": model != "deepbind",
                }
            )
    return rows


def intensities(count, seed=0):
    generator = np.random.default_rng(seed)
    predicted = generator.normal(size=count)
    return predicted + generator.normal(size=count), predicted


CORRELATIONS = {
    "pearson": 0.7123, "pearson_low": 0.6561, "pearson_high": 0.7604,
    "spearman": -0.0123, "spearman_low": -0.0561, "spearman_high": 0.0304,
}  # fmt: skip


def draw_scatter(path, count):
    scatter.plot_scatter(path, *intensities(count), CORRELATIONS, "deepbind", "RBFOX2")


def correlated(experiments):
    """A summary of experiments of intensities."""
    rows = []
    for row in summary(experiments):
        model = row["model"].replace("logreg", "ridge")
        values = {key.replace("auroc", "pearson"): value for key, value in row.items()}
        values["target"] = "intensity"
        name = row["experiment"].replace("protein", "protein of RNA ")
        rows.append({**values, "experiment": name, "model": model, "auroc": None})
    return rows


DRAWINGS = {
    "roc": lambda path: plots.plot_roc(path, labelled_curves("roc", "auroc"), "Reb1"),
    "pr": lambda path: plots.plot_pr(path, labelled_curves("pr", "auprc"), "Reb1", 0.5),
    "history": lambda path: plots.plot_history(path, history()),
    "history of one epoch": lambda path: plots.plot_history(path, history(1, 1)),
    "history of passes": lambda path: plots.plot_history(path, of_passes()),
    "history of penalties": lambda path: plots.plot_history(path, of_penalties()),
    "history without validation": lambda path: plots.plot_history(path, of_passes(NAN)),
    "scatter of points": lambda path: draw_scatter(path, 200),
    "scatter of hexagons": lambda path: draw_scatter(path, 2000),
    "comparison of intensities": lambda path: comparison.plot_comparison(path, correlated(3)),
    "comparison of both": lambda path: comparison.plot_comparison(path, summary(2) + correlated(3)),
    "comparison of 1": lambda path: comparison.plot_comparison(path, summary(1)),
    "comparison of 3": lambda path: comparison.plot_comparison(path, summary(3)),
    "comparison of 50": lambda path: comparison.plot_comparison(path, summary(50)),
    "comparison of 400": lambda path: comparison.plot_comparison(path, summary(400)),
    "long names": lambda path: plots.plot_roc(
        path, labelled_curves("roc", "auroc", ["a_rather_long_name_" * 4] * 3), "protein " * 40
    ),
}


@pytest.fixture(params=DRAWINGS)
def drawing(request):
    return DRAWINGS[request.param]


@pytest.fixture
def drawn(monkeypatch):
    """The figures that are drawn, in place of their files."""
    found = []
    for module in (plots, comparison, scatter):
        monkeypatch.setattr(module, "save", lambda figure, path: found.append(figure))
    return found


def text_of(path):
    return "\n".join(ElementTree.parse(path).getroot().itertext())


def test_the_same_figure_has_the_same_bytes(drawing, tmp_path):
    for name in ("first.svg", "second.svg"):
        drawing(tmp_path / name)
    first = (tmp_path / "first.svg").read_bytes()
    assert first == (tmp_path / "second.svg").read_bytes()
    assert b"<dc:date>" not in first


def test_settings_of_the_user_change_nothing_and_are_left_alone(tmp_path):
    plots.plot_history(tmp_path / "first.svg", history())
    with matplotlib.rc_context({"font.size": 20, "svg.hashsalt": None, "lines.linewidth": 9}):
        before = dict(matplotlib.rcParams)
        plots.plot_history(tmp_path / "second.svg", history())
        assert dict(matplotlib.rcParams) == before
    assert (tmp_path / "first.svg").read_bytes() == (tmp_path / "second.svg").read_bytes()


def test_every_axis_has_a_label(drawing, drawn):
    drawing("unused")
    for axes in drawn[0].axes:
        # The experiments' names need no heading.
        assert axes.get_xlabel() or axes.get_label() == "<colorbar>"
        assert axes.get_ylabel() or axes.get_yticklabels()[0].get_text().startswith("protein")


def test_nothing_leaves_the_figure(drawing, drawn):
    drawing("unused")
    (figure,) = drawn
    with style.style():
        figure.draw_without_rendering()
        used = figure.get_tightbbox()
    width, height = figure.get_size_inches()
    assert min(used.x0, used.y0) > -0.01
    assert used.x1 < width + 0.01
    assert used.y1 < height + 0.01


def test_curves_name_areas_and_intervals_and_the_model_alone_is_shaded(drawn, tmp_path):
    lines = labelled_curves("roc", "auroc")
    plots.plot_roc("unused", lines, "Reb1")
    (axes,) = drawn[0].axes
    name, _, area, low, high, _ = lines[0]
    (legend,) = drawn[0].legends
    texts = [text.get_text() for text in legend.get_texts()]
    assert texts[0] == f"{name} {area:.3f} ({low:.3f}\N{EN DASH}{high:.3f})"
    assert texts[-1] == "chance 0.500"
    assert len(axes.collections) == 1
    assert axes.get_box_aspect() == 1
    deep, baseline = axes.lines[1], axes.lines[2]
    assert deep.get_linestyle() == "-" and baseline.get_linestyle() != "-"
    assert deep.get_linewidth() > baseline.get_linewidth()
    assert deep.get_zorder() > baseline.get_zorder()


def test_pr_shows_the_prevalence(tmp_path):
    plots.plot_pr(tmp_path / "pr.svg", labelled_curves("pr", "auprc"), "Reb1", 0.125)
    assert "prevalence 0.125" in text_of(tmp_path / "pr.svg")


def test_history_marks_the_kept_epoch_and_takes_text_as_read_from_a_table(tmp_path):
    rows = [{key: str(value) for key, value in row.items()} for row in history(12, 7)]
    plots.plot_history(tmp_path / "text.svg", rows)
    plots.plot_history(tmp_path / "numbers.svg", history(12, 7))
    assert "kept: epoch 7" in text_of(tmp_path / "text.svg")
    assert (tmp_path / "text.svg").read_bytes() == (tmp_path / "numbers.svg").read_bytes()


def test_comparison_puts_the_best_deep_model_on_top_and_grows(drawn):
    rows = summary(5)
    comparison.plot_comparison("unused", rows)
    comparison.plot_comparison("unused", summary(50))
    few, many = drawn
    (axes,) = few.axes
    names = [label.get_text() for label in axes.get_yticklabels()]
    best = {row["experiment"]: row["auroc"] for row in rows if not row["is_baseline"]}
    assert names == sorted(best, key=best.__getitem__, reverse=True)
    assert axes.yaxis_inverted()
    assert many.get_size_inches()[1] > 3 * few.get_size_inches()[1]
    assert axes.get_xlabel() == "AUROC on held-out test sequences"


def test_rows_of_a_comparison_are_as_high_as_their_text(drawn):
    comparison.plot_comparison("unused", summary(50))
    (axes,) = drawn[0].axes
    drawn[0].draw_without_rendering()
    inches = axes.get_window_extent().height / drawn[0].dpi
    label = axes.get_yticklabels()[0]
    assert label.get_fontsize() >= 6
    assert inches / 50 > 1.3 * label.get_fontsize() / 72


def test_a_comparison_of_many_fits_a_page_by_rank(drawn):
    rows = summary(130)
    comparison.plot_comparison("unused", rows)
    comparison.plot_comparison("unused", summary(400))
    assert drawn[0].get_size_inches().tolist() == drawn[1].get_size_inches().tolist()
    assert drawn[0].get_size_inches()[1] < 5
    (axes,) = drawn[0].axes
    deep, *baselines = (line for line in axes.get_lines() if not line.get_label().startswith("_"))
    best = sorted((row["auroc"] for row in rows if not row["is_baseline"]), reverse=True)
    assert deep.get_ydata() == pytest.approx(best)
    assert list(deep.get_xdata()) == list(range(1, 131))
    assert len(baselines) == 2
    (intervals,) = axes.collections
    assert len(intervals.get_segments()) == 130


@pytest.mark.parametrize(("low", "bound"), [(0.71, 0.5), (0.43, 0.4), (None, 0.5)])
def test_comparison_starts_at_one_half_or_below_the_lowest_interval(low, bound, drawn):
    row = {"experiment": "e", "model": "m", "target": "class", "auroc": 0.8}
    row["auroc_high"] = low and 0.9
    comparison.plot_comparison("unused", [{**row, "auroc_low": low, "is_baseline": False}])
    assert drawn[0].axes[0].get_xlim() == pytest.approx((bound, 1.0))


def test_comparison_bears_gaps_and_baselines_alone(drawn):
    rows = summary(3)
    rows[0]["auroc"] = None
    kept = [row for row in rows if row["experiment"] != "protein001" or row["is_baseline"]]
    comparison.plot_comparison("unused", kept)
    names = [label.get_text() for label in drawn[0].axes[0].get_yticklabels()]
    assert names[0] == "protein002" and len(names) == 3


def test_deep_models_are_filled_and_baselines_open(drawn):
    comparison.plot_comparison("unused", summary(3))
    deep, *baselines = drawn[0].axes[0].lines
    assert deep.get_markerfacecolor() == deep.get_color()
    assert {line.get_markerfacecolor() for line in baselines} == {"white"}
    assert len({line.get_color() for line in (deep, *baselines)}) == 3


def test_long_names_lose_their_middle():
    assert style.shortened("short", 10) == "short"
    assert style.shortened("abcdefghijkl", 7) == "abc\N{HORIZONTAL ELLIPSIS}jkl"


def test_a_comparison_of_both_kinds_has_an_axis_for_each(drawn):
    rows = summary(2) + correlated(3)
    rows[6] |= {"pearson": 0.31, "pearson_low": -0.13}
    comparison.plot_comparison("unused", rows)
    classes, of_intensities = drawn[0].axes
    assert classes.get_xlabel() == "AUROC on held-out test sequences"
    assert of_intensities.get_xlabel() == "Pearson correlation on held-out test sequences"
    assert classes.get_xlim() == (0.5, 1)
    assert of_intensities.get_xlim() == pytest.approx((-0.15, 1))
    assert [len(axes.get_yticklabels()) for axes in drawn[0].axes] == [2, 3]
    assert len(classes.lines) == len(of_intensities.lines) == 3
    names = [text.get_text() for text in drawn[0].legends[0].get_texts()]
    assert sorted(names) == ["deepbind", "kmer_logreg", "kmer_ridge", "pwm"]
    assert classes.lines[0].get_color() == of_intensities.lines[0].get_color()


def test_intensities_alone_have_one_axis_from_zero(drawn):
    comparison.plot_comparison("unused", correlated(3), "simulated data")
    (axes,) = drawn[0].axes
    assert axes.get_xlim() == (0, 1)
    assert axes.get_xlabel().endswith("on held-out test sequences, simulated data")


def test_scatter_names_correlations_with_intervals(tmp_path):
    draw_scatter(tmp_path / "intensities.svg", 1234)
    text = text_of(tmp_path / "intensities.svg")
    assert "Pearson 0.712 (0.656\N{EN DASH}0.760)" in text
    minus = "\N{MINUS SIGN}"
    assert f"Spearman {minus}0.012 ({minus}0.056 to 0.030)" in text
    assert "1,234 test sequences" in text
    assert "Predicted by deepbind (score)" in text and "Measured intensity" in text


def test_many_rows_are_counted_in_hexagons_each_row_once(drawn):
    draw_scatter("unused", 1500)
    draw_scatter("unused", 4000)
    points, hexagons = drawn
    assert len(points.axes[0].lines[0].get_xdata()) == 1500
    (cells,) = hexagons.axes[0].collections
    assert cells.get_array().sum() == 4000
    assert cells.norm.boundaries[-1] > cells.get_array().max()
    _, scale = hexagons.axes
    assert scale.get_ylabel() == "Sequences in a hexagon"


def test_hexagons_hold_no_picture_that_a_page_would_drop(tmp_path):
    draw_scatter(tmp_path / "intensities.svg", 4000)
    assert "<image" not in (tmp_path / "intensities.svg").read_text()


def test_the_line_is_that_of_least_squares(drawn):
    measured, predicted = intensities(300)
    draw_scatter("unused", 300)
    line = drawn[0].axes[0].lines[-1]
    expected = np.polyval(np.polyfit(predicted, measured, 1), line.get_xdata())
    np.testing.assert_allclose(line.get_ydata(), expected)


@pytest.mark.parametrize("count", [20, 4000])
def test_a_constant_score_is_drawn_without_a_line(drawn, count):
    measured, _ = intensities(count)
    scatter.plot_scatter("unused", measured, np.zeros(count), CORRELATIONS, "m", "t")
    assert len(drawn[0].axes[0].lines) == 1


@pytest.mark.parametrize(
    ("most", "levels"), [(1, [1, 2]), (2, [1, 2, 5]), (37, [1, 2, 5, 10, 20, 50])]
)
def test_levels_of_counts_hold_the_most(most, levels):
    assert scatter._levels(most) == levels


def test_history_of_intensities_shows_pearson_and_their_loss(tmp_path):
    rows = [{**row, "val_pearson": -0.5} for row in history()]
    for row in rows:
        del row["val_auprc"]
    plots.plot_history(tmp_path / "history.svg", rows, "intensity")
    text = text_of(tmp_path / "history.svg")
    assert "Validation Pearson" in text and "Loss (half squared error)" in text
    assert "AUPRC" not in text


def test_a_training_that_watched_no_rows_has_one_panel(drawn):
    plots.plot_history("unused", of_passes(NAN))
    (axes,) = drawn[0].axes
    assert axes.get_xlabel() == "Passes over the data"
    assert axes.get_ylabel() == "Training loss (cross-entropy)"
    line, kept = axes.lines
    assert line.get_xdata()[-1] == 25 and kept.get_xdata()[0] == 25
    assert not drawn[0].legends and axes.get_legend() is None


def test_a_history_of_passes_names_its_axis_so(drawn):
    plots.plot_history("unused", of_passes())
    assert [axes.get_xlabel() for axes in drawn[0].axes] == ["Passes over the data"] * 2
    assert "kept: 25 passes" in [line.get_label() for line in drawn[0].axes[0].lines]
    plots.plot_history("unused", history())
    assert [axes.get_xlabel() for axes in drawn[1].axes] == ["Epoch"] * 2
    plots.plot_history("unused", of_penalties())
    assert [axes.get_xlabel() for axes in drawn[2].axes] == ["Inverse penalty C"] * 2
    assert [axes.get_xscale() for axes in drawn[2].axes] == ["log"] * 2
    labels = [label.get_text() for label in drawn[2].axes[0].get_xticklabels()]
    assert labels == ["0.001", "0.003", "0.01", "0.03", "0.1"]
    assert "kept: C = 0.01" in [line.get_label() for line in drawn[2].axes[0].lines]


@pytest.mark.parametrize(
    ("values", "least", "limits"),
    [
        ([0.2, 0.8], 0.0, (0.16, 0.84)),
        ([0.97, 0.98], 0.0, (0.89, 1.01)),
        ([-0.3, 0.5], -1.0, (-0.35, 0.55)),
        ([-1.0, 1.0], -1.0, (-1.01, 1.01)),
        ([float("nan")], -1.0, (-1.01, 1.01)),
    ],
)
def test_limits_of_a_measure_stay_within_its_range(values, least, limits):
    assert plots._limits(values, least) == pytest.approx(limits)


def test_sixteen_deep_models_look_different() -> None:
    found = looks([False] * 16)
    assert len(set(found)) == 16
    assert found[:4] == list(zip(DEEP_COLOURS, DEEP_MARKERS, strict=True))

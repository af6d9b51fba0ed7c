"""The picture and the table of a calibration: all kinds of trials, whatever became of them."""

import json
import math
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.figure import Figure

from bindery.figures import calibration as trial_plots
from bindery.figures import style
from bindery.figures.calibration_outcomes import outcomes, searched, view_of
from bindery.study import calibration_presets

MARKS = [100, 200, 300]


def settings(number: int, **fixed: float) -> dict:
    generator = np.random.default_rng(number)
    drawn = {
        "learning_rate": 10 ** generator.uniform(-3.3, -1.3),
        "momentum": generator.uniform(0.95, 0.99),
        "detector_scale": 10 ** generator.uniform(-7, -3),
        "detector_l1": 10 ** generator.uniform(-15, -3),
        "head_scale": 10 ** generator.uniform(-5, -2),
        "head_l1": 10 ** generator.uniform(-10, -3),
        "dropout": [0.0, 0.25, 0.5][number % 3],
        "hidden": [0, 32][number % 2],
    }
    return drawn | fixed


# The kind of target whose trials have such a score.
TARGETS = {"auprc": "class", "pearson": "intensity"}


def calibration(
    losses: list[list[float]], select: str = "loss", score: str = "auprc", **fixed: float
) -> dict:
    """A calibration's JSON: trials of two folds, whose mean losses at checkpoints are given."""
    trials = []
    for number, means in enumerate(losses):
        loss = [[mean - 0.01, mean + 0.01] for mean in means]
        found = {"loss": loss, score: [[1 - value / 2 for value in pair] for pair in loss]}
        values = [np.mean(pair) * (1 if select == "loss" else -1) for pair in found[select]]
        best = int(np.argmin([value if math.isfinite(value) else math.inf for value in values]))
        trials.append(
            {
                "trial": number,
                "settings": settings(number, **fixed),
                "checkpoints": MARKS[: len(means)],
                **found,
                "steps": MARKS[best],
                "best_loss": float(np.mean(loss[best])),
                f"best_{score}": float(np.mean(found[score][best])),
            }
        )
    plan = calibration_presets.plan({"preset": "quick", "settings": len(losses), "select": select})
    going = [trial for trial in trials if math.isfinite(trial["best_loss"])]
    reached = max(len(trial["loss"]) for trial in going)
    going = [trial for trial in going if len(trial["loss"]) == reached]
    best = min(going, key=lambda trial: trial["best_loss"])
    return {
        "best": best,
        "select": select,
        "target": TARGETS[score],
        "plan": plan,
        "trials": trials,
    }


NAN = math.nan
MIXED = [
    [0.69, 0.4, 0.3],
    [0.5, 0.2, 0.25],
    [0.6931, 0.6931, 0.6931],
    [5.0, NAN, NAN],
    [NAN, NAN, NAN],
    [0.6, 0.5, 0.45],
]
NINETY = [
    [0.7 - 0.004 * number, 0.65 - 0.006 * number, 0.6 - 0.005 * number] for number in range(90)
]
CASES = {
    "all kinds": calibration(MIXED),
    "one trial": calibration([[0.6, 0.4, 0.3]]),
    "one checkpoint": calibration([[0.6], [0.4], [0.69]]),
    "one of one": calibration([[0.6]]),
    "ninety": calibration(NINETY),
    "halved": calibration([[0.6], [0.5, 0.4], [0.3, 0.2, 0.1], [0.69]]),
    "nothing learned": calibration([[0.70, 0.71], [0.694, 0.6932]]),
    "by AUPRC": calibration(MIXED, "auprc"),
    "by Pearson": calibration(MIXED, "pearson", "pearson"),
    "intensities": calibration([[0.5, 0.4], [0.5, 0.51]], score="pearson"),
    "nothing searched": calibration(MIXED, **settings(1)),
    "one rate, given scales": calibration(MIXED, detector_l1=0.0, dropout=0.0, hidden=0),
}  # fmt: skip


@pytest.fixture(params=CASES)
def case(request: pytest.FixtureRequest) -> dict:
    return CASES[request.param]


def draw(found: dict, folder: Path, name: str = "trials.svg") -> Path:
    (folder / "calibration.json").write_text(json.dumps(found))
    trial_plots.plot_trials(folder / "calibration.json", folder / name, "REST, simulated data")
    return folder / name


def figure_of(found: dict) -> Figure:
    with style.style():
        return trial_plots._figure(found, "REST")


def legend(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.legends[0].get_texts()]


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[pytest.mark.slow] * (name not in ("all kinds", "one of one")))
        for name in CASES
    ],
)
def test_the_same_trials_give_the_same_bytes(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    first, second = (draw(case, tmp_path, name) for name in ("first.svg", "second.svg"))
    assert first.read_bytes() == second.read_bytes()
    text = "\n".join(ElementTree.parse(first).getroot().itertext())
    assert "REST, simulated data" in text


def test_nothing_leaves_the_figure_and_every_axis_has_a_name(case: dict) -> None:
    figure = figure_of(case)
    with style.style():
        figure.draw_without_rendering()
        used = figure.get_tightbbox()
    width, height = figure.get_size_inches()
    assert min(used.x0, used.y0) > -0.01
    assert used.x1 < width + 0.01 and used.y1 < height + 0.01
    for axes in figure.axes:
        assert axes.get_xlabel() and axes.get_ylabel()


def test_each_searched_setting_has_a_panel_and_given_ones_have_none() -> None:
    names = [axes.get_xlabel() for axes in figure_of(CASES["all kinds"]).axes]
    assert names == [
        "Steps", "Learning rate", "Momentum", "Detector scale", "Head scale", "Detector L1",
        "Head L1", "Dropout", "Hidden units",
    ]  # fmt: skip
    assert [axes.get_xlabel() for axes in figure_of(CASES["nothing searched"]).axes] == ["Steps"]
    some = [axes.get_xlabel() for axes in figure_of(CASES["one rate, given scales"]).axes]
    assert not {"Detector L1", "Dropout", "Hidden units"} & set(some)


def test_settings_drawn_by_logarithm_have_such_axes() -> None:
    top, *panels = figure_of(CASES["all kinds"]).axes
    scales = {axes.get_xlabel(): axes.get_xscale() for axes in panels}
    logarithms = {name for name, scale in scales.items() if scale == "log"}
    assert logarithms == {
        "Learning rate", "Detector scale", "Head scale", "Detector L1", "Head L1"
    }  # fmt: skip
    for axes in panels:
        assert axes.get_ylim() == top.get_ylim()
        labels = [label.get_text() for label in axes.get_xticklabels()]
        assert 1 < len(labels) < 8 or axes.get_xlabel() == "Momentum"


def test_a_narrow_range_has_ticks_too() -> None:
    found = calibration(MIXED)
    for number, trial in enumerate(found["trials"]):
        trial["settings"]["learning_rate"] = 0.011 + 0.0004 * number
    axes = figure_of(found).axes[1]
    assert axes.get_xlabel() == "Learning rate"
    assert [label.get_text() for label in axes.get_xticklabels()] == ["0.011"]


def test_a_momentum_is_nothing_to_adam() -> None:
    trials = [settings(number) for number in range(3)]
    assert "momentum" in searched(trials, "sgd") and "momentum" not in searched(trials, "adam")


def test_the_best_is_marked_with_its_folds_and_the_rest_by_kind() -> None:
    figure = figure_of(CASES["all kinds"])
    assert legend(figure) == [
        "best: 200 steps, and the range of its folds",
        "other settings",
        "nothing learned",
        "off the axis, or diverged",
    ]
    assert figure.legends[0].get_title().get_text() == "6 settings, mean over 2 folds"
    top = figure.axes[0]
    (point,) = [line for line in top.lines if line.get_color() == "black"]
    assert (point.get_xdata()[0], point.get_ydata()[0]) == (200, pytest.approx(0.2))
    band, range_of_folds = top.collections
    assert {round(y, 6) for x, y in band.get_paths()[0].vertices if x == 200} == {0.19, 0.21}
    low, high = range_of_folds.get_segments()[0][:, 1]
    assert (low, high) == (pytest.approx(0.19), pytest.approx(0.21))


def test_trials_that_halving_stopped_end_early() -> None:
    figure = figure_of(CASES["halved"])
    assert "stopped by halving" in legend(figure)
    ends = [line for line in figure.axes[0].lines if line.get_markerfacecolor() == "white"]
    assert sorted(line.get_xdata()[0] for line in ends) == [100, 100, 200]


def test_losses_stay_near_those_of_a_model_that_knows_nothing() -> None:
    low, high = figure_of(CASES["all kinds"]).axes[0].get_ylim()
    assert 0.1 < low < 0.19 and math.log(2) < high < 0.75
    low, high = figure_of(CASES["intensities"]).axes[0].get_ylim()
    assert 0.5 < high < 0.53
    low, high = figure_of(CASES["by AUPRC"]).axes[0].get_ylim()
    assert high > 0.9


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("all kinds", "Held-out loss"),
        ("by AUPRC", "Held-out AUPRC"),
        ("by Pearson", "Held-out Pearson"),
    ],
)
def test_the_axis_is_what_trials_are_judged_by(name: str, label: str) -> None:
    assert figure_of(CASES[name]).axes[0].get_ylabel() == label


def test_outcomes_are_quiet_ones_first_and_the_best_last() -> None:
    found = outcomes(CASES["all kinds"])
    assert [trial.learned for trial in found] == [False] * 3 + [True] * 3
    assert found[-1].best and found[-1].value == pytest.approx(0.2)
    assert not any(trial.best for trial in found[:-1])


def test_a_page_tells_the_best_setting_and_where_it_was_searched() -> None:
    found = CASES["all kinds"]
    found["best"]["settings"] |= {"learning_rate": 0.01234, "detector_l1": 4.56e-7}
    found["plan"]["ranges"] = {"head_scale": [1e-4, 1e-2]}
    found["plan"]["keep"] = "mean"
    facts = {"restarts": [0.3, 0.1, 0.2]}
    view = view_of(found, {"hidden": 0}, facts)
    rows: dict[str, Any] = {name: (value, how) for name, value, how in view["settings"]}
    assert rows["Learning rate"] == ("0.0123", "0.0005 to 0.05, by logarithm")
    assert rows["Detector L1"] == (
        "4.56 \N{MULTIPLICATION SIGN} 10⁻⁷", "10⁻¹⁵ to 0.001, by logarithm"
    )  # fmt: skip
    assert rows["Head scale"][1] == "0.0001 to 0.01, by logarithm"
    assert rows["Momentum"][1] == "0.95 to 0.99"
    assert rows["Dropout"][1] == "0, 0.25, 0.5"
    assert rows["Hidden units"][1] == "given"
    assert (view["steps"], view["measure"], view["kept"]) == (200, "loss", 2)
    assert view["plan"]["folds"] == 2 and view["plan"]["keep"] == "mean"
    assert (view["low"], view["high"]) == (pytest.approx(0.19), pytest.approx(0.21))

"""What a config may ask of a model, refused in one line where it may not."""

from pathlib import Path

import pytest
from helpers import containing

from bindery.errors import InputError
from bindery.study import model_configs as models

ARCHITECTURES = Path(__file__).parents[3] / "workflow/scripts/bindery/models/architectures"


def config(target: str = "class", shared: dict | None = None, **model: dict) -> dict:
    """A config with one model, and what its calibration shares with others."""
    return {
        "models": {"own": {"architecture": "deepbind", **model}},
        "training": {"monitor": "val_loss"},
        "calibration": {"preset": "none"} | (shared or {}),
        "target": target,
    }


def test_only_models_that_can_be_packed_are_calibrated(tmp_path: Path) -> None:
    for name in ("deepbind", "danq"):
        (tmp_path / f"{name}.py").write_text("def build(window: int, *, width: int = 3): ...\n")
    given = {"own": {"architecture": "danq", "calibration": {"preset": "quick"}}}
    with pytest.raises(InputError) as error:
        models.check_models(given, tmp_path, "config.yaml")
    assert str(error.value) == (
        "config.yaml: model 'own' cannot be calibrated; remove its `calibration`; deepbind, "
        "deepbind_wide can be"
    )
    models.check_models({"own": {"architecture": "danq", "calibration": {}}}, tmp_path, "")
    models.check_models({"own": {**given["own"], "architecture": "deepbind"}}, tmp_path, "")


def test_pooling_and_strands_are_what_the_architecture_takes() -> None:
    for architecture in ("deepbind", "deepbind_wide"):
        for problem, setting in (
            (
                "config.yaml, row 3: setting 'pooling' of model 'own' is 'mean'; it is one of max, "
                "max_average",
                {"pooling": "mean"},
            ),
            (
                "config.yaml, row 3: setting 'both_strands' of model 'own' is 1, not bool",
                {"both_strands": 1},
            ),
        ):
            own = {"own": {"architecture": architecture, "settings": setting}}
            with pytest.raises(InputError, match=containing(problem)):
                models.check_models(own, ARCHITECTURES, "config.yaml", 3)
        fine = {"pooling": "max_average", "both_strands": False, "detectors": 4}
        own = {"own": {"architecture": architecture, "settings": fine}}
        models.check_models(own, ARCHITECTURES, "config.yaml")


NETWORK = """
import keras
import numpy as np

VARIANTS = {"small": {"settings": {"units": 3}, "training": {"learning_rate": 0.5}}}


def net(window: int, *, units: int = 8, outputs: int = 1, kind: Literal["one", "two"] = "one"): ...
"""


def test_a_file_of_one_s_own_is_a_model(tmp_path: Path) -> None:
    file = tmp_path / "own.py"
    file.write_text(NETWORK)
    own = {"file": str(file), "function": "net", "settings": {"units": 4}}
    models.check_models({"own": own}, ARCHITECTURES, "config.yaml")
    assert models.architecture_of(own) == f"{file}:net"
    chosen = {**own, "variant": "small"}
    assert models.settings_of(chosen, ARCHITECTURES) == {"units": 4}
    defaults = {"learning_rate": 0.1, "epochs": 9}
    assert models.training_of(defaults, {}, chosen, ARCHITECTURES)["learning_rate"] == 0.5
    given = {"learning_rate": 0.2}
    training = models.training_of(defaults, given, chosen, ARCHITECTURES)
    assert training == {"learning_rate": 0.2, "epochs": 9}
    chosen["training"] = {"learning_rate": 0.3}
    assert models.training_of(defaults, given, chosen, ARCHITECTURES)["learning_rate"] == 0.3
    for changed, problem in (
        (
            {"settings": {"unit": 4}},
            f"unknown setting 'unit' of model 'own'; {file}:net takes units, outputs",
        ),
        (
            {"settings": {"kind": "three"}},
            "'kind' of model 'own' is 'three'; it is one of one, two",
        ),
        ({"function": "build"}, f"'{file}' has no function 'build'; give its name"),
        ({"variant": "large"}, "model 'own' has no variant 'large'; it has paper, small"),
        ({"calibration": {"preset": "quick"}}, "model 'own' cannot be calibrated"),
        ({"settings": {"outputs": 2}}, "model 'own' has 2 outputs; remove `outputs`"),
    ):
        with pytest.raises(InputError, match=containing(problem)):
            models.check_models({"own": {**own, **changed}}, ARCHITECTURES, "config.yaml")


def test_a_file_that_cannot_be_read_is_an_error_of_one_line(tmp_path: Path) -> None:
    file = tmp_path / "own.py"
    for text, problem in (
        ("def build(window, *,:\n", f"model 'own': '{file}' is not Python: invalid syntax, line 1"),
        ("VARIANTS = dict(a=1)\n", f"VARIANTS in '{file}' has other than plain values"),
    ):
        file.write_text(text)
        with pytest.raises(InputError, match=containing(problem)):
            models.check_models({"own": {"file": str(file)}}, ARCHITECTURES, "config.yaml")
    named = {"own": {"architecture": "danq", "function": "build"}}
    with pytest.raises(InputError, match="has a `function` without a `file`"):
        models.check_models(named, ARCHITECTURES, "config.yaml")


def test_models_that_cannot_be_calibrated_have_no_plan_to_check() -> None:
    for own in ({"architecture": "basset", "settings": {"hidden": [64]}}, {"architecture": "danq"}):
        shared = {"preset": "quick", "ranges": {"hidden": [0, 16]}}
        wrong_for_deepbind = config(shared=shared) | {"models": {"own": own}}
        models.check_target(wrong_for_deepbind, "table.tsv", 4, {}, ARCHITECTURES)


@pytest.mark.parametrize(
    ("annotation", "fine", "wrong"),
    [
        ("int", 3, 3.0),
        ("float", 3, "3"),
        ("bool", True, 1),
        ("str", "a", 1),
        ("Sequence[int]", [1, 2], [1, 0.5]),
        ("Sequence[float]", [1, 0.5], []),
        ("Sequence[int]", [4], 4),
        ("Literal['a', 'b']", "a", "c"),
    ],
)
def test_values_are_held_to_annotations(annotation: str, fine: object, wrong: object) -> None:
    assert models.fits(annotation, fine)
    assert not models.fits(annotation, wrong)


@pytest.mark.parametrize(("target", "select"), [("class", "pearson"), ("intensity", "auprc")])
def test_a_calibration_selects_by_a_measure_of_its_target(target: str, select: str) -> None:
    problem = (
        f"table.tsv, row 4: model 'own' is selected by {select}, which its targets do not have; "
        "set calibration.select to loss"
    )
    for wrong in (
        config(target, {"select": select}),
        config(target, {"select": "loss"}, calibration={"select": select}),
    ):
        with pytest.raises(InputError, match=containing(problem)):
            models.check_target(wrong, "table.tsv", 4, {}, ARCHITECTURES)
    other = {"auprc": "pearson", "pearson": "auprc"}[select]
    for right in ("loss", other):
        models.check_target(config(target, {"select": right}), "table.tsv", 4, {}, ARCHITECTURES)


def test_hidden_layers_of_a_pack_have_one_width() -> None:
    problem = (
        "table.tsv, row 4: model 'own' searches hidden layers of 16 units; set "
        "calibration.ranges.hidden to 0, 32, or both"
    )
    with pytest.raises(InputError, match=containing(problem)):
        models.check_target(
            config(shared={"ranges": {"hidden": [0, 16, 32]}}), "table.tsv", 4, {}, ARCHITECTURES
        )
    for width, hidden in ((32, {}), (16, {"settings": {"hidden": 16}})):
        fine = config(shared={"ranges": {"hidden": [0, width]}}, **hidden)
        models.check_target(fine, "table.tsv", 4, {}, ARCHITECTURES)


@pytest.mark.parametrize(
    ("calibration", "problem"),
    [
        (
            {"preset": "quick", "steps": 2},
            "config.yaml, row 3: model 'own' is calibrated by 2 steps with 3 checkpoints; set "
            "calibration.steps to at least as many",
        ),
        (
            {"preset": "quick", "ranges": {"learning_rate": [0.1, 0.01]}},
            "calibration.ranges.learning_rate of model 'own' runs from 0.1 to 0.01; give the lower",
        ),
    ],
)
def test_a_plan_has_steps_to_judge_and_limits_in_order(calibration: dict, problem: str) -> None:
    with pytest.raises(InputError, match=containing(problem)):
        models.check_target(config(calibration=calibration), "config.yaml", 3, {}, ARCHITECTURES)
    models.check_target(
        config(calibration={**calibration, "preset": "none"}), "config.yaml", 3, {}, ARCHITECTURES
    )

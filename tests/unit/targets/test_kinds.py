"""What holds for every kind of target, wherever its modules are."""

from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
import yaml
from helpers import ROOT

from bindery.evaluation.metrics import evaluator_of
from bindery.figures.words import measures
from bindery.targets.kinds import Kind, baselines, kinds
from bindery.training.targets import of_kind

KINDS = list(kinds().values())
SCHEMA = yaml.safe_load((ROOT / "workflow/schemas/config.schema.yaml").read_text())
of_each_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)


def test_the_config_takes_every_kind_and_baseline() -> None:
    keys = SCHEMA["properties"]
    assert set(keys["target"]["enum"]) == set(kinds())
    assert set(keys["baselines"]["items"]["enum"]) == set(baselines())


@of_each_kind
def test_a_kind_can_be_measured(kind: Kind) -> None:
    evaluator = evaluator_of(kind)
    assert set(evaluator.VALUES) == set(kind.measures)
    assert all(hasattr(evaluator.Bootstrap, name) for name in kind.measures)
    assert len(kind.lowest) == len(kind.measures) == 2
    assert kind.score in kind.measures
    assert "n_test" in evaluator.counts("test", np.array([0.0, 1.0, np.nan]))


@of_each_kind
def test_a_kind_can_be_told_and_drawn(kind: Kind) -> None:
    words = measures(kind.name).words
    assert set(words.names) == set(kind.measures)
    assert tuple(words.figures) == kind.figures
    counted = evaluator_of(kind).counts("test", np.array([0.0, 1.0]))
    assert f"{words.counts}_test" in counted


@of_each_kind
def test_losses_of_a_kind_agree(keras: ModuleType, kind: Kind) -> None:
    from bindery.training.losses import keras_loss, member_losses

    scores = np.array([[-1.0], [0.5], [2.0]], np.float32)
    targets = np.array([[0.0], [1.0], [1.0]], np.float32)
    expected = of_kind(kind.name).loss(scores[:, 0], targets[:, 0], None)
    found = keras.ops.mean(keras_loss(kind.loss)(targets, scores))
    assert float(found) == pytest.approx(expected, rel=1e-5)
    of_members = member_losses(kind.loss, targets, np.hstack([scores, scores]))
    assert np.mean(of_members, axis=0) == pytest.approx([expected] * 2, rel=1e-5)


@of_each_kind
def test_a_model_that_scores_all_rows_zero_has_the_loss_that_is_told(kind: Kind) -> None:
    zero, _ = measures(kind.name).words.zero
    own = of_kind(kind.name)
    # Targets of mean 0 and variance 1, or of two classes.
    targets = np.array([0.0, 1.0]) if kind.binary else np.array([-1.0, 1.0])
    assert own.loss(np.zeros(2), targets, None) == pytest.approx(zero)


@pytest.mark.parametrize("profile", ["slurm", "generic"])
@of_each_kind
def test_a_cluster_evaluates_a_kind_in_a_group(kind: Kind, profile: str) -> None:
    text = Path(ROOT / "profiles" / profile / "profile.yaml").read_text()
    groups = yaml.safe_load(text)["groups"]
    assert groups[f"evaluate_{kind.module}"] == groups[f"draw_baseline_{kind.module}"] == "page"

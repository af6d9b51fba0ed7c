"""The training of a network of many tasks."""

from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from helpers import random_codes

from bindery import alphabet
from bindery.data.multitask.stretch_batches import Layout, StretchBatches
from bindery.data.multitask.stretches import Chromosome
from bindery.errors import InputError
from bindery.runtime.checkpoints import Checkpoints

SMALL = {"detectors": 8, "width": 5, "pool": 4, "channels": 8, "dilations": [1, 2], "near": 1}
LAYOUT = Layout(field=32, spacing=4, labels=25, positive_within=4, negative_beyond=12)
SITES = ("TGACTCATT", "GGCCACGTA")


def source(length: int = 6000) -> StretchBatches:
    """A chromosome with sites of two proteins at their peaks."""
    codes = random_codes(1, length, seed=3)[0]
    centres = np.arange(50, length - 50, 60)
    tasks = np.arange(len(centres)) % 2
    for centre, task in zip(centres.tolist(), tasks.tolist(), strict=True):
        site = alphabet.encode(SITES[task])
        codes[centre - 4 : centre + 5] = site
    own = Chromosome(
        0, codes, centres, tasks.astype(np.int32), np.empty((0, 2), int), np.empty(0, np.int32)
    )
    return StretchBatches({"chrI": own}, 2, LAYOUT, 4)


def settings(**changed: object):
    from bindery.training.trunk_settings import TrunkTraining

    given = {
        "epochs": 3, "learning_rate": 0.01, "warm_up": 0.1, "weight_decay": 0.01,
        "clip_norm": 1.0, "averaging": 0.9, "batch_size": 4, "labels": 25,
        "positive_within": 4, "negative_beyond": 12, "precision": "float32",
    }  # fmt: skip
    return TrunkTraining(**(given | changed))


def network(seed: int = 1, **changed: object):
    from bindery.models import registry
    from bindery.runtime import devices

    devices.seed_everything(seed)
    return registry.stretches("multitask", LAYOUT.length, **(SMALL | changed), outputs=2)


def test_a_trunk_learns_the_sites_of_both_tasks(keras: ModuleType) -> None:
    from sklearn.metrics import roc_auc_score

    from bindery.training.trunk import fit_trunk

    model, batches = network(), source()
    history = fit_trunk(model, batches, settings(epochs=20), 1)
    assert [row["epoch"] for row in history] == list(range(1, 21))
    assert history[0]["loss"] < 1 and history[-1]["loss"] < 0.7 * history[0]["loss"]
    codes, targets = batches.cut(batches.starts(None))
    scores = model.predict(codes, verbose=0)
    for task in range(2):
        known = ~np.isnan(targets[:, :, task])
        assert roc_auc_score(targets[known, task], scores[known, task]) > 0.9


class Stopped(Exception):
    """A training that was killed."""


class Stopping(StretchBatches):
    """Batches that end the training at a step."""

    left = 0

    def epoch(self, seed: int, first: int = 0):
        for batch in super().epoch(seed, first):
            if self.left == 0:
                raise Stopped
            self.left -= 1
            yield batch


@pytest.mark.parametrize(
    "steps", [[5, 3, 14], *(pytest.param([step], marks=pytest.mark.slow) for step in (1, 16))]
)
def test_a_training_that_was_stopped_ends_with_the_same_weights(
    keras: ModuleType, tmp_path: Path, steps: list[int]
) -> None:
    from bindery.training.trunk import fit_trunk

    whole = network()
    expected = fit_trunk(whole, source(), settings(), 1)
    path = tmp_path / "checkpoint.npz"
    for number, left in enumerate(steps):
        batches = source()
        batches.__class__, batches.left = Stopping, left
        with pytest.raises(Stopped), Checkpoints(path, "k", seconds=0) as checkpoints:
            # What a later training begins with does not matter: it goes on from the checkpoint.
            fit_trunk(network(seed=1 + number), batches, settings(), 1, checkpoints)
    with Checkpoints(path, "k") as checkpoints:
        model = network(seed=8)
        history = fit_trunk(model, source(), settings(), 1, checkpoints)
    assert history == expected
    for one, other in zip(whole.get_weights(), model.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


def test_a_diverging_training_is_refused(keras: ModuleType) -> None:
    from bindery.training.trunk import fit_trunk

    with pytest.raises(InputError, match=r"the training diverged in epoch 1; lower"):
        fit_trunk(network(), source(), settings(learning_rate=1e30, warm_up=0.0), 1)


def test_the_loss_balances_classes_and_ignores_what_is_not_measured(keras: ModuleType) -> None:
    from bindery.training.losses import balanced_cross_entropy

    loss = balanced_cross_entropy(np.array([10, 10]), np.array([90, 990]))
    targets = np.zeros((1000, 2), np.float32)
    targets[100:, 0] = np.nan
    targets[:10] = 1
    wrong = np.where(targets == 1, -3.0, 0.0).astype(np.float32)
    # Log-odds of 0 cost log 2 in each class and task; of the first task 900 rows are not measured.
    value = float(loss(targets, np.zeros((1000, 2), np.float32)))
    np.testing.assert_allclose(value, np.log(2) * (0.1 + 1) / 2, rtol=1e-5)
    expected = (np.log1p(np.exp(3.0)) + np.log(2)) / 2 * (0.1 + 1) / 2
    np.testing.assert_allclose(float(loss(targets, wrong)), expected, rtol=1e-5)

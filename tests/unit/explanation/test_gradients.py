"""Attributions by gradients: against finite differences, against slow sums, on both strands."""

from types import ModuleType

import numpy as np
import pytest
from helpers import random_codes, run_python
from unit.explanation.test_mutagenesis import lively
from unit.models.test_published_architectures import ONE_STRAND, SMALL, WINDOW, slow_but_for

from bindery import alphabet
from bindery.alphabet import one_hot
from bindery.explanation import attributions

CODES = random_codes(5, WINDOW)
GAPPED = CODES.copy()
GAPPED[1, 10:20] = alphabet.UNKNOWN


@pytest.fixture
def model(keras: ModuleType, request: pytest.FixtureRequest):
    from bindery.models import registry

    keras.utils.set_random_seed(1)
    name = getattr(request, "param", "deepbind")
    built = registry.build(name, WINDOW, **SMALL.get(name, {}))
    # A new regression has no weights yet.
    return lively(built) if name == "kmers" else built


def scores_of(model, bases: np.ndarray) -> np.ndarray:
    from bindery.models.model_parts import TrainedModel

    return TrainedModel.of(model).scores_of_bases.predict(bases, verbose=0)[:, 0].astype(float)


def flipped(values: np.ndarray) -> np.ndarray:
    """Values of bases as the other strand has them."""
    return values[:, ::-1, ::-1]


def slow_integrated_gradients(model, codes: np.ndarray, steps: int, share: np.ndarray):
    """The definition, channel by channel: the gradients' sum, times base less baseline."""
    from bindery.models.model_parts import TrainedModel
    from bindery.runtime import devices

    gradient = devices.gradient(TrainedModel.of(model).scores_of_bases, batch_size=1)
    found = np.zeros((*codes.shape, 4))
    for row, bases in enumerate(one_hot(codes)):
        for step in range(steps):
            place = share + (step + 0.5) / steps * (bases - share)
            slope = gradient(place[None].astype(np.float32))[0]
            found[row] += (bases - share) * slope / steps
    return found.sum(axis=2)


def test_gradient_is_what_finite_differences_are(keras: ModuleType) -> None:
    from bindery.runtime import devices

    keras.utils.set_random_seed(1)
    model = keras.Sequential(
        [
            keras.Input((7, 4)),
            keras.layers.Conv1D(5, 3, activation="tanh"),
            keras.layers.GlobalAveragePooling1D(),
            keras.layers.Dense(2),
        ]
    )
    bases = one_hot(random_codes(5, 7))
    # Batches of two and the one that is left.
    found = devices.gradient(model, batch_size=2)(bases)
    assert found.dtype == np.float32 and found.shape == bases.shape
    step = 0.01
    changed = step * np.eye(7 * 4).reshape(-1, 1, 7, 4)
    above, below = (
        model.predict((bases + sign * changed).reshape(-1, 7, 4), verbose=0)[:, 0]
        for sign in (1, -1)
    )
    expected = ((above - below) / (2 * step)).reshape(7 * 4, 5).T.reshape(5, 7, 4)
    np.testing.assert_allclose(found, expected, atol=2e-4)


@pytest.mark.parametrize("model", slow_but_for("basset", "danq"), indirect=True)
def test_other_strand_has_the_same_contributions(model) -> None:
    from bindery.explanation import gradients

    found = gradients.gradient_x_input(model, GAPPED)
    assert found.shape == (*GAPPED.shape, 4) and found.dtype == np.float32
    assert np.abs(found).max() > 0
    other = gradients.gradient_x_input(model, alphabet.reverse_complement(GAPPED))
    same = np.allclose(flipped(other), found, atol=1e-5 * np.abs(found).max() + 1e-7)
    assert same != (model.name in ONE_STRAND)


def test_other_strand_has_the_same_integrated_gradients(model) -> None:
    from bindery.explanation import gradients

    found = gradients.integrated_gradients(model, GAPPED, 8)
    other = gradients.integrated_gradients(model, alphabet.reverse_complement(GAPPED), 8)
    np.testing.assert_allclose(flipped(other), found, atol=1e-5)


def test_gradient_x_input_is_relative_to_the_mean_of_the_bases(model) -> None:
    from bindery.explanation import gradients
    from bindery.models.model_parts import TrainedModel
    from bindery.runtime import devices

    raw = devices.gradient(TrainedModel.of(model).scores_of_bases)(one_hot(CODES))
    found = gradients.gradient_x_input(model, CODES)
    np.testing.assert_allclose(found, raw - raw.mean(2, keepdims=True), atol=1e-7)
    np.testing.assert_allclose(found.sum(axis=2), 0, atol=1e-6)


@pytest.mark.parametrize("share", [(0.25, 0.25, 0.25, 0.25), (0.3, 0.2, 0.2, 0.3)])
def test_integrated_gradients_are_their_definition(model, share: tuple) -> None:
    from bindery.explanation import gradients

    hypothetical = gradients.integrated_gradients(model, GAPPED[:2], 6, share)
    assert hypothetical.dtype == np.float32
    expected = slow_integrated_gradients(model, GAPPED[:2], 6, np.array(share))
    found = attributions.contributions(hypothetical, GAPPED[:2])
    np.testing.assert_allclose(found, expected, atol=1e-6)


@pytest.mark.parametrize("model", ["basset", "bpnet_counts", "ckn", "deepbind"], indirect=True)
def test_integrated_gradients_add_up_to_the_score(model) -> None:
    from bindery.explanation import gradients

    hypothetical = gradients.integrated_gradients(model, GAPPED, 400)
    total = attributions.contributions(hypothetical, GAPPED).sum(axis=1)
    baseline = scores_of(model, np.full((1, WINDOW, 4), 0.25, np.float32))
    gained = scores_of(model, one_hot(GAPPED)) - baseline
    # Kinks of ReLU, of maxima and of the stronger strand cost a midpoint rule the most.
    np.testing.assert_allclose(total, gained, atol=0.02 * np.abs(gained).max() + 1e-6)
    left = gradients.unexplained(model, GAPPED, hypothetical)
    np.testing.assert_allclose(left, gained - total, atol=1e-5)


def test_unknown_bases_contribute_nothing(model) -> None:
    from bindery.explanation import gradients

    for method in (gradients.gradient_x_input, gradients.integrated_gradients):
        found = attributions.contributions(method(model, GAPPED), GAPPED)
        assert np.abs(found[1, 10:20]).max() < 1e-6 < np.abs(found[1]).max()


def test_mean_of_restarts_has_the_mean_of_their_contributions(keras: ModuleType, model) -> None:
    from bindery.explanation import gradients
    from bindery.models import registry
    from bindery.training import fitting

    starts = [model, registry.build("deepbind", WINDOW)]
    found = gradients.gradient_x_input(fitting.mean_of(starts), CODES)
    expected = np.mean([gradients.gradient_x_input(one, CODES) for one in starts], axis=0)
    np.testing.assert_allclose(found, expected, atol=1e-6)


def test_a_baseline_is_four_shares(model) -> None:
    from bindery.explanation import gradients

    for wrong in ((0.5, 0.5), (0.3, 0.3, 0.3, 0.3)):
        with pytest.raises(ValueError, match="four shares"):
            gradients.integrated_gradients(model, CODES, 1, wrong)


ON_JAX = """
import numpy as np
from bindery.runtime import devices
devices.prepare("jax", 1)
from bindery.explanation import gradients as attribution
from bindery.models import loading
model = loading.load_model("model.keras")
codes = np.load("codes.npy")
np.save("gradient.npy", attribution.gradient_x_input(model, codes))
np.save("integrated.npy", attribution.integrated_gradients(model, codes, 4))
"""


def test_jax_finds_what_tensorflow_finds(model, tmp_path) -> None:
    from bindery.explanation import gradients
    from bindery.training import train

    train.save(model, tmp_path / "model.keras")
    np.save(tmp_path / "codes.npy", GAPPED)
    result = run_python(ON_JAX, tmp_path, JAX_PLATFORMS="cpu")
    assert result.returncode == 0, result.stderr
    expected = gradients.gradient_x_input(model, GAPPED)
    np.testing.assert_allclose(np.load(tmp_path / "gradient.npy"), expected, atol=1e-5)
    expected = gradients.integrated_gradients(model, GAPPED, 4)
    np.testing.assert_allclose(np.load(tmp_path / "integrated.npy"), expected, atol=1e-5)

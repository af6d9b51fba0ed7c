"""Effects of single-base changes, against the obvious way."""

from types import ModuleType

import numpy as np
import pytest
from helpers import random_codes, run_python
from unit.models.test_published_architectures import SMALL, slow_but_for

from bindery import alphabet

WINDOW = 53
# One sequence of known bases, and one with unknown ones, also at its first position.
CODES = random_codes(2, WINDOW)
CODES[1, [0, 20, 21]] = alphabet.UNKNOWN
# What the registry's defaults do not show.
OTHERS = [
    ("deepbind", {"pooling": "max_average"}),
    ("deepbind", {"hidden": 8}),
    ("deepbind", {"both_strands": False}),
    ("zeng", {"layers_of_detectors": 2}),
    ("zeng", {"layers_of_detectors": 3, "local_window": 3}),
    pytest.param(
        *("deepmotif", {"network": "cnn_rnn", "detectors": 8, "recurrent": 4}),
        marks=pytest.mark.slow,
    ),
    ("deepmotif", {"network": "rnn", "recurrent": 4}),
]


def lively(model):
    """A model whose every weight tells, moving averages and biases too."""
    generator = np.random.default_rng(1)
    for weight in model.weights:
        if weight.path.endswith(("kernel", "anchors")):
            drawn = generator.normal(0, 1 / np.sqrt(np.prod(weight.shape[:-1])), weight.shape)
        else:
            drawn = generator.uniform(0.1, 0.6, weight.shape)
        weight.assign(drawn)
    return model


def small(name: str, **settings):
    from bindery.models import registry

    return lively(registry.build(name, WINDOW, **(SMALL.get(name, {}) | settings)))


def assert_as_predicted(model, codes: np.ndarray = CODES) -> np.ndarray:
    from bindery.explanation import mutagenesis

    found = mutagenesis.effects(model, codes)
    assert found.shape == (*codes.shape, 4) and found.dtype == np.float32
    expected = mutagenesis.effects_by_prediction(model, codes)
    assert np.abs(expected).max() > 1e-5
    np.testing.assert_allclose(found, expected, atol=1e-5)
    return found


@pytest.mark.parametrize("name", slow_but_for("basset", "danq"))
def test_effects_are_those_of_prediction(keras: ModuleType, name: str) -> None:
    assert_as_predicted(small(name))


@pytest.mark.parametrize(("name", "settings"), OTHERS)
def test_settings_change_nothing_in_that(keras: ModuleType, name: str, settings: dict) -> None:
    assert_as_predicted(small(name, **settings))


def test_obvious_way_is_the_loop_it_stands_for(keras: ModuleType) -> None:
    from bindery.explanation import mutagenesis

    model = small("deepbind")
    found = mutagenesis.effects_by_prediction(model, CODES)
    for row, codes in enumerate(CODES):
        as_it_is = model.predict(codes[None], verbose=0)[0, 0]
        for place in (0, 7, 20, WINDOW - 1):
            for base in range(4):
                changed = codes.copy()
                changed[place] = base
                score = model.predict(changed[None], verbose=0)[0, 0]
                np.testing.assert_allclose(found[row, place, base], score - as_it_is, atol=1e-5)
    known = CODES < alphabet.UNKNOWN
    assert (found[known][np.arange(known.sum()), CODES[known]] == 0).all()
    # Where the base is unknown, all four are changes.
    assert (found[~known] != 0).sum() > (~known).sum()


@pytest.mark.parametrize("name", ["deepbind", "zeng", "basset"])
def test_other_strand_has_the_same_effects_the_other_way_round(
    keras: ModuleType, name: str
) -> None:
    from bindery.explanation import mutagenesis

    ready = mutagenesis.Mutagenesis(small(name))
    found, other = ready.effects(CODES), ready.effects(alphabet.reverse_complement(CODES))
    np.testing.assert_allclose(other, found[:, ::-1, ::-1], atol=1e-5)


def test_effects_of_a_mean_of_restarts_are_the_mean_of_theirs(keras: ModuleType) -> None:
    from bindery.explanation import mutagenesis
    from bindery.training import fitting

    starts = [small("deepbind"), small("deepbind", pooling="max_average")]
    found = assert_as_predicted(fitting.mean_of(starts))
    expected = np.mean([mutagenesis.effects(start, CODES) for start in starts], axis=0)
    np.testing.assert_allclose(found, expected, atol=1e-6)


@pytest.mark.parametrize("name", ["deepbind", "deepmotif"])
def test_effects_do_not_depend_on_the_sequences_beside(
    keras: ModuleType, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bindery.explanation import incremental_mutagenesis, mutagenesis, pooled_mutants

    ready = mutagenesis.Mutagenesis(small(name))
    codes = random_codes(5, WINDOW)
    whole = ready.effects(codes)
    monkeypatch.setattr(incremental_mutagenesis, "SEQUENCES", 2)
    monkeypatch.setattr(pooled_mutants, "HELD", 1)
    monkeypatch.setattr(pooled_mutants, "HEAD_BATCH", 50)
    np.testing.assert_allclose(ready.effects(codes), whole, atol=1e-6)
    np.testing.assert_allclose(ready.effects(codes[3:4]), whole[3:4], atol=1e-6)


@pytest.mark.parametrize(
    ("name", "way"),
    [
        ("deepbind", "PooledMutants"),
        ("deepbind_wide", "PooledMutants"),
        ("zeng", "PooledMutants"),
        ("basset", "SplicedMutants"),
        ("danq", "SplicedMutants"),
    ],
)
def test_networks_take_the_fast_way_made_for_them(keras: ModuleType, name: str, way: str) -> None:
    from bindery.explanation import mutagenesis

    (found,) = mutagenesis.Mutagenesis(small(name)).ways
    assert type(getattr(found, "__self__", None)).__name__ == way


def chain(keras: ModuleType, found):
    """A strand of steps that no architecture here has: dilation, overlapping and mean pools."""
    layers = keras.layers
    found = layers.Conv1D(6, 4, padding="same", use_bias=False, name="detectors")(found)
    found = layers.MaxPooling1D(3, strides=2, padding="same")(layers.Activation("tanh")(found))
    found = layers.Conv1D(5, 3, dilation_rate=2, activation="relu")(found)
    found = layers.AveragePooling1D(2)(layers.ZeroPadding1D((2, 1))(found))
    found = layers.Conv1D(4, 2)(found)
    pools = [layers.GlobalMaxPooling1D()(found), layers.GlobalAveragePooling1D()(found)]
    return layers.Dense(1, name="score")(layers.Concatenate()(pools))


def test_any_chain_of_steps_is_followed(keras: ModuleType) -> None:
    from bindery.explanation.incremental_mutagenesis import spliced_mutants
    from bindery.models import strands
    from bindery.models.model_parts import TrainedModel

    model = strands.over_codes(
        WINDOW, lambda bases: chain(keras, bases), "chain", both_strands=True, larger=True
    )
    (member,) = TrainedModel.of(model).members
    ready = spliced_mutants(member)
    assert ready is not None and len(ready.steps) == 7
    assert_as_predicted(lively(model))


def test_no_sequences_have_no_effects(keras: ModuleType) -> None:
    from bindery.explanation import mutagenesis

    assert mutagenesis.effects(small("deepbind"), CODES[:0]).shape == (0, WINDOW, 4)


ON_JAX = """
from bindery.runtime import devices
devices.prepare("jax", 1)
import unit.explanation.test_mutagenesis as own
for name in own.NAMES:
    own.assert_as_predicted(own.small(name))
"""


@pytest.mark.slow
def test_jax_gives_the_same(tmp_path) -> None:
    result = run_python(ON_JAX, tmp_path, JAX_PLATFORMS="cpu")
    assert result.returncode == 0, result.stderr

"""The parts of a trained model."""

from types import ModuleType

import numpy as np
import pytest
from helpers import random_codes
from unit.models.test_published_architectures import SMALL, WINDOW, slow_but_for

CODES = random_codes(6, WINDOW)
BASES = np.eye(4, dtype=np.float32)[CODES]


@pytest.fixture
def model(keras: ModuleType, request: pytest.FixtureRequest):
    from bindery.models import registry

    keras.utils.set_random_seed(1)
    return registry.build(request.param, WINDOW, **SMALL.get(request.param, {}))


@pytest.mark.parametrize("model", slow_but_for("basset", "danq"), indirect=True)
def test_one_hot_bases_score_as_codes(model) -> None:
    from bindery.models import model_parts

    found = model_parts.scores_of_bases(model).predict(BASES, verbose=0)
    np.testing.assert_allclose(found, model.predict(CODES, verbose=0), atol=1e-5)


@pytest.mark.parametrize("model", slow_but_for("basset", "danq"), indirect=True)
def test_head_makes_the_strand_s_score_of_what_detectors_find(model) -> None:
    from bindery.models import model_parts

    parts, strand = model_parts.detectors_of(model), model_parts.strand_of(model)
    pad = model_parts.padding_of(strand)
    padded = np.pad(BASES, ((0, 0), (pad, pad), (0, 0)), constant_values=0.25)
    found = parts.found.predict(padded, verbose=0)
    assert found.shape[2] == parts.count
    scores = parts.head.predict(found, verbose=0)
    np.testing.assert_allclose(scores, strand.predict(CODES, verbose=0), atol=1e-5)


@pytest.mark.parametrize("model", ["basset"], indirect=True)
def test_activation_of_basset_ends_after_its_relu(model) -> None:
    from bindery.models import model_parts

    assert model_parts.detectors_of(model).found.predict(BASES, verbose=0).min() == 0


@pytest.mark.parametrize("model", ["deepbind"], indirect=True)
def test_mean_of_starts_has_their_models_as_members(keras: ModuleType, model) -> None:
    from bindery.models import model_parts, registry
    from bindery.training import fitting

    starts = [model, registry.build("deepbind", WINDOW)]
    whole = fitting.mean_of(starts)
    assert len(model_parts.members(whole)) == 2 and model_parts.members(model) == [model]
    found = model_parts.scores_of_bases(whole).predict(BASES, verbose=0)
    expected = np.mean([own.predict(CODES, verbose=0) for own in starts], axis=0)
    np.testing.assert_allclose(found, expected, atol=1e-5)


def test_recurrent_network_has_no_detectors(keras: ModuleType) -> None:
    from bindery.models import model_parts, registry

    assert model_parts.detectors_of(registry.build("deepmotif", WINDOW, network="rnn")) is None


@pytest.mark.parametrize("model", ["deepbind"], indirect=True)
def test_features_are_what_the_score_is_made_of(model) -> None:
    from bindery.models import model_parts

    features = model_parts.features_of(model).predict(CODES, verbose=0)
    weights, bias = model_parts.strand_of(model).get_layer("score").get_weights()
    strand = model_parts.strand_of(model).predict(CODES, verbose=0)
    np.testing.assert_allclose(features @ weights + bias, strand, atol=1e-5)


def closed(keras: ModuleType):
    """A model of codes that a user made without `over_codes`."""
    codes = keras.Input((WINDOW,), dtype="uint8")
    found = keras.layers.Embedding(5, 3)(codes)
    found = keras.layers.Conv1D(4, 5, activation="relu")(found)
    features = keras.layers.GlobalMaxPooling1D()(found)
    return keras.Model(codes, keras.layers.Dense(1)(features), name="mine")


def test_closed_model_is_one_strand_without_parts(keras: ModuleType) -> None:
    from bindery.models import model_parts
    from bindery.training.fitting import mean_of

    model = mean_of([closed(keras), closed(keras)])
    first, second = model_parts.members(model)
    assert model_parts.strand_of(first) is first and not model_parts.reads_both(second)
    assert model_parts.detectors_of(first) is None
    assert model_parts.features_of(second).predict(CODES, verbose=0).shape == (len(CODES), 4)
    with pytest.raises(ValueError, match="mine is not made by over_codes"):
        model_parts.scores_of_bases(model)


def test_closed_model_s_changes_are_scored(keras: ModuleType) -> None:
    from bindery.explanation.mutagenesis import effects, effects_by_prediction

    model = closed(keras)
    found = effects(model, CODES)
    assert np.abs(found).max() > 0
    np.testing.assert_allclose(found, effects_by_prediction(model, CODES), atol=1e-6)

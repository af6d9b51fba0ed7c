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


@pytest.fixture
def member(model):
    from bindery.models.model_parts import TrainedMember

    return TrainedMember(model)


@pytest.mark.parametrize("model", slow_but_for("danq"), indirect=True)
def test_one_hot_bases_score_as_codes(model) -> None:
    from bindery.models.model_parts import TrainedModel

    found = TrainedModel.of(model).scores_of_bases.predict(BASES, verbose=0)
    np.testing.assert_allclose(found, model.predict(CODES, verbose=0), atol=1e-5)


WITH_DETECTORS = [one for one in slow_but_for("danq") if one.values != ("kmers",)]


@pytest.mark.parametrize("model", WITH_DETECTORS, indirect=True)
def test_head_makes_the_strand_s_score_of_what_detectors_find(member) -> None:
    pad = member.padding
    padded = np.pad(BASES, ((0, 0), (pad, pad), (0, 0)), constant_values=0.25)
    found = member.detectors.found.predict(padded, verbose=0)
    assert found.shape[2] == member.detectors.count
    scores = member.detectors.head.predict(found, verbose=0)
    np.testing.assert_allclose(scores, member.strand.predict(CODES, verbose=0), atol=1e-5)


@pytest.mark.parametrize("model", ["basset"], indirect=True)
def test_activation_of_basset_ends_after_its_relu(member) -> None:
    assert member.detectors.found.predict(BASES, verbose=0).min() == 0


@pytest.mark.parametrize("model", ["deepbind"], indirect=True)
def test_mean_of_restarts_has_their_models_as_members(keras: ModuleType, model) -> None:
    from bindery.models import registry
    from bindery.models.model_parts import TrainedModel
    from bindery.training import fitting

    starts = [model, registry.build("deepbind", WINDOW)]
    whole = TrainedModel.of(fitting.mean_of(starts))
    assert len(whole.members) == 2
    assert [own.model for own in TrainedModel.of(model).members] == [model]
    found = whole.scores_of_bases.predict(BASES, verbose=0)
    expected = np.mean([own.predict(CODES, verbose=0) for own in starts], axis=0)
    np.testing.assert_allclose(found, expected, atol=1e-5)


@pytest.mark.parametrize("model", ["deepbind"], indirect=True)
def test_parts_are_made_once(model) -> None:
    from bindery.models.model_parts import TrainedModel

    trained = TrainedModel.of(model)
    (member,) = trained.members
    assert TrainedModel.of(trained) is trained
    assert trained.scores_of_bases is trained.scores_of_bases
    assert member.detectors is member.detectors and member.features is member.features


def test_recurrent_network_has_no_detectors(keras: ModuleType) -> None:
    from bindery.models import registry
    from bindery.models.model_parts import TrainedMember

    member = TrainedMember(registry.build("deepmotif", WINDOW, network="rnn"))
    assert member.is_open and member.detectors is None


@pytest.mark.parametrize("model", ["deepbind"], indirect=True)
def test_features_are_what_the_score_is_made_of(member) -> None:
    features = member.features.predict(CODES, verbose=0)
    weights, bias = member.strand.get_layer("score").get_weights()
    strand = member.strand.predict(CODES, verbose=0)
    np.testing.assert_allclose(features @ weights + bias, strand, atol=1e-5)


def test_names_that_keras_gave_in_another_process_are_no_hindrance(keras: ModuleType) -> None:
    from bindery.models.model_parts import TrainedMember

    keras.utils.clear_session()
    codes = keras.Input((WINDOW,), dtype="uint8")
    flat = keras.layers.Flatten(name="flatten")(keras.layers.Embedding(5, 3)(codes))
    member = TrainedMember(keras.Model(codes, keras.layers.Dense(1)(flat)))
    assert member.features.predict(CODES, verbose=0).shape == (len(CODES), 3 * WINDOW)


def closed(keras: ModuleType):
    """A model of codes that a user made without `over_codes`."""
    codes = keras.Input((WINDOW,), dtype="uint8")
    found = keras.layers.Embedding(5, 3)(codes)
    found = keras.layers.Conv1D(4, 5, activation="relu")(found)
    features = keras.layers.GlobalMaxPooling1D()(found)
    return keras.Model(codes, keras.layers.Dense(1)(features), name="mine")


def test_closed_model_is_one_strand_without_parts(keras: ModuleType) -> None:
    from bindery.models.model_parts import TrainedModel
    from bindery.training.fitting import mean_of

    trained = TrainedModel.of(mean_of([closed(keras), closed(keras)]))
    first, second = trained.members
    assert first.strand is first.model and not second.reads_both
    assert first.detectors is None and not trained.is_open
    assert second.features.predict(CODES, verbose=0).shape == (len(CODES), 4)
    with pytest.raises(ValueError, match="mine is not built by over_codes"):
        _ = trained.scores_of_bases


def test_closed_model_s_changes_are_scored(keras: ModuleType) -> None:
    from bindery.explanation.mutagenesis import effects, effects_by_prediction

    model = closed(keras)
    found = effects(model, CODES)
    assert np.abs(found).max() > 0
    np.testing.assert_allclose(found, effects_by_prediction(model, CODES), atol=1e-6)

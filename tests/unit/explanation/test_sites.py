"""Where detectors fire, and what their ablation does, compared with slow and obvious code."""

from types import ModuleType

import numpy as np
import pytest
from helpers import random_codes
from unit.models.test_published_architectures import SMALL, WINDOW

from bindery import alphabet

CODES = random_codes(12, WINDOW, letters=5)
TARGETS = np.arange(12) % 2


@pytest.fixture
def model(keras: ModuleType, request: pytest.FixtureRequest):
    from bindery.models import registry

    keras.utils.set_random_seed(1)
    name, settings = request.param
    return registry.build(name, WINDOW, **SMALL.get(name, {}) | settings)


def slow_activations(model, codes: np.ndarray) -> np.ndarray:
    """ReLU of a `deepbind`'s detectors by loops: positions from 1 - width, (n, positions, F)."""
    kernel, bias = model.get_layer("strand").get_layer("detectors").get_weights()
    width = len(kernel)
    channels = np.vstack([np.eye(4), np.full((1, 4), 0.25)])
    found = np.zeros((len(codes), codes.shape[1] + width - 1, kernel.shape[2]))
    for row, sequence in enumerate(codes):
        for place in range(found.shape[1]):
            for offset in range(width):
                where = place - (width - 1) + offset
                code = sequence[where] if 0 <= where < len(sequence) else 4
                found[row, place] += channels[code] @ kernel[offset]
    return np.maximum(found + bias, 0)


DEEPBIND = ("deepbind", {"detectors": 3, "width": 6})


@pytest.mark.parametrize("model", [DEEPBIND], indirect=True)
@pytest.mark.parametrize("rule", ["best", "half_maximum"])
def test_sites_are_those_of_an_obvious_loop(model, rule: str) -> None:
    from bindery.explanation.sites import find_sites
    from bindery.models.model_parts import TrainedMember

    width, channels = 6, np.vstack([np.eye(4), np.full((1, 4), 0.25)])
    read = [CODES, alphabet.reverse_complement(CODES)]
    found = [slow_activations(model, one) for one in read]
    for detector, sites in enumerate(find_sites(TrainedMember(model), CODES, rule)):
        greatest = max(one[:, :, detector].max() for one in found)
        counts, number = np.zeros((width, 4)), 0
        for row in range(len(CODES)):
            places = [
                (found[strand][row, place, detector], strand, place)
                for strand in range(2)
                for place in range(found[0].shape[1])
            ]
            if rule == "best":
                chosen = [max(places, key=lambda one: (one[0], -one[1], -one[2]))]
                chosen = [one for one in chosen if one[0] > 0]
            else:
                chosen = [one for one in places if one[0] > greatest / 2]
            for _, strand, place in chosen:
                number += 1
                padded = np.pad(read[strand][row], width - 1, constant_values=4)
                counts += channels[padded[place : place + width]]
        assert sites.sites == number > 0
        np.testing.assert_allclose(sites.counts, counts)


@pytest.mark.parametrize(
    "model", [("basset", {}), ("zeng", {}), ("bpnet_counts", {})], indirect=True
)
def test_windows_lie_where_the_detector_reads(model) -> None:
    from bindery.explanation.sites import activations, find_sites
    from bindery.models.model_parts import TrainedMember

    # The one detector is a word; where it fires, the word stands.
    layer = model.get_layer("strand").get_layer("detectors")
    kernel, bias = layer.get_weights()
    word = np.array([0, 1, 2, 3, 3, 1])
    kernel[:], bias[:] = 0, 0
    kernel[2 + np.arange(6), word, 0] = 1
    layer.set_weights([kernel, bias])
    codes = random_codes(8, WINDOW)
    codes[:, 20:26] = word
    member = TrainedMember(model)
    sites = find_sites(member, codes, "best")[0]
    assert sites.sites == 8
    np.testing.assert_array_equal(sites.counts[2:8], 8 * np.eye(4)[word])
    assert activations(member, codes).shape[2] == member.detectors.count


@pytest.mark.parametrize("model", [DEEPBIND, ("zeng", {"detectors": 3})], indirect=True)
def test_influence_is_that_of_a_network_with_the_detector_held(model) -> None:
    from sklearn.metrics import roc_auc_score

    from bindery.explanation.ablation import Holding
    from bindery.explanation.sites import activations
    from bindery.models.model_parts import TrainedModel

    trained = TrainedModel.of(model)
    (member,) = trained.members
    holding = Holding(trained, CODES, TARGETS)
    expected = model.predict(CODES, verbose=0)[:, 0]
    np.testing.assert_allclose(holding.scores, expected, atol=1e-5)
    read = [activations(member, one) for one in (CODES, alphabet.reverse_complement(CODES))]
    mean = np.mean([one[:, :, 1].mean() for one in read])
    scores = []
    for found in read:
        changed = found.copy()
        changed[:, :, 1] = mean
        head = member.detectors.head
        scores.append(np.array([head.predict(one[None], verbose=0)[0, 0] for one in changed]))
    both = np.maximum(*scores) if model.name == "deepbind" else np.mean(scores, axis=0)
    found = holding.influence([(0, 1)])
    assert found.change == pytest.approx(np.abs(both - expected).mean(), abs=1e-5)
    lost = roc_auc_score(TARGETS, expected) - roc_auc_score(TARGETS, both)
    assert found.auroc_lost == pytest.approx(lost, abs=1e-5)
    # Nothing held changes nothing, and all activations are as they were.
    assert holding.influence([]).change == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("model", [DEEPBIND], indirect=True)
def test_detectors_of_a_mean_count_for_their_member(model) -> None:
    from bindery.explanation.ablation import Holding
    from bindery.models import registry
    from bindery.models.model_parts import TrainedModel
    from bindery.training import fitting

    other = registry.build("deepbind", WINDOW, detectors=3, width=6)
    whole = Holding(TrainedModel.of(fitting.mean_of([model, other])), CODES, TARGETS)
    alone = Holding(TrainedModel.of(other), CODES, TARGETS)
    found = whole.influence([(1, 2)])
    assert found.change == pytest.approx(alone.influence([(0, 2)]).change / 2, rel=1e-4)

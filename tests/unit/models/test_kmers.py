"""The regression on k-mers as a model: its features are those of the baselines."""

from types import ModuleType

import numpy as np
import pytest
from helpers import random_codes

from bindery import alphabet
from bindery.data.kmers import kmer_features


@pytest.mark.parametrize("k", [2, 3, 5, 6])
def test_features_are_those_of_the_baselines(keras: ModuleType, k: int) -> None:
    from bindery.models.kmer_layer import KmerFeatures
    from bindery.models.layers import OneHot

    codes = random_codes(12, 30, letters=4)
    found = KmerFeatures(k)(OneHot()(codes))
    expected = kmer_features(codes, (k,), False).toarray()
    np.testing.assert_allclose(np.asarray(found), expected, atol=1e-6)


def test_an_unknown_base_is_a_quarter_of_each(keras: ModuleType) -> None:
    from bindery.models.kmer_layer import KmerFeatures
    from bindery.models.layers import OneHot

    codes = np.array([[0, alphabet.UNKNOWN, 3]], np.uint8)
    counts = np.expm1(np.asarray(KmerFeatures(2)(OneHot()(codes)))).reshape(4, 4)
    np.testing.assert_allclose(counts[0], [0.25, 0.25, 0.25, 0.5], atol=1e-6)
    np.testing.assert_allclose(counts[:, 3], [0.5, 0.25, 0.25, 0.25], atol=1e-6)


def test_a_new_model_scores_nothing_and_learns_what_a_regression_does(keras: ModuleType) -> None:
    from bindery.models import registry

    codes = random_codes(400, 20, letters=4)
    target = kmer_features(codes, (3,), False).toarray() @ np.sin(np.arange(64)) / 4
    model = registry.build("kmers", 20, k=3, both_strands=False)
    assert (model.predict(codes, verbose=0) == 0).all()
    keras.utils.set_random_seed(1)
    model.compile(keras.optimizers.Adam(0.03), loss="mse")
    model.fit(codes[:300], target[:300], epochs=60, batch_size=50, verbose=0)
    found = model.predict(codes[300:], verbose=0)[:, 0]
    assert np.corrcoef(found, target[300:])[0, 1] > 0.99


@pytest.mark.parametrize("k", [1, 21])
def test_k_is_within_the_window(keras: ModuleType, k: int) -> None:
    from bindery.models import registry

    with pytest.raises(ValueError, match=f"k is from 2 to the window of 20, not {k}"):
        registry.build("kmers", 20, k=k)

"""Models that are weighted sums of others."""

from pathlib import Path
from types import ModuleType

import numpy as np

WINDOWS = (21, 40)


def members() -> list:
    from bindery.models import registry

    return [registry.build("deepbind", window, detectors=4, hidden=0) for window in WINDOWS]


def test_a_blend_is_the_weighted_sum_of_middles(keras: ModuleType, seeded, tmp_path: Path) -> None:
    from bindery.data.tensors import middle_of
    from bindery.models.blends import blend
    from bindery.models.loading import load_model
    from bindery.models.saving import save

    own = members()
    whole = blend(own, np.array([2.0, -0.5]), 0.25, 41)
    codes = np.random.default_rng(0).integers(0, 5, (7, 41)).astype(np.uint8)
    parts = [
        model.predict(codes[:, middle_of(41, window)], verbose=0)[:, 0]
        for model, window in zip(own, WINDOWS, strict=True)
    ]
    wanted = 2 * parts[0] - 0.5 * parts[1] + 0.25
    np.testing.assert_allclose(whole.predict(codes, verbose=0)[:, 0], wanted, rtol=1e-5, atol=1e-6)
    save(whole, tmp_path / "model.keras")
    loaded = load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(loaded.predict(codes, verbose=0), whole.predict(codes, verbose=0))


def test_each_score_of_a_blend_is_of_the_same_scores(keras: ModuleType, seeded) -> None:
    from bindery.models import registry
    from bindery.models.blends import blend

    sizes = {"deepcpg_dna": {"detectors": [4, 4], "hidden": 4}, "kmers": {"k": 3}}
    own = [registry.build(name, 41, outputs=3, **more) for name, more in sizes.items()]
    generator = np.random.default_rng(1)
    own[1].set_weights([generator.normal(size=value.shape) for value in own[1].get_weights()])
    codes = np.random.default_rng(0).integers(0, 5, (7, 41)).astype(np.uint8)
    one, other = (model.predict(codes, verbose=0) for model in own)
    found = blend(own, np.array([2.0, -0.5]), 0.25, 41).predict(codes, verbose=0)
    np.testing.assert_allclose(found, 2 * one - 0.5 * other + 0.25, rtol=1e-5, atol=1e-5)


def test_the_first_member_stands_for_a_blend(keras: ModuleType, seeded) -> None:
    from bindery.models.blends import blend, leading
    from bindery.models.model_parts import TrainedModel

    own = members()
    found = leading(blend(own, np.array([2.0, -0.5]), 0, 41))
    assert found.input_shape == (None, 21)
    assert TrainedModel.of(found).is_open
    assert leading(own[0]) is own[0]


def test_a_member_without_detectors_does_not_stand_for_a_blend(keras: ModuleType, seeded) -> None:
    from bindery.models import registry
    from bindery.models.blends import blend, leading

    of_kmers, network = registry.build("kmers", 21, k=3), members()[0]
    whole = blend([of_kmers, network], np.array([0.7, 0.3]), 0, 41)
    assert leading(whole).name == "candidate_1"
    assert leading(blend([of_kmers], np.ones(1), 0, 41)).name == "candidate_0"

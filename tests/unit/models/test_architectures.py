from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from helpers import encoded, random_codes, run_python

from bindery import alphabet

WINDOW = 30


@pytest.fixture(scope="module")
def registry(keras: ModuleType) -> ModuleType:
    from bindery.models import registry

    return registry


def score(model, codes: np.ndarray, batch: int = 32) -> np.ndarray:
    return model.predict(codes, batch_size=batch, verbose=0)[:, 0]


def score_slowly(model, codes: np.ndarray) -> np.ndarray:
    """DeepBind's score by plain loops over one strand, then the other."""
    kernel, bias, *head = model.get_weights()
    width = len(kernel)
    table = np.concatenate([np.eye(4), np.full((1, 4), 0.25)])
    strands = []
    for strand in (codes, alphabet.reverse_complement(codes)):
        edge = np.full((len(codes), width - 1), 4)
        bases = table[np.concatenate([edge, strand, edge], axis=1)]
        positions = [
            np.einsum("nwc,wcd->nd", bases[:, at : at + width], kernel) + bias
            for at in range(bases.shape[1] - width + 1)
        ]
        best = np.maximum(positions, 0).max(axis=0)
        for number in range(0, len(head), 2):
            best = best @ head[number] + head[number + 1]
            best = np.maximum(best, 0) if number + 2 < len(head) else best
        strands.append(best[:, 0])
    return np.maximum(*strands)


@pytest.mark.parametrize(("hidden", "parameters"), [(0, 1569), (32, 2129)])
@pytest.mark.parametrize("window", [30, 101])
def test_deepbind_has_the_parameters_of_the_paper(
    registry: ModuleType, hidden: int, parameters: int, window: int
) -> None:
    model = registry.build("deepbind", window, hidden=hidden)
    # 16 detectors of 24 x 4 and a bias; a hidden layer of 32; one score.
    by_hand = 16 * (24 * 4 + 1) + (17 if hidden == 0 else 32 * 17 + 33)
    assert model.count_params() == by_hand == parameters
    assert model.name == "deepbind"
    assert model.input_shape == (None, window)
    assert model.output_shape == (None, 1)


@pytest.mark.parametrize("hidden", [0, 6])
def test_scores_are_those_of_plain_loops(registry: ModuleType, seeded: None, hidden: int) -> None:
    model = registry.build("deepbind", WINDOW, detectors=5, width=7, hidden=hidden)
    generator = np.random.default_rng(0)
    model.set_weights([generator.normal(0, 0.5, w.shape) for w in model.get_weights()])
    codes = random_codes(20, WINDOW, letters=5)
    np.testing.assert_allclose(score(model, codes), score_slowly(model, codes), atol=1e-5)


def test_both_strands_score_the_same(registry: ModuleType, seeded: None) -> None:
    model = registry.build("deepbind", WINDOW, hidden=8, detector_scale=0.5, head_scale=0.5)
    codes = random_codes(50, WINDOW, letters=5)
    one, other = score(model, codes), score(model, alphabet.reverse_complement(codes))
    np.testing.assert_allclose(one, other, atol=1e-6)
    assert one.std() > 0.01


def test_batch_size_does_not_change_scores(registry: ModuleType, seeded: None) -> None:
    model = registry.build("deepbind", WINDOW, detector_scale=0.5, head_scale=0.5)
    codes = random_codes(33, WINDOW, letters=5)
    whole = score(model, codes, 64)
    for batch in (1, 7, 32):
        np.testing.assert_allclose(score(model, codes, batch), whole, atol=1e-5)


def test_site_may_hang_over_the_edge(registry: ModuleType) -> None:
    model = registry.build("deepbind", 8, detectors=1, width=4)
    kernel = np.zeros((4, 4, 1), np.float32)
    kernel[[0, 1, 2, 3], [2, 2, 0, 0], 0] = 1  # It sees GGAA.
    model.set_weights([kernel, np.zeros(1), np.ones((1, 1)), np.zeros(1)])
    codes = encoded("CGGAACCC", "CCCTTCCC", "AACACACA", "CACACACA")
    # Of the last two, the best match has two bases, or one, inside; each base beyond is a quarter.
    assert score(model, codes).tolist() == [4, 4, 2.5, 1.75]


def test_dropout_and_decay_act_in_training_only(registry: ModuleType, seeded: None) -> None:
    model = registry.build(
        "deepbind", WINDOW, dropout=0.9, detector_l1=0.1, head_l1=0.1, detector_scale=1.0
    )
    codes = random_codes(10, WINDOW)
    np.testing.assert_array_equal(np.asarray(model(codes)), np.asarray(model(codes)))
    assert not np.array_equal(np.asarray(model(codes, training=True)), np.asarray(model(codes)))
    kernel, _, weights, _ = model.get_weights()
    decay = 0.1 * np.abs(kernel).sum() + 0.1 * np.abs(weights).sum()
    assert sum(float(loss) for loss in model.losses) == pytest.approx(decay, rel=1e-5)


def test_unknown_setting_is_refused(registry: ModuleType) -> None:
    with pytest.raises(TypeError, match="unexpected keyword argument 'detektors'"):
        registry.build("deepbind", WINDOW, detektors=3)


@pytest.mark.parametrize("hidden", [0, 4])
def test_saved_model_loads_safely_in_a_fresh_process(
    keras: ModuleType, registry: ModuleType, seeded: None, tmp_path: Path, hidden: int
) -> None:
    model = registry.build("deepbind", WINDOW, detectors=4, width=8, hidden=hidden)
    codes = random_codes(12, WINDOW, letters=5)
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras", safe_mode=True)
    np.testing.assert_array_equal(score(loaded, codes), score(model, codes))
    if hidden == 0:
        np.save(tmp_path / "codes.npy", codes)
        script = (
            "import sys, numpy as np, keras; from bindery.models import layers; "
            "model = keras.saving.load_model('model.keras', compile=False, safe_mode=True); "
            "np.save('scores.npy', model.predict(np.load('codes.npy'), verbose=0)[:, 0])"
        )
        result = run_python(script, tmp_path)
        assert result.returncode == 0, result.stderr
        np.testing.assert_allclose(np.load(tmp_path / "scores.npy"), score(model, codes), atol=1e-6)


@pytest.mark.parametrize("name", ["pysster", "zeng"])
def test_models_learn_from_structure_where_they_read_it(keras: ModuleType, name: str) -> None:
    from bindery.models import registry

    sizes = {"pysster": {"width": 7, "detectors": 8, "hidden": 8}, "zeng": {"width": 8}}[name]
    model = registry.build(name, 41, **sizes, both_strands=False, structure=1)
    assert model.input_shape == (None, 41, 2)
    generator = np.random.default_rng(1)
    codes = generator.integers(0, 5, (400, 41, 1)).astype(np.float32)
    target = generator.integers(0, 2, 400)
    # Only the structure tells the classes apart.
    level = np.where(target[:, None, None] == 1, 0.9, 0.1) + np.zeros((400, 41, 1))
    read = np.concatenate([codes, level.astype(np.float32)], axis=2)
    loss = keras.losses.BinaryCrossentropy(from_logits=True)
    model.compile(optimizer=keras.optimizers.Adam(0.005), loss=loss)
    model.fit(read, target, epochs=8, batch_size=32, verbose=0)
    found = model.predict(read, verbose=0)[:, 0]
    assert found[target == 1].min() > found[target == 0].max()


def test_structure_is_of_one_strand(keras: ModuleType) -> None:
    from bindery.models import registry

    with pytest.raises(ValueError, match="structure is of one strand"):
        registry.build("zeng", 41, structure=1)

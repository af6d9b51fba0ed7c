"""What holds for every architecture, and the published sizes."""

import json
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType

import jsonschema
import numpy as np
import pytest
import yaml
from helpers import ROOT, containing, planted_set, random_codes, run_python

from bindery import alphabet
from bindery.errors import InputError
from bindery.models import architectures
from bindery.study.architecture_files import build_settings, variants

FOLDER = Path(architectures.__file__).parent
NAMES = sorted(path.stem for path in FOLDER.glob("*.py") if path.stem != "__init__")
# Those that take seconds to build, to fit or to look into, even when they are small. What holds for
# every architecture is tested of the others in each run, and of these where it is asked for.
LARGE = {"attention", "basset", "beluga", "danq", "danq_jaspar", "deeperbind", "deepsea"}
# Those whose paper reads the strand as it is written.
ONE_STRAND = {"cuperus", "deepcpg_dna"}
WINDOW = 61
# Of the large ones, sizes that a test can train.
SMALL: dict[str, dict] = {
    "attention": {"filters": 16, "blocks": 1},
    "basset": {"detectors": [8, 8, 8], "hidden": [8, 8]},
    "beluga": {"detectors": [8, 8, 8], "hidden": 8, "width": 4, "pool": 2, "dropouts": [0.0] * 3},
    "bpnet_counts": {"filters": 8, "dilated": 3},
    "ckn": {"anchors": 16},
    "cuperus": {"detectors": 8, "hidden": 8},
    "danq": {"detectors": 16, "recurrent": 4, "hidden": 8},
    "danq_jaspar": {"detectors": 16, "recurrent": 4, "hidden": 8},
    "deepcpg_dna": {"detectors": [8, 8], "hidden": 8},
    "deepmotif": {"detectors": 16},
    "multitask": {
        "detectors": 8,
        "width": 5,
        "pool": 4,
        "channels": 8,
        "dilations": [1, 2],
        "near": 1,
    },
    "pysster": {"detectors": 8, "width": 7, "hidden": 8},
    "deepsea": {"detectors": [8, 8, 8], "hidden": 8, "width": 4, "pool": 2, "dropouts": [0.0] * 3},
}


def slow_but_for(*quick: str) -> list:
    """All names, as parameters of a test: large ones are slow but for some."""
    return named(slow=LARGE.difference(quick))


def named(slow: Iterable[str]) -> list:
    """All names, as parameters of a test that is slow for some."""
    return [pytest.param(name, marks=[pytest.mark.slow] * (name in slow)) for name in NAMES]


def small(name: str):
    from bindery.models import registry

    return registry.build(name, WINDOW, **SMALL.get(name, {}))


@pytest.mark.parametrize(
    ("name", "window", "settings", "parameters"),
    [
        ("zeng", 101, {"detectors": 1}, 194),
        ("zeng", 101, {}, 2129),
        ("zeng", 101, {"detectors": 64}, 8321),
        ("zeng", 101, {"detectors": 128}, 16577),
        ("zeng", 101, {"outputs": 2}, 2162),
        ("deeperbind", 35, {}, 8646),
        ("deepmotif", 101, {"outputs": 2}, 136322),
        ("deepmotif", 101, {"outputs": 2, "network": "rnn"}, 9602),
        ("deepmotif", 101, {"outputs": 2, "network": "cnn_rnn"}, 46082),
        # The trunk, 117,632, and a score of 64 means.
        ("bpnet_counts", 1000, {}, 117632 + 65),
        ("cuperus", 70, {}, 908289),
        # The two convolutions, 100 hidden units of 32 positions of 30 detectors, and a score.
        ("pysster", 200, {}, 3030 + 22530 + 96100 + 101),
        # CnnL2h128, and 129 for each cell.
        ("deepcpg_dna", 1001, {"outputs": 2}, 4102144 + 2 * 129),
        # 4,735,064 that are trained, and 5,400 moving averages.
        pytest.param("basset", 600, {"outputs": 164}, 4735064 + 5400, marks=pytest.mark.slow),
        pytest.param("danq", 1000, {"outputs": 919}, 46926479, marks=pytest.mark.slow),
        pytest.param("danq_jaspar", 1000, {"outputs": 919}, 67892175, marks=pytest.mark.slow),
        pytest.param("deepsea", 1000, {"outputs": 919}, 52843119, marks=pytest.mark.slow),
        pytest.param("beluga", 2000, {"outputs": 2002}, 149536251, marks=pytest.mark.slow),
        # 128 anchors of 12 bases and a score.
        ("ckn", 101, {}, 128 * 12 * 4 + 129),
        ("deepbind_wide", 101, {}, 128 * 97 + 257),
        ("kmers", 101, {"outputs": 2}, 2 * (4**6 + 1)),
        ("multitask", 984, {"outputs": 130}, 293600 + 130 * 417),
    ],
)
def test_parameters_are_those_of_the_paper(
    keras: ModuleType, name: str, window: int, settings: dict, parameters: int
) -> None:
    from bindery.models import registry

    model = registry.build(name, window, **settings)
    assert model.count_params() == parameters
    assert model.name == name
    assert model.input_shape == (None, window)
    assert model.output_shape == (None, settings.get("outputs", 1))
    keras.utils.clear_session()


def test_basset_s_means_are_of_the_positions_that_there_are(keras: ModuleType) -> None:
    from bindery.models.architectures.basset import _pooled

    found = np.asarray(_pooled(np.arange(1, 6, dtype=np.float32).reshape(1, 5, 1), 3, "average"))
    # The window is centred, as all padding of the kind `same` is.
    assert found[0, :, 0].tolist() in ([2.0, 4.5], [1.5, 4.0])


def test_basset_pools_the_last_incomplete_window(keras: ModuleType) -> None:
    from bindery.models import registry

    strand = registry.build("basset", 600).get_layer("strand")
    lengths = [layer.output.shape[1] for layer in strand.layers if "pooling" in layer.name]
    assert lengths == [200, 50, 13]


@pytest.mark.parametrize("name", NAMES)
def test_settings_default_to_the_function_s_own(name: str) -> None:
    taken = build_settings(FOLDER / f"{name}.py")
    assert taken and all(taken.values()), "every setting has an annotation"
    for variant, found in variants(FOLDER / f"{name}.py").items():
        assert variant in ("paper", "small")
        assert set(found) <= {"settings", "training"}
        assert set(found.get("settings", {})) <= set(taken)


@pytest.mark.parametrize("name", NAMES)
def test_small_variant_is_small_and_its_training_is_the_schema_s(
    keras: ModuleType, name: str
) -> None:
    from bindery.models import registry

    found = variants(FOLDER / f"{name}.py")
    schema = yaml.safe_load((ROOT / "workflow/schemas/config.schema.yaml").read_text())
    for variant in found.values():
        jsonschema.validate(
            variant.get("training", {}), schema["$defs"]["training"] | {"$defs": {}}
        )
    if "small" in found:
        # Three blocks and their pools leave nothing of beluga's shorter windows.
        window = {"beluga": 401}.get(name, 201)
        model = registry.build(name, window, **found["small"].get("settings", {}))
        assert model.count_params() < 250_000


def test_windows_too_short_are_an_error_of_one_line(keras: ModuleType) -> None:
    from bindery.models import registry

    problem = "windows of 101 bases are too short for 'deepsea'; set a longer window"
    with pytest.raises(InputError, match=containing(problem)):
        registry.build("deepsea", 101)


@pytest.mark.parametrize("name", NAMES)
def test_a_sequence_and_its_other_strand_score_the_same(keras: ModuleType, name: str) -> None:
    keras.utils.set_random_seed(1)
    model, codes = small(name), random_codes(6, WINDOW, letters=5)
    one = model.predict(codes, verbose=0)
    assert one.shape == (6, 1) and one.dtype == np.float32
    other = model.predict(alphabet.reverse_complement(codes), verbose=0)
    same = np.allclose(one, other, atol=1e-5)
    assert same != (name in ONE_STRAND)


@pytest.mark.parametrize("name", slow_but_for("attention", "basset", "danq"))
def test_saved_and_loaded_it_predicts_the_same(
    keras: ModuleType, name: str, tmp_path: Path
) -> None:
    from bindery.models.loading import load_model
    from bindery.models.saving import save

    model, codes = small(name), random_codes(6, WINDOW, letters=5)
    save(model, tmp_path / "model.keras")
    loaded = load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(loaded.predict(codes, verbose=0), model.predict(codes, verbose=0))


def fifty_steps(name: str, policy: str = "float32") -> tuple[float, float, np.ndarray]:
    """The loss of a planted motif before and after, and the scores."""
    import keras

    from bindery.models import registry
    from bindery.runtime import devices

    codes, targets = planted_set(320, WINDOW, "TGACTCATTG", 1)
    targets = targets[:, None].astype("float32")
    keras.utils.clear_session()
    devices.seed_everything(1)
    with devices.precision(policy):
        model = small(name)
    registry.initialise(name, {}, model, codes, 1)
    loss = keras.losses.BinaryCrossentropy(from_logits=True)
    model.compile(optimizer=keras.optimizers.Adam(0.005), loss=loss)
    before = model.evaluate(codes, targets, verbose=0)
    model.fit(codes, targets, batch_size=64, epochs=10, verbose=0)
    after = model.evaluate(codes, targets, verbose=0)
    return before, after, model.predict(codes, verbose=0)


@pytest.mark.parametrize("name", named(slow={*NAMES} - {"ckn", "deepbind", "zeng"}))
def test_fifty_steps_on_planted_motifs_lower_the_loss(keras: ModuleType, name: str) -> None:
    before, after, _ = fifty_steps(name)
    assert after < before - 0.01


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_fifty_steps_in_mixed_precision_do_too(keras: ModuleType, name: str) -> None:
    before, after, scores = fifty_steps(name, "mixed_bfloat16")
    assert np.isfinite(scores).all() and scores.dtype == np.float32
    assert after < before - 0.01


ON_JAX = """
import json
from bindery.runtime import devices
devices.prepare("jax", 1)
import numpy as np
from bindery.models.loading import load_model
from helpers import random_codes
import unit.models.test_published_architectures as published
found = {}
for name in published.NAMES:
    model = load_model(f"{name}.keras")
    codes = random_codes(6, published.WINDOW, letters=5)
    scores = model.predict(codes, verbose=0)[:, 0].tolist()
    before, after, _ = published.fifty_steps(name)
    found[name] = [scores, before, after]
print(json.dumps(found))
"""


@pytest.mark.slow
def test_jax_predicts_the_same_and_learns_too(keras: ModuleType, tmp_path: Path) -> None:
    from bindery.models.saving import save

    codes, expected = random_codes(6, WINDOW, letters=5), {}
    for name in NAMES:
        model = small(name)
        save(model, tmp_path / f"{name}.keras")
        expected[name] = model.predict(codes, verbose=0)[:, 0]
    result = run_python(ON_JAX, tmp_path, JAX_PLATFORMS="cpu")
    assert result.returncode == 0, result.stderr
    found = json.loads(result.stdout)
    for name in NAMES:
        scores, before, after = found[name]
        np.testing.assert_allclose(scores, expected[name], atol=1e-4, err_msg=name)
        assert after < before - 0.01, name


def test_first_detectors_of_danq_jaspar_are_known_motifs(keras: ModuleType) -> None:
    from bindery.models import registry
    from bindery.motifs.matrices import jaspar_motifs

    model = small("danq_jaspar")
    settings = {"group": "fungi"}
    layer = model.get_layer("strand").get_layer("detectors")
    before, _ = layer.get_weights()
    registry.initialise("danq_jaspar", settings, model, random_codes(4, WINDOW), 1)
    kernel, bias = layer.get_weights()
    assert (bias <= 0).all() and (bias >= -1).all() and len(set(bias.tolist())) == len(bias)
    known = [m.probabilities(0) - 0.25 for m in jaspar_motifs("JASPAR2026", "fungi")]
    for detector in range(kernel.shape[2]):
        own = kernel[:, :, detector]
        changed = np.flatnonzero((own != before[:, :, detector]).any(1))
        part = own[changed[0] : changed[-1] + 1]
        assert any(len(one) == len(part) and np.allclose(one, part, atol=1e-6) for one in known)


def test_first_weights_of_ckn_are_from_windows_of_the_training_set(keras: ModuleType) -> None:
    from bindery.models import registry

    # Two windows alone occur, shifted by one: every anchor is a mean of them, of length one.
    codes = np.tile(np.array([0, 1], np.uint8), (5, 20))
    model = registry.build("ckn", 40, anchors=2)
    registry.initialise("ckn", {}, model, codes, 1)
    (anchors,) = model.get_layer("strand").get_layer("detectors").get_weights()
    found = sorted(anchors.argmax(2).tolist())
    assert found == [[0, 1] * 6, [1, 0] * 6]
    np.testing.assert_allclose(np.linalg.norm(anchors.reshape(2, -1), axis=1), 1, atol=1e-5)


MEANS = {
    "detectors": [8], "widths": [3], "pools": [1000], "pooling": "average", "normalised": True,
    "hidden": 0,
}  # fmt: skip
UNKNOWN_SETTINGS = [
    ("basset", "pooling"),
    ("deepcpg_dna", "pooling"),
    ("ckn", "pooling"),
    ("deepmotif", "network"),
]


@pytest.mark.parametrize(("name", "setting"), UNKNOWN_SETTINGS)
def test_unknown_choice_is_refused(keras: ModuleType, name: str, setting: str) -> None:
    from bindery.models import registry

    with pytest.raises(ValueError, match=f"{setting} is .* not other"):
        registry.build(name, WINDOW, **{setting: "other"})


@pytest.mark.parametrize("window", [61, 1001])
def test_means_of_deepcpg_are_over_the_whole_window(keras: ModuleType, window: int) -> None:
    """A site counts alike wherever it is."""
    from bindery.models import registry

    model = registry.build("deepcpg_dna", window, **MEANS)
    (strand,) = [layer for layer in model.layers if layer.name == "strand"]
    assert strand.get_layer("mean_1").output.shape[1:] == (1, 8)
    assert strand.get_layer("score").kernel.shape == (8, 1)
    codes = np.full((3, window), 4, np.uint8)
    codes[1, 20:23] = codes[2, 30:33] = [0, 1, 2]
    none, early, late = np.asarray(model(codes))[:, 0]
    assert early == pytest.approx(late, rel=1e-5) and abs(early - none) > 1e-3 * abs(early)


@pytest.mark.parametrize("name", named(slow=LARGE))
def test_moving_averages_follow_within_an_epoch_of_thousands_of_rows(
    keras: ModuleType, name: str
) -> None:
    # Of 50 steps, Keras's default of 0.99 keeps 60% of what the averages began with.
    from bindery.models import registry

    asked = {"normalised": True} if "normalised" in build_settings(FOLDER / f"{name}.py") else {}
    model = registry.build(name, WINDOW, **SMALL.get(name, {}), **asked)
    norms = [
        layer
        for layer in model._flatten_layers()
        if isinstance(layer, keras.layers.BatchNormalization)
    ]
    assert all(layer.momentum <= 0.9 for layer in norms)


def test_means_of_the_dna_module_score_as_they_were_trained(keras: ModuleType) -> None:
    from bindery.models import registry

    keras.utils.set_random_seed(1)
    sizes = {"detectors": [8], "widths": [9], "pools": [1000], "hidden": 0}
    model = registry.build("deepcpg_dna", 200, **sizes, pooling="average", normalised=True)
    codes = random_codes(50 * 32, 200)
    target = (codes == 2).mean(axis=1) > 0.25
    loss = keras.losses.BinaryCrossentropy(from_logits=True)
    model.compile(optimizer=keras.optimizers.Adam(0.002), loss=loss)
    model.fit(codes, target.astype(np.float32), epochs=1, batch_size=32, verbose=0)
    spread = [float(np.std(np.asarray(model(codes, training=own)))) for own in (False, True)]
    assert 0.8 < spread[0] / spread[1] < 1.25

import functools
import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from helpers import containing, planted_set, planted_tensor, run_python, sha256_of
from sklearn.metrics import average_precision_score, log_loss

from bindery.data.tensors import Rows, Tensor
from bindery.errors import InputError
from bindery.training.predictions import read_predictions
from bindery.training.training_settings import Training

TRAINING = {
    "optimizer": "adam",
    "learning_rate": 0.01,
    "momentum": 0.9,
    "nesterov": True,
    "batch_size": 64,
    "restarts": 1,
    "keep": "best",
    "epochs": 5,
    "patience": 5,
    "monitor": "val_loss",
    "tensorboard": False,
    "least_steps": 0,
    "weight_decay": 0,
    "clip_norm": None,
    "precision": "float32",
}
SETTINGS = {"detectors": 8, "width": 12, "dropout": 0.0}
OUTPUTS = ("model.keras", "history.tsv", "predictions.tsv.gz", "provenance.json")

# Ten batches an epoch and five epochs: fifty steps.
FIFTY_STEPS = """
import json, sys
from bindery.runtime import devices
devices.prepare({backend!r}, 1)
devices.seed_everything(1)
from bindery.models import registry
from bindery.training import fitting
from bindery.training import train as training
from bindery.training.training_settings import Training
from bindery.data.tensors import Rows
import helpers, numpy as np, keras
def rows(count, seed):
    codes, target = helpers.planted_set(count, 40, "TGACTCATTG", seed)
    return Rows(codes, target[:, None].astype("float32"), np.arange(count))
model = registry.build("deepbind", 40, detectors=8, width=12, dropout=0.0)
how = Training(**json.loads({training!r}))
history = fitting.fit(model, rows(640, 0), rows(100, 5), how)
model.save("model.keras")
print(json.dumps([keras.backend.backend(), [epoch["loss"] for epoch in history]]))
"""


@pytest.fixture(scope="module")
def fitting(keras: ModuleType) -> ModuleType:
    from bindery.training import fitting

    return fitting


@pytest.fixture(scope="module")
def training(keras: ModuleType) -> ModuleType:
    from bindery.training import train as training

    return training


@pytest.fixture
def model(keras: ModuleType, seeded: None):
    from bindery.models import registry

    return registry.build("deepbind", 40, **SETTINGS)


def how(**changed: Any) -> Training:
    return Training(**(TRAINING | changed))


def planted_rows(count: int, seed: int) -> Rows:
    codes, target = planted_set(count, 40, "TGACTCATTG", seed)
    return Rows(codes, target[:, None].astype(np.float32), np.arange(count))


def run(module: ModuleType, folder: Path, tensor: Path, **changed: Any) -> Path:
    arguments = {
        "tensor": str(tensor),
        "tensorboard_folder": str(folder / "tensorboard"),
        "architecture": "deepbind",
        "settings": SETTINGS,
        "training": TRAINING | {"epochs": 2},
        "target": "class",
        "backend": "tensorflow",
        "backend_threads": 1,
        "seed": 11,
    } | changed
    names = ("model", "history", "predictions", "provenance_file")
    outputs = {name: str(folder / file) for name, file in zip(names, OUTPUTS, strict=True)}
    module.train(**outputs, **arguments)
    return folder


def test_fifty_steps_lower_the_loss(fitting: ModuleType, model) -> None:
    history = fitting.fit(model, planted_rows(640, 0), planted_rows(100, 5), how())
    losses = [epoch["loss"] for epoch in history]
    assert len(losses) == 5
    assert losses[0] == pytest.approx(np.log(2), abs=0.1)
    assert losses[-1] < 0.8 * losses[0]


@pytest.mark.slow
@pytest.mark.skipif(importlib.util.find_spec("jax") is None, reason="JAX is not installed")
def test_fifty_steps_lower_the_loss_on_jax(
    keras: ModuleType, training: ModuleType, tmp_path: Path
) -> None:
    script = FIFTY_STEPS.format(backend="jax", training=json.dumps(TRAINING))
    result = run_python(script, tmp_path, KERAS_BACKEND="jax", JAX_PLATFORMS="cpu")
    assert result.returncode == 0, result.stderr
    backend, losses = json.loads(result.stdout.splitlines()[-1])
    assert backend == "jax"
    assert losses[-1] < 0.8 * losses[0]
    loaded = keras.saving.load_model(tmp_path / "model.keras", compile=False, safe_mode=True)
    rows = planted_rows(100, 5)
    scores = training.scores(loaded, rows.sequences)
    assert average_precision_score(rows.targets[:, 0], scores) > 0.6


def test_figures_of_an_epoch_are_those_of_scikit_learn(
    fitting: ModuleType, training: ModuleType, model
) -> None:
    validation = planted_rows(60, 5)
    settings = how(epochs=1)
    (epoch,) = fitting.fit(model, planted_rows(128, 0), validation, settings)
    scores = training.scores(model, validation.sequences).astype(float)
    target = validation.targets[:, 0]
    assert epoch["val_auprc"] == pytest.approx(average_precision_score(target, scores))
    assert epoch["val_loss"] == pytest.approx(log_loss(target, 1 / (1 + np.exp(-scores))), abs=1e-5)
    assert epoch["best"] == 1


@pytest.mark.parametrize("monitor", ["val_loss", "val_auprc"])
def test_model_ends_with_the_weights_of_its_best_epoch(
    fitting: ModuleType, training: ModuleType, model, monitor: str
) -> None:
    validation = planted_rows(40, 5)
    settings = how(monitor=monitor, learning_rate=0.3, epochs=6, patience=2)
    history = fitting.fit(model, planted_rows(64, 0), validation, settings)
    values = [epoch[monitor] for epoch in history]
    best = min(values) if monitor == "val_loss" else max(values)
    assert [epoch["best"] for epoch in history] == [
        int(n == values.index(best)) for n in range(len(values))
    ]
    found = training.scores(model, validation.sequences).astype(float)
    target = validation.targets[:, 0]
    if monitor == "val_loss":
        assert np.mean(np.logaddexp(0, found) - target * found) == pytest.approx(best, rel=1e-4)
    else:
        assert average_precision_score(target, found) == pytest.approx(best)


def test_training_stops_when_patience_ends(fitting: ModuleType, model) -> None:
    settings = how(learning_rate=1e-12, epochs=30, patience=2, monitor="val_auprc")
    history = fitting.fit(model, planted_rows(64, 0), planted_rows(40, 5), settings)
    assert len(history) == 3
    assert [epoch["best"] for epoch in history] == [1, 0, 0]


@pytest.mark.parametrize("optimizer", ["adam", "sgd", "rmsprop"])
def test_optimizer_takes_its_settings(
    keras: ModuleType, fitting: ModuleType, optimizer: str
) -> None:
    made = fitting.optimizer_of(how(optimizer=optimizer))
    assert isinstance(
        made,
        {
            "adam": keras.optimizers.Adam,
            "sgd": keras.optimizers.SGD,
            "rmsprop": keras.optimizers.RMSprop,
        }[optimizer],
    )
    assert float(made.learning_rate) == pytest.approx(0.01)
    if optimizer == "sgd":
        assert (made.momentum, made.nesterov) == (0.9, True)


def test_training_that_diverges_says_so(fitting: ModuleType, training: ModuleType, model) -> None:
    settings = how(optimizer="sgd", learning_rate=1e30)
    text = "the training diverged in epoch 1; lower training.learning_rate"
    with pytest.raises(InputError, match=containing(text)):
        fitting.fit(model, planted_rows(64, 0), planted_rows(40, 5), settings)


@pytest.mark.parametrize(
    ("monitor", "values", "best"),
    [
        ("val_loss", [0.5, 0.3, 0.4], 1),
        ("val_auprc", [0.5, 0.3, 0.4], 0),
        ("val_loss", [0.3, 0.3], 0),
        ("val_auprc", [0.2, 0.7, 0.7], 1),
    ],
)
def test_best_is_the_first_of_the_least_losses_or_the_greatest_areas(
    fitting: ModuleType, monitor: str, values: list[float], best: int
) -> None:
    assert fitting.best_of(values, monitor) == best


def test_best_of_several_restarts_is_kept(
    fitting: ModuleType, training: ModuleType, keras: ModuleType
) -> None:
    from bindery.models import registry

    build = functools.partial(registry.build, "deepbind", 40, **SETTINGS)
    validation = planted_rows(60, 5)
    settings = how(epochs=1, restarts=3)
    fitted = fitting.fit_restarts(build, planted_rows(64, 0), validation, settings, 7)
    assert len(set(fitted.restarts)) == 3
    assert fitted.history[0]["val_loss"] == min(fitted.restarts)
    found = training.scores(fitted.model, validation.sequences).astype(float)
    loss = np.mean(np.logaddexp(0, found) - validation.targets[:, 0] * found)
    assert loss == pytest.approx(min(fitted.restarts), rel=1e-5)
    alone = how(epochs=1, restarts=1)
    first = fitting.fit_restarts(build, planted_rows(64, 0), validation, alone, 7)
    assert first.restarts == fitted.restarts[:1]


def test_epochs_of_few_rows_have_the_least_steps(
    fitting: ModuleType, keras: ModuleType, model, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = []
    monkeypatch.setattr(
        type(model), "fit", lambda self, codes, targets, **_: shown.append((codes, targets))
    )
    monkeypatch.setattr(fitting, "best_of", lambda *_: 0)
    rows = planted_rows(100, 0)
    # Of 100 rows 64 a step are two steps; five steps want four passes.
    for least in (0, 2, 5):
        fitting.fit(model, rows, planted_rows(20, 5), how(least_steps=least))
    assert [len(codes) for codes, _ in shown] == [100, 200, 400]
    np.testing.assert_array_equal(shown[1][1][100:], rows.targets)


def test_a_restart_is_the_same_as_a_training_alone(
    fitting: ModuleType, training: ModuleType, keras: ModuleType
) -> None:
    from bindery.models import registry
    from bindery.runtime import devices
    from bindery.seeds import derive_seed

    # Dropout and Adam: state of layers and of the optimizer must be reset.
    build = functools.partial(registry.build, "deepbind", 40, **SETTINGS | {"dropout": 0.5})
    train, validation = planted_rows(64, 0), planted_rows(60, 5)
    settings = how(epochs=3, restarts=3, keep="mean")
    fitted = fitting.fit_restarts(build, train, validation, settings, 7)
    devices.seed_everything(derive_seed(7, "start", "2"))
    alone = build()
    fitting.fit(alone, train, validation, settings)
    found = training.scores_apart(fitted, validation.sequences)
    assert found.shape == (60, 4)
    third = training.scores(alone, validation.sequences)
    np.testing.assert_allclose(found[:, 3], third, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(found[:, 0], found[:, 1:].mean(axis=1), rtol=1e-5, atol=1e-6)
    np.testing.assert_array_equal(found[:, 0], training.scores(fitted.model, validation.sequences))


STARTS_ON_JAX = """
from bindery.runtime import devices
devices.prepare("jax", 1)
import functools, json
from bindery.models import registry
from bindery.training import fitting
from bindery.training import train as training
from bindery.training.training_settings import Training
from bindery.data.tensors import Rows
import helpers, numpy as np
def rows(count, seed):
    codes, targets = helpers.planted_set(count, 40, "TGACTCATTG", seed)
    return Rows(codes, targets[:, None].astype(np.float32), np.arange(count))
build = functools.partial(registry.build, "deepbind", 40, detectors=4, width=12, dropout=0.5)
settings = Training(**json.loads({settings!r}))
fitted = fitting.fit_restarts(build, rows(64, 0), rows(40, 5), settings, 7)
print(training.scores_apart(fitted, rows(9, 3).sequences).shape, len(set(fitted.restarts)))
"""


@pytest.mark.slow
def test_several_restarts_are_fitted_on_jax_too() -> None:
    settings = json.dumps(TRAINING | {"epochs": 1, "restarts": 2, "keep": "mean"})
    result = run_python(STARTS_ON_JAX.format(settings=settings), JAX_PLATFORMS="cpu")
    assert result.returncode == 0, result.stderr
    assert result.stdout.split("\n")[-2] == "(9, 3) 2"


@pytest.mark.parametrize("policy", ["mixed_float16", "mixed_bfloat16"])
def test_every_restart_computes_in_the_given_precision(
    keras: ModuleType, fitting: ModuleType, policy: str
) -> None:
    from bindery.models import registry
    from bindery.runtime import devices

    build = functools.partial(registry.build, "deepbind", 40, **SETTINGS)
    settings = how(epochs=2, restarts=2, keep="mean")
    with devices.precision(policy):
        fitted = fitting.fit_restarts(build, planted_rows(64, 0), planted_rows(40, 5), settings, 7)
    assert np.isfinite(fitted.restarts).all()
    one = fitted.model.get_layer("start_2").get_layer("strand").get_layer("detectors")
    assert one.compute_dtype == policy.removeprefix("mixed_")


def test_history_is_a_table_from_epoch_one(training: ModuleType, tmp_path: Path) -> None:
    epoch = {"loss": 0.69314718, "val_loss": 0.5, "val_auprc": 2 / 3, "best": 1}
    training.write_history(tmp_path / "history.tsv", [epoch, epoch | {"best": 0}])
    assert (tmp_path / "history.tsv").read_text() == (
        "epoch\tloss\tval_loss\tval_auprc\tbest\n1\t0.693147\t0.5\t0.666667\t1\n"
        "2\t0.693147\t0.5\t0.666667\t0\n"
    )


def test_saved_model_is_bare_and_scores_the_same(
    keras: ModuleType, fitting: ModuleType, training: ModuleType, model, tmp_path: Path
) -> None:
    rows = planted_rows(64, 0)
    fitting.fit(model, rows, planted_rows(20, 5), how(epochs=1))
    training.save(model, tmp_path / "new" / "model.keras")
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["model.keras"]
    loaded = keras.saving.load_model(tmp_path / "new" / "model.keras", safe_mode=True)
    assert not loaded.compiled
    expected = training.scores(model, rows.sequences)
    np.testing.assert_array_equal(training.scores(loaded, rows.sequences), expected)


def test_failed_save_leaves_nothing(
    training: ModuleType, model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self, path, **_: Any) -> None:
        Path(path).write_text("half")
        raise OSError("no space left on device")

    monkeypatch.setattr("keras.Model.save", fail)
    with pytest.raises(OSError, match="no space left"):
        training.save(model, tmp_path / "model.keras")
    assert list(tmp_path.iterdir()) == []


@pytest.fixture(scope="module")
def trained(training: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("trained")
    planted_tensor(folder / "tensor.h5")
    return run(training, folder, folder / "tensor.h5")


def test_predictions_are_of_the_held_out_rows_by_the_saved_model(
    keras: ModuleType, training: ModuleType, trained: Path
) -> None:
    loaded = keras.saving.load_model(trained / "model.keras", safe_mode=True)
    found = read_predictions(trained / "predictions.tsv.gz")
    assert found.row.tolist() == list(range(200, 400))
    assert found.split.tolist() == ["validation"] * 100 + ["test"] * 100
    with Tensor(trained / "tensor.h5") as tensor:
        rows = tensor.rows(found.row)
    np.testing.assert_array_equal(found.target, rows.targets[:, 0])
    np.testing.assert_allclose(found.score, training.scores(loaded, rows.sequences), atol=1e-5)


def test_provenance_holds_what_a_repetition_needs(trained: Path) -> None:
    found = json.loads((trained / "provenance.json").read_text())
    assert found["architecture"] == "deepbind"
    assert found["parameters"] == 8 * (12 * 4 + 1) + 9
    assert found["settings"] == SETTINGS
    assert found["training"] == TRAINING | {"epochs": 2}
    assert (found["seed"], found["backend"], found["backend_threads"]) == (11, "tensorflow", 1)
    assert found["device"] == "cpu"
    assert len(found["restarts"]) == 1
    assert found["tensor"]["window"] == 40
    assert found["tensor_sha256"] == sha256_of(trained / "tensor.h5")
    assert {"keras", "numpy", "bindery"} <= found["versions"].keys()


def test_history_has_a_row_an_epoch(trained: Path) -> None:
    lines = (trained / "history.tsv").read_text().splitlines()
    assert [line.split("\t")[0] for line in lines] == ["epoch", "1", "2"]


def test_same_seed_trains_the_same_model(
    keras: ModuleType, training: ModuleType, trained: Path, tmp_path: Path
) -> None:
    again = run(training, tmp_path / "again", trained / "tensor.h5")
    other = run(training, tmp_path / "other", trained / "tensor.h5", seed=12)
    for name in OUTPUTS[1:3]:
        assert (again / name).read_bytes() == (trained / name).read_bytes()
        assert (other / name).read_bytes() != (trained / name).read_bytes()
    one, two = (keras.saving.load_model(folder / "model.keras") for folder in (trained, again))
    for first, second in zip(one.get_weights(), two.get_weights(), strict=True):
        np.testing.assert_array_equal(first, second)


def test_tensorboard_writes_where_it_is_told(
    training: ModuleType, trained: Path, tmp_path: Path
) -> None:
    pytest.importorskip("tensorboard")
    settings = TRAINING | {"epochs": 1, "tensorboard": True}
    run(training, tmp_path, trained / "tensor.h5", training=settings)
    assert list((tmp_path / "tensorboard").rglob("events.out.tfevents*"))
    assert not (trained / "tensorboard").exists()


def test_mean_of_restarts_scores_as_their_mean(
    fitting: ModuleType, training: ModuleType, keras: ModuleType, tmp_path: Path
) -> None:
    from bindery.models import registry

    build = functools.partial(registry.build, "deepbind", 40, **SETTINGS)
    members = [build() for _ in range(3)]
    whole = fitting.mean_of(members)
    codes = planted_rows(9, 3).sequences
    expected = np.mean([training.scores(member, codes) for member in members], axis=0)
    np.testing.assert_allclose(training.scores(whole, codes), expected, rtol=1e-5)
    assert whole.count_params() == 3 * members[0].count_params()
    training.save(whole, tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(training.scores(loaded, codes), training.scores(whole, codes))

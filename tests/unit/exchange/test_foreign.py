"""Models of other projects: small files in the layouts of Keras 1 and 2, written here by h5py.

What they should predict is computed in NumPy, position by position, in the other project's order of
bases and layout of weights.
"""

import json
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
from helpers import containing

from bindery.errors import InputError

WINDOW = 12
RANDOM = np.random.default_rng(1)
CODES = RANDOM.integers(0, 4, (7, WINDOW)).astype(np.uint8)


def draw(*shape: int) -> np.ndarray:
    return RANDOM.normal(0, 0.5, shape).astype(np.float32)


KERNEL, BIAS = draw(3, 4, 5), draw(5)
HEAD, HEAD_BIAS = draw(5, 1), draw(1)
FLAT_HEAD = draw(25, 1)


def one_hot(order: str) -> np.ndarray:
    """The codes as channels in an order of letters, shape (n, WINDOW, channels)."""
    letters = np.array(list("ACGT"))[CODES]
    return np.stack([letters == letter for letter in order], axis=-1).astype(np.float64)


def convolved(values: np.ndarray, kernel: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """A convolution without padding, then ReLU."""
    width = len(kernel)
    found = [
        np.einsum("nwc,wcf->nf", values[:, at : at + width], kernel) + bias
        for at in range(values.shape[1] - width + 1)
    ]
    return np.maximum(np.stack(found, axis=1), 0)


def sigmoid(values: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-values))


def write(
    path: Path,
    layers: list[tuple[str, dict[str, Any], list[np.ndarray]]],
    *,
    version: str = "2.2.4",
    backend: str = "tensorflow",
    weights_only: bool = False,
    config: Any = None,
) -> Path:
    """A file as Keras 1 or 2 writes it: class, settings and arrays of each layer."""
    named = [
        {"class_name": kind, "config": {"name": f"{kind.lower()}_{number}", **settings}}
        for number, (kind, settings, _) in enumerate(layers)
    ]
    whole: Any = named if version.startswith("1") else {"name": "net", "layers": named}
    model = {"class_name": "Sequential", "config": whole} if config is None else config
    with h5py.File(path, "w") as file:
        if not weights_only:
            file.attrs["model_config"] = json.dumps(model).encode()
        group = file if weights_only else file.create_group("model_weights")
        group.attrs["layer_names"] = [one["config"]["name"].encode() for one in named]
        group.attrs["keras_version"], group.attrs["backend"] = version.encode(), backend.encode()
        for one, (_, _, arrays) in zip(named, layers, strict=True):
            name = one["config"]["name"]
            own = group.create_group(name)
            paths = [f"{name}/array_{number}:0" for number in range(len(arrays))]
            own.attrs["weight_names"] = [path.encode() for path in paths]
            for inner, array in zip(paths, arrays, strict=True):
                own.create_dataset(inner, data=array)
    return path


def predicted(path: Path, **changed: Any) -> np.ndarray:
    return imported(path, **changed).predict(CODES, verbose=0)


def imported(path: Path, architecture: Path | None = None, **changed: Any) -> Any:
    from bindery.exchange.foreign_files import read_foreign
    from bindery.exchange.foreign_model import Wanted, build_foreign

    wanted = {"bases": "ACGT", "unknown": "quarter", "target": "intensity"} | changed
    return build_foreign(read_foreign(path, architecture), Wanted(**wanted), path)


CONV2: dict[str, Any] = {"filters": 5, "kernel_size": [3], "activation": "relu"}
CONV1: dict[str, Any] = {"nb_filter": 5, "filter_length": 3, "activation": "relu"}
INPUT = {"batch_input_shape": [None, WINDOW, 4]}
DENSE2: dict[str, Any] = {"units": 1, "activation": "sigmoid"}
DENSE1: dict[str, Any] = {"output_dim": 1, "activation": "sigmoid"}
POOLED = sigmoid(convolved(one_hot("ACGT"), KERNEL, BIAS).max(axis=1) @ HEAD + HEAD_BIAS)


def keras2(**changed: Any) -> list[tuple[str, dict[str, Any], list[np.ndarray]]]:
    return [
        ("Conv1D", INPUT | CONV2 | changed, [KERNEL, BIAS]),
        ("GlobalMaxPooling1D", {}, []),
        ("Dropout", {"rate": 0.5}, []),
        ("Dense", DENSE2, [HEAD, HEAD_BIAS]),
    ]


pytestmark = pytest.mark.usefixtures("keras")


def test_a_file_of_keras_2_predicts_as_it_did(tmp_path: Path) -> None:
    found = predicted(write(tmp_path / "a.h5", keras2()))
    np.testing.assert_allclose(found, POOLED, atol=1e-6)


KERNELS_OF_KERAS_1 = {
    "of version 1.2": KERNEL[:, None],
    # (filters, channels, width, 1)
    "of version 1.0": KERNEL.transpose(2, 1, 0)[..., None],
}


@pytest.mark.parametrize("layout", KERNELS_OF_KERAS_1)
def test_a_file_of_keras_1_predicts_as_it_did(tmp_path: Path, layout: str) -> None:
    layers = [
        ("Convolution1D", INPUT | CONV1, [KERNELS_OF_KERAS_1[layout], BIAS]),
        ("GlobalMaxPooling1D", {}, []),
        ("Dropout", {"p": 0.5}, []),
        ("Dense", DENSE1, [HEAD, HEAD_BIAS]),
    ]
    path = write(tmp_path / "a.h5", layers, version="1.2.2")
    np.testing.assert_allclose(predicted(path), POOLED, atol=1e-6)


def test_kernels_of_theano_are_turned(tmp_path: Path) -> None:
    layers = keras2()
    layers[0][2][0] = KERNEL[::-1]
    found = predicted(write(tmp_path / "a.h5", layers, backend="theano"))
    np.testing.assert_allclose(found, POOLED, atol=1e-6)


@pytest.mark.parametrize("order", ["ATGC", "AGCT", "TGCA"])
def test_the_order_of_bases_is_the_file_s(tmp_path: Path, order: str) -> None:
    path = write(tmp_path / "a.h5", keras2())
    expected = convolved(one_hot(order), KERNEL, BIAS).max(axis=1) @ HEAD + HEAD_BIAS
    np.testing.assert_allclose(predicted(path, bases=order), sigmoid(expected), atol=1e-6)
    # Log-odds of classes, whose probabilities are the file's outputs.
    found = predicted(path, bases=order, target="class")
    np.testing.assert_allclose(found, expected, atol=1e-5)


UNKNOWNS = {"quarter": [0.25] * 4 + [0], "zero": [0] * 5, "P": [0] * 4 + [1]}


@pytest.mark.parametrize("unknown", UNKNOWNS)
def test_an_unknown_base_is_what_the_user_states(tmp_path: Path, unknown: str) -> None:
    kernel = draw(3, 5, 5)
    layers = keras2(batch_input_shape=[None, WINDOW, 5])
    layers[0][2][0] = kernel
    model = imported(write(tmp_path / "a.h5", layers), bases="ATGCP", unknown=unknown)
    values = one_hot("ATGCP")
    values[:, 4] = UNKNOWNS[unknown]
    codes = CODES.copy()
    codes[:, 4] = 4
    expected = sigmoid(convolved(values, kernel, BIAS).max(axis=1) @ HEAD + HEAD_BIAS)
    np.testing.assert_allclose(model.predict(codes, verbose=0), expected, atol=1e-6)


def test_it_is_saved_and_loads_in_another_python(tmp_path: Path) -> None:
    from bindery.models.loading import load_model
    from bindery.models.saving import save

    layers = keras2(batch_input_shape=[None, WINDOW, 5])
    layers[0][2][0] = draw(3, 5, 5)
    model = imported(write(tmp_path / "a.h5", layers), bases="ATGCP", unknown="P")
    save(model, tmp_path / "model.keras")
    loaded = load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(loaded.predict(CODES, verbose=0), model.predict(CODES, verbose=0))


def test_its_first_convolution_is_interpreted_as_ours_are(tmp_path: Path) -> None:
    from bindery.explanation.mutagenesis import effects
    from bindery.models.model_parts import TrainedModel

    model = imported(write(tmp_path / "a.h5", keras2()), bases="ATGC", target="class")
    (member,) = TrainedModel.of(model).members
    assert member.is_open and member.detectors is not None
    assert (member.detectors.width, member.detectors.count) == (3, 5)
    found = effects(model, CODES)
    slow = np.zeros_like(found)
    before = model.predict(CODES, verbose=0)[:, 0]
    for at in range(WINDOW):
        for base in range(4):
            changed = CODES.copy()
            changed[:, at] = base
            slow[:, at, base] = model.predict(changed, verbose=0)[:, 0] - before
    np.testing.assert_allclose(found, slow, atol=1e-5)


@pytest.mark.parametrize("single", [1, 2])
def test_a_picture_of_height_one_is_a_sequence(tmp_path: Path, single: int) -> None:
    kernel, pool = np.expand_dims(KERNEL, single - 1), [2, 2]
    shape: list[int | None] = [None, WINDOW, 4]
    shape.insert(single, 1)
    pool[single - 1] = 1
    size = [3, 3]
    size[single - 1] = 1
    layers = [
        (
            "Conv2D",
            {"batch_input_shape": shape, "filters": 5, "kernel_size": size, "activation": "relu"},
            [kernel, BIAS],
        ),
        ("MaxPooling2D", {"pool_size": pool, "strides": pool, "padding": "valid"}, []),
        ("Flatten", {}, []),
        ("Dense", {"units": 1, "activation": "linear"}, [FLAT_HEAD, HEAD_BIAS]),
    ]
    values = convolved(one_hot("ACGT"), KERNEL, BIAS)
    pooled = values.reshape(len(values), 5, 2, 5).max(axis=2).reshape(len(values), 25)
    found = predicted(write(tmp_path / "a.h5", layers))
    np.testing.assert_allclose(found, pooled @ FLAT_HEAD + HEAD_BIAS, atol=1e-5)


def test_batch_normalisation_and_leaky_relu_are_keras_2_s(tmp_path: Path) -> None:
    gamma, beta, mean, variance = draw(5), draw(5), draw(5), np.abs(draw(5))
    layers = [
        ("Conv1D", INPUT | CONV2 | {"activation": "linear"}, [KERNEL, BIAS]),
        ("BatchNormalization", {"axis": -1, "epsilon": 0.01}, [gamma, beta, mean, variance]),
        ("LeakyReLU", {"alpha": 0.2}, []),
        ("GlobalAveragePooling1D", {}, []),
        ("Dense", {"units": 1}, [HEAD, HEAD_BIAS]),
    ]
    values = one_hot("ACGT")
    found = np.stack(
        [np.einsum("nwc,wcf->nf", values[:, at : at + 3], KERNEL) + BIAS for at in range(10)], 1
    )
    found = (found - mean) / np.sqrt(variance + 0.01) * gamma + beta
    expected = np.where(found > 0, found, 0.2 * found).mean(axis=1) @ HEAD + HEAD_BIAS
    np.testing.assert_allclose(predicted(write(tmp_path / "a.h5", layers)), expected, atol=1e-5)


UNITS = 3


def hard(values: np.ndarray) -> np.ndarray:
    return np.clip(0.2 * values + 0.5, 0, 1)


def lstm(values: np.ndarray, kernel: np.ndarray, inner: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """The last state; gates i f c o side by side, with Keras 1's and 2's hard sigmoid."""
    state = cell = np.zeros((len(values), UNITS))
    for at in range(values.shape[1]):
        i, f, c, o = np.split(values[:, at] @ kernel + state @ inner + bias, 4, axis=-1)
        cell = hard(f) * cell + hard(i) * np.tanh(c)
        state = hard(o) * np.tanh(cell)
    return state


def gru(values: np.ndarray, kernel: np.ndarray, inner: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """The last state; gates z r h side by side, reset before the product."""
    state = np.zeros((len(values), UNITS))
    for at in range(values.shape[1]):
        z, r, h = np.split(values[:, at] @ kernel + bias, 3, axis=-1)
        of_z, of_r, of_h = np.split(inner, 3, axis=-1)
        z, r = hard(z + state @ of_z), hard(r + state @ of_r)
        state = z * state + (1 - z) * np.tanh(h + (r * state) @ of_h)
    return state


CELLS = {"LSTM": (lstm, 4, (0, 2, 1, 3)), "GRU": (gru, 3, (0, 1, 2))}


@pytest.mark.parametrize("major", [1, 2])
@pytest.mark.parametrize("kind", CELLS)
def test_recurrent_layers_have_the_hard_sigmoid_of_their_time(
    tmp_path: Path, kind: str, major: int
) -> None:
    reference, gates, order = CELLS[kind]
    arrays = [2 * draw(4, gates * UNITS), draw(UNITS, gates * UNITS), draw(gates * UNITS)]
    head = draw(2 * UNITS, 1)
    given, other = arrays, [one[..., ::-1].copy() for one in arrays]
    both = [*given, *other]
    inner: dict[str, Any] = {"units": UNITS, "recurrent_activation": "hard_sigmoid"}
    if major == 1:
        inner = {"output_dim": UNITS, "inner_activation": "hard_sigmoid"}
        # W, U, b of each gate; `order` is where Keras 1's gates are among ours.
        both = [
            np.split(array, gates, axis=-1)[order.index(gate)]
            for direction in (given, other)
            for gate in range(gates)
            for array in direction
        ]
    layers = [
        (
            "Bidirectional",
            INPUT | {"layer": {"class_name": kind, "config": inner}, "merge_mode": "concat"},
            both,
        ),
        ("Dense", {"units": 1} if major == 2 else {"output_dim": 1}, [head, HEAD_BIAS]),
    ]
    values = one_hot("ATGC")
    states = [reference(values, *given), reference(values[:, ::-1], *other)]
    expected = np.concatenate(states, axis=1) @ head + HEAD_BIAS
    path = write(tmp_path / "a.h5", layers, version=f"{major}.2.0")
    np.testing.assert_allclose(predicted(path, bases="ATGC"), expected, atol=1e-5)


def test_a_functional_model_that_uses_a_layer_twice(tmp_path: Path) -> None:
    def used(name: str, kind: str, config: dict, *reads: tuple) -> dict:
        nodes = [[[*one, {}] for one in node] for node in reads]
        whole = {"name": name, **config}
        return {"name": name, "class_name": kind, "config": whole, "inbound_nodes": nodes}

    layers = [
        used("input_1", "InputLayer", INPUT),
        used("conv", "Conv1D", CONV2, [("input_1", 0, 0)]),
        used("low", "GlobalAveragePooling1D", {}, [("conv", 0, 0)]),
        used("high", "GlobalMaxPooling1D", {}, [("conv", 0, 0)]),
        used("dense", "Dense", {"units": 1}, [("low", 0, 0)], [("high", 0, 0)]),
        used("sum", "Add", {}, [("dense", 0, 0), ("dense", 1, 0)]),
    ]
    config = {
        "class_name": "Model",
        "config": {
            "layers": layers,
            "input_layers": [["input_1", 0, 0]],
            "output_layers": [["sum", 0, 0]],
        },
    }
    arrays = [
        ("conv", {"name": "conv"}, [KERNEL, BIAS]),
        ("dense", {"name": "dense"}, [HEAD, HEAD_BIAS]),
    ]
    values = convolved(one_hot("ACGT"), KERNEL, BIAS)
    expected = (values.mean(axis=1) + values.max(axis=1)) @ HEAD + 2 * HEAD_BIAS
    found = predicted(write(tmp_path / "a.h5", arrays, config=config))
    np.testing.assert_allclose(found, expected, atol=1e-5)


@pytest.mark.parametrize("named", [True, False])
def test_arrays_in_npz_and_weights_alone_need_the_layers_as_json(
    tmp_path: Path, named: bool
) -> None:
    named_layers = [
        {"class_name": kind, "config": {"name": f"{kind.lower()}_{n}", **settings}}
        for n, (kind, settings, _) in enumerate(keras2())
    ]
    layers = tmp_path / "layers.json"
    layers.write_text(json.dumps({"class_name": "Sequential", "config": named_layers}))
    arrays = [KERNEL, BIAS, HEAD, HEAD_BIAS]
    names = ["conv1d_0/kernel", "conv1d_0/bias", "dense_3/kernel", "dense_3/bias"]
    if named:
        np.savez(tmp_path / "a.npz", **dict(zip(names, arrays, strict=True)))
    else:
        np.savez(tmp_path / "a.npz", *arrays)
    found = imported(tmp_path / "a.npz", layers).predict(CODES, verbose=0)
    np.testing.assert_allclose(found, POOLED, atol=1e-6)
    alone = write(tmp_path / "a.h5", keras2(), weights_only=True)
    found = imported(alone, layers).predict(CODES, verbose=0)
    np.testing.assert_allclose(found, POOLED, atol=1e-6)
    for path in (alone, tmp_path / "a.npz"):
        with pytest.raises(InputError, match="weights alone, and no description of the layers"):
            imported(path)


REFUSED: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "lambda": (
        {"kind": "Lambda"},
        {},
        "layer 'lambda_1' is of class 'Lambda', which cannot be imported",
    ),
    "own layer": ({"kind": "Attention2"}, {}, "is of class 'Attention2'"),
    "model within": ({"kind": "Sequential"}, {}, "is a model within the model"),
    "own activation": ({"activation": "swoosh"}, {}, "has the activation 'swoosh'"),
    "code for activation": (
        {"activation": {"class_name": "function", "config": "evil"}},
        {},
        "has the activation 'function'",
    ),
    "softmax of classes": ({}, {"target": "class"}, "ends the model without a sigmoid"),
    "base twice": ({}, {"bases": "AACT"}, "'AACT' does not have each of ACGT once"),
    "no such channel": ({}, {"unknown": "P"}, "an unknown base cannot be 'P'"),
    "channels": ({}, {"bases": "ACGTN"}, "reads arrays of shape (12, 4), and 'ACGTN' names 5"),
    "window": ({}, {"window": 13}, "leave --window out, or give 12"),
    "weights": ({"units": 2}, {}, "has weights ((5, 1), (1,)) that do not fit its settings"),
    "channels first": (
        {"conv": {"data_format": "channels_first"}},
        {},
        "layer 'conv1d_0' has its channels first",
    ),
    "rows": ({"kind": "Permute", "more": {"dims": [2, 1]}}, {}, "output has shape (5, 1)"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_imported_is_refused_by_name(case: str, tmp_path: Path) -> None:
    given, changed, message = REFUSED[case]
    layers = keras2(**given.get("conv", {}))
    if "kind" in given:
        layers[1] = (given["kind"], given.get("more", {}), [])
        if case == "rows":
            layers = layers[:2]
            layers.append(("Dense", {"units": 1, "name": "d"}, [draw(10, 1), HEAD_BIAS]))
    last = dict(layers[-1][1])
    last |= {key: given[key] for key in ("activation", "units") if key in given}
    if case == "softmax of classes":
        last["activation"] = "softmax"
    layers[-1] = (layers[-1][0], last, layers[-1][2])
    path = write(tmp_path / "a.h5", layers)
    with pytest.raises(InputError, match=containing(message)) as error:
        imported(path, **changed)
    assert "\n" not in str(error.value)


def test_pickles_and_other_files_are_refused(tmp_path: Path) -> None:
    import pickle

    from bindery.exchange.foreign_files import read_foreign

    path = tmp_path / "model.pkl"
    path.write_bytes(pickle.dumps({"weights": [1]}))
    with pytest.raises(InputError, match="looks like a pickle"):
        read_foreign(path)
    path.write_text("hello")
    with pytest.raises(InputError, match="neither HDF5 nor npz"):
        read_foreign(path)
    layers = tmp_path / "layers.json"
    layers.write_text(json.dumps({"class_name": "Sequential", "config": []}))
    np.savez(tmp_path / "a.npz", np.array([{"a": 1}], dtype=object))
    with pytest.raises(InputError, match="no npz file of plain numbers"):
        read_foreign(tmp_path / "a.npz", layers)
    with h5py.File(tmp_path / "a.h5", "w") as file:
        file.attrs["model_config"] = json.dumps({"class_name": "Sequential", "config": []})
        file["model_weights"] = h5py.ExternalLink("b.h5", "/x")
    with pytest.raises(InputError, match="'model_weights' is a link"):
        read_foreign(tmp_path / "a.h5")


def test_an_import_writes_a_folder_that_scores(tmp_path: Path) -> None:
    from bindery.exchange.foreign_card import Stated
    from bindery.exchange.resolve import resolve
    from bindery.models.loading import load_model
    from bindery.steps.import_model import import_model

    stated = Stated("mine", outputs=("bound",), note="Of a paper.", licence="MIT", assembly="hg38")
    settings: dict[str, Any] = {
        "bases": "ATGC", "unknown": "quarter", "target": "class", "stated": stated
    }  # fmt: skip
    path = write(tmp_path / "a.h5", keras2())
    folder = tmp_path / "models" / "mine"
    card = import_model(source=str(path), folder=str(folder), **settings)
    assert (card["window"], card["outputs"], card["strands"]) == (WINDOW, ["bound"], "given")
    assert resolve(folder) == folder
    assert "| order of bases | ATGC |" in (folder / "card.md").read_text()
    np.testing.assert_allclose(
        load_model(folder).predict(CODES, verbose=0),
        predicted(path, bases="ATGC", target="class"),
    )
    again = import_model(source=str(path), folder=str(tmp_path / "again"), **settings)
    assert again == card
    settings["stated"] = stated._replace(outputs=("a", "b"))
    with pytest.raises(InputError, match="has 1 outputs, and 2 names"):
        import_model(source=str(path), folder=str(folder), **settings)

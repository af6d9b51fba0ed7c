"""The published models of many outputs on a study's tensor: a score for each experiment."""

from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from helpers import planted_set
from unit.models.test_published_architectures import SMALL

from bindery.data.batches import batches
from bindery.data.tensor_writer import TensorWriter
from bindery.data.tensors import UNMEASURED, Tensor

ROWS, WINDOW, TASKS = 512, 61, 3


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Rows of which the first task is a motif; the second is its opposite, in part not measured."""
    path = tmp_path_factory.mktemp("many") / "tensor.h5"
    codes, target = planted_set(ROWS, WINDOW, "TGACTCATTG", 1)
    targets = np.stack([target, 1 - target, np.full(ROWS, UNMEASURED)], axis=1).astype(np.uint8)
    targets[::3, 1] = UNMEASURED
    with TensorWriter(path, WINDOW) as writer:
        writer.append(codes, targets)
        writer.finish(
            targets=None,
            split=np.zeros(ROWS),
            group=np.arange(ROWS),
            tasks=["one", "two", "three"],
            intervals=None,
            attributes={},
        )
    return path


@pytest.mark.parametrize(
    "name", ["basset", "deepsea", pytest.param("danq", marks=pytest.mark.slow)]
)
def test_a_model_of_many_outputs_learns_what_is_measured(
    keras: ModuleType, seeded: None, path: Path, name: str
) -> None:
    from bindery.models import registry

    def loss(targets, scores):
        known = keras.ops.logical_not(keras.ops.isnan(targets))
        wanted = keras.ops.where(known, targets, 0.0)
        each = keras.ops.softplus(scores) - wanted * scores
        return keras.ops.sum(keras.ops.where(known, each, 0.0)) / keras.ops.sum(
            keras.ops.cast(known, "float32")
        )

    model = registry.build(name, WINDOW, **SMALL[name], outputs=TASKS)
    model.compile(keras.optimizers.Adam(0.01), loss)
    with Tensor(path) as tensor:
        which = np.arange(ROWS)
        values = [
            float(model.train_on_batch(codes, targets))
            for epoch in range(25)
            for codes, targets in batches(tensor, which, size=64, seed=1, epoch=epoch)
        ]
        codes, targets = next(batches(tensor, which, size=ROWS, seed=1))
    assert np.isfinite(values).all()
    scores = model.predict(codes, verbose=0)
    assert scores.shape == (ROWS, TASKS)
    bound = targets[:, 0] == 1
    assert np.mean((scores[:, 0] > 0) == bound) > 0.8
    assert np.mean((scores[:, 1] > 0) != bound) > 0.8

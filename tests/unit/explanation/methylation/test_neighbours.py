"""The effect of a neighbour's state on what a model predicts."""

from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from toy_cells import write_toy

from bindery import tsv


def test_the_effect_of_a_linear_model_is_its_weight(keras: ModuleType, tmp_path: Path) -> None:
    from bindery.explanation.methylation.neighbours import neighbour_effects
    from bindery.models.saving import save

    tensor = write_toy(tmp_path / "tensor.h5")
    state = keras.Input((2, 10), dtype="int8", name="state")
    distance = keras.Input((2, 10), dtype="uint16", name="distance")
    read = keras.layers.Reshape((20,))(keras.layers.Rescaling(1.0)(state))
    layer = keras.layers.Dense(2, name="score")
    model = keras.Model({"state": state, "distance": distance}, layer(read))
    kernel = np.zeros((20, 2), np.float32)
    # Cell a reads its own nearest neighbour on the right, cell b that of cell a.
    kernel[5] = 2.0, 0.5
    layer.set_weights([kernel, np.zeros(2, np.float32)])
    save(model, tmp_path / "model.keras")
    neighbour_effects(
        tensor=str(tensor),
        model=str(tmp_path / "model.keras"),
        table=tmp_path / "neighbours.tsv",
        window=21,
        architectures=["deepcpg_cpg"],
        sites=40,
        ranks=2,
    )
    rows = {(row["of"], row["rank"]): row for row in tsv.read(tmp_path / "neighbours.tsv")}
    assert set(rows) == {
        (of, r) for of in ("same cell", "other cells") for r in "-2 -1 1 2".split()
    }
    # The means are over both cells, and cell b has no effect of its own neighbours.
    assert float(rows["same cell", "1"]["high"]) == pytest.approx(2.0)
    assert float(rows["other cells", "1"]["high"]) == pytest.approx(0.5)
    assert float(rows["same cell", "-1"]["effect"]) == 0
    assert float(rows["same cell", "1"]["distance"]) >= 50

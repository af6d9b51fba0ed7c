"""The DNA module of several cells is interpreted by its first score, the mean over cells."""

import json
from pathlib import Path
from types import ModuleType

import h5py
import numpy as np
import pytest
from helpers import random_codes

from bindery.data.tensor_writer import TensorWriter
from bindery.genomics.intervals import from_positions

WINDOW, COUNT = 21, 90


@pytest.fixture
def tensor(tmp_path: Path) -> Path:
    path = tmp_path / "tensor.h5"
    generator = np.random.default_rng(0)
    targets = (generator.random((COUNT, 2)) < 0.5).astype(np.float32)
    targets[generator.random((COUNT, 2)) < 0.3] = np.nan
    with TensorWriter(path, WINDOW) as writer:
        writer.append(random_codes(COUNT, WINDOW))
        writer.finish(
            targets=targets,
            split=np.repeat([0, 1, 2], COUNT // 3),
            group=np.arange(COUNT),
            tasks=["a", "b"],
            intervals=from_positions(("1", at, at + WINDOW, ".") for at in range(COUNT)),
            attributes={},
        )
    return path


def test_motifs_and_mutations_are_of_the_mean(
    keras: ModuleType, tensor: Path, tmp_path: Path
) -> None:
    from bindery.explanation.explain import explain
    from bindery.models import registry
    from bindery.models.heads import Trunk
    from bindery.models.saving import save

    keras.utils.set_random_seed(1)
    sizes = {"detectors": [6, 4], "widths": [5, 3], "pools": [2, 2], "hidden": 4}
    alone = registry.build("deepcpg_dna", WINDOW, outputs=2, **sizes)
    model = Trunk(alone).with_mean_first()
    save(model, tmp_path / "model.keras")
    explain(
        tensor=str(tensor),
        model=str(tmp_path / "model.keras"),
        motifs=str(tmp_path / "motifs.json"),
        attributions=str(tmp_path / "attributions.h5"),
        mutagenesis=str(tmp_path / "mutagenesis.h5"),
        features=str(tmp_path / "features.h5"),
        architectures=["deepcpg_dna"],
        sites="half_maximum",
        pseudocount=0.5,
        sequences=50,
        methods=["gradient_x_input"],
        maps=2,
        target="class",
    )
    assert json.loads((tmp_path / "motifs.json").read_text())
    with h5py.File(tmp_path / "mutagenesis.h5") as file:
        codes, effect = file["sequences"][:], file["mutagenesis"][:]
    place, base = 10, (codes[0, 10] + 1) % 4
    changed = codes[:1].copy()
    changed[0, place] = base
    one, other = (alone.predict(own, verbose=0).mean() for own in (codes[:1], changed))
    assert effect[0, place, base] == pytest.approx(other - one, abs=1e-4)
    with h5py.File(tmp_path / "features.h5") as file:
        assert not np.isnan(file["target"][:]).any()

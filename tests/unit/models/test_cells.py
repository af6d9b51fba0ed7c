"""Architectures that read neighbouring CpGs: published sizes, and what they do with gaps."""

from pathlib import Path
from types import ModuleType

import numpy as np
import pytest


@pytest.mark.parametrize(
    ("cells", "neighbours", "parameters"),
    [
        # As the released code counts them, with 51 neighbours and one output.
        (1, 51, 814849),
        (2, 50, 813824 + 2 * 513),
    ],
)
def test_the_cpg_module_has_the_published_size(
    keras: ModuleType, cells: int, neighbours: int, parameters: int
) -> None:
    from bindery.models import registry

    model = registry.build_cells("deepcpg_cpg", cells, neighbours)
    assert model.count_params() == parameters
    assert model.output_shape == (None, cells)


def test_the_joint_module_adds_the_published_layers(keras: ModuleType, tmp_path: Path) -> None:
    from bindery.models import registry
    from bindery.models.loading import load_model
    from bindery.models.saving import save

    dna = registry.build("deepcpg_dna", 1001, outputs=2)
    cpg = registry.build_cells("deepcpg_cpg", 2, 50)
    joint = registry.build_cells("deepcpg_joint", dna, cpg)
    assert joint.count_params() == 4102144 + 813824 + 590848 + 2 * 513
    generator = np.random.default_rng(1)
    given = {
        "sequence": generator.integers(0, 5, (3, 1001), np.uint8),
        "state": generator.integers(-1, 2, (3, 2, 50), np.int8),
        "distance": generator.integers(0, 60_000, (3, 2, 50), np.uint16),
    }
    save(joint, tmp_path / "model.keras")
    loaded = load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(loaded.predict(given, verbose=0), joint.predict(given, verbose=0))


def test_the_joint_module_gives_each_module_its_own_inputs(keras: ModuleType) -> None:
    from bindery.models import registry

    keras.utils.set_random_seed(1)
    dna = registry.build("deepcpg_dna", 61, outputs=2, detectors=[4, 4], hidden=4)
    cpg = registry.build_cells("deepcpg_cpg", 2, 10, hidden=8, recurrent=4)
    joint = registry.build_cells("deepcpg_joint", dna, cpg, hidden=[4])
    generator = np.random.default_rng(1)
    given = {
        "sequence": generator.integers(0, 4, (5, 61), np.uint8),
        "state": generator.integers(-1, 2, (5, 2, 10), np.int8),
        "distance": generator.integers(0, 60_000, (5, 2, 10), np.uint16),
    }
    both = keras.Model(joint.inputs, joint.get_layer("of_both").output).predict(given, verbose=0)
    own = keras.Model(cpg.inputs, cpg.get_layer("score").input)
    neighbours = {name: given[name] for name in ("state", "distance")}
    np.testing.assert_allclose(both[:, 4:], own.predict(neighbours, verbose=0), atol=1e-6)
    strand = dna.get_layer("strand")
    features = keras.Model(strand.input, strand.get_layer("score").input)
    np.testing.assert_allclose(
        both[:, :4], features.predict(given["sequence"], verbose=0), atol=1e-6
    )


def test_missing_neighbours_have_the_mean_state_and_are_far(keras: ModuleType) -> None:
    from bindery.models.layers import NeighbourFeatures

    states = np.array([[[1, -1, 0, 1], [-1, -1, -1, -1]]], np.int8)
    distances = np.array([[[50, 0, 100, 900], [0, 0, 0, 0]]], np.uint16)
    found = np.asarray(NeighbourFeatures(200)(states, distances))[0]
    np.testing.assert_allclose(found[0], [1, 2 / 3, 0, 1, 0.25, 1, 0.5, 1], rtol=1e-6)
    assert found[1].tolist() == [0.5] * 4 + [1.0] * 4

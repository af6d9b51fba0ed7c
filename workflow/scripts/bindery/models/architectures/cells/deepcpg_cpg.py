"""DeepCpG's CpG module: the states and distances of neighbouring sites in all cells."""

from typing import Any

import keras
from keras import layers, regularizers

from bindery.models.layers import NeighbourFeatures

VARIANTS = {
    "paper": {
        "training": {
            "optimizer": "adam",
            "learning_rate": 0.0001,
            "batch_size": 128,
            "epochs": 30,
            "patience": 5,
            "monitor": "val_loss",
        }
    },
    "small": {
        "settings": {"hidden": 32, "recurrent": 16},
        "training": {
            "optimizer": "adam",
            "learning_rate": 0.001,
            "batch_size": 64,
            "epochs": 30,
            "patience": 5,
        },
    },
}


def neighbour_inputs(cells: int, neighbours: int) -> dict[str, Any]:
    """The inputs of a model that reads neighbours: `state` and `distance`."""
    shape = (cells, neighbours)
    return {
        "state": keras.Input(shape, dtype="int8", name="state"),
        "distance": keras.Input(shape, dtype="uint16", name="distance"),
    }


def build(
    cells: int,
    neighbours: int,
    *,
    hidden: int = 256,
    recurrent: int = 256,
    dropout: float = 0.0,
    farthest: int = 25000,
    l1: float = 0.0001,
    l2: float = 0.0001,
) -> keras.Model:
    """The CpG module RnnL1 of DeepCpG (Angermueller et al., Genome Biology 2017).

    The layers: of each cell, states and distances of its neighbours into one dense layer with ReLU
    that all cells share; a bidirectional GRU over the cells; dropout; scores, one for each cell.
    With 50 neighbours it has 813,824 parameters, and 513 for each cell.

    Differences from the paper: the outputs are log-odds, not probabilities; in place of a neighbour
    that is missing stands the mean state of the others, where the paper draws a state of that mean.

    Args:
        cells: number of cells.
        neighbours: number of neighbours of a site in a cell, both sides together; the paper's is
            50.
        hidden: units of the dense layer.
        recurrent: units of the GRU in each direction.
        dropout: share of its outputs dropped in training.
        farthest: bases from which on distances are the same.
        l1: penalty of the weights' absolute values.
        l2: penalty of their squares.

    Returns:
        Model `deepcpg_cpg`: `state`, int8, and `distance`, uint16, shape (batch, cells, neighbours)
        -> scores, float32, shape (batch, cells).
    """
    penalty = regularizers.L1L2(l1, l2)
    inputs = neighbour_inputs(cells, neighbours)
    found = NeighbourFeatures(farthest, name="neighbours")(inputs["state"], inputs["distance"])
    found = layers.Dense(hidden, activation="relu", kernel_regularizer=penalty, name="cell")(found)
    # Its reset gate comes before the product, as in the Keras of the paper.
    unit = layers.GRU(recurrent, reset_after=False, kernel_regularizer=penalty, name="of_cells")
    found = layers.Bidirectional(unit, name="both_directions")(found)
    found = layers.Dropout(dropout, name="dropout")(found)
    scores = layers.Dense(cells, dtype="float32", name="score")(found)
    return keras.Model(inputs, scores, name="deepcpg_cpg")

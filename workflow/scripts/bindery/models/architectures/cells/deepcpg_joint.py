"""DeepCpG's joint module: what the DNA module and the CpG module found, together."""

from collections.abc import Sequence
from typing import Any

import keras
from keras import layers, regularizers

from bindery.models.heads import Trunk

VARIANTS = {
    "paper": {
        "training": {
            "optimizer": "adam",
            "learning_rate": 0.0001,
            "batch_size": 128,
            "epochs": 10,
            "patience": 5,
            "monitor": "val_loss",
        }
    },
    "small": {
        "settings": {"hidden": [32, 32]},
        "training": {
            "optimizer": "adam",
            "learning_rate": 0.001,
            "batch_size": 64,
            "epochs": 15,
            "patience": 5,
        },
    },
}


def build(
    dna: keras.Model,
    cpg: keras.Model,
    *,
    hidden: Sequence[int] = (512, 512),
    dropout: float = 0.0,
    frozen: bool = False,
    l1: float = 0.0001,
    l2: float = 0.0001,
) -> keras.Model:
    """The joint module JointL2h512 of DeepCpG (Angermueller et al., Genome Biology 2017).

    The layers: the features before the scores of both modules, side by side; dense layers with
    ReLU, each followed by dropout; scores, one for each cell. With 128 features of DNA and 512 of
    neighbours it adds 590,848 parameters to those of the modules, and 513 for each cell. Its first
    weights are those that the modules have learned alone.

    Args:
        dna: DNA module, from codes, shape (batch, window), to scores; its last layer is dense.
        cpg: CpG module, from `state` and `distance` to scores, shape (batch, cells).
        hidden: units of each dense layer.
        dropout: share of their values dropped in training.
        frozen: whether the modules' own weights stay.
        l1: penalty of the weights' absolute values.
        l2: penalty of their squares.

    Returns:
        Model `deepcpg_joint`: `sequence`, uint8, shape (batch, window), `state`, int8, and
        `distance`, uint16, shape (batch, cells, neighbours) -> scores, float32, shape
        (batch, cells).
    """
    features = Trunk(dna).features_model()
    of_dna = keras.Model(features.inputs, features.outputs[0], name="of_dna")
    neighbours = {own.name: own for own in cpg.inputs}
    # By name: a list of inputs would have the order of the saved file.
    of_cpg = keras.Model(neighbours, cpg.get_layer("score").input, name="of_cpg")
    for module in (of_dna, of_cpg):
        module.trainable = not frozen
    inputs: dict[str, Any] = {
        "sequence": keras.Input(dna.input_shape[1:], dtype="uint8", name="sequence"),
        **{
            name: keras.Input(own.shape[1:], dtype=own.dtype, name=name)
            for name, own in neighbours.items()
        },
    }
    found = layers.Concatenate(name="of_both")(
        [of_dna(inputs["sequence"]), of_cpg({name: inputs[name] for name in neighbours})]
    )
    for number, units in enumerate(hidden, 1):
        penalty = regularizers.L1L2(l1, l2)
        found = layers.Dense(
            units, activation="relu", kernel_regularizer=penalty, name=f"hidden_{number}"
        )(found)
        found = layers.Dropout(dropout, name=f"dropout_{number}")(found)
    scores = layers.Dense(int(cpg.output_shape[1]), dtype="float32", name="score")(found)
    return keras.Model(inputs, scores, name="deepcpg_joint")

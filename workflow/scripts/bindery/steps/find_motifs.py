"""Command `bindery motifs`: the motifs of a trained model in sequences that a user gives."""

import logging
from collections.abc import Sequence
from os import PathLike
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import keras

    from bindery.motifs.matrices import Motif

logger = logging.getLogger(__name__)

# As by default in a study.
SITES, PSEUDOCOUNT, SIGNIFICANCE = "best", 1.0, 0.01
MOST = 1000


def find_motifs(
    network: "keras.Model",
    file: str,
    path: str | PathLike,
    *,
    known: "Sequence[Motif] | None",
    meme: bool,
    origin: str | None = None,
) -> None:
    """Write the motifs that a model's detectors find in bound sequences.

    Influence is measured on the sequences and their dinucleotide shuffles, which are always the
    same. Of a model that is combined of several, it is the one with the largest weight that
    has detectors, see `models.blends.leading`.

    Args:
        network: the model, from codes to scores.
        file: bound sequences, FASTA or a table; of many, some that are spread evenly over all.
        path: output: the table of `motif_table.write_table`, or MEME's format.
        known: motifs to match with; None for no match.
        meme: whether to write MEME's format.
        origin: the file's name in errors; its path if None.

    Raises:
        InputError: the model has no layer of detectors, or no detector fires in enough windows.
    """
    # Keras's backend was chosen when the model was loaded.
    import numpy as np

    from bindery import alphabet
    from bindery.data.sequences import centred, read_sequences
    from bindery.errors import InputError
    from bindery.explanation.detector_motifs import find_motifs as motifs_of
    from bindery.explanation.motif_table import name_motifs, write_table
    from bindery.models.blends import leading
    from bindery.models.model_parts import TrainedModel
    from bindery.motifs.meme import write_meme
    from bindery.seeds import derive_seed

    name = origin or file
    network = leading(network)
    window = int(network.input_shape[1])
    codes = np.stack([centred(own.codes, window) for own in read_sequences(file, name)])
    if len(codes) > MOST:
        logger.warning("%s: %d of %d sequences are used", name, MOST, len(codes))
        codes = codes[np.linspace(0, len(codes) - 1, MOST).round().astype(int)]
    shuffled = alphabet.dinucleotide_shuffle(codes, np.random.default_rng(derive_seed(1, "motifs")))
    targets = np.repeat([1, 0], len(codes))
    both = np.concatenate([codes, shuffled])
    groups = motifs_of(TrainedModel.of(network), codes, both, targets, SITES, PSEUDOCOUNT)
    named = name_motifs(groups, known)
    if not named:
        raise InputError(
            "no detector of the model fires in enough of these sequences, or it has none",
            file=name,
            remedy="give more bound sequences, or a model with detectors, such as deepbind",
        )
    if meme:
        write_meme(path, [own.motif for own in named])
    else:
        write_table(path, groups, named, SIGNIFICANCE)

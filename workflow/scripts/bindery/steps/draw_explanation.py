"""Rule draw_explanation: match a model's motifs with known ones, and draw its interpretation."""

import logging

import numpy as np

from bindery.data.tensors import POSITIVE
from bindery.explanation.attributions import read_attributions
from bindery.explanation.embedding import embed
from bindery.explanation.motif_groups import read_motifs
from bindery.explanation.motif_table import name_motifs, write_table
from bindery.figures.embedding import CLASSES, HALVES, plot_embedding
from bindery.figures.motifs import plot_motifs
from bindery.figures.mutation_maps import chosen_rows, plot_mutation_maps
from bindery.hdf5 import reading
from bindery.motifs.known_library import write_library
from bindery.motifs.meme import write_meme
from bindery.motifs.tomtom import Matching
from bindery.report.chance import read_verdict

logger = logging.getLogger(__name__)


def draw_explanation(
    *,
    motifs: str,
    mutagenesis: str,
    features: str,
    metrics: str,
    matching: Matching,
    table: str,
    meme: str,
    motif_figure: str,
    maps: str,
    embedding: str,
    library: str,
    seed: int,
) -> None:
    """Match a model's motifs with known ones; draw them, the mutation maps and the features.

    Args:
        motifs: JSON of the rule explain.
        mutagenesis: HDF5 of the rule explain.
        features: HDF5 of the rule explain.
        metrics: JSON of the rule evaluate; the motifs of a model that is not better than chance are
            not compared with known ones.
        matching: known motifs, the largest q-value of a match that counts, and the figures' title.
        table: output, TSV, see `motif_table.write_table`.
        meme: output, MEME's format.
        motif_figure: output, SVG.
        maps: output, SVG.
        embedding: output, SVG.
        library: output, JSON, see `known_library.write_library`.
        seed: seed of the map of features.
    """
    title, significance = matching.heading, matching.significance
    verdict, binary = read_verdict(metrics)
    against, known = matching.known_motifs()
    write_library(library, known)
    groups = read_motifs(motifs)
    named = name_motifs(groups, None if verdict else against or None, matching.letters)
    write_table(table, groups, named, significance)
    write_meme(meme, [own.motif for own in named])
    warning = f"{verdict}. These motifs mean nothing" if verdict else ""
    plot_motifs(motif_figure, named, against, title, significance, warning)
    if verdict:
        logger.warning("%s is %s; its motifs mean nothing and get no names", title, verdict)
    matched = sum(own.counts(significance) for own in named)
    logger.info("%d of %d motifs match one of %d known motifs", matched, len(named), len(against))
    found = read_attributions(mutagenesis)
    rows = chosen_rows(found, len(found.sequences))
    plot_mutation_maps(maps, found, rows, matching.label, binary=binary, letters=matching.letters)
    with reading(features) as file:
        maps_of_features, targets = embed(file["features"][:], seed), file["target"][:]
    bound = POSITIVE if binary else np.nanmedian(targets)
    names = CLASSES if binary else HALVES
    plot_embedding(embedding, maps_of_features, targets > bound, title, names)

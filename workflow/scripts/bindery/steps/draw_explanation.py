"""Rule draw_explanation: match a model's motifs with known ones, and draw its interpretation."""

import logging

import h5py

from bindery.data.tensors import POSITIVE
from bindery.explanation.attributions import read_attributions
from bindery.explanation.embedding import embed
from bindery.explanation.motif_groups import read_motifs
from bindery.explanation.motif_table import name_motifs, write_table
from bindery.figures.embedding import plot_embedding
from bindery.figures.motifs import plot_motifs
from bindery.figures.mutation_maps import chosen_rows, plot_mutation_maps
from bindery.motifs.meme import write_meme
from bindery.motifs.tomtom import Matching

logger = logging.getLogger(__name__)


def draw_explanation(
    *,
    motifs: str,
    mutagenesis: str,
    features: str,
    matching: Matching,
    table: str,
    meme: str,
    motif_figure: str,
    maps: str,
    embedding: str,
    seed: int,
) -> None:
    """Match a model's motifs with known ones; draw them, the mutation maps and the features.

    Args:
        motifs: JSON of the rule explain.
        mutagenesis: HDF5 of the rule explain.
        features: HDF5 of the rule explain.
        matching: known motifs, the largest q-value of a match that counts, and the figures' title.
        table: output, TSV, see `motif_table.write_table`.
        meme: output, MEME's format.
        motif_figure: output, SVG.
        maps: output, SVG.
        embedding: output, SVG.
        seed: seed of the map of features.
    """
    title, significance = matching.heading, matching.significance
    against = matching.known_motifs()
    groups = read_motifs(motifs)
    named = name_motifs(groups, against)
    write_table(table, groups, named, significance)
    write_meme(meme, [own.motif for own in named])
    plot_motifs(motif_figure, named, against, title, significance)
    matched = sum(own.match.counts(significance) for own in named)
    logger.info("%d of %d motifs match one of %d known motifs", matched, len(named), len(against))
    found = read_attributions(mutagenesis)
    plot_mutation_maps(maps, found, chosen_rows(found, len(found.sequences)), matching.label)
    with h5py.File(features, "r", locking=False) as file:
        maps_of_features, targets = embed(file["features"][:], seed), file["target"][:]
    plot_embedding(embedding, maps_of_features, targets > POSITIVE, title)

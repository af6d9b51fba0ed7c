"""Rule draw_explanation: what a model has learned, named and drawn."""

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
from bindery.motifs.tomtom import known_motifs

logger = logging.getLogger(__name__)


def draw_explanation(
    *,
    motifs: str,
    mutagenesis: str,
    features: str,
    known: str | None,
    table: str,
    meme: str,
    motif_figure: str,
    maps: str,
    embedding: str,
    title: str,
    release: str,
    group: str,
    significance: float,
    label: str | None,
    seed: int,
) -> None:
    """Name a model's motifs, and draw them, its mutation maps and its features.

    Args:
        motifs: JSON of the rule explain.
        mutagenesis: HDF5 of the same.
        features: HDF5 of the same.
        known: MEME file of known motifs, or None for JASPAR.
        table: output, TSV, see `motif_table.write_table`.
        meme: output, MEME's format.
        motif_figure: output, SVG.
        maps: output, SVG.
        embedding: output, SVG.
        title: of figures, such as protein and model.
        release: of JASPAR.
        group: of its taxonomic groups.
        significance: largest q-value of a match that counts.
        label: notice such as "simulated data", or None.
        seed: of the map of features.
    """
    title = f"{title}, {label}" if label else title
    against = known_motifs(known, release, group)
    groups = read_motifs(motifs)
    named = name_motifs(groups, against)
    write_table(table, groups, named, significance)
    write_meme(meme, [own.motif for own in named])
    plot_motifs(motif_figure, named, against, title, significance)
    matched = sum(own.match.counts(significance) for own in named)
    logger.info("%d of %d motifs match one of %d known ones", matched, len(named), len(against))
    found = read_attributions(mutagenesis)
    plot_mutation_maps(maps, found, chosen_rows(found, len(found.sequences)), label)
    with h5py.File(features, "r", locking=False) as file:
        places, targets = embed(file["features"][:], seed), file["target"][:]
    plot_embedding(embedding, places, targets > POSITIVE, title)

"""Name and draw what a model has inside: what draw_explanation and find_patterns do."""

import logging

import h5py

from bindery.annotation import annotate
from bindery.contributions import read_attributions
from bindery.embedding import embed
from bindery.embedding_figure import plot_embedding
from bindery.meme import read_meme, write_meme
from bindery.motif_figure import plot_motifs
from bindery.motif_groups import read_motifs
from bindery.motif_table import name_motifs, write_table
from bindery.motifs import Motif, jaspar_motifs
from bindery.mutation_maps import chosen_rows, plot_mutation_maps
from bindery.pattern_figure import plot_patterns
from bindery.pattern_files import write_patterns, write_tables
from bindery.patterns import Patterns, Settings, find_patterns
from bindery.tensors import POSITIVE

logger = logging.getLogger(__name__)


def known_motifs(file: str | None, release: str, group: str) -> list[Motif]:
    """Known motifs: of a MEME file where one is given, else of JASPAR CORE."""
    return read_meme(file) if file else jaspar_motifs(release, group)


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


def draw_patterns(
    *,
    attributions: str,
    known: str | None,
    patterns: str,
    table: str,
    meme: str,
    figure: str,
    title: str,
    method: str,
    release: str,
    group: str,
    significance: float,
    label: str | None,
    seed: int,
) -> None:
    """Find patterns in a model's attributions, name and draw them.

    Args:
        attributions: HDF5 of the rule explain.
        known: MEME file of known motifs, or None for JASPAR.
        patterns: output, HDF5, see `pattern_files.write_patterns`.
        table: output, TSV, see `pattern_files.write_tables`.
        meme: output, MEME's format.
        figure: output, SVG.
        title: of the figure.
        method: of attribution that is searched.
        release: of JASPAR.
        group: of its taxonomic groups.
        significance: largest q-value of a match that counts.
        label: notice such as "simulated data", or None.
        seed: of the search.
    """
    own = read_attributions(attributions)
    values = getattr(own, method)
    if values is None:
        found = Patterns([], "the model has no gradients to search")
    else:
        found = find_patterns(own.sequences, values, Settings(), seed)
    logger.info("%d patterns %s", len(found.patterns), found.reason)
    against = known_motifs(known, release, group)
    matches = annotate([one.motif() for one in found.patterns], against)
    write_patterns(patterns, found)
    write_tables(table, meme, found, matches)
    title = f"{title}, {label}" if label else title
    plot_patterns(figure, found, matches, against, title, significance)

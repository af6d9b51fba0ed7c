"""Map a model's top variants: mutagenesis of both alleles, and the known motif that changes."""

import logging
from collections.abc import Sequence
from os import PathLike

import numpy as np

from bindery import tsv
from bindery.data.tensors import middle_of
from bindery.errors import InputError
from bindery.explanation.mutagenesis import Mutagenesis
from bindery.hdf5 import reading
from bindery.models.blends import leading
from bindery.models.loading import load_model
from bindery.motifs.matrices import Motif, jaspar_motif
from bindery.motifs.tomtom import Matching
from bindery.variants.differences import Difference, located
from bindery.variants.map_files import maps_of, write_maps
from bindery.variants.motif_changes import DETECTORS, LIBRARY, OWN, named_change, sentence
from bindery.variants.scored_variants import ScoredVariants, read_scored

logger = logging.getLogger(__name__)


def map_top_variants(
    *,
    changes: str,
    scores: str,
    model: str,
    motif_table: str | None,
    maps: str,
    top: int,
    architectures: Sequence[str],
    jaspar: str | None,
    matching: Matching,
) -> None:
    """Write the maps of the variants with the most unusual effects on a model's score.

    Of a model that is combined of several, it is the one with the largest weight that
    has detectors, see `models.blends.leading`.

    Args:
        changes: HDF5 of the rule read_variants.
        scores: TSV of the rule score_variants, with the same rows.
        model: trained model, `.keras`.
        motif_table: TSV of the model's own motifs and their matches, or None.
        maps: output, HDF5, see `map_files.write_maps`.
        top: number of variants.
        architectures: architecture of the model, or of each that it is made of.
        jaspar: matrix of the experiment's protein, or None.
        matching: known motifs.
    """
    scored = read_scored(scores)
    rows = scored.order()[:top]
    interpreted = leading(load_model(model, *architectures))
    alleles, differences = _read_alleles(changes, scored, rows)
    stored = alleles.shape[2]
    seen = middle_of(stored, int(interpreted.input_shape[1]))
    mutagenesis = Mutagenesis(interpreted)
    effects = np.stack([mutagenesis.effects(np.ascontiguousarray(a[:, seen])) for a in alleles])
    candidates = _candidates(jaspar, motif_table, matching)
    found = []
    for number, difference in enumerate(differences):
        both = list(alleles[:, number])
        change = named_change(both, difference, candidates)
        found.append((difference, change, sentence(change, both, difference)))
        logger.info("%s %s", scored.label(rows[number]), found[-1][2])
    maps_found = maps_of(rows, alleles[:, :, seen], effects, found)
    for columns in (maps_found.start, maps_found.site_start):
        columns -= seen.start
    write_maps(maps, maps_found)


def _read_alleles(
    path: str | PathLike, scored: ScoredVariants, rows: np.ndarray
) -> tuple[np.ndarray, list[Difference]]:
    """Codes of both alleles, uint8, shape (2, k, stored), and where they differ."""
    with reading(path) as file:
        if not np.array_equal(file["line"][:], scored.line):
            raise InputError(
                "these are not the changes that were scored",
                file=path,
                remedy="remove the scores and run again",
            )
        # HDF5 reads chosen rows in the file's order alone.
        order = np.sort(rows)
        back = np.searchsorted(order, rows)
        names = ("reference", "alternative")
        alleles = np.stack([file[name][order][back] for name in names])
        offsets = file["offset"][order][back]
    differences = [
        located(list(alleles[:, number]), int(offsets[number]), scored.ref[row], scored.alt[row])
        for number, row in enumerate(rows)
    ]
    return alleles, differences


def _candidates(
    jaspar: str | None, motif_table: str | None, matching: Matching
) -> list[tuple[str, list[Motif]]]:
    """Sources of motifs in the order in which they are tried."""
    known, _ = matching.known_motifs()
    own = [jaspar_motif(jaspar, matching.release)] if jaspar else []
    by_identifier = {motif.identifier: motif for motif in known}
    rows = tsv.read(motif_table) if motif_table else []
    matched = dict.fromkeys(row["match"] for row in rows if row["significant"] == "1")
    detected = [by_identifier[name] for name in matched if name in by_identifier]
    return [(OWN, own), (DETECTORS, detected), (LIBRARY, known)]

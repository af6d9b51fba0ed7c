"""The ligands of all cycles of a SELEX experiment, their splits, and the cycle of the positives."""

import logging
from dataclasses import dataclass

import numpy as np

from bindery import alphabet
from bindery.data.assays.kmer_enrichment import FIRST, enrichment_of, reference_of
from bindery.data.assays.near_ligands import groups_of
from bindery.data.assays.selex_reads import Ligands, Trim, read_ligands
from bindery.data.splits import TRAIN, drawn
from bindery.files import check_sha256
from bindery.row_counts import RowCounts

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Files:
    """Files of reads, and where they have them URLs and SHA-256, by cycle."""

    paths: dict[str, str]
    origins: dict[str, str]
    expected: dict[str, str]


@dataclass
class Cycles:
    """Ligands of each cycle, and the split of each, by the name of the cycle."""

    ligands: dict[str, Ligands]
    split: dict[str, np.ndarray]
    group: dict[str, np.ndarray]

    def of_training(self, cycle: str) -> np.ndarray:
        """Codes of a cycle's training ligands."""
        return self.ligands[cycle].codes[self.split[cycle] == TRAIN]


def read_cycles(
    files: Files,
    *,
    trim: Trim,
    most: int,
    shares: dict[str, float],
    log: RowCounts,
) -> Cycles:
    """Read all cycles, and split their ligands together.

    Ligands that may be one molecule are one group, see `near_ligands.groups_of`.

    Args:
        files: their files.
        trim: what surrounds a ligand.
        most: ligands of a cycle that are kept, drawn by their content.
        shares: shares of `validation` and `test`.
        log: the row counts to add to.
    """
    found = {}
    for cycle, path in files.paths.items():
        check_sha256(path, files.expected.get(cycle), files.origins.get(cycle))
        name = files.origins.get(cycle, path)
        own = read_ligands(path, file=name, cycle=cycle, trim=trim, log=log)
        found[cycle] = _at_most(own, most, cycle, log)
    codes = np.concatenate([own.codes for own in found.values()])
    count = np.concatenate([own.count for own in found.values()])
    group = groups_of(codes, count, log)
    digest = alphabet.strandless_digest(codes)
    least = np.full(group.max() + 1, np.iinfo(np.uint64).max, np.uint64)
    np.minimum.at(least, group, digest)
    split = drawn(least[group], [shares["validation"], shares["test"]])
    ends = np.cumsum([len(own.codes) for own in found.values()])[:-1]
    parts = {
        name: dict(zip(found, np.split(column, ends), strict=True))
        for name, column in (("split", split), ("group", group))
    }
    return Cycles(found, parts["split"], parts["group"])


def _at_most(own: Ligands, most: int, cycle: str, log: RowCounts) -> Ligands:
    if len(own.codes) <= most:
        return own
    drawn_rows = np.sort(np.argsort(alphabet.strandless_digest(own.codes), kind="stable")[:most])
    log.note("left out", f"{cycle}: ligands above selex.most", len(own.codes) - most)
    return Ligands(own.codes[drawn_rows], own.count[drawn_rows])


def information_of(cycles: Cycles, seed: int) -> dict[str, float]:
    """Relative entropy of the 8-mers of each late cycle's training ligands, in bits.

    It is relative to the first cycle, or where that is missing to shuffles.

    Args:
        cycles: all cycles.
        seed: seed of the shuffles.
    """
    training = {name: cycles.of_training(name) for name in cycles.ligands}
    found = enrichment_of(reference_of(training, seed))
    bits = dict(zip(found.cycles, found.information.tolist(), strict=True))
    return {name: bits[name] for name in cycles.ligands if name != FIRST}


def chosen_cycle(
    cycles: Cycles, information: dict[str, float], wanted: int | None, least_distinct: float
) -> str:
    """The cycle whose ligands are the positives: the given one, or the most enriched.

    Of cycles whose reads are distinct in a share of `least_distinct` or more, that with the most
    information.

    Args:
        cycles: all cycles.
        information: see `information_of`.
        wanted: number of the cycle, or None.
        least_distinct: a smaller share of distinct reads is that of few molecules, copied.
    """
    for name, bits in information.items():
        text = "%s: %.3f bits of 8-mer enrichment in training ligands, %.0f%% of reads distinct"
        logger.info(text, name, bits, 100 * distinct(cycles.ligands[name]))
    if wanted is not None:
        return f"cycle_{wanted}"
    diverse = [name for name in information if distinct(cycles.ligands[name]) >= least_distinct]
    return max(diverse or information, key=lambda name: information[name])


def distinct(own: Ligands) -> float:
    """Distinct ligands among all molecules or reads of a cycle, as a share."""
    return len(own.count) / own.count.sum()

"""The ligands of all cycles of a SELEX experiment, their splits, and the cycle of the positives."""

import logging
from dataclasses import dataclass

import numpy as np

from bindery import alphabet
from bindery.data.assays.kmer_enrichment import enrichment_of
from bindery.data.assays.near_ligands import groups_of
from bindery.data.assays.selex_reads import Ligands, Trim, read_ligands
from bindery.data.splits import TRAIN, drawn
from bindery.errors import InputError
from bindery.files import check_sha256
from bindery.row_counts import RowCounts

logger = logging.getLogger(__name__)
FIRST = "cycle_0"


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


def chosen_cycle(cycles: Cycles, wanted: int | None, least_distinct: float, log: RowCounts) -> str:
    """The cycle whose ligands are the positives: the given one, or the most enriched.

    Of cycles whose reads are distinct in a share of `least_distinct` or more, that whose training
    ligands' 8-mers have the largest relative entropy to those of the first cycle.

    Args:
        cycles: all cycles.
        wanted: number of the cycle, or None.
        least_distinct: a smaller share of distinct reads is that of few molecules, copied.
        log: the row counts to add to.

    Raises:
        InputError: the given cycle has no file.
    """
    names = list(cycles.ligands)
    if wanted is not None:
        if f"cycle_{wanted}" not in names:
            raise InputError(
                f"selex.positives is {wanted}, and column 'cycle_{wanted}' is empty",
                file=log.file,
                remedy=f"columns with reads are {', '.join(names)}",
            )
        return f"cycle_{wanted}"
    reference = FIRST if FIRST in names else names[0]
    order = [reference, *(name for name in names if name != reference)]
    found = enrichment_of({name: cycles.of_training(name) for name in order})
    information = dict(zip(order, found.information, strict=True))
    late = [name for name in names if name != FIRST]
    diverse = [name for name in late if _distinct(cycles.ligands[name]) >= least_distinct]
    for name in late:
        share = _distinct(cycles.ligands[name])
        text = "%s: %.3f bits of 8-mer enrichment in training ligands, %.0f%% of reads distinct"
        logger.info(text, name, information[name], 100 * share)
    return max(diverse or late, key=lambda name: information[name])


def _distinct(own: Ligands) -> float:
    return len(own.count) / own.count.sum()

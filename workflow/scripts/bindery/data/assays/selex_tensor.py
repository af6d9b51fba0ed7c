"""Put the ligands of SELEX cycles into a tensor file: a late cycle against the first."""

import json
import logging
from dataclasses import dataclass

import numpy as np

from bindery import alphabet
from bindery.data.assays.kmer_enrichment import FIRST
from bindery.data.assays.selex_cycles import (
    Cycles,
    Files,
    chosen_cycle,
    information_of,
    read_cycles,
)
from bindery.data.assays.selex_reads import TOLD, Trim, constant_ends, told_apart
from bindery.data.sequences import centred
from bindery.data.shuffles import Shuffler
from bindery.data.splits import SPLITS
from bindery.data.tensor_writer import TensorWriter
from bindery.errors import InputError
from bindery.files import sha256, written
from bindery.row_counts import RowCounts

logger = logging.getLogger(__name__)


def _warn_of_ends(rows: "_Rows", random: np.ndarray, log: RowCounts) -> None:
    """Warn of constant ends that are not trimmed, and say whether they tell positives apart.

    Args:
        rows: positives and background.
        random: ligands of the earliest cycle, whose bases vary unless they are of an end.
        log: the row counts to add to.
    """
    positives, background = rows.codes[rows.positive], rows.codes[~rows.positive]
    before, behind = constant_ends(random)
    ends = np.zeros(background.shape[1], bool)
    ends[: len(before)] = True
    ends[len(ends) - len(behind) :] = True
    if not ends.any():
        return
    apart = told_apart(positives, background)[ends].max()
    log.note("found", f"constant ends, 5' '{before}' and 3' '{behind}'", len(background))
    logger.warning(
        "%s: most ligands begin with '%s' and end with '%s'%s; if these are primers or a barcode, "
        "set selex.before or selex.after",
        log.file,
        before,
        behind,
        f", which tells positives from background (composition differs by {apart:.2f}), so that "
        "a model can learn them in place of binding"
        if apart > TOLD
        else "",
    )


@dataclass
class _Rows:
    codes: np.ndarray
    positive: np.ndarray
    split: np.ndarray
    group: np.ndarray
    strength: np.ndarray


def _rows(
    cycles: Cycles, positives: str, method: str, ratio: int, seed: int, log: RowCounts
) -> _Rows:
    """Positives and their background: the first cycle, or shuffles of the positives."""
    own = cycles.ligands[positives]
    split, group = cycles.split[positives], cycles.group[positives]
    if method == "given":
        other = cycles.ligands[FIRST]
        ours = alphabet.strandless_digest(own.codes)
        new = ~np.isin(alphabet.strandless_digest(other.codes), ours)
        log.note("dropped", "background that is a positive too", (~new).sum())
        parts = other.codes[new], cycles.split[FIRST][new], cycles.group[FIRST][new]
    else:
        log.note("made", "dinucleotide shuffles of positives", ratio * len(own.codes))
        shuffler = Shuffler(seed, own.codes.shape[1])
        shuffles = shuffler.shuffled(np.repeat(own.codes, ratio, axis=0))
        parts = shuffles, np.repeat(split, ratio), np.repeat(group, ratio)
    codes, other_split, other_group = parts
    positive = np.arange(len(own.codes) + len(codes)) < len(own.codes)
    return _Rows(
        np.concatenate([own.codes, codes]),
        positive,
        np.concatenate([split, other_split]),
        np.unique(np.concatenate([group, other_group]), return_inverse=True)[1],
        np.concatenate([own.count, np.full(len(codes), np.nan)]),
    )


def _check_kept(rows: _Rows, log: RowCounts) -> None:
    for part, name in enumerate(SPLITS):
        for what, own in (("positive", rows.positive), ("background", ~rows.positive)):
            count = int((own & (rows.split == part)).sum())
            log.note("kept", f"{name} {what}", count)
            if not count:
                raise InputError(
                    f"no {what} is left for {name}",
                    file=log.file,
                    remedy="give more reads, or change the shares under `sequences:`",
                )


def build_tensor(
    *,
    tensor: str,
    row_counts: str,
    experiment: str,
    origins: dict[str, str],
    expected: dict[str, str],
    umi: int,
    before: str,
    after: str,
    positives: int | None,
    least_distinct: float,
    most: int,
    method: str,
    ratio: int,
    window: int,
    stored: int,
    shares: dict[str, float],
    seed: int,
    **files: str,
) -> None:
    """Write the tensor file of an experiment whose data are the reads of SELEX cycles.

    Args:
        tensor: output, HDF5.
        row_counts: output, TSV of step, reason, rows.
        experiment: name of the experiment, and of its task.
        origins: cycle -> URL of its file, for errors.
        expected: cycle -> SHA-256, for files that have one.
        umi: see `Trim`.
        before: see there.
        after: see there.
        positives: number of the cycle whose ligands are positives, or None, see `chosen_cycle`.
        least_distinct: see there.
        most: see `read_cycles`.
        method: background, `given` (ligands of the first cycle) or `dinucleotide_shuffle`.
        ratio: shuffles of each positive.
        window: bases of a ligand.
        stored: bases that are stored around it, all others unknown.
        shares: shares of `validation` and `test` among groups of ligands.
        seed: seed of this experiment's shuffles.
        **files: cycle -> file of reads.

    Raises:
        InputError: a file is not as expected; or a split has no positive or no background left.
    """
    given = dict(sorted(files.items(), key=lambda item: int(item[0].rpartition("_")[2])))
    log = RowCounts(f"reads of {experiment}")
    trim = Trim(umi, before, window, after)
    files_of = Files(given, origins, expected)
    cycles = read_cycles(files_of, trim=trim, most=most, shares=shares, log=log)
    information = information_of(cycles, seed)
    chosen = chosen_cycle(cycles, information, positives, least_distinct)
    count = len(cycles.ligands[chosen].count)
    log.note("chosen", f"{chosen}: its ligands are the positives", count)
    rows = _rows(cycles, chosen, method, ratio, seed, log)
    _warn_of_ends(rows, next(iter(cycles.ligands.values())).codes, log)
    _check_kept(rows, log)
    kind = np.where(rows.positive, chosen, FIRST if method == "given" else "shuffle")
    with written(tensor) as temporary, TensorWriter(temporary, window, stored) as writer:
        writer.append(np.stack([centred(own, window, stored) for own in rows.codes]))
        writer.finish(
            targets=rows.positive[:, None].astype(np.float32),
            split=rows.split,
            group=rows.group,
            tasks=[experiment],
            intervals=None,
            names=np.array([f"{name}_{row}" for row, name in enumerate(kind)], object),
            strength=rows.strength,
            attributes={
                "assembly": "",
                "genome_digest": "",
                "seed": seed,
                "positives": chosen,
                "background": method,
                "information": json.dumps(information),
                **{f"{name}_sha256": sha256(path) for name, path in given.items()},
            },
        )
    log.write(row_counts)

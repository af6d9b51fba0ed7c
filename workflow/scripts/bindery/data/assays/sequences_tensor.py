"""Put given sequences and their background together into a tensor file."""

import numpy as np

from bindery import alphabet
from bindery.data.labelled_tables import DRAWN, Samples, is_binary
from bindery.data.leaks import joined_rows, same_key, shared_with_later_split
from bindery.data.pools import BACKGROUND_OF, SHUFFLE, Pool, read_pool
from bindery.data.sequences import centred
from bindery.data.shuffles import Shuffler
from bindery.data.similar import alike
from bindery.data.splits import SPLITS, TEST, VALIDATION, drawn
from bindery.data.tensor_writer import TensorWriter
from bindery.data.tensors import ROWS_AT_ONCE, middle_of
from bindery.errors import InputError
from bindery.files import check_sha256, sha256, written
from bindery.row_counts import RowCounts

FILES = ("sequences", "background", "test_sequences", "test_background")


def _windows(pool: Pool, window: int, log: RowCounts) -> np.ndarray:
    """All sequences, cut or padded to the window: uint8, shape (n, window)."""
    lengths = np.array([len(codes) for codes in pool.samples.codes])[pool.source < 0]
    log.note("resized", "longer than the window: its middle kept", (lengths > window).sum())
    log.note("resized", "shorter than the window: padded", (lengths < window).sum())
    log.note("made", "dinucleotide shuffles", (pool.source >= 0).sum())
    return np.stack([centred(codes, window) for codes in pool.samples.codes])


def _stored(pool: Pool, rows: np.ndarray, window: int, stored: int, by: Shuffler) -> np.ndarray:
    """Some sequences, cut or padded around the window: uint8, shape (n, stored).

    The flanks of a shuffle are shuffles of those of the sequence that it was made from.

    Args:
        pool: all sequences.
        rows: ascending indices, shape (n,).
        window: bases of a row's window.
        stored: bases that are stored around its centre.
        by: shuffles the flanks.
    """
    codes = pool.samples.codes
    found = np.stack([centred(codes[row], window, stored) for row in rows])
    shuffles = np.flatnonzero(pool.source[rows] >= 0)
    if stored > window and len(shuffles):
        sources = pool.source[rows[shuffles]]
        whole = np.stack([centred(codes[row], window, stored) for row in sources])
        middle = middle_of(stored, window)
        whole[:, middle] = found[shuffles, middle]
        found[shuffles] = by.with_flanks(whole)
    return found


Edges = tuple[np.ndarray, np.ndarray]


def _labels(
    samples: Samples, digests: list[np.ndarray], source: np.ndarray, similar: Edges
) -> np.ndarray:
    """Number the sets of rows with the same sequence or group, similar, or made of one another."""
    named = np.flatnonzero(samples.group != "")
    one, other = same_key(samples.group[named].astype(str))
    made = np.flatnonzero(source >= 0)
    edges = [*map(same_key, digests), (named[one], named[other]), (made, source[made]), similar]
    return joined_rows(len(samples), edges)


def _splits(
    pool: Pool, label: np.ndarray, digest: np.ndarray, shares: dict[str, float]
) -> np.ndarray:
    """The split of each row: the given one, else one drawn by the smallest digest of its group.

    If the files of sequences have validation or test rows of their own, no other rows are drawn
    for that split. The background of a file with splits is drawn in the proportions of that file.
    """
    told, kind = pool.samples.split[: len(label)], pool.kind[: len(label)]
    least = np.full(label.max() + 1, np.iinfo(np.uint64).max, np.uint64)
    np.minimum.at(least, label, digest)
    named = set(told[np.isin(kind, list(BACKGROUND_OF))])
    left = [0.0 if part in named else shares[SPLITS[part]] for part in (VALIDATION, TEST)]
    split = np.where(told == DRAWN, drawn(least[label], left), told)
    training = kind == "sequences"
    if (told[training] != DRAWN).any():
        counts = np.bincount(split[training], minlength=len(SPLITS))
        rows = (kind == "background") & (told == DRAWN)
        split[rows] = drawn(least[label[rows]], (counts / counts.sum())[1:])
    return split.astype(np.uint8)


def _contrary(targets: np.ndarray, digest: np.ndarray) -> np.ndarray:
    """Background rows whose sequence is a positive elsewhere.

    Such a row is 1 in no task, and 0 in a 0/1 task in which a row of the same sequence is 1.
    """
    found = np.zeros(len(targets), bool)
    for task in np.flatnonzero(is_binary(targets)):
        positive = digest[targets[:, task] == 1]
        found |= (targets[:, task] == 0) & np.isin(digest, positive)
    return found & ~(targets > 0).any(axis=1)


def _clean(
    pool: Pool, digests: list[np.ndarray], split: np.ndarray, label: np.ndarray, log: RowCounts
) -> np.ndarray:
    """The rows to keep, bool (n,), so that none leaks or contradicts others or splits a group."""
    shared = np.logical_or.reduce([shared_with_later_split(digest, split) for digest in digests])
    latest = np.zeros(label.max() + 1, np.uint8)
    np.maximum.at(latest, label, split)
    outranked = ~shared & (split < latest[label])
    gone = shared | outranked
    contrary = ~gone & _contrary(pool.samples.targets, digests[0])
    orphan = ~gone & ~contrary & (pool.source >= 0) & gone[pool.source]
    shuffle = pool.kind == SHUFFLE
    log.note("dropped", "sequence that is in a later split", (shared & ~shuffle).sum())
    log.note("dropped", "shuffle that is in a later split", (shared & shuffle).sum())
    log.note("dropped", "sequence whose group is in a later split", (outranked & ~shuffle).sum())
    log.note("dropped", "background with the sequence of a positive", contrary.sum())
    log.note("dropped", "shuffle of a dropped positive", (orphan | (outranked & shuffle)).sum())
    return ~(gone | contrary | orphan)


def _check_kept(targets: np.ndarray, split: np.ndarray, tasks: list[str], log: RowCounts) -> None:
    """Count the rows of each split; raise InputError if one lacks a class of a 0/1 task."""
    for number, (task, binary) in enumerate(zip(tasks, is_binary(targets), strict=True)):
        of_task = f" of {task}" if len(tasks) > 1 else ""
        values = targets[:, number]
        wanted = {"measured sequence": ~np.isnan(values)}
        if binary:
            wanted = {"positive": values == 1, "background": values == 0}
        for part, name in enumerate(SPLITS):
            for what, rows in wanted.items():
                count = int((rows & (split == part)).sum())
                log.note("kept", f"{name} {what}{of_task}", count)
                if not count:
                    raise InputError(
                        f"no {what}{of_task} is left for {name}",
                        file=log.file,
                        remedy="give more sequences, change the shares under `sequences:` in the "
                        "config or the column 'split', or set `skip` for this experiment",
                    )


def _attributes(pool: Pool, files: dict[str, str], seed: int) -> dict[str, str | int]:
    kinds = set(pool.kind)
    given = kinds & set(BACKGROUND_OF.values())
    background = "dinucleotide_shuffle" if SHUFFLE in kinds else "given" if given else "labelled"
    digests = {f"{name}_sha256": sha256(files[name]) if name in files else "" for name in FILES}
    return {"assembly": "", "genome_digest": "", "seed": seed, "background": background, **digests}


def build_tensor(
    *,
    sequences: str,
    background: str | None = None,
    test_sequences: str | None = None,
    test_background: str | None = None,
    tensor: str,
    row_counts: str,
    experiment: str,
    origins: dict[str, str],
    expected: dict[str, str],
    window: int,
    stored: int,
    shares: dict[str, float],
    similarity: float | None,
    max_unknown: float,
    method: str,
    ratio: int,
    seed: int,
) -> None:
    """Write the tensor file of an experiment whose data are sequences.

    Args:
        sequences: FASTA, table or DeepBind's `.seq`: only positives, or rows with targets.
        background: the background of a file of positives, or None.
        test_sequences: the test set, or None to draw it from the sequences.
        test_background: the background of a test set of positives, or None.
        tensor: output, HDF5.
        row_counts: output, TSV of step, reason, rows.
        experiment: name of the experiment, and of its task if no column names one.
        origins: column -> URL of the file, for errors.
        expected: column -> SHA-256, for files that have one.
        window: length in bases; longer sequences are cut to their middle, shorter ones padded.
        stored: bases that are stored around the middle of each, at least `window`. Rows, splits and
            shuffles of the window do not depend on it.
        shares: shares of `validation` and `test` among sequences without a split of their own.
        similarity: share of k-mers in common from which two sequences stay in one split, see
            `similar`; None to keep only equal ones together.
        max_unknown: largest share of unknown bases in a sequence, without padding.
        method: `dinucleotide_shuffle` or `given`, for files of positives.
        ratio: number of shuffles of each positive.
        seed: seed of this experiment's shuffles.

    Raises:
        InputError: a file cannot be read or its checksum is wrong; or a split has no positive or
            no background left.
    """
    named = zip(FILES, (sequences, background, test_sequences, test_background), strict=True)
    files = {name: path for name, path in named if path is not None}
    for name, checksum in expected.items():
        check_sha256(files[name], checksum, origins.get(name))
    log = RowCounts(origins.get("sequences", sequences))
    pool = read_pool(
        files,
        origins,
        experiment=experiment,
        method=method,
        window=window,
        ratio=ratio,
        max_unknown=max_unknown,
        seed=seed,
        log=log,
    )
    write_pool(
        pool,
        log,
        files,
        tensor=tensor,
        row_counts=row_counts,
        window=window,
        stored=stored,
        shares=shares,
        similarity=similarity,
        seed=seed,
    )


def write_pool(
    pool: Pool,
    log: RowCounts,
    files: dict[str, str],
    *,
    tensor: str,
    row_counts: str,
    window: int,
    stored: int,
    shares: dict[str, float],
    similarity: float | None,
    seed: int,
) -> None:
    """Split sequences, drop those that leak, and write the tensor file.

    Args:
        pool: all sequences of an experiment.
        log: the row counts so far, which are written.
        files: column of the table -> path, for the file's attributes.
        tensor: see `build_tensor`, as the following arguments.
        row_counts: see there.
        window: see there.
        stored: see there.
        shares: see there.
        similarity: see there.
        seed: see there.

    Raises:
        InputError: a split has no row, or of classes no positive or no background, left.
    """
    windows = _windows(pool, window, log)
    # Digests of the windows and of the whole sequences: the middle of the other strand may be
    # shifted by one base.
    digests = [alphabet.ragged_digest(codes) for codes in (windows, pool.samples.codes)]
    real = pool.source < 0
    nothing = np.empty(0, np.int64)
    # Shuffles follow all other rows.
    similar = alike(windows[real], similarity) if similarity else (nothing, nothing)
    of_real = [digest[real] for digest in digests]
    label = _labels(pool.samples.select(real), of_real, pool.source[real], similar)
    split = _splits(pool, label, digests[1][real], shares)
    # A shuffle has the split of the row that it was made from.
    origin = np.where(real, np.arange(len(real)), pool.source)
    split, label = split[origin], label[origin]
    keep = _clean(pool, digests, split, label, log)
    kept = pool.samples.select(keep)
    row = np.cumsum(keep) - 1
    source = np.where(real, -1, row[pool.source])[keep]
    both = keep[similar[0]] & keep[similar[1]]
    similar = row[similar[0][both]], row[similar[1][both]]
    _check_kept(kept.targets, split[keep], pool.tasks, log)
    shuffler = Shuffler(seed, window)
    with written(tensor) as temporary, TensorWriter(temporary, window, stored) as writer:
        rows = np.flatnonzero(keep)
        for first in range(0, len(rows), ROWS_AT_ONCE):
            part = rows[first : first + ROWS_AT_ONCE]
            writer.append(_stored(pool, part, window, stored, shuffler))
        writer.finish(
            targets=kept.targets,
            split=split[keep],
            group=_labels(kept, [digest[keep] for digest in digests], source, similar),
            tasks=pool.tasks,
            intervals=None,
            attributes=_attributes(pool, files, seed),
            names=kept.names,
            strength=None if np.isnan(kept.strength).all() else kept.strength,
        )
    log.write(row_counts)

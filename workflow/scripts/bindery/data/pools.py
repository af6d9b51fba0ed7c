"""Read the files of an experiment's sequences, and shuffle positives without a background."""

from dataclasses import dataclass, replace

import numpy as np

from bindery import alphabet
from bindery.data.labelled_tables import DRAWN, Samples, objects, read_samples
from bindery.data.sequences import centred
from bindery.data.splits import TEST
from bindery.data.tensors import ROWS_AT_ONCE
from bindery.errors import InputError
from bindery.row_counts import RowCounts

# The table's columns that name sequences, and those that name their background.
BACKGROUND_OF = {"sequences": "background", "test_sequences": "test_background"}
SHUFFLE = "shuffle"


@dataclass
class Pool:
    """All sequences of an experiment.

    Attributes:
        samples: rows of the files, then the shuffles.
        kind: the table's column that names the row's file, or `shuffle`: object, shape (n,).
        source: the row that a shuffle was made from, -1 for other rows: int64, shape (n,).
        tasks: names of the tasks.
    """

    samples: Samples
    kind: np.ndarray
    source: np.ndarray
    tasks: list[str]


def usable(samples: Samples, kind: str, file: str, max_unknown: float, log: RowCounts) -> Samples:
    """The usable rows of a file; the others are counted.

    Args:
        samples: its rows.
        kind: what they are, such as `sequences`; those of a kind `test_` get the test split.
        file: its name in errors.
        max_unknown: largest share of unknown bases in a sequence.
        log: the row counts to add to.

    Raises:
        InputError: none is usable.
    """
    words = kind.replace("_", " ")
    log.note("read", words, len(samples))
    unknown = np.array([float((codes == alphabet.UNKNOWN).mean()) for codes in samples.codes])
    log.note("dropped", f"{words} without a known base", (unknown == 1).sum())
    known = unknown <= min(max_unknown, 1 - np.finfo(float).eps)
    log.note("dropped", f"{words} of too many unknown bases", ((unknown < 1) & ~known).sum())
    measured = known & ~np.isnan(samples.targets).all(axis=1)
    log.note("dropped", f"{words} measured in no task", (known & ~measured).sum())
    if kind.startswith("test_"):
        told = np.where(samples.split == DRAWN, TEST, samples.split)
        samples = replace(samples, split=told.astype(np.int8))
    if not measured.any():
        raise InputError(
            f"none of its {len(samples)} sequences has a target, and at most {max_unknown:.0%} of "
            "its bases unknown",
            file=file,
            remedy="check that the columns hold what their names say, or raise "
            "sequences.max_unknown",
        )
    return samples.select(measured)


def _read_background(
    path: str, kind: str, tasks: int, max_unknown: float, log: RowCounts
) -> Samples:
    """The rows of a background file; their targets are 0 in every task."""
    samples, own_tasks = read_samples(path, origin=None, experiment="background", kind=kind)
    if own_tasks is not None and (samples.targets > 0).any():
        raise InputError(
            f"this file is named in column '{kind}' and has positives",
            file=path,
            remedy="name a file with both classes as the sequences, and no background",
        )
    samples = replace(
        samples,
        targets=np.zeros((len(samples), tasks), np.float32),
        strength=np.full(len(samples), np.nan, np.float32),
    )
    return usable(samples, kind, path, max_unknown, log)


def _with_tasks(
    samples: Samples, own: list[str] | None, tasks: list[str], file: str, training: str
) -> Samples:
    """The test set, its targets in the order of the training set's tasks."""
    own = own or tasks[:1]
    if sorted(own) != sorted(tasks):
        raise InputError(
            f"the file's tasks are {', '.join(own)}; those of {training} are {', '.join(tasks)}",
            file=file,
            remedy="give both files the same target columns",
        )
    return replace(samples, targets=samples.targets[:, [own.index(task) for task in tasks]])


def _check_background(alone: bool, method: str, given: bool, column: str, file: str) -> None:
    """Raise InputError if a file has no background, or has two."""
    if alone and method == "given" and not given:
        raise InputError(
            f"the file has only positives, and no column '{column}' names their background",
            file=file,
            remedy=f"fill '{column}', or give background.method dinucleotide_shuffle",
        )
    if not alone and given:
        raise InputError(
            f"the file has targets other than 1, and column '{column}' names background too",
            file=file,
            remedy=f"empty '{column}', or name a file that has only positives",
        )


def _shuffles(
    samples: Samples, window: int, ratio: int, generator: np.random.Generator
) -> list[Samples]:
    """`ratio` dinucleotide shuffles of the part of each sequence that is in the window."""
    inner = [codes if len(codes) <= window else centred(codes, window) for codes in samples.codes]
    lengths = np.array([len(codes) for codes in inner])
    rounds = []
    for _ in range(ratio):
        made = np.empty(len(inner), object)
        for length in np.unique(lengths):
            same = np.flatnonzero(lengths == length)
            for first in range(0, len(same), ROWS_AT_ONCE):
                part = same[first : first + ROWS_AT_ONCE]
                codes = np.stack([inner[row] for row in part])
                made[part] = objects(list(alphabet.dinucleotide_shuffle(codes, generator)))
        names = objects([f"shuffle_of_{name}" for name in samples.names])
        targets = np.where(np.isnan(samples.targets), samples.targets, np.float32(0))
        rounds.append(replace(samples, codes=made, names=names, targets=targets))
    return rounds


def read_pool(
    files: dict[str, str],
    origins: dict[str, str],
    *,
    experiment: str,
    method: str,
    window: int,
    ratio: int,
    max_unknown: float,
    seed: int,
    log: RowCounts,
) -> Pool:
    """Read an experiment's files, and shuffle positives that have no background.

    Args:
        files: the table's column -> path: `sequences` and optionally `test_sequences`,
            `background` and `test_background`.
        origins: column -> the file's name in errors, where that is not its path.
        experiment: the task's name, if a file does not name its task.
        method: `dinucleotide_shuffle`, or `given`, which shuffles nothing.
        window: length of a window, in bases.
        ratio: number of shuffles of each sequence.
        max_unknown: largest share of unknown bases in a sequence.
        seed: seed of the shuffles.
        log: the row counts to add to.

    Raises:
        InputError: a file cannot be read; or the files' tasks differ; or background is missing, or
            is named although the sequences have their own.
    """
    tasks: list[str] = []
    parts: list[tuple[str, Samples]] = []
    sources = [np.array([], np.int64)]
    for kind in filter(files.get, BACKGROUND_OF):
        file, column = origins.get(kind, files[kind]), BACKGROUND_OF[kind]
        samples, own = read_samples(files[kind], origin=file, experiment=experiment, kind=kind)
        if tasks:
            samples = _with_tasks(samples, own, tasks, file, log.file)
        tasks = tasks or own or [experiment]
        samples = usable(samples, kind, file, max_unknown, log)
        given = column in files
        alone = samples.positives_only()
        _check_background(alone, method, given, column, file)
        if alone and not given:
            first = sum(len(part) for _, part in parts)
            sources.append(np.arange(first, first + len(samples)))
        parts.append((kind, samples))
        if given:
            others = _read_background(files[column], column, len(tasks), max_unknown, log)
            parts.append((column, others))
    samples, source = Samples.joined([part for _, part in parts]), np.concatenate(sources)
    generator = np.random.default_rng(seed)
    shuffles = _shuffles(samples.select(source), window, ratio, generator) if len(source) else []
    parts += [(SHUFFLE, made) for made in shuffles]
    return Pool(
        Samples.joined([samples, *shuffles]),
        objects([kind for kind, part in parts for _ in range(len(part))]),
        np.concatenate([np.full(len(samples), -1), np.tile(source, ratio if shuffles else 0)]),
        tasks,
    )

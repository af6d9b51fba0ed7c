"""Predictions of held-out rows: the file that training writes and evaluation reads."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from os import PathLike

import numpy as np

from bindery import tsv
from bindery.columns import Columns
from bindery.data.splits import SPLITS, TEST, VALIDATION
from bindery.data.tensors import Tensor
from bindery.files import parsing

logger = logging.getLogger(__name__)

COLUMNS = ("row", "name", "split", "group", "target", "score")
# Prefix, followed by a number, of columns with the scores of one of several restarts.
RESTART = "restart_"
PARTS = (VALIDATION, TEST)


@dataclass
class Predictions(Columns):
    """Held-out rows as columns, all of shape (n,).

    Attributes:
        row: index in the tensor file, int64.
        split: "validation" or "test", object.
        group: int64.
        target: float64, NaN = not measured.
        score: float64.
        background: name of the row's background, "" for positives and where there is only one,
            object.
        restarts: the scores of each random restart alone, float64, shape (n, restarts); no columns
            if there was a single training.
    """

    row: np.ndarray
    split: np.ndarray
    group: np.ndarray
    target: np.ndarray
    score: np.ndarray
    background: np.ndarray = field(default_factory=lambda: np.empty(0, object))
    restarts: np.ndarray = field(default_factory=lambda: np.empty((0, 0)))

    def __post_init__(self) -> None:
        """Fill in missing columns."""
        if not len(self.background):
            self.background = np.full(len(self.row), "", object)
        if not self.restarts.size:
            self.restarts = np.empty((len(self.row), 0))

    def of(self, split: str) -> "Predictions":
        """The rows of one split."""
        return self.select(self.split == split)

    def against(self, background: str) -> "Predictions":
        """The rows without a named background, such as positives, and those of one background."""
        return self.select((self.background == "") | (self.background == background))


def write_predictions(
    path: str | PathLike,
    tensor: Tensor,
    score: Callable[[np.ndarray], np.ndarray],
) -> None:
    """Write the scores of the validation and test rows; the same scores give the same bytes.

    Targets are those of the first task; the log names tasks that are left out.

    Args:
        path: output, TSV.gz of row, name, split, group, target, score, if there are several
            backgrounds background, and for several restarts restart_1 and so on.
        tensor: the tensor file, opened.
        score: function from codes, uint8, (n, window), to scores, (n,); or, for several restarts,
            to scores, (n, 1 + restarts), the model's followed by those of each restart.
    """
    found = []
    for part in PARTS:
        scored = score(tensor.stored("sequences", tensor.split_rows(part)))
        found.append(scored[:, None] if scored.ndim == 1 else scored)
    write_scores(path, tensor, np.concatenate(found))


def write_scores(path: str | PathLike, tensor: Tensor, scored: np.ndarray) -> None:
    """Write given scores of the validation rows, then of the test rows.

    Args:
        path: output, see `write_predictions`.
        tensor: the tensor file, opened.
        scored: shape (n, 1 + restarts).
    """
    first, *others = tensor.tasks
    if others:
        logger.warning("predictions are for task '%s'; left out: %s", first, ", ".join(others))
    which = [tensor.split_rows(part) for part in PARTS]
    split = np.repeat([SPLITS[part] for part in PARTS], [len(own) for own in which])
    every = np.concatenate(which)
    several = bool(tensor.backgrounds)
    names, group = tensor.names(), tensor.group(every)
    targets = np.concatenate([tensor.targets(own)[:, 0] for own in which])
    kinds = tensor.background(every) if several else None
    lines = []
    columns = (column.tolist() for column in (every, split, group, targets, scored))
    for number, (row, part, own, target, values) in enumerate(zip(*columns, strict=True)):
        score, *restarts = values
        kind = () if kinds is None else (kinds[number],)
        lines.append((row, names[row], part, own, target, score, *kind, *restarts))
    header = [*COLUMNS, *(["background"] if several else [])]
    header += [f"{RESTART}{number}" for number in range(1, scored.shape[1])]
    tsv.write(path, header, lines, digits=".7g", gzipped=True)


def read_predictions(path: str | PathLike) -> Predictions:
    """Read what `write_predictions` wrote.

    Raises:
        InputError: the file is missing, cut or damaged.
    """
    rows = tsv.read(path, COLUMNS)
    with parsing(path):
        return _as_columns(rows)


def _as_columns(rows: list[dict[str, str]]) -> Predictions:
    restarts = [name for name in (rows[0] if rows else ()) if name.startswith(RESTART)]
    return Predictions(
        row=np.array([int(row["row"]) for row in rows]),
        split=np.array([row["split"] for row in rows], object),
        group=np.array([int(row["group"]) for row in rows]),
        target=np.array([float(row["target"]) for row in rows]),
        score=np.array([float(row["score"]) for row in rows]),
        background=np.array([row.get("background", "") for row in rows], object),
        restarts=np.array([[float(row[name]) for name in restarts] for row in rows]),
    )

"""Row counts: how many rows of a file were read, dropped and kept, and why."""

import logging
from os import PathLike
from typing import TypeVar

import numpy as np

from bindery import tsv
from bindery.columns import Columns

logger = logging.getLogger(__name__)


Kept = TypeVar("Kept", bound=Columns)


class RowCounts:
    """Counts of a file's rows as (step, reason, rows); dropped rows are also logged as warnings."""

    def __init__(self, file: str):
        """Begin to count the rows of a file."""
        self.file = file
        self.rows: list[tuple[str, str, int]] = []

    def note(self, step: str, reason: str, count: int) -> None:
        """Add a count: `count` rows were `step` (read, dropped, kept) for `reason`."""
        self.rows.append((step, reason, int(count)))
        if step == "dropped" and count:
            logger.warning("%s: %d rows dropped: %s", self.file, count, reason)

    def keep(self, rows: Kept, mask: np.ndarray, reason: str) -> Kept:
        """Return the rows of a mask; count the others as dropped for `reason`."""
        self.note("dropped", reason, (~mask).sum())
        return rows.select(mask)

    def write(self, path: str | PathLike) -> None:
        """Write the counts as TSV: step, reason, rows."""
        tsv.write(path, ("step", "reason", "rows"), self.rows)


def read_row_counts(path: str | PathLike) -> list[tuple[str, str, int]]:
    """Read what `RowCounts.write` wrote."""
    return [(row["step"], row["reason"], int(row["rows"])) for row in tsv.read(path)]

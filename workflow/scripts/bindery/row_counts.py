"""Accounts: what became of each row of a file, so that none goes silently."""

import logging
from os import PathLike
from typing import TypeVar

import numpy as np

from bindery import tsv
from bindery.columns import Columns

logger = logging.getLogger(__name__)


Kept = TypeVar("Kept", bound=Columns)


class Account:
    """What became of each row: a list of (step, reason, rows), and a warning where rows went."""

    def __init__(self, file: str):
        """Start an account of the rows of a file."""
        self.file = file
        self.rows: list[tuple[str, str, int]] = []

    def note(self, step: str, reason: str, count: int) -> None:
        """Record that `count` rows were `step` (read, dropped, kept) for a reason."""
        self.rows.append((step, reason, int(count)))
        if step == "dropped" and count:
            logger.warning("%s: %d rows dropped: %s", self.file, count, reason)

    def keep(self, rows: Kept, mask: np.ndarray, reason: str) -> Kept:
        """Keep the rows of a mask; the others are dropped for the reason."""
        self.note("dropped", reason, (~mask).sum())
        return rows.select(mask)

    def write(self, path: str | PathLike) -> None:
        """Write the account as TSV: step, reason, rows."""
        tsv.write(path, ("step", "reason", "rows"), self.rows)


def read_account(path: str | PathLike) -> list[tuple[str, str, int]]:
    """Read what `Account.write` wrote."""
    return [(row["step"], row["reason"], int(row["rows"])) for row in tsv.read(path)]

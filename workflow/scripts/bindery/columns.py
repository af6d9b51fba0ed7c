"""Rows as columns: the base of dataclasses whose fields are arrays of one length."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Self

import numpy as np


@dataclass
class Columns:
    """Base of a dataclass whose fields are all arrays of shape (n, ...), one entry for each row."""

    def __len__(self) -> int:
        """Number of rows."""
        return len(next(iter(self._columns())))

    def select(self, which: np.ndarray) -> Self:
        """The rows that a mask, bool, shape (n,), or indices choose, in their order."""
        return type(self)(*(column[which] for column in self._columns()))

    @classmethod
    def joined(cls, parts: Sequence[Self]) -> Self:
        """The rows of one or more tables, one table after the other."""
        columns = zip(*(part._columns() for part in parts), strict=True)
        return cls(*(np.concatenate(column) for column in columns))

    def _columns(self) -> list[np.ndarray]:
        return [getattr(self, field.name) for field in fields(self)]

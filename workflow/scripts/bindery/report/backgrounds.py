"""Measures against further test backgrounds, for the tables of pages."""

from collections.abc import Iterable, Mapping
from typing import Any

COUNT = "n_test_"
WORDS = {
    "other_peaks": "peaks of other proteins",
    "genomic": "random windows of the genome",
    "flank": "windows beside peaks",
}
# Columns that are the same against every background.
SHARED = ("experiment", "protein", "assay", "label", "model", "target")


def further(rows: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The further backgrounds among metrics or rows of the summary, and how pages call them."""
    columns = dict.fromkeys(column for row in rows for column in row)
    names = [column.removeprefix(COUNT) for column in columns if column.startswith(COUNT)]
    return {name: WORDS[name] for name in names}


def against(row: Mapping[str, Any], background: str) -> dict[str, Any] | None:
    """Metrics against one further background, under their plain names; None if there are none."""
    ending = f"_{background}"
    if row.get(COUNT + background) is None:
        return None
    own = {key.removesuffix(ending): value for key, value in row.items() if key.endswith(ending)}
    return {key: row[key] for key in SHARED if key in row} | own

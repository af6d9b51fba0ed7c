"""The study's summary: a row an experiment and model, the columns of metrics.json."""

import csv
import json
from os import PathLike
from pathlib import Path

from bindery.files import write_text


def write_summary(metrics: list[str], summary: str | PathLike) -> None:
    """Put metrics files into one table, in their order.

    Args:
        metrics: paths of metrics.json files.
        summary: output, TSV; columns are the files' names in order of first appearance, cells
            that a file lacks or has as null are empty; lists (one value a restart) are left out.
    """
    rows = [
        {
            key: value
            for key, value in json.loads(Path(path).read_text()).items()
            if not isinstance(value, list)
        }
        for path in metrics
    ]
    columns = list(dict.fromkeys(key for row in rows for key in row))
    lines = ["\t".join(columns)]
    for row in rows:
        values = (row.get(column) for column in columns)
        lines.append("\t".join("" if value is None else str(value) for value in values))
    write_text(summary, "\n".join(lines) + "\n")


def _value(text: str) -> str | float | None:
    if text == "":
        return None
    try:
        return float(text)
    except ValueError:
        return text


def read_summary(path: str | PathLike) -> list[dict]:
    """Read what `write_summary` wrote: numbers as floats, empty cells as None."""
    names = ("experiment", "protein", "assay", "label", "model", "target", "baseline")
    with open(path, newline="") as handle:
        rows = csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [
            {key: (cell or None) if key in names else _value(cell) for key, cell in row.items()}
            for row in rows
        ]

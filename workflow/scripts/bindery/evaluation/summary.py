"""The study's summary: a row for each experiment and model, with the entries of metrics.json."""

from os import PathLike

from bindery import tsv
from bindery.files import read_json

# What each metrics.json has.
NAMED = ("experiment", "model")
NAMES = ("experiment", "protein", "assay", "label", "model", "target", "baseline")


def write_summary(metrics: list[str], summary: str | PathLike) -> None:
    """Put metrics files into one table, in their order.

    Args:
        metrics: paths of metrics.json files.
        summary: output, TSV. Its columns are the entries of the files in order of first appearance,
            except lists (one value for each restart). A missing or null entry is an empty cell.
    """
    rows = [
        {
            key: value
            for key, value in read_json(path, *NAMED).items()
            if not isinstance(value, list)
        }
        for path in metrics
    ]
    columns = list(dict.fromkeys(key for row in rows for key in row))
    tsv.write(summary, columns, ([row.get(column) for column in columns] for row in rows))


def read_summary(path: str | PathLike) -> list[dict]:
    """Read what `write_summary` wrote: numbers as floats, empty cells as None."""
    return tsv.read_numbers(path, NAMES)

"""Compare the study's values with published ones, and write the table."""

import math
from os import PathLike

from bindery import tsv

# Decimals of differences and means, more than any paper reports.
DECIMALS = 6
# Stands for the experiment in the rows of means; no experiment can have this name.
MEAN = "(mean)"
# Columns of text.
NAMES = ("experiment", "protein", "model")


def compare(rows: list[dict], values: dict[str, float], measure: str) -> list[dict]:
    """Compare each model's metric with the published value.

    Args:
        rows: rows of the summary, one for each experiment and model.
        values: experiment -> published value.
        measure: column of the summary.

    Returns:
        A row for each experiment and model with a published value. Then a row for each model: its
        means, the number of `experiments`, and how many of them are `at_or_above` the published
        value.
    """
    found = []
    for row in rows:
        if row["experiment"] not in values or row.get(measure) is None:
            continue
        value, published = row[measure], values[row["experiment"]]
        names = {key: row[key] for key in NAMES}
        bounds = {f"{measure}_{end}": row.get(f"{measure}_{end}") for end in ("low", "high")}
        numbers = {"published": published, "difference": round(value - published, DECIMALS)}
        counts = {"experiments": 1, "at_or_above": int(value >= published)}
        found.append({**names, measure: value, **bounds, **numbers, **counts})
    models = dict.fromkeys(row["model"] for row in found)
    return found + [_mean([row for row in found if row["model"] == m], measure) for m in models]


def _mean(rows: list[dict], measure: str) -> dict:
    """A model's last row: means and counts of its other rows."""
    columns = (measure, "published", "difference")
    means = {
        key: round(math.fsum(row[key] for row in rows) / len(rows), DECIMALS) for key in columns
    }
    counts = {key: sum(row[key] for row in rows) for key in ("experiments", "at_or_above")}
    return {
        **dict.fromkeys(rows[0]),
        "experiment": MEAN,
        "model": rows[0]["model"],
        **means,
        **counts,
    }


def write_comparison(path: str | PathLike, rows: list[dict], measure: str) -> None:
    """Write the rows of `compare` as TSV; a missing value is an empty cell."""
    columns = [*NAMES, measure, f"{measure}_low", f"{measure}_high"]
    columns += ["published", "difference", "experiments", "at_or_above"]
    tsv.write(path, columns, ([row[column] for column in columns] for row in rows))


def read_comparison(path: str | PathLike) -> list[dict]:
    """Read what `write_comparison` wrote: numbers as floats, empty cells as None."""
    return tsv.read_numbers(path, NAMES)

"""The study's values beside published ones: the comparison, and its table."""

import math
from os import PathLike

from bindery import tsv

# Decimals of differences and means: more than any paper gives.
DECIMALS = 6
# In place of an experiment's name, where it cannot be one.
MEAN = "(mean)"
# Columns that hold no numbers.
NAMES = ("experiment", "protein", "model")


def compare(rows: list[dict], values: dict[str, float], measure: str) -> list[dict]:
    """Set each model's measure beside the published one.

    Args:
        rows: of the summary, one an experiment and model.
        values: experiment -> published value.
        measure: column of the summary.

    Returns:
        A row for each experiment and model that has both, then one for each model: the means, and
        in how many `experiments` it is `at_or_above` the published value.
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
    """The last row of one model: means and counts of its others."""
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
    """Write what `compare` returns as TSV, empty cells where there is no value."""
    columns = [*NAMES, measure, f"{measure}_low", f"{measure}_high"]
    columns += ["published", "difference", "experiments", "at_or_above"]
    tsv.write(path, columns, ([row[column] for column in columns] for row in rows))


def read_comparison(path: str | PathLike) -> list[dict]:
    """Read what `write_comparison` wrote: numbers as floats, empty cells as None."""
    return tsv.read_numbers(path, NAMES)

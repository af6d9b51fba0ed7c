"""The table of what splits have in common, for an experiment's page."""

from os import PathLike

from bindery import tsv
from bindery.figures import numerals


def leaks_view(path: str | PathLike) -> dict:
    """The table's columns and rows.

    Returns:
        `checks`, what was looked for; `rows`, for each pair of splits its two names, the number of
        rows of the later one, and for each check a count and its share.
    """
    rows = tsv.read(path)
    checks = list(dict.fromkeys(row["check"] for row in rows))
    found: dict[tuple[str, str], dict] = {}
    for row in rows:
        pair = found.setdefault((row["split"], row["earlier"]), {"of": int(row["of"])})
        count = int(row["rows"])
        pair[row["check"]] = (count, numerals.percent(count, int(row["of"])))
    return {
        "checks": checks,
        "rows": [
            (split, earlier, own["of"], [own[check] for check in checks])
            for (split, earlier), own in found.items()
        ],
    }

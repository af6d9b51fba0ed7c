"""What became of a file's lines and alleles, for a page of variants."""

from collections.abc import Iterable
from os import PathLike

from bindery import tsv

# Lines that are named for each reason.
NAMED = 5


def unscored_view(path: str | PathLike) -> list[dict]:
    """The reasons for which alleles were not scored, the most frequent first.

    Args:
        path: TSV of the rule read_variants: line, name, chrom, position, ref, alt, reason.

    Returns:
        For each reason the number of alleles, the first of them, and whether there are more.
    """
    reasons: dict[str, list[dict]] = {}
    for row in tsv.read(path):
        reasons.setdefault(row["reason"], []).append(row)
    ordered = sorted(reasons.items(), key=lambda item: (-len(item[1]), item[0]))
    return [
        {
            "reason": reason,
            "count": len(rows),
            "first": [_example(row) for row in rows[:NAMED]],
            "more": len(rows) > NAMED,
        }
        for reason, rows in ordered
    ]


def _example(row: dict[str, str]) -> str:
    name = row.get("name") or ""
    where = f"line {row['line']}"
    return where if name in ("", ".") else f"{where} ({name})"


def counts_view(path: str | PathLike) -> list[tuple[str, int]]:
    """What became of the lines and alleles of a file: words and a number each.

    Args:
        path: TSV of the rule read_variants; its last column is the number, the others are words.
    """
    rows = [list(row.values()) for row in tsv.read(path)]
    return [(_words(cells[:-1]), int(cells[-1])) for cells in rows]


def _words(cells: Iterable[str]) -> str:
    return ": ".join(cell for cell in cells if cell)

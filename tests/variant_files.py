"""Small files of variants, as the rules that read, draw and score them write them."""

from pathlib import Path

import h5py
import numpy as np

from bindery import tsv
from bindery.alphabet import UNKNOWN, decode, encode

COLUMNS = (
    *("line", "name", "chrom", "position", "ref", "alt", "kind", "haplotype"),
    *("reference_score", "alternative_score", "reference_probability", "alternative_probability"),
    *("difference", "log_odds_ratio", "p", "z"),
)


def kind_of(ref: str, alt: str) -> str:
    if len(ref) == len(alt) == 1:
        return f"{ref}>{alt}"
    return f"{'insertion' if len(alt) > len(ref) else 'deletion'}_{abs(len(alt) - len(ref))}"


def alleles(
    chromosome: np.ndarray, position: int, ref: str, alt: str, window: int
) -> tuple[np.ndarray, np.ndarray, int]:
    """Codes of both alleles with the change in the middle, and the column of REF's first base."""
    offset = window // 2
    first = position - 1 - offset
    length = window + len(ref) + len(alt)
    around = np.full(length, UNKNOWN, np.uint8)
    low, high = max(first, 0), min(first + length, len(chromosome))
    around[low - first : high - first] = chromosome[low:high]
    assert decode(around[offset : offset + len(ref)]) == ref
    changed = np.concatenate([around[:offset], encode(alt), around[offset + len(ref) :]])
    return around[:window], changed[:window], offset


def write_changes(
    path: Path, rows: list[tuple], genome: dict[str, np.ndarray], window: int
) -> None:
    """Write changes.h5; a row is (name, chrom, position, ref, alt)."""
    found = [alleles(genome[chrom], at, ref, alt, window) for _, chrom, at, ref, alt in rows]
    texts = {
        "name": [row[0] for row in rows],
        "chrom": [row[1] for row in rows],
        "ref": [row[3] for row in rows],
        "alt": [row[4] for row in rows],
        "kind": [kind_of(*row[3:]) for row in rows],
        "haplotype": ["" for _ in rows],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    with h5py.File(path, "w") as file:
        file.attrs.update({"schema_version": 1, "shifts": 0})
        file["reference"] = np.stack([one for one, _, _ in found])
        file["alternative"] = np.stack([one for _, one, _ in found])
        file["line"] = np.arange(len(rows)) + 10
        file["position"] = np.array([row[2] for row in rows])
        file["offset"] = np.array([offset for *_, offset in found])
        for name, values in texts.items():
            file.create_dataset(name, data=values, dtype=h5py.string_dtype())


def write_scores(
    path: Path, rows: list[tuple], scores: np.ndarray, random: np.ndarray, kinds: list[str]
) -> None:
    """Write variants.{name}.tsv.gz from scores of alleles, shape (n, 2), and random effects."""
    cells = []
    for number, ((name, chrom, at, ref, alt), (before, after)) in enumerate(
        zip(rows, scores.tolist(), strict=True)
    ):
        effect, kind = after - before, kind_of(ref, alt)
        own = random[np.array(kinds) == kind]
        p = z = None
        if len(own):
            p = (1 + int((np.abs(own) >= abs(effect)).sum())) / (len(own) + 1)
            z = float((effect - own.mean()) / own.std())
        chances = [1 / (1 + float(np.exp(-score))) for score in (before, after)]
        values = (before, after, *chances, chances[1] - chances[0], effect, p, z)
        cells.append((number + 10, name, chrom, at, ref, alt, kind, "", *values))
    tsv.write(path, COLUMNS, cells, digits=".6g", gzipped=True)


def write_random(path: Path, before: np.ndarray, after: np.ndarray, kinds: list[str]) -> None:
    """Write random_changes.{name}.h5."""
    with h5py.File(path, "w") as file:
        file.create_dataset("kind", data=kinds, dtype=h5py.string_dtype())
        file["gc"] = np.zeros(len(kinds), np.int8)
        file["reference_score"] = before.astype(np.float32)
        file["alternative_score"] = after.astype(np.float32)


def write_counts(folder: Path, scored: int, unscored: list[tuple]) -> None:
    """Write counts.tsv and unscored.tsv; an unscored row is (line, name, ..., alt, reason)."""
    columns = ("line", "name", "chrom", "position", "ref", "alt", "reason")
    tsv.write(folder / "unscored.tsv", columns, unscored)
    reasons = [row[-1] for row in unscored]
    counts = [
        ("read", "lines", scored + len(reasons)),
        ("read", "alternative alleles", scored + len(reasons)),
        *(("unscored", reason, reasons.count(reason)) for reason in dict.fromkeys(reasons)),
        ("scored", "changes", scored),
    ]
    tsv.write(folder / "counts.tsv", ("step", "reason", "rows"), counts)

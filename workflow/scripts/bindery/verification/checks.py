"""The outcome of a check: what is stored, what was found, and whether they agree."""

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from os import PathLike
from pathlib import Path

from bindery import tsv
from bindery.errors import InputError
from bindery.files import parsing

logger = logging.getLogger(__name__)

AGREES, DIFFERS, UNCHECKED = "agrees", "differs", "not checked"
# Exit codes of `bindery verify`, the worst last.
CODES = {AGREES: 0, UNCHECKED: 2, DIFFERS: 1}
# Relative difference of numbers that agree: those of two machines differ in their last digits.
CLOSE = 1e-6


@dataclass(frozen=True)
class Check:
    """One check of one file.

    Attributes:
        file: the file, in the study's folder.
        check: what was compared.
        stored: what is stored, or empty.
        found: what was found, or why it could not be.
        verdict: `AGREES`, `DIFFERS` or `UNCHECKED`.
    """

    file: str
    check: str
    stored: str
    found: str
    verdict: str


def compared(file: str, check: str, stored: object, found: object) -> Check:
    """A check of two values, which agree if they are equal, or close numbers."""
    verdict = AGREES if _agree(stored, found) else DIFFERS
    return Check(file, check, _cell(stored), _cell(found), verdict)


def _agree(one: object, other: object) -> bool:
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_agree, one, other))
    if isinstance(one, int | float) and isinstance(other, int | float):
        return abs(one - other) <= CLOSE * max(abs(one), abs(other), 1e-3)
    return one == other


def _cell(value: object) -> str:
    return " ".join(str(value).split())


def guarded(file: Path, check: str, root: Path, run: Callable[[], Iterable[Check]]) -> list[Check]:
    """The checks of a function; one that says why if a file that it reads is missing or damaged."""
    name = file.relative_to(root).as_posix()
    if not file.is_file():
        return [Check(name, check, "", "there is no such file", UNCHECKED)]
    try:
        return list(run())
    except InputError as error:
        missing = "there is no such file" in str(error)
        return [Check(name, check, "", _cell(error), UNCHECKED if missing else DIFFERS)]


def write_checks(path: str | PathLike, checks: Sequence[Check]) -> None:
    """Write a row for each check: file, check, stored, found, verdict."""
    tsv.write(path, [field.name for field in fields(Check)], map(astuple, checks))


def read_checks(path: str | PathLike) -> list[Check]:
    """Read what `write_checks` wrote.

    Raises:
        InputError: the file is missing, cut or damaged.
    """
    with parsing(path):
        return [Check(**row) for row in tsv.read(path)]


def verdict_of(checks: Iterable[Check]) -> str:
    """The worst verdict: `DIFFERS` if any check found a difference; without any, `UNCHECKED`."""
    found = {check.verdict for check in checks}
    worst = (verdict for verdict in (DIFFERS, UNCHECKED, AGREES) if verdict in found)
    return next(worst, UNCHECKED)


def summary_of(checks: Sequence[Check]) -> str:
    """The line that sums checks up."""
    counts = Counter(check.verdict for check in checks)
    files = len({check.file for check in checks})
    parts = [f"{len(checks):,} checks of {files:,} files: {counts[AGREES]:,} agree"]
    told = {DIFFERS: "differ", UNCHECKED: UNCHECKED}
    parts += [f"{counts[one]:,} {words}" for one, words in told.items() if counts[one]]
    return ", ".join(parts)


def wrong(checks: Iterable[Check]) -> Iterator[Check]:
    """The checks that do not agree."""
    return (check for check in checks if check.verdict != AGREES)

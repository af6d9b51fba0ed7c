"""Whether each file of a study is whole, and the one that the study was verified with before."""

import zipfile
from collections.abc import Callable
from pathlib import Path

from bindery.errors import InputError
from bindery.files import BLOCK, is_gzip, opened, read_json
from bindery.hdf5 import is_whole
from bindery.verification.checks import AGREES, DIFFERS, UNCHECKED, Check, compared, guarded
from bindery.verification.digests import Digests

WHOLE, BEFORE = "whole", "digest when last verified"
# Of one run, or of this machine: no results.
LEFT_OUT = frozenset(("benchmarks", "logs", "resources"))
VERIFICATION = "verification.tsv"
# Pages of the study are written after it was verified.
WRITTEN_AFTER = ("report.html", "snakemake-report.zip")
REMAKE = "remove it and run again"


def _zipped(file: Path) -> None:
    try:
        with zipfile.ZipFile(file) as archive:
            damaged = archive.testzip()
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, ValueError) as error:
        raise InputError(f"the file is cut or damaged ({error})", file=file) from error
    if damaged:
        raise InputError(f"its {damaged} is damaged", file=file, remedy=REMAKE)


def _hdf5(file: Path) -> None:
    if not is_whole(file):
        raise InputError("the file is cut or damaged", file=file, remedy=REMAKE)


def _gzipped(file: Path) -> None:
    if not is_gzip(file):
        raise InputError("this is no gzip file", file=file, remedy=REMAKE)
    with opened(file) as handle:
        while handle.read(BLOCK):
            pass


def _ends_with(end: bytes) -> Callable[[Path], None]:
    def check(file: Path) -> None:
        if not file.read_bytes().rstrip().endswith(end):
            raise InputError("the file is cut", file=file, remedy=REMAKE)

    return check


def _lines(file: Path) -> None:
    content = file.read_bytes()
    if content and not content.endswith(b"\n"):
        raise InputError("its last line is cut", file=file, remedy=REMAKE)


READERS: dict[str, Callable[[Path], object]] = {
    ".gz": _gzipped,
    ".h5": _hdf5,
    ".json": read_json,
    ".keras": _zipped,
    ".npz": _zipped,
    ".svg": _ends_with(b"</svg>"),
    ".html": _ends_with(b"</html>"),
    ".tsv": _lines,
}


def results(root: Path) -> list[Path]:
    """All files of a study's results, sorted; without logs, and without the last verification."""
    return sorted(
        path
        for path in root.rglob("*")
        if path.is_file()
        and path.relative_to(root).parts[0] not in (*LEFT_OUT, VERIFICATION)
        and not path.name.startswith(".")
    )


def check_whole(file: Path, root: Path) -> list[Check]:
    """Read a file to its end as what its name says that it is."""
    reader = READERS.get(file.suffix)
    if reader is None:
        return []
    name = file.relative_to(root).as_posix()

    def run() -> list[Check]:
        reader(file)
        return [Check(name, WHOLE, "", "", AGREES)]

    return guarded(file, WHOLE, root, run)


def check_before(
    files: list[Path], root: Path, before: list[Check], since: float, digests: Digests
) -> list[Check]:
    """Compare files with their digests when the study was last verified.

    Args:
        files: all files of the study.
        root: its folder.
        before: the checks of that time; none if it was not verified.
        since: when that was, in seconds since 1970. What was written later is not compared.
        digests: digests of the study's files.
    """
    known = {own.file: own.found for own in before if own.check == BEFORE}
    found: list[Check] = []
    for file in (own for own in files if own.parent != root or own.name not in WRITTEN_AFTER):
        name = file.relative_to(root).as_posix()
        stored, now = known.pop(name, None), digests.of(file)
        if stored is None:
            found.append(Check(name, BEFORE, "", now, AGREES))
        elif stored != now and file.stat().st_mtime > since:
            told = f"{now}, written since"
            found.append(Check(name, BEFORE, stored, told, UNCHECKED))
        else:
            found.append(compared(name, BEFORE, stored, now))
    found += [Check(name, BEFORE, own, "it is missing", DIFFERS) for name, own in known.items()]
    return found

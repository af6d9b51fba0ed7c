"""Digests of the user's files, by which content, not time, decides what runs again.

A file is read again only if its size or one of its times differs from what was recorded with its
digest. The digest is of the content alone, so that every process finds the same, with the record
or without it. Standard library only, see `settings`.
"""

import hashlib
import os
import re
import time
from os import PathLike
from pathlib import Path
from typing import NamedTuple

# A file may change again within a tick of its file system's clock, and its times then stay.
TICK_SECONDS = 2.0
LINE = re.compile(r"(\d+)\t(\d+)\t(\d+)\t([0-9a-f]{64})\t([^\n]+)")
# Lines of files that have changed since, at most, before the record is written anew.
STALE_LINES = 1000


class _Times(NamedTuple):
    """What tells that a file may have changed: bytes, and times in nanoseconds.

    The time of the last change of the file's entry is set by whatever replaces a file and keeps its
    time of modification: `cp -p`, `mv`, `rsync`, `tar`.
    """

    size: int
    modified: int
    changed: int


class Record:
    """The digests of files, kept in a file of their own from one run to the next."""

    def __init__(self, file: str | PathLike):
        """Read nothing yet.

        Args:
            file: where digests are kept, which need not exist. If it cannot be written, digests are
                computed again in each process.
        """
        self._file = Path(file)
        self._known: dict[str, tuple[_Times, str]] | None = None

    def digest_of(self, path: str | PathLike) -> str:
        """The SHA-256 of a file, in hexadecimal; empty if it is not there or cannot be read."""
        name = os.path.abspath(path)
        if self._known is None:
            self._known = self._read()
        try:
            times = _times(name)
            known = self._known.get(name)
            if known and known[0] == times:
                return known[1]
            begun = time.time()
            with open(name, "rb") as handle:
                found = hashlib.file_digest(handle, "sha256").hexdigest()
            if _times(name) == times and times.changed < (begun - TICK_SECONDS) * 1e9:
                self._known[name] = times, found
                self._append(name, times, found)
        except OSError:
            return ""
        return found

    def _read(self) -> dict[str, tuple[_Times, str]]:
        try:
            text = self._file.read_text(encoding="utf-8", errors="surrogateescape")
        except OSError:
            return {}
        found: dict[str, tuple[_Times, str]] = {}
        lines = text.split("\n")
        for line in lines:
            # Another process may be in the middle of the last one.
            if match := LINE.fullmatch(line):
                size, modified, changed, digest, name = match.groups()
                found[name] = _Times(int(size), int(modified), int(changed)), digest
        if len(lines) > len(found) + STALE_LINES:
            self._rewrite(found)
        return found

    def _append(self, name: str, times: _Times, digest: str) -> None:
        if "\n" not in name:
            self._write(self._file, os.O_APPEND, _line(name, times, digest))

    def _rewrite(self, known: dict[str, tuple[_Times, str]]) -> None:
        text = "".join(_line(name, *own) for name, own in known.items())
        fresh = self._file.with_name(f"{self._file.name}.{os.getpid()}")
        if self._write(fresh, os.O_TRUNC, text):
            os.replace(fresh, self._file)

    def _write(self, file: Path, how: int, text: str) -> bool:
        """Write in one call, so that lines of several processes do not mix; whether it worked."""
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | how, 0o666)
            try:
                os.write(handle, text.encode(errors="surrogateescape"))
            finally:
                os.close(handle)
        except OSError:
            return False
        return True


def _times(name: str) -> _Times:
    found = os.stat(name)
    return _Times(found.st_size, found.st_mtime_ns, found.st_ctime_ns)


def _line(name: str, times: _Times, digest: str) -> str:
    return "\t".join([*map(str, times), digest, name]) + "\n"

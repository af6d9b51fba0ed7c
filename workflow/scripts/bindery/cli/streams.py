"""Standard input as a file, and a file as standard output. Standard library and click only."""

import contextlib
import shutil
import sys
import tempfile
from collections.abc import Iterator
from os import PathLike
from pathlib import Path

from bindery.errors import InputError

STANDARD = "-"
# How errors name it.
INPUT = "standard input"


@contextlib.contextmanager
def readable(path: str) -> Iterator[tuple[str, str]]:
    """Yield the path of a file to read, and its name in errors.

    Standard input, `-`, is copied to a temporary file, since files are read more than once: first
    to tell their format.

    Raises:
        InputError: there is no such file, it is a folder, or standard input is a terminal.
    """
    if path != STANDARD:
        if not Path(path).is_file():
            what = "this is a folder" if Path(path).is_dir() else "there is no such file"
            raise InputError(what, file=path, remedy="correct the path")
        yield path, path
        return
    if sys.stdin.isatty():
        raise InputError("nothing is piped in", file=INPUT, remedy="name a file, or pipe one in")
    with tempfile.NamedTemporaryFile(prefix="bindery-") as copy:
        shutil.copyfileobj(sys.stdin.buffer, copy)
        copy.flush()
        yield copy.name, INPUT


@contextlib.contextmanager
def writable(path: str) -> Iterator[Path]:
    """Yield the path of a file to write, whose content goes to standard output for `-`."""
    if path != STANDARD:
        yield Path(path)
        return
    with tempfile.TemporaryDirectory(prefix="bindery-") as folder:
        target = Path(folder) / "output"
        yield target
        with target.open("rb") as made:
            shutil.copyfileobj(made, sys.stdout.buffer)
        sys.stdout.buffer.flush()


def compressed(path: str | PathLike) -> bool:
    """Whether the name of an output asks for gzip."""
    return str(path).endswith(".gz")

"""Standard input as a file, and a file as standard output. Standard library only."""

import contextlib
import shutil
import sys
import tempfile
from collections.abc import Iterator
from os import PathLike
from pathlib import Path

from bindery.errors import InputError
from bindery.files import opened, write_gzip, written

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
        try:
            yield copy.name, INPUT
        except InputError as error:
            # Of what takes no other name for the file.
            raise InputError(str(error).replace(copy.name, INPUT)) from error


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


def hand_out(made: Path, target: Path, *, packed: bool) -> None:
    """Copy a table to an output, and pack or unpack it as the output's name asks.

    Args:
        made: the table, gzipped or not.
        target: the output, written whole or not at all.
        packed: whether the output is to be gzipped.
    """
    with opened(made) as table:
        if packed:
            write_gzip(target, table.read().decode("utf-8"))
            return
        with written(target) as temporary, temporary.open("wb") as plain:
            shutil.copyfileobj(table, plain)


def compressed(path: str | PathLike) -> bool:
    """Whether the name of an output asks for gzip."""
    return str(path).endswith(".gz")

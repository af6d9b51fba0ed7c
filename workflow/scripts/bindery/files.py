"""Write files whole or not at all; open and check files by their content."""

import contextlib
import gzip
import hashlib
import json
import math
import os
import zlib
from collections.abc import Iterator
from os import PathLike
from pathlib import Path
from typing import IO, Any

from bindery.errors import InputError
from bindery.machine_faults import name_path
from bindery.ownership import runs, temporaries

# Bytes read at a time.
BLOCK = 1 << 20
GZIP_MAGIC = b"\x1f\x8b"
# What to do about a file of ours that is damaged.
REMAKE = "remove it and run again"


@contextlib.contextmanager
def written(path: str | PathLike) -> Iterator[Path]:
    """Yield an empty file beside `path` to write to; rename it to `path` if nothing failed.

    A job whose Snakemake has ended renames nothing, see `ownership.runs`. What killed processes
    left of the same file is removed, see `ownership.temporaries`.
    """
    final = Path(path)
    final.parent.mkdir(parents=True, exist_ok=True)
    temporaries.sweep(final)
    temporary = temporaries.create(final)
    runs.begin(temporary)
    try:
        yield temporary
        runs.check()
        os.replace(temporary, final)
    except Exception as error:
        name_path(error, final)
        raise
    finally:
        temporary.unlink(missing_ok=True)
        runs.finish(temporary)


def write_text(path: str | PathLike, text: str) -> None:
    """Write a text file, in UTF-8, whole or not at all."""
    with written(path) as temporary:
        temporary.write_text(text, encoding="utf-8")


def write_json(
    path: str | PathLike, value: Any, *, digits: int | None = None, sort_keys: bool = False
) -> None:
    """Write plain values as JSON, one value on each line, whole or not at all.

    Args:
        path: output.
        value: nested dicts and lists of plain values.
        digits: significant digits of each float; NaN and infinities become null. None writes all
            floats unchanged.
        sort_keys: whether to sort the keys; otherwise they keep their order.
    """
    rounded = value if digits is None else _rounded(value, digits)
    write_text(path, json.dumps(rounded, indent=1, sort_keys=sort_keys) + "\n")


@contextlib.contextmanager
def parsing(path: str | PathLike) -> Iterator[None]:
    """Turn the errors of reading a file of ours that is not as it was written into one line."""
    try:
        yield
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        detail = " ".join(f"{type(error).__name__}: {error}".split())
        raise InputError(
            f"the file is cut, damaged or edited ({detail})", file=path, remedy=REMAKE
        ) from error


def read_json(path: str | PathLike, *keys: str) -> Any:
    """Read what `write_json` wrote.

    Args:
        path: the file.
        keys: what a mapping must have; any content will do if none are given.

    Raises:
        InputError: the file is missing, no JSON, or a mapping without one of the keys.
    """
    try:
        text = Path(path).read_bytes()
    except FileNotFoundError:
        raise InputError("there is no such file", file=path, remedy="run again") from None
    with parsing(path):
        found = json.loads(text)
    missing = [key for key in keys if not isinstance(found, dict) or key not in found]
    if missing:
        raise InputError(f"the file has no `{missing[0]}`", file=path, remedy=REMAKE)
    return found


def _rounded(value: Any, digits: int) -> Any:
    if isinstance(value, float):
        return float(f"{value:.{digits}g}") if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _rounded(own, digits) for key, own in value.items()}
    return [_rounded(own, digits) for own in value] if isinstance(value, list) else value


def write_gzip(path: str | PathLike, text: str) -> None:
    """Write a gzipped text file whose bytes depend only on the text (no file name, no time)."""
    with (
        written(path) as temporary,
        open(temporary, "wb") as raw,
        gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0, compresslevel=6) as handle,
    ):
        handle.write(text.encode())


def sha256(path: str | PathLike) -> str:
    """The SHA-256 of a file, in hexadecimal, as `sha256sum` prints it."""
    with open(path, "rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def check_sha256(path: str | PathLike, expected: str | None, origin: str | None = None) -> None:
    """Raise InputError unless the file's SHA-256 is the expected one (None accepts any)."""
    if expected is None:
        return
    found = sha256(path)
    if found != expected.lower():
        raise InputError(
            f"sha256 is {found}, not {expected}",
            file=origin or path,
            remedy="the file differs from the one that the table or config names: fetch it again, "
            "or correct the sha256 if the new file is the right one",
        )


def is_gzip(path: str | PathLike) -> bool:
    """Whether the file's content is gzip, whatever its name."""
    with open(path, "rb") as handle:
        return handle.read(2) == GZIP_MAGIC


@contextlib.contextmanager
def opened(path: str | PathLike, origin: str | None = None) -> Iterator[IO[bytes]]:
    """Open a file, gzipped or not, to read bytes.

    Args:
        path: the file.
        origin: the file's name in errors, such as its URL; the path if None.

    Raises:
        InputError: the file is missing, or its gzip data is truncated or damaged.
    """
    name = origin or path
    if not Path(path).is_file():
        special = Path(path).exists() and not Path(path).is_dir()
        what = "this is a pipe or a device, not a file" if special else "there is no such file"
        raise InputError(what, file=name, remedy="correct the path")
    opener: Any = gzip.open if is_gzip(path) else open
    try:
        with opener(path, "rb") as handle:
            yield handle
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise InputError(
            f"the gzip data is truncated or damaged ({error})",
            file=name,
            remedy="fetch or compress the file again",
        ) from None

"""Structure of RNA: unpaired probabilities by ViennaRNA, or contexts that a user gives."""

import functools
import importlib
import itertools
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from os import PathLike
from types import ModuleType

import numpy as np

from bindery import alphabet
from bindery.data.sequences import centred
from bindery.errors import InputError
from bindery.files import opened

# Bases of the stretch that is folded around each base, and the longest distance of a pair: local
# folding predicts sites in long RNA better than folding it as a whole (Lange et al. 2012).
STRETCH, SPAN = 150, 100
CONTEXTS = 5
AT_ONCE = 64


def unpaired(codes: np.ndarray, processes: int) -> np.ndarray:
    """The probability of each base of RNA to be unpaired, by ViennaRNA (Lorenz et al. 2011).

    Unknown bases, padding among them, are unpaired, and pair with nothing.

    Args:
        codes: uint8, shape (n, length).
        processes: processes that fold at once; the result does not depend on it.

    Returns:
        float32, shape (n, 1, length).

    Raises:
        InputError: ViennaRNA is not installed.
    """
    _library()
    letters = [alphabet.decode(row).replace("T", "U") for row in codes]
    with ProcessPoolExecutor(processes) as pool:
        rows = list(pool.map(_unpaired, letters, chunksize=AT_ONCE))
    return np.stack(rows)[:, None].astype(np.float32)


def _library() -> ModuleType:
    """ViennaRNA's module, which is an extra of Bindery."""
    try:
        return importlib.import_module("RNA")
    except ImportError:
        raise InputError(
            "structure needs ViennaRNA, which is not installed",
            remedy="pip install ViennaRNA, or give contexts in column 'structure' and set "
            "structure.method to given",
        ) from None


def _unpaired(letters: str) -> np.ndarray:
    """The probability of each letter to be unpaired, float64, shape (length,)."""
    bare = letters.strip("N")
    found = np.ones(len(letters))
    if not bare:
        return found
    first = letters.index(bare)
    size = len(bare)
    probabilities = _library().pfl_fold_up(bare, 1, min(STRETCH, size), min(SPAN, size))
    found[first : first + size] = [own[1] for own in probabilities[1:]]
    return found


def read_contexts(path: str | PathLike) -> dict[bytes, np.ndarray]:
    """Read five contexts of each sequence, as RNAcontext and its successors write them.

    Args:
        path: for each sequence a line `>` with its letters, and five lines of numbers, one for each
            base: probabilities of five contexts, such as paired, hairpin loop, inner loop,
            multiloop and external; gzipped or not.

    Returns:
        Codes of a sequence, as bytes -> float32, shape (5, length).

    Raises:
        InputError: a block has not five lines of as many numbers as letters. The error says what
            was expected and found, and the row.
    """
    found = {}
    with opened(path) as handle:
        lines = handle.read().decode("utf-8-sig", errors="replace").splitlines()
    for row, letters, block in _blocks(lines):
        values = [_numbers(line, path, row + at) for at, line in enumerate(block, 1)]
        if len(values) != CONTEXTS or any(len(own) != len(letters) for own in values):
            sizes = ", ".join(str(len(own)) for own in values) or "none"
            raise InputError(
                f"expected {CONTEXTS} lines of {len(letters)} numbers, found lines of {sizes}",
                file=path,
                row=row,
                remedy="give the sequence after '>', then a line of numbers for each context",
            )
        found[alphabet.encode(letters).tobytes()] = np.array(values, np.float32)
    if not found:
        raise InputError(
            "expected lines '>' with the letters of a sequence, found none",
            file=path,
            remedy="give the sequence after '>', then a line of numbers for each context",
        )
    return found


def _blocks(lines: list[str]) -> Iterator[tuple[int, str, list[str]]]:
    """Row, letters and further lines of each sequence."""
    starts = [at for at, line in enumerate(lines) if line.startswith(">")]
    for start, end in itertools.pairwise([*starts, len(lines)]):
        block = [line for line in lines[start + 1 : end] if line.strip()]
        yield start + 1, lines[start][1:].strip(), block


def _numbers(line: str, path: str | PathLike, row: int) -> list[float]:
    try:
        return [float(word) for word in line.split()]
    except ValueError:
        raise InputError(
            f"expected numbers, found '{line[:40]}'",
            file=path,
            row=row,
            remedy="give probabilities, separated by tabs or spaces",
        ) from None


def given(
    codes: np.ndarray, window: int, contexts: dict[bytes, np.ndarray], file: str
) -> np.ndarray:
    """Contexts of a tensor's rows, by the letters of their sequences.

    Args:
        codes: the rows, uint8, shape (n, stored).
        window: bases of a row's window.
        contexts: see `read_contexts`; sequences are cut or padded as the tensor's are, and padding
            has no context.
        file: name of their file, for errors.

    Returns:
        float32, shape (n, 5, stored).

    Raises:
        InputError: some rows have no contexts.
    """
    stored = codes.shape[1]
    cut = functools.partial(_cut, window=window, stored=stored)
    known = {
        cut(np.frombuffer(own, np.uint8), alphabet.UNKNOWN).tobytes(): np.stack(
            [cut(row, 0.0) for row in values]
        )
        for own, values in contexts.items()
    }
    missing = [row for row in range(len(codes)) if codes[row].tobytes() not in known]
    if missing:
        letters = alphabet.decode(codes[missing[0]]).strip("N").replace("T", "U")
        raise InputError(
            f"expected contexts of all {len(codes)} sequences, found none of {len(missing)}, such "
            f"as {letters}",
            file=file,
            remedy="add them, of the background too; of shuffles there are none",
        )
    return np.stack([known[row.tobytes()] for row in codes])


def _cut(values: np.ndarray, outside: float, *, window: int, stored: int) -> np.ndarray:
    """The part of a sequence's values that a tensor stores, see `sequences.centred`."""
    places = centred(np.arange(1, len(values) + 1, dtype=np.int64), window, stored)
    # Bases outside were padded with the code of an unknown one.
    inside = _inside(len(values), window, stored)
    found = np.full(stored, outside, values.dtype)
    found[inside] = values[places[inside] - 1]
    return found


def _inside(length: int, window: int, stored: int) -> np.ndarray:
    """Which stored positions are of a sequence of some length, bool, shape (stored,)."""
    return centred(np.zeros(length, np.uint8), window, stored) != alphabet.UNKNOWN


def structures_of(
    codes: np.ndarray, window: int, method: str, file: str | None, processes: int
) -> np.ndarray:
    """Structure of a tensor's rows, float32, shape (n, channels, stored).

    Args:
        codes: uint8, shape (n, stored).
        window: bases of a row's window.
        method: `unpaired` or `given`.
        file: file of contexts, for `given`.
        processes: see `unpaired`.
    """
    if method == "unpaired":
        return unpaired(codes, processes)
    return given(codes, window, read_contexts(str(file)), str(file))

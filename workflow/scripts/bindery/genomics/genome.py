"""A genome in a FASTA file: its index, lengths, letters, and windows.

pyfaidx makes and reads the index. Windows are read from the file directly, many at once, because a
call for each window would take longer than reading the bytes.
"""

import gzip
from collections.abc import Callable, Iterator
from os import PathLike
from pathlib import Path

import numpy as np
from pyfaidx import Faidx, FastaIndexingError

from bindery import alphabet
from bindery.errors import InputError
from bindery.files import BLOCK, write_text, written

# Windows closer than the first number are read at once, as a run. The second number limits the
# length of a run, so that memory does not grow with the genome.
RUN_GAP = 1 << 14
RUN_LIMIT = 1 << 20
LINE_ENDS = b"\n\r"

# Whether a byte is a lower-case letter, for bytes.translate.
_IS_LOWER = bytes(chr(byte).islower() and byte < 128 for byte in range(256))


class Genome:
    """A FASTA file with an index (`.fai` beside it), open for reading.

    Use it as a context manager, or call `close`.
    """

    def __init__(self, path: str | PathLike, origin: str | None = None):
        """Open a FASTA that `index` has indexed.

        Args:
            path: the FASTA.
            origin: the file that it was made from, for errors; the path if None.

        Raises:
            InputError: the index is missing.
        """
        self.path = Path(path)
        self.file = origin or path
        if not self.path.with_name(self.path.name + ".fai").is_file():
            raise InputError("the FASTA has no .fai index", file=path, remedy="index it first")
        faidx = Faidx(str(path), rebuild=False)
        self._records = dict(faidx.index)
        faidx.close()
        self._handle = open(path, "rb", buffering=0)  # noqa: SIM115  Closed by `close`.

    def __enter__(self) -> "Genome":
        """The genome itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._handle.close()

    @property
    def lengths(self) -> dict[str, int]:
        """Length in bases of each sequence, in the file's order."""
        return {name: record.rlen for name, record in self._records.items()}

    def _ends_early(self, name: str) -> InputError:
        return InputError(f"'{name}' ends too early", file=self.file, remedy="fetch it again")

    def _read(
        self, name: str, start: int, end: int, encode: Callable[[bytearray], np.ndarray]
    ) -> np.ndarray:
        """Numbers of the bases start to end - 1 of one sequence, without line ends."""
        record = self._records[name]
        bases, width = record.lenc, record.lenb
        first_line, last_line = start // bases, (end - 1) // bases
        self._handle.seek(record.offset + first_line * width)
        raw = bytearray((last_line - first_line + 1) * width)
        if self._handle.readinto(raw) <= (last_line - first_line) * width + (end - 1) % bases:
            raise self._ends_early(name)
        codes = encode(raw).reshape(-1, width)[:, :bases].reshape(-1)
        offset = start - first_line * bases
        return codes[offset : offset + end - start]

    def windows(self, chrom: np.ndarray, start: np.ndarray, length: int) -> np.ndarray:
        """Codes of many windows of one length.

        Args:
            chrom: sequence names, shape (n,).
            start: first base of each, 0-based, shape (n,).
            length: bases in each.

        Returns:
            uint8, shape (n, length), order ACGT, 4 for unknown; rows in the order of the arguments.

        Raises:
            InputError: a name is not in the genome, or a window leaves its sequence.
        """
        return self._gather(chrom, start, length, alphabet.encode)

    def lower_case(self, chrom: np.ndarray, start: np.ndarray, length: int) -> np.ndarray:
        """Which letters of many windows are lower-case, as soft-masked repeats are.

        Args:
            chrom: sequence names, shape (n,).
            start: first base of each, 0-based, shape (n,).
            length: bases in each.

        Returns:
            bool, shape (n, length).

        Raises:
            InputError: a name is not in the genome, or a window leaves its sequence.
        """
        return self._gather(chrom, start, length, _lower_case).astype(bool)

    def _gather(
        self,
        chrom: np.ndarray,
        start: np.ndarray,
        length: int,
        encode: Callable[[bytearray], np.ndarray],
    ) -> np.ndarray:
        """A number for each letter of many windows, uint8, shape (n, length)."""
        codes = np.empty((len(start), length), np.uint8)
        for name in dict.fromkeys(np.asarray(chrom).tolist()):
            if name not in self._records:
                raise InputError(f"there is no sequence '{name}'", file=self.file)
            rows = np.flatnonzero(chrom == name)
            rows = rows[np.argsort(start[rows], kind="stable")]
            starts = np.asarray(start)[rows].astype(np.int64)
            size = self._records[name].rlen
            if starts[0] < 0 or starts[-1] + length > size:
                raise InputError(f"a window leaves '{name}' (0-{size})", file=self.file)
            for first, last in _runs(starts, length):
                begin = int(starts[first])
                letters = self._read(name, begin, int(starts[last - 1]) + length, encode)
                views = np.lib.stride_tricks.sliding_window_view(letters, length)
                codes[rows[first:last]] = views[starts[first:last] - begin]
        return codes

    def letters(self, name: str) -> Iterator[bytes]:
        """The upper-case letters of one sequence, in blocks."""
        return (block.upper() for block in self._blocks(name))

    def has_lower_case(self) -> bool:
        """Whether any letter of the genome is lower-case; without one, repeats are not masked."""
        blocks = (block for name in self._records for block in self._blocks(name))
        return any(block != block.upper() for block in blocks)

    def _blocks(self, name: str) -> Iterator[bytes]:
        """The letters of one sequence as they are in the file, in blocks."""
        record = self._records[name]
        self._handle.seek(record.offset)
        left, ends = record.rlen, record.lenb - record.lenc
        while left:
            # No more than its own bytes: a genome may have 200,000 sequences of a few lines.
            size = min(BLOCK, left + (left // record.lenc + 1) * ends)
            block = self._handle.read(size).translate(None, LINE_ENDS)[:left]
            if not block:
                raise self._ends_early(name)
            if b" " in block or b"\t" in block:
                raise InputError(
                    f"'{name}' has white space in its lines", file=self.file, remedy="remove it"
                )
            left -= len(block)
            yield block


def _lower_case(raw: bytearray) -> np.ndarray:
    return np.frombuffer(raw.translate(_IS_LOWER), np.uint8)


def _runs(starts: np.ndarray, length: int) -> Iterator[tuple[int, int]]:
    """Split sorted starts into runs, first to last - 1, that are near enough to be read at once."""
    cuts = np.flatnonzero(np.diff(starts) > RUN_GAP + length) + 1
    for first, last in zip([0, *cuts], [*cuts, len(starts)], strict=True):
        while first < last:
            stop = first + int(np.searchsorted(starts[first:last], starts[first] + RUN_LIMIT))
            yield first, max(stop, first + 1)
            first = max(stop, first + 1)


def index(fasta: str | PathLike, sizes: str | PathLike, origin: str | None = None) -> None:
    """Write the `.fai` index beside a FASTA, and a table of its lengths.

    Args:
        fasta: plain FASTA.
        sizes: output, lines `name<TAB>length` in the file's order.
        origin: the file that it was made from, for errors; the path if None.

    Raises:
        InputError: lines of one sequence differ in length, or a name appears twice.
    """
    fai = Path(f"{fasta}.fai")
    fai.unlink(missing_ok=True)
    try:
        Faidx(str(fasta)).close()
    except (FastaIndexingError, ValueError, KeyError, RuntimeError) as error:
        raise InputError(
            f"it cannot be indexed ({error})",
            file=origin or fasta,
            remedy="wrap each sequence at one width without blank lines, and give each a different "
            "name",
        ) from None
    with Genome(fasta) as genome:
        lines = (f"{name}\t{length}\n" for name, length in genome.lengths.items())
        write_text(sizes, "".join(lines))


def write_fasta(path: str | PathLike, sequences: dict[str, str], width: int = 60) -> None:
    """Write sequences as FASTA, gzipped if the name ends in .gz."""
    with written(path) as temporary:
        opener = gzip.open if str(path).endswith(".gz") else open
        with opener(temporary, "wt") as handle:
            for name, letters in sequences.items():
                handle.write(f">{name}\n")
                for start in range(0, len(letters), width):
                    handle.write(letters[start : start + width] + "\n")

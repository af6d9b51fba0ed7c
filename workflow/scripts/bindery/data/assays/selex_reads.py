"""Read the reads of a SELEX cycle, and cut out the ligands: FASTQ, FASTA or a sequence a line."""

from dataclasses import dataclass
from os import PathLike
from typing import NamedTuple

import numpy as np

from bindery import alphabet
from bindery.data.letters import encoded
from bindery.errors import InputError
from bindery.files import opened
from bindery.formats import START, foreign
from bindery.row_counts import RowCounts

WANTED = "reads as FASTQ, FASTA, or one sequence a line, gzipped or not"
# Lines of a record of FASTQ. Some programs write `+` for the `@` of a name that they left out.
LINES, NAMES = 4, (b"@", b"+")
# A base of an end that so many reads share belongs to a primer or barcode.
CONSTANT = 0.75
# Bases that may vary within an end, such as a barcode between primers.
WITHIN = 2
# Where a smaller share of reads has the constant bases, these are wrong.
LEAST_KEPT = 0.01
# The difference of an end's composition between cycles from which models can learn it: half the sum
# of absolute differences of the shares of A, C, G, T. Sampling errors of 10,000 reads are 0.01.
TOLD = 0.03


@dataclass(frozen=True)
class Trim:
    """What surrounds the ligand of a read, from its 5' end: UMI, constant bases, ligand, more.

    Attributes:
        umi: bases of a unique molecular identifier, 0 for none.
        before: constant bases before the ligand, which a read must have.
        ligand: bases of the ligand.
        after: constant bases after it, such as a barcode, which a read must have; what follows them
            is cut off.
    """

    umi: int
    before: str
    ligand: int
    after: str

    @property
    def start(self) -> int:
        """Bases before the ligand."""
        return self.umi + len(self.before)

    @property
    def least(self) -> int:
        """Bases of the shortest read that has all parts."""
        return self.start + self.ligand + len(self.after)


class Reads(NamedTuple):
    """The sequences of a file, in upper case; the line of each; and the layout of the file."""

    letters: list[bytes]
    rows: list[int]
    layout: str


@dataclass
class Ligands:
    """Distinct ligands of a cycle.

    Attributes:
        codes: uint8, shape (n, ligand).
        count: number of molecules, or without UMIs of reads, int64, shape (n,).
    """

    codes: np.ndarray
    count: np.ndarray


def read_ligands(
    path: str | PathLike, *, file: str, cycle: str, trim: Trim, log: RowCounts
) -> Ligands:
    """Read a cycle's ligands, each once, in the order of their first reads.

    Args:
        path: the reads.
        file: their name in errors.
        cycle: name of the cycle in the row counts, such as `cycle_4`.
        trim: what surrounds a ligand.
        log: the row counts to add to.

    Raises:
        InputError: the file has another format; or no read has the parts that `trim` asks for.
    """
    reads, rows, layout = read_lines(path, file)
    log.note("read", f"{cycle}: reads, {layout}", len(reads))
    lengths = np.array([len(read) for read in reads])
    length = int(np.bincount(lengths).argmax())
    _check_length(length, trim, file)
    same = np.flatnonzero(lengths == length)
    log.note("dropped", f"{cycle}: reads of other lengths than {length}", len(reads) - len(same))
    # Older sequencers write a dot for a base that they could not read.
    letters = [reads[at].replace(b".", b"N").decode() for at in same]
    codes = np.stack(encoded(letters, [rows[at] for at in same], file))
    return _distinct(_with_parts(codes, cycle, trim, file, log), cycle, trim, log)


def read_lines(path: str | PathLike, file: str) -> Reads:
    """Read a file of reads, whose layout its content tells, not its name.

    Raises:
        InputError: the file has another format, or no reads.
    """
    with opened(path, file) as handle:
        start = handle.read(START)
        strange = foreign(start)
        if strange is not None and not start.startswith(NAMES):
            raise InputError(f"this is {strange.what}, not reads", file=file, remedy=WANTED)
        lines = (start + handle.read()).upper().splitlines()
    while lines and not lines[-1].strip():
        lines.pop()
    if not lines:
        raise InputError(f"expected {WANTED}, found an empty file", file=file)
    if lines[0].startswith(b">"):
        return _fasta(lines)
    if lines[0].startswith(NAMES):
        return _fastq(lines, file)
    words = [line.split() for line in lines]
    wrong = next((row for row, own in enumerate(words) if len(own) != 1), None)
    if wrong is not None:
        shown = lines[wrong][:40].decode(errors="replace")
        raise InputError(
            f"expected {WANTED}; found '{shown}'",
            file=file,
            row=wrong + 1,
            remedy="give one sequence a line and nothing else",
        )
    return Reads([own[0] for own in words], list(range(1, len(words) + 1)), "one sequence a line")


def _fasta(lines: list[bytes]) -> Reads:
    found: list[bytes] = []
    rows: list[int] = []
    for row, line in enumerate(lines, 1):
        if line.startswith(b">"):
            found.append(b"")
            rows.append(row + 1)
        else:
            found[-1] += line.strip()
    return Reads(found, rows, "FASTA")


def _fastq(lines: list[bytes], file: str) -> Reads:
    names, seconds = lines[::LINES], lines[2::LINES]
    for first, part, what in ((1, names, NAMES), (3, seconds, NAMES[1:])):
        wrong = next((row for row, own in enumerate(part) if not own.startswith(what)), None)
        if wrong is not None:
            signs = " or ".join(sign.decode() for sign in what)
            raise InputError(
                f"expected FASTQ, four lines a read, of which this begins with {signs}",
                file=file,
                row=LINES * wrong + first,
                remedy="give sequences of one line each",
            )
    if len(lines) % LINES:
        raise InputError(
            f"the last read of the FASTQ has {len(lines) % LINES} of {LINES} lines",
            file=file,
            row=len(lines),
            remedy="the file was cut; fetch it again",
        )
    letters = [line.strip() for line in lines[1::LINES]]
    return Reads(letters, list(range(2, len(lines) + 1, LINES)), "FASTQ")


def _check_length(length: int, trim: Trim, file: str) -> None:
    """Raise InputError unless reads are as long as their parts."""
    left = length - trim.start
    if length < trim.least:
        raise InputError(
            f"most reads have {length} bases, and their parts {trim.least}: {trim.umi} of a UMI, "
            f"'{trim.before}', {trim.ligand} of the ligand (window), '{trim.after}'",
            file=file,
            remedy="set window to the ligand's bases, and selex.before and selex.after to what "
            "surrounds it",
        )
    if not trim.after and left != trim.ligand:
        raise InputError(
            f"most reads have {left} bases after what is cut off, and the ligand (window) has "
            f"{trim.ligand}",
            file=file,
            remedy=f"set `window: {left}`, or selex.after to the constant bases after the ligand",
        )


def _with_parts(codes: np.ndarray, cycle: str, trim: Trim, file: str, log: RowCounts) -> np.ndarray:
    """The reads that have all constant bases: uint8, shape (n, length)."""
    kept = np.ones(len(codes), bool)
    for name, letters, at in (
        ("before", trim.before, trim.umi),
        ("after", trim.after, trim.start + trim.ligand),
    ):
        if not letters:
            continue
        part = codes[:, at : at + len(letters)]
        has = (part == alphabet.encode(letters)).all(axis=1)
        others, count = part[kept & ~has], int((kept & ~has).sum())
        kept &= has
        most = _most_frequent(others)
        log.note("dropped", f"{cycle}: reads without {letters} {name} the ligand{most}", count)
        if kept.mean() < LEAST_KEPT:
            raise InputError(
                f"{100 * kept.mean():.2g}% of the reads have {letters} {name} a ligand of "
                f"{trim.ligand} bases{most}",
                file=file,
                remedy=f"correct selex.{name} or window",
            )
    known = (codes[:, trim.start : trim.start + trim.ligand] < alphabet.UNKNOWN).all(axis=1)
    log.note("dropped", f"{cycle}: ligands with an unknown base", (kept & ~known).sum())
    return codes[kept & known]


def _most_frequent(parts: np.ndarray) -> str:
    """Words for the most frequent of some parts of reads: it may be another sample's barcode."""
    if not len(parts):
        return ""
    found, counts = np.unique(parts, axis=0, return_counts=True)
    share = round(100 * counts.max() / len(parts))
    return f" ({share}% of them have {alphabet.decode(found[counts.argmax()])})"


def _distinct(codes: np.ndarray, cycle: str, trim: Trim, log: RowCounts) -> Ligands:
    """Each ligand once; reads of one molecule, by their UMI, count once."""
    ligands = codes[:, trim.start : trim.start + trim.ligand]
    if trim.umi:
        molecules = np.concatenate([codes[:, : trim.umi], ligands], axis=1)
        first = np.sort(np.unique(molecules, axis=0, return_index=True)[1])
        log.note("joined", f"{cycle}: further reads of a molecule, by UMI", len(codes) - len(first))
        ligands = ligands[first]
    found, first, count = np.unique(ligands, axis=0, return_index=True, return_counts=True)
    order = np.argsort(first)
    log.note("joined", f"{cycle}: further reads of a ligand", len(ligands) - len(found))
    log.note("kept", f"{cycle}: distinct ligands", len(found))
    return Ligands(found[order], count[order])


def constant_ends(codes: np.ndarray) -> tuple[str, str]:
    """The first and last bases that most ligands share, as letters, N where they vary within.

    Args:
        codes: uint8, shape (n, ligand).

    Returns:
        Letters at the 5' and at the 3' end; empty if the outermost bases vary.
    """
    shares = np.stack([(codes == base).mean(axis=0) for base in range(4)])
    constant = shares.max(axis=0) >= CONSTANT
    best = np.where(constant, shares.argmax(axis=0), alphabet.UNKNOWN).astype(np.uint8)
    before = _reach(constant)
    behind = _reach(constant[before:][::-1])
    return alphabet.decode(best[:before]), alphabet.decode(best[len(best) - behind :])


def _reach(constant: np.ndarray) -> int:
    """The number of positions of an end: up to the last constant one before WITHIN others."""
    last = 0
    for position in np.flatnonzero(constant):
        if position - last > WITHIN:
            break
        last = int(position) + 1
    return last


def told_apart(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """How much each position's composition differs between two sets: 0 to 1, shape (ligand,)."""
    shares = [np.stack([(own == base).mean(axis=0) for base in range(4)]) for own in (one, other)]
    return np.abs(shares[0] - shares[1]).sum(axis=0) / 2

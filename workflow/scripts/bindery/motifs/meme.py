"""Read and write motifs in MEME's minimal text format, which most motif programs use."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from os import PathLike
from typing import NoReturn

import numpy as np

from bindery.alphabet import BASES, RNA
from bindery.errors import InputError
from bindery.files import opened, write_text
from bindery.motifs.matrices import Motif

HEADER = """MEME version 4

ALPHABET= {letters}

{strands}Background letter frequencies
A 0.25 C 0.25 G 0.25 {last} 0.25
"""
# Number of sites of a matrix whose file does not give it, as in MEME's own tools.
NSITES = 20
# Largest difference from 1 of the sum of a position's probabilities, which files round.
TOLERANCE = 0.02
_KEY = re.compile(r"(\w+)\s*=\s*(\S+)")


def _block(motif: Motif) -> str:
    sites = motif.counts.sum(axis=1)
    shares = motif.counts / sites[:, None]
    rows = "".join(" ".join(f"{share:.6f}" for share in row) + "\n" for row in shares)
    name = f"MOTIF {motif.identifier}{' ' if motif.name else ''}{motif.name}"
    size = f"alength= 4 w= {len(shares)} nsites= {max(1, round(float(sites.max())))} E= 0"
    return f"\n{name}\nletter-probability matrix: {size}\n{rows}"


def _header(letters: str) -> str:
    """The first lines of a file; RNA has one strand, so its file does not name strands."""
    strands = "" if letters == RNA else "strands: + -\n\n"
    return HEADER.format(letters=letters, strands=strands, last=letters[-1])


def write_meme(path: str | PathLike, motifs: Sequence[Motif]) -> None:
    """Write motifs as MEME's minimal text format, version 4; the same bytes for the same motifs.

    Probabilities are counts divided by their sum, with six decimals and no pseudocount. `nsites` is
    the largest sum of counts at a position.

    Args:
        path: output, text.
        motifs: counts in order ACGT, each position with at least one; identifiers without spaces;
            all of DNA or all of RNA.

    Raises:
        ValueError: an identifier is empty or has spaces, a matrix is empty, or a position has no
            counts.
    """
    for motif in motifs:
        if not motif.identifier or re.search(r"\s", motif.identifier):
            raise ValueError(f"'{motif.identifier}' cannot be an identifier in MEME's format")
        if len(motif.counts) == 0 or not (motif.counts.sum(axis=1) > 0).all():
            raise ValueError(f"motif {motif.identifier} has a position without counts")
    letters = motifs[0].letters if motifs else BASES
    write_text(path, _header(letters) + "".join(_block(motif) for motif in motifs))


@dataclass
class _Reader:
    """The lines of a file and the index of the current line; its number is the index plus one."""

    path: str | PathLike
    lines: list[str]
    index: int = 0
    letters: str = BASES

    def refuse(self, index: int, problem: str, remedy: str) -> NoReturn:
        raise InputError(problem, file=self.path, row=index + 1, remedy=remedy)

    def check_alphabet(self, index: int) -> None:
        letters = re.sub(r"[\s'\"]", "", self.lines[index].partition("=")[2])
        if not self.lines[index].startswith("ALPHABET=") or letters not in (BASES, RNA):
            self.refuse(
                index,
                f"the alphabet is '{letters or self.lines[index]}', neither ACGT nor ACGU",
                "give motifs of DNA or RNA",
            )
        self.letters = letters

    def motif(self) -> Motif:
        """Read the motif whose MOTIF line is the current one; go to the line after its matrix."""
        start = self.index
        fields = self.lines[start].split(maxsplit=2)
        if len(fields) < 2:
            self.refuse(start, "this motif has no name", "write it after MOTIF, on the same line")
        while not self.lines[self.index].startswith("letter-probability matrix"):
            self.index += 1
            ended = self.index == len(self.lines)
            if ended or self.lines[self.index].split(maxsplit=1)[:1] == ["MOTIF"]:
                self.refuse(
                    start,
                    f"motif {fields[1]} has no letter-probability matrix",
                    "add it, or remove the motif",
                )
        name = fields[2].strip() if len(fields) > 2 else ""
        return Motif(fields[1], name, self.matrix(), self.letters)

    def matrix(self) -> np.ndarray:
        """Read the matrix at the current line, as counts: probabilities times sites."""
        start = self.index
        keys = dict(_KEY.findall(self.lines[start]))
        try:
            sites = float(keys.get("nsites", NSITES))
            width = int(keys["w"]) if "w" in keys else None
            letters = int(keys.get("alength", 4))
        except ValueError:
            self.refuse(
                start,
                "alength, w or nsites of this matrix is not a number",
                "correct them, or leave them out",
            )
        if letters != 4 or not sites > 0:
            self.refuse(
                start,
                f"this matrix has alength {letters} and {sites:g} sites",
                "give a matrix of four letters and at least one site",
            )
        rows = []
        self.index += 1
        while self.index < len(self.lines) and re.match(r"\s*[-+.\d]", self.lines[self.index]):
            rows.append(self.row())
        if not rows or (width is not None and len(rows) != width):
            promised = "at least one" if width is None else f"w= {width}"
            self.refuse(
                start,
                f"this matrix has {len(rows)} rows and its header says {promised}",
                "the file may be truncated: get it again, or correct w",
            )
        return np.array(rows) * sites

    def row(self) -> list[float]:
        """Read four probabilities, scaled to sum to 1 exactly."""
        index = self.index
        self.index += 1
        try:
            shares = [float(word) for word in self.lines[index].split()]
        except ValueError:
            shares = []
        total = sum(shares)
        good = len(shares) == 4 and min(shares) >= 0 and abs(total - 1) <= TOLERANCE
        if not good:
            self.refuse(
                index,
                f"'{self.lines[index].strip()}' is not four probabilities that sum to 1",
                "correct them; the order of bases is A C G T",
            )
        return [share / total for share in shares]


def read_meme(path: str | PathLike) -> list[Motif]:
    """Read the motifs of a file in MEME's minimal text format, gzipped or not.

    Args:
        path: text; matrices of probabilities in order ACGT or ACGU.

    Returns:
        Motifs in the file's order. Their counts are the probabilities times the number of sites (20
        if the file does not give it), float64, shape (length, 4).

    Raises:
        InputError: the file is missing, is not in this format, or not of DNA or RNA, or has a bad
            matrix.
    """
    with opened(path) as handle:
        lines = handle.read().decode("utf-8-sig", errors="replace").splitlines()
    reader = _Reader(path, lines)
    if not any(line.startswith("MEME version") for line in lines[:50]):
        reader.refuse(
            0,
            "this is not MEME's minimal text format",
            "its first line is 'MEME version 4'; get or convert the motifs in that format",
        )
    found = []
    while reader.index < len(lines):
        line = lines[reader.index]
        if line.startswith("ALPHABET"):
            reader.check_alphabet(reader.index)
        if line.split(maxsplit=1)[:1] == ["MOTIF"]:
            found.append(reader.motif())
        else:
            reader.index += 1
    if not found:
        raise InputError(
            "there is no motif in this file",
            file=path,
            remedy="give one with a MOTIF line for each",
        )
    return found

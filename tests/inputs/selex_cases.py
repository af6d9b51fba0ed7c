"""Reads of SELEX: what is read and how, and what is refused.

Each case: what kind of input it is, what it is in words, its content, and what is expected: the
layout that its content tells, or a part of the one line that refuses the file.
"""

import gzip
from typing import NamedTuple

READS = ("ACGTACGT", "GGGTTTCC")
A, B = READS


class Read(NamedTuple):
    """How a file is read: its layout. All have the same two reads."""

    layout: str

    def __str__(self) -> str:
        """In words, for the table of inputs."""
        return f"two reads, {self.layout}"


class Case(NamedTuple):
    """One input, in a file named as FASTQ."""

    kind: str
    name: str
    content: str | bytes
    expected: Read | str


FASTQ = f"@a\n{A}\n+\nIIIIIIII\n@b\n{B}\n+\n@@@@@@@@\n"
LINES = Read("one sequence a line")
READ = [
    ("one sequence a line, named FASTQ", f"{A}\n{B}\n", LINES),
    ("small letters, lines ends of Windows", f"acgtacgt\r\n{B}\r\n\r\n", LINES),
    ("FASTA of wrapped lines", f">a\n{A[:4]}\n{A[4:]}\n>b\n{B}\n", Read("FASTA")),
    ("FASTQ", FASTQ, Read("FASTQ")),
    ("gzipped FASTQ", gzip.compress(FASTQ.encode(), mtime=0), Read("FASTQ")),
    ("FASTQ with + for names", f"+\n{A}\n+\n+\n+\n{B}\n+\n+\n", Read("FASTQ")),
    ("reads of other lengths beside", f"{A}\n{B}\n{A}A\n", LINES),
    ("dots for bases that were not read", f"{A}\n{B}\nACG.ACGT\n", LINES),
]
REFUSED = [
    (
        "nothing",
        "",
        "expected reads as FASTQ, FASTA, or one sequence a line, gzipped or not, found",
    ),
    ("BED", "chr1\t1\t2\n", "row 1: expected reads as FASTQ, FASTA, or one sequence a line"),
    ("sequences with counts", f"{A} 12\n", f"found '{A} 12'; give one sequence a line and nothing"),
    ("FASTQ of wrapped lines", f"@a\n{A}\n{A}\n+\n", "row 3: expected FASTQ, four lines a read"),
    ("a cut FASTQ", f"@a\n{A}\n+\nIIIIIIII\n@b\nAC\n", "row 6: the last read of the FASTQ has 2"),
    ("a web page", "<!DOCTYPE html>\n<html>", "this is a web page"),
    ("proteins", "EFILPQEF\nILPQEFIL\n", "row 1: 100% of the letters are no bases, such as 'E'"),
    ("longer ligands than the window", f"{A}AC\n{B}AC\n", "set `window: 10`, or selex.after to"),
    ("shorter ones", f"{A[:6]}\n{B[:6]}\n", "most reads have 6 bases, and their parts 8: 0 of a"),
]
CASES = [Case("reads of SELEX", *case) for case in (*READ, *REFUSED)]

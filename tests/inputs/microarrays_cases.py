"""Inputs of microarrays: what is read and how, and what is refused.

Each case: what kind of input it is, what it is in words, its content, and what is expected: the
column of intensity, or a part of the one line that refuses the file.
"""

from typing import NamedTuple

PROBES = ("ACGTACGTAC", "GGGTTTCCCA")
A, B = PROBES


class Read(NamedTuple):
    """How a file is read: its column of intensity. All have the same two probes and intensities."""

    column: str

    def __str__(self) -> str:
        """In words, for the table of inputs."""
        return f"two probes, intensity of column {self.column}"


class Case(NamedTuple):
    """One input."""

    kind: str
    name: str
    content: str
    expected: Read | str


READ = [
    ("sequence, signal, background", f"{A}\t5\t1\n{B}\t7.5\t2\n", Read("2 (signal)")),
    ("sequence, signal", f"{A}\t5\n{B}\t7.5\n", Read("2 (signal)")),
    ("UniPROBE's signal, sequence", f"5\t{A}\n7.5\t{B}\n", Read("1 (signal)")),
    (
        "the same with a header",
        f"sequence\tsignal\tbackground\n{A}\t5\t1\n{B}\t7.5\t2\n",
        Read("signal"),
    ),
    (
        "DREAM5's header",
        "TF_Id\tArrayType\tSequence\tSignal_Mean\tBackground_Mean\tSignal_Median\tFlag\n"
        f"TF_1\tHK\t{A}\t5\t1\t9\t0\nTF_1\tHK\t{B}\t7.5\t2\t9\t0\n",
        Read("Signal_Mean"),
    ),
    (
        "UniPROBE's header, raw and normalised",
        "ID\tSequence\tCy3\tCy3Flags\tAlexa488\tAlexa488Flags\tAlexa488Norm\tAlexa488Median\n"
        f"dBr_1\t{A}\t1\t0\t2\t0\t5\t3\ndBr_2\t{B}\t1\t0\t2\t0\t7.5\t3\n",
        Read("Alexa488Norm"),
    ),
    (
        "UniPROBE's header, adjusted too",
        "Sequence\tAlexa488\tAlexa488Norm\tAlexa488SpatiallyAdjusted\n"
        f"{A}\t1\t2\t5\n{B}\t1\t2\t7.5\n",
        Read("Alexa488SpatiallyAdjusted"),
    ),
    ("commas", f"Sequence,Signal\r\n{A},5\r\n{B},7.5\r\n", Read("Signal")),
    (
        "a flagged spot and an empty one",
        f"Sequence\tSignal\tFlag\n{A}\t5\t0\n{A}\t6\t-100\n\t7\t0\n{B}\t7.5\t0\n",
        Read("Signal"),
    ),
]
REFUSED = [
    ("BED", "chr1\t100\t200\n", "row 1: expected a table of probes: a header with columns such"),
    ("another header", "name\tscore\nx\t1\n", "found a first row of name, score; name the"),
    (
        "no intensity",
        f"Sequence\tQuality\n{A}\t1\n",
        "found a header with columns Sequence, Quality",
    ),
    ("a word for an intensity", f"{A}\tx\n", f"found a first row of {A}, x"),
    (
        "a word in a later row",
        f"Sequence\tSignal\n{A}\thigh\n",
        "row 2: column Signal 'high' is not a number",
    ),
    (
        "an infinite intensity",
        f"Sequence\tSignal\n{A}\tinf\n",
        "row 2: column Signal 'inf' is not a number",
    ),
    ("a header alone", "Sequence\tSignal\n", "found no probes"),
    ("proteins", f"Sequence\tSignal\n{'EFILPQ' * 4}\t5\n", "these look like proteins"),
]
CASES = [Case("microarrays", *case) for case in (*READ, *REFUSED)]

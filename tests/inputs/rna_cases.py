"""Inputs of RNA: the layouts of RNAcompete and of contexts, and what is refused.

Each case: what kind of input it is, what it is in words, its content, and what is expected:
intensities of the rows, or a part of the one line that refuses the file.
"""

from typing import NamedTuple


class Case(NamedTuple):
    """One input."""

    kind: str
    name: str
    content: str
    expected: str | tuple[float | None, ...]
    column: str | None = None


KIND, OF_CONTEXTS = "RNAcompete", "contexts of RNA"
LINES = "1.5 GGUUAACA\n-0.25 ACGUACGUAC\nNaN GGG\n"
TABLE = (
    "Probe_Set\tRNA_Seq\tRNCMPT00001\tRNCMPT00002\n"
    "SetA\tGGUUAACA\t1.5\t7\nSetB\tACGUACGUAC\t-0.25\t8\nSetA\tGGG\t\t9\n"
)
VALUES = (1.5, -0.25, None)
WANTED = "expected lines `intensity sequence`, or a table with a column of sequences"
READ = [
    Case(KIND, "lines of an intensity and a sequence", LINES, VALUES),
    Case(KIND, "the sequence first", "GGUUAACA 1.5\nACGUACGUAC -0.25\nGGG NaN\n", VALUES),
    Case(KIND, "tabs between the two", LINES.replace(" ", "\t"), VALUES),
    Case(KIND, "a header", "intensity\tsequence\n" + LINES.replace(" ", "\t"), VALUES),
    Case(KIND, "other names", "Signal\tRNA\n" + LINES.replace(" ", "\t"), VALUES),
    Case(KIND, "commas", "intensity,sequence\n" + LINES.replace(" ", ","), VALUES),
    Case(KIND, "letters of DNA", LINES.replace("U", "T"), VALUES),
    Case(KIND, "sets and several experiments, the experiment's column", TABLE, VALUES),
    Case(KIND, "the column that the config names", TABLE, (7, 8, 9), "RNCMPT00002"),
]
REFUSED = [
    Case(
        *(KIND, "a column that is not there", TABLE),
        "row 1: expected a column 'other', which rnacompete.column names; found columns Probe_Set",
        "other",
    ),
    Case(
        *(KIND, "several columns of intensities, of other experiments"),
        TABLE.replace("00001", "00003"),
        "row 1: expected one column of intensities, found columns RNCMPT00003, RNCMPT00002",
    ),
    Case(
        *(KIND, "a set C", TABLE.replace("SetB", "C")),
        "row 3: expected set A or B, found 'C'",
    ),
    Case(KIND, "no column of sequences", "a\tb\n1\t2\n", f"row 1: {WANTED}"),
    Case(
        *(KIND, "a line without an intensity", LINES + "ACGU\n"),
        "row 4: expected a number and a sequence, as in the first line; found 'ACGU'",
    ),
    Case(
        *(KIND, "a line cut short", LINES + "2 \n"),
        "row 4: expected a number and a sequence, as in the first line; found '2'",
    ),
    Case(
        *(KIND, "a word for an intensity", "intensity\tsequence\nhigh\tACGU\n"),
        "row 2: intensity 'high' is not a number",
    ),
    Case(KIND, "a header alone", "intensity\tsequence\n", "found no rows"),
    Case(KIND, "letters of a protein", "intensity\tsequence\n1\tMKTAYIAKQR\n", "are no bases"),
]
CONTEXTS = [
    Case(
        *(OF_CONTEXTS, "one line of numbers", ">ACG\n1 2 3\n"),
        "row 1: expected 5 lines of 3 numbers, found lines of 3",
    ),
    Case(
        *(OF_CONTEXTS, "a line cut short", ">AC\n1 2\n1 2\n1 2\n1 2\n1\n"),
        "row 1: expected 5 lines of 2 numbers, found lines of 2, 2, 2, 2, 1",
    ),
    Case(
        *(OF_CONTEXTS, "a word for a number", ">A\n1\n1\n1\nx\n1\n"),
        "row 5: expected numbers, found 'x'",
    ),
    Case(
        *(OF_CONTEXTS, "no line with >", "ACGT\n"),
        "expected lines '>' with the letters of a sequence, found none",
    ),
]
CASES = [*READ, *REFUSED, *CONTEXTS]

"""Inputs of sequences: what is read and how, and what is refused.

Each case: what kind of input it is, what it is in words, its content, and what is expected: names,
letters and targets of the rows, or a part of the one line that refuses the file.
"""

import gzip
from typing import NamedTuple

SEQUENCES = ("ACGTACGTAC", "GGGTACCATG")


class Read(NamedTuple):
    """How a file is read: targets of its rows, None if it has none; and what the log says."""

    targets: tuple[float, ...] | None = None
    says: str = ""
    names: tuple[str, ...] = ()
    sequences: tuple[str, ...] = SEQUENCES

    def __str__(self) -> str:
        """In words, for the table of inputs."""
        targets = "all positives" if self.targets is None else f"targets {self.targets}"
        return f"{len(self.sequences)} sequences, {targets}" + (
            f"; log: {self.says}" if self.says else ""
        )


class Case(NamedTuple):
    """One input."""

    kind: str
    name: str
    content: str | bytes
    expected: Read | str


def table(header: str, *columns: str, between: str = "\t") -> str:
    """A header and two rows: the sequences, and words for the first and the second row."""
    rows = [
        between.join((letters, *(column.split("/")[row] for column in columns)))
        for row, letters in enumerate(SEQUENCES)
    ]
    return "\n".join((between.join(header.split()), *rows, ""))


BOTH = Read((1, 0))
PLAIN = table("sequence target", "1/0")
READ = [
    ("table, target", PLAIN, BOTH),
    (
        "table, label",
        table("sequence label", "1/0"),
        Read((1, 0), "column 'label' is read as 'target'"),
    ),
    (
        "table, class of words",
        table("sequence class", "bound/unbound"),
        Read((1, 0), "bound is a positive and unbound background"),
    ),
    (
        "table, class of -1 and 1",
        table("sequence class", "1/-1"),
        Read((1, 0), "1 is a positive and -1 background"),
    ),
    (
        "table, class of signs",
        table("sequence class", "+/-"),
        Read((1, 0), "+ is a positive and - background"),
    ),
    ("table, label of decimals", table("sequence label", "1.0/0.0"), BOTH),
    ("table, label of truth values", table("sequence label", "True/False"), BOTH),
    ("table, y", table("sequence y", "0/1"), Read((0, 1))),
    ("table, one class", table("sequence label", "1/1"), Read((1, 1))),
    ("table, an unmeasured label", table("sequence label", "1/NA"), Read((1, float("nan")))),
    ("table, other capitals", table("Sequence Target", "1/0"), BOTH),
    (
        "table, all capitals",
        table("SEQUENCE NAME LABEL", "a/b", "1/0"),
        Read((1, 0), "", ("a", "b")),
    ),
    ("table, seq and id", table("seq id", "a/b"), Read(None, "", ("a", "b"))),
    ("table, target words", table("sequence target", "positive/negative"), BOTH),
    ("table, measured values", table("sequence target", "0.5/-1.5"), Read((0.5, -1.5))),
    ("table, targets of 1 and -1 are numbers", table("sequence target", "1/-1"), Read((1, -1))),
    (
        "table, R's NA in names and groups",
        table("sequence name group", "NA/b", "NA/NA"),
        Read(None, "", ("sequence_1", "b")),
    ),
    ("table, words of splits", table("sequence split target", "Training/val", "1/0"), BOTH),
    ("table, comments above the header", "# made by hand\n#\n" + PLAIN, BOTH),
    ("table, header after #", "#" + PLAIN, BOTH),
    ("table, header cells with blanks", PLAIN.replace("sequence\t", " sequence \t"), BOTH),
    ("table, a spreadsheet's trailing tabs", PLAIN.replace("\n", "\t\t\n"), BOTH),
    ("table, lines of blanks", PLAIN.replace("\nG", "\n  \n\t\nG"), BOTH),
    ("table, an unnamed empty column", table("sequence target", "1/0").replace("\n", "\t\n"), BOTH),
    ("table, commas", table("sequence target", "1/0", between=","), BOTH),
    ("table, semicolons", table("sequence target", "1/0", between=";"), BOTH),
    ("table, quoted cells", '"sequence"\t"target"\n"ACGTACGTAC"\t"1"\n"GGGTACCATG"\t"0"\n', BOTH),
    ("table, RNA in lower case", PLAIN.replace("ACGTACGTAC", "acguacguac"), BOTH),
    ("table, old Macintosh line ends", PLAIN.replace("\n", "\r"), BOTH),
    ("table, gzipped", gzip.compress(PLAIN.encode()), BOTH),
    (
        "DeepBind's file",
        "FoldID\tEventID\tseq\tBound\nA\ta\tACGTACGTAC\t1\nB\tb\tGGGTACCATG\t0\n",
        Read((1, 0), "", ("a", "b")),
    ),
    ("FASTA", ">a\nACGTACGTAC\n>b\nGGGTA\nCCATG\n", Read(None, "", ("a", "b"))),
    (
        "FASTA, IUPAC's letters",
        ">a\nACGTACGTAC\n>b\nGGGTACCRYN\n",
        Read(None, "", (), ("ACGTACGTAC", "GGGTACCNNN")),
    ),
    (
        "FASTA, comment lines",
        ";old style\n>a\nACGTACGTAC\n;in between\n>b\nGGGTACCATG\n",
        Read(None),
    ),
    ("FASTA of comments alone", ";old style\n;none\n", "the file has no sequences, only comments"),
    ("FASTA, blank lines", "\n\n>a\n\nACGTACGTAC\n\n>b\nGGGTACCATG\n\n", Read(None)),
    (
        "FASTA, one strange letter in many",
        ">a\n" + "ACGT" * 60 + "?\n",
        Read(None, "1 letters that are no bases, such as '?' in row 1", (), ("ACGT" * 60 + "N",)),
    ),
]
PROTEIN = ">p\nMKTAYIAKQRQISFVKSHFSRQLEERLGLIEVQ\n"
REFUSED = [
    (
        "FASTA of proteins",
        PROTEIN,
        "row 1: 45.5% of the letters are no bases, such as 'I': these look like proteins",
    ),
    (
        "table of proteins",
        "sequence\tlabel\nMKTAYIAKQRQISF\t1\nSHFSRQLEERLGLI\t0\n",
        "of the letters are no bases, such as 'I': these look like proteins",
    ),
    (
        "RNA with structures below",
        ">a\nACGUACGUAC\n(((....)))\n",
        "letters are no bases, such as '('; leave out lines of structure",
    ),
    (
        "words of k bases",
        "sequence\tlabel\nACGTTG CGTTGA GTTGAC\t1\nTTTTTT TTTTTT TTTTTA\t0\n",
        "such as ' '; remove blanks between letters; give whole sequences, not words of k",
    ),
    (
        "FASTA, quoted sequences",
        '>a\n"ACGTACGTAC"\n',
        "letters are no bases, such as '\"'; remove the quotation marks",
    ),
    (
        "FASTA, an alignment",
        ">a\nACGT--ACGTAC\n>b\nGGGTACCA--TG\n",
        "such as '-'; remove the gaps of an alignment",
    ),
    ("FASTA masked by X", ">a\nACGTXXXXXXAC\n", "such as 'X'; write N for masked bases"),
    ("FASTA, numbers of positions", ">a\n1 ACGTACGTAC 10\n", "letters are no bases, such as '1'"),
    ("FASTQ", "@a\nACGT\n+\nIIII\n", "this is a FASTQ file of reads, not sequences; give FASTA"),
    ("VCF", "##fileformat=VCFv4.2\n#CHROM\tPOS\n", "this is a VCF file of variants, not sequences"),
    ("bigBed", b"\xeb\xf2\x89\x87\x04\x00", "this is a bigBed file, not sequences"),
    ("UTF-16", PLAIN.encode("utf-16"), "this is text in UTF-16, not sequences; save it as UTF-8"),
    (
        "Excel workbook",
        b"PK\x03\x04\x14\x00",
        "this is an Excel workbook or a zip archive, not sequences",
    ),
    ("a web page", "<!DOCTYPE html>\n", "this is a web page, not sequences"),
    (
        "BED",
        "chr1\t10\t60\n",
        "row 1: this file is neither FASTA nor a table of sequences; start with '>'",
    ),
    (
        "sequences alone",
        "ACGT\nGGGT\n",
        "row 1: this file is neither FASTA nor a table of sequences",
    ),
    (
        "table, spaces for tabs",
        "sequence target\nACGT 1\n",
        "row 1: spaces are between the columns' names; separate cells by one tab",
    ),
    (
        "table, an unknown column",
        table("sequence lable", "1/0"),
        "row 1: column 'lable' is not understood; did you mean 'label'? Else name it",
    ),
    (
        "table, a column of something else",
        table("sequence gc", "0.5/0.4"),
        "row 1: column 'gc' is not understood; name it one of sequence, name, target",
    ),
    (
        "table, an unnamed column that is filled",
        "sequence\t\tname\nACGT\tx\ta\n",
        "row 1: a column has no name",
    ),
    (
        "table, label of three classes",
        "sequence\tlabel\nACGT\ta\nGGGT\tb\nCCGT\tc\n",
        "column 'label' has 3 values, a, b, c, of which none plainly means bound; give two classes",
    ),
    (
        "table, label of unknown words",
        table("sequence label", "CTCF/none"),
        "of which none plainly means bound; give two classes, 1 and 0",
    ),
    (
        "table, y of measured values",
        table("sequence y", "0.3/1.7"),
        "or name the column 'target' if it is measured",
    ),
    (
        "table, label and target",
        table("sequence label target", "1/0", "1/0"),
        "row 1: column 'target' appears twice (as 'label' and 'target'); keep one",
    ),
    (
        "table, sequence twice",
        table("sequence Seq", "ACGT/ACGT"),
        "column 'sequence' appears twice (as 'sequence' and 'Seq')",
    ),
    (
        "table, an empty sequence",
        "sequence\tname\nACGT\ta\nNA\tb\n",
        "row 3: the sequence is empty; give it, or remove the row",
    ),
    (
        "table, a target that is no number",
        table("sequence target", "1/high"),
        "row 3: target 'high' is not a number",
    ),
    (
        "DeepBind's file, a column of something else",
        "FoldID\tEventID\tseq\tBound\tlabel\nA\ta\tACGTACGTAC\t1\t0\n",
        "row 1: column 'label' is not understood",
    ),
]
CASES = [Case("sequences", *case) for case in (*READ, *REFUSED)]

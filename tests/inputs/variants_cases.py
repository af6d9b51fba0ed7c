"""Files of variants as people have them: what is scored of them, and what is not and why."""

import gzip
from dataclasses import dataclass, field
from typing import Any

GENOME = {
    "chrI": "ACGTACGTTTGCAACCGGTTAGAGAGCATTTTACGNNCATGCCGATTACAGGCATTTGAC",
    "chrII": "TTGACCATGCTTGACCATGC",
}
WINDOW = 11
HEADER = "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"
SAMPLES = HEADER.replace("INFO\n", "INFO\tFORMAT\tone\ttwo\n")
PHASED = {"haplotypes": True}
VCF, TABLE = "variants of a VCF", "table of variants"


@dataclass(frozen=True)
class Read:
    """What is read of a file.

    Attributes:
        kinds: kind of each change, in its order, haplotypes too.
        unscored: reason -> alleles that are not scored.
        noticed: what is noticed -> how often.
    """

    kinds: tuple[str, ...] = ()
    unscored: dict[str, int] = field(default_factory=dict)
    noticed: dict[str, int] = field(default_factory=dict)

    def __str__(self) -> str:
        """In words, for the table of inputs."""
        left = [f"not scored ({reason})" for reason in self.unscored]
        return "; ".join([", ".join(self.kinds), *left, *self.noticed]).strip("; ")


@dataclass(frozen=True)
class Case:
    """A file of variants.

    Attributes:
        kind: kind of input.
        name: the file, in words.
        content: the file.
        expected: what is read of it, or a part of the error.
        options: settings of `read_changes.Reading`.
    """

    kind: str
    name: str
    content: str | bytes
    expected: Read | str
    options: dict[str, Any] = field(default_factory=dict)


def line(position: int | str, ref: str, alt: str, *more: str, chrom: str = "chrI") -> str:
    """A line of a VCF; more columns go below those of the samples."""
    first = [chrom, str(position), ".", ref, alt, ".", ".", "."]
    return "\t".join([*first, *more]) + "\n"


def one(name: str, ref: str, alt: str, position: int | str, *kinds: str, **told: Any) -> Case:
    """A VCF with one line beside one that is always scored."""
    unscored, noticed = told.get("unscored", {}), told.get("noticed", {})
    text = HEADER + line(5, "A", "G") + line(position, ref, alt, chrom=told.get("chrom", "chrI"))
    expected = told.get("expected", Read(("A>G", *kinds), unscored, noticed))
    return Case(VCF, name, text, expected, told.get("options", {}))


OTHER_STRAND = "REF is the genome's on the other strand"
HIDDEN = "the genome has an unknown base at REF"
MISMATCH = "REF is not what the genome has"
PAST = "REF begins before its chromosome or ends past it"
LETTERS = "an allele has other letters than A, C, G and T"
NOT_LEFT = "insertions and deletions that are not left-normalised, scored as they are"
TWICE = "changes that an earlier line has too, scored again"
SHORT = "lines of fewer than 8 columns, of which the first 5 are read"
LEFT_OUT = "alleles left out of haplotypes, since they overlap another there"
STAR = "ALT is *, a deletion that another line has"
SYMBOLIC = "ALT is symbolic, without a sequence"

ALLELES = [
    one("a substitution", "C", "T", 2, "C>T"),
    one("lower-case alleles", "c", "t", 2, "C>T"),
    one("two alternative alleles", "C", "T,G", 2, "C>T", "C>G"),
    one("an insertion", "C", "CTT", 15, "insertion_2"),
    one("a deletion", "TAC", "T", 4, "deletion_2"),
    one("a deletion of more than a window", "A" + GENOME["chrI"][5:30], "A", 5, "deletion_25"),
    one("two bases in the place of two", "CA", "TG", 12, "mnv_2"),
    one("a substitution written with its neighbours", "GCA", "GTA", 11, "C>T"),
    one("three bases in the place of two", "CA", "TGT", 12, "complex"),
    one("an insertion and a substitution at once", "C", "CTT,A", 15, "insertion_2", "C>A"),
    one("ALT is a dot", "C", ".", 2, unscored={"ALT is missing": 1}),
    one("ALT is a star", "C", "*", 2, unscored={STAR: 1}),
    one("a star beside an allele", "C", "*,T", 2, "C>T", unscored={STAR: 1}),
    one("<DEL>", "C", "<DEL>", 2, unscored={SYMBOLIC: 1}),
    one("<NON_REF> beside an allele", "C", "T,<NON_REF>", 2, "C>T", unscored={SYMBOLIC: 1}),
    one("a breakend", "C", "C[chrII:5[", 2, unscored={"ALT is a breakend": 1}),
    one("a single breakend", "C", ".C", 2, unscored={"ALT is a breakend": 1}),
    one("ALT is REF", "C", "C", 2, unscored={"ALT is the same as REF": 1}),
    one("REF is a dot", ".", "C", 2, unscored={"REF is missing": 1}),
    one("REF is a hyphen, as of ANNOVAR", "-", "C", 2, unscored={"REF is missing": 1}),
    one("ALT is N", "C", "N", 2, unscored={LETTERS: 1}),
    one("ALT is IUPAC's R", "C", "R", 2, unscored={LETTERS: 1}),
    one("an unknown base beside the change", "GNN", "TNN", 35, "G>T"),
    one("an empty allele between commas", "C", "T,,G", 2, "C>T", "C>G",
        unscored={"ALT is missing": 1}),
]  # fmt: skip
REFERENCE = [
    one("REF differs", "G", "T", 1, unscored={MISMATCH: 1}),
    one("REF agrees on the other strand", "T", "G", 1, unscored={OTHER_STRAND: 1}),
    one("a long REF agrees on the other strand", "TTGC", "T", 11, unscored={OTHER_STRAND: 1}),
    one("REF is a base where the genome is unknown", "A", "C", 36, unscored={HIDDEN: 1}),
    one("N in REF beside the change", "NCA", "NTA", 11, "C>T"),
    one("REF differs, mismatches: fail", "G", "T", 1, options={"mismatches": "fail"},
        expected=f"variants, row 4: {MISMATCH}: 'G' at chrI:1; give a VCF of this assembly"),
    one("every REF agrees, mismatches: fail", "C", "T", 2, "C>T", options={"mismatches": "fail"}),
    one("an insertion that is not left-normalised", "A", "AGA", 25, "insertion_2",
        noticed={NOT_LEFT: 1}),
    one("a deletion that is not left-normalised", "TT", "T", 31, "deletion_1",
        noticed={NOT_LEFT: 1}),
    one("a deletion at the left of equal bases", "AT", "A", 28, "deletion_1"),
    one("the first base", "A", "C", 1, "A>C"),
    one("the last base", "C", "A", 60, "C>A"),
    one("a deletion up to the end", "GAC", "G", 58, "deletion_2"),
    one("an insertion after the end", "C", "CA", 60, "insertion_1"),
    one("position 0", "A", "C", 0, unscored={PAST: 1}),
    one("past the end", "A", "C", 61, unscored={PAST: 1}),
    one("REF ends past the end", "ACG", "A", 59, unscored={PAST: 1}),
    one("the same change twice", "A", "G", 5, "A>G", noticed={TWICE: 1}),
    one("the same change in longer alleles", "TAC", "TGC", 4, "A>G", noticed={TWICE: 1}),
]  # fmt: skip
NAMES = [
    one("chr1 where the genome has chrI", "A", "C", 1, chrom="chr1",
        expected="row 4: chromosome 'chr1' is not in small; add under `genome:` in the config: "
        "aliases: {"),
    one("1 where the genome has chrI", "A", "C", 1, chrom="1",
        expected="aliases: {1: chrI, 2: chrII}"),
    one("names with aliases", "A", "C", 1, "A>C", chrom="one",
        options={"aliases": {"one": "chrI"}}),
    one("a decoy among the chromosomes", "A", "C", 1, chrom="decoy_7",
        unscored={"the genome has no such chromosome": 1}),
    Case(VCF, "no chromosome of the genome", HEADER + line(1, "A", "C", chrom="scaffold_3"),
         "row 3: chromosome 'scaffold_3' is not in small, which has chrI, chrII"),
]  # fmt: skip
GOOD = line(2, "C", "T")
FILES = [
    Case(VCF, "gzipped", gzip.compress((HEADER + GOOD).encode()), Read(("C>T",))),
    Case(VCF, "gzipped in two parts, as bgzip does",
         gzip.compress(HEADER.encode()) + gzip.compress(GOOD.encode()), Read(("C>T",))),
    Case(VCF, "gzip that ends early", gzip.compress((HEADER + GOOD * 900).encode())[:-20],
         "the gzip data is truncated or damaged"),
    Case(VCF, "gzipped twice", gzip.compress(gzip.compress((HEADER + GOOD).encode())),
         "this is gzipped twice"),
    Case(VCF, "lines that end as on Windows", (HEADER + GOOD).replace("\n", "\r\n"),
         Read(("C>T",))),
    Case(VCF, "a byte-order mark", "\ufeff" + HEADER + GOOD, Read(("C>T",))),
    Case(VCF, "blank lines and comments between lines", HEADER + GOOD + "\n# more\n" + HEADER
         + line(5, "A", "G"), Read(("C>T", "A>G"))),
    Case(VCF, "no line ##fileformat", HEADER.split("\n", 1)[1] + GOOD, Read(("C>T",))),
    Case(VCF, "no header at all", GOOD, Read(("C>T",))),
    Case(VCF, "no line of columns", "##fileformat=VCFv4.2\n" + GOOD, Read(("C>T",))),
    Case(VCF, "seven columns under a header of eight", HEADER + GOOD.rsplit("\t", 1)[0] + "\n",
         Read(("C>T",), {}, {SHORT: 1})),
    Case(VCF, "five columns", HEADER + "chrI\t2\trs1\tC\tT\n", Read(("C>T",), {}, {SHORT: 1})),
    Case(VCF, "columns separated by blanks", HEADER + GOOD.replace("\t", "  "), Read(("C>T",))),
    Case(VCF, "four columns in a line", HEADER + GOOD + "chrI\t5\t.\tA\n",
         Read(("C>T",), {"fewer than 5 columns": 1})),
    Case(VCF, "a word as POS", HEADER + GOOD + line("ten", "A", "G"),
         Read(("C>T",), {"POS is not a number": 1})),
    Case(VCF, "a negative POS", HEADER + GOOD + line(-5, "A", "G"),
         Read(("C>T",), {"POS is not a number": 1})),
    Case(VCF, "a POS of 40 digits", HEADER + GOOD + line("3" * 40, "A", "G"),
         Read(("C>T",), {"POS is not a number": 1})),
    Case(VCF, "a POS with commas", HEADER + GOOD + line("1,000", "A", "G"),
         Read(("C>T",), {"POS is not a number": 1})),
    Case(VCF, "no CHROM in a line", HEADER + GOOD + line(5, "A", "G", chrom=""),
         Read(("C>T",), {"CHROM is empty": 1})),
    Case(VCF, "a header alone", HEADER, "the file has no variants"),
    Case(VCF, "nothing that can be scored", HEADER + line(2, "C", "<DEL>"),
         f"none of its 1 alleles can be scored (1: {SYMBOLIC})"),
    Case(VCF, "lines that are not sorted", HEADER + line(5, "A", "G") + GOOD, Read(("A>G", "C>T"))),
    Case(VCF, "BCF", b"BCF\x02\x02" + b"\0" * 99, "this is BCF; convert it: bcftools view"),
]  # fmt: skip


def genotypes(*rows: tuple[int, str, str, str, str], keys: str = "GT") -> str:
    """A VCF of two samples."""
    lines = (line(at, ref, alt, keys, own, other) for at, ref, alt, own, other in rows)
    return SAMPLES + "".join(lines)


TOGETHER = ("A>G", "C>T", "haplotype")
HAPLOTYPES = [
    Case(VCF, "phased on one haplotype",
         genotypes((5, "A", "G", "0|1", "0/0"), (6, "C", "T", "0|1", "0/0")), Read(TOGETHER),
         PHASED),
    Case(VCF, "phased, and haplotypes not asked for",
         genotypes((5, "A", "G", "0|1", "0/0"), (6, "C", "T", "0|1", "0/0")), Read(TOGETHER[:2])),
    Case(VCF, "phased on two haplotypes",
         genotypes((5, "A", "G", "0|1", "0/0"), (6, "C", "T", "1|0", "0/0")), Read(TOGETHER[:2]),
         PHASED),
    Case(VCF, "not phased",
         genotypes((5, "A", "G", "0/1", "0/0"), (6, "C", "T", "0/1", "0/0")), Read(TOGETHER[:2]),
         PHASED),
    Case(VCF, "homozygous without a phase",
         genotypes((5, "A", "G", "1/1", "0/0"), (6, "C", "T", "0|1", "0/0")), Read(TOGETHER),
         PHASED),
    Case(VCF, "the same haplotype in two samples",
         genotypes((5, "A", "G", "0|1", "1|1"), (6, "C", "T", "0|1", "1|1")), Read(TOGETHER),
         PHASED),
    Case(VCF, "two phase sets",
         genotypes((5, "A", "G", "0|1:5", "0/0:."), (6, "C", "T", "0|1:6", "0/0:."), keys="GT:PS"),
         Read(TOGETHER[:2]), PHASED),
    Case(VCF, "one phase set",
         genotypes((5, "A", "G", "0|1:5", "0/0:."), (6, "C", "T", "0|1:5", "0/0:."), keys="GT:PS"),
         Read(TOGETHER), PHASED),
    Case(VCF, "further apart than a window",
         genotypes((5, "A", "G", "0|1", "0/0"), (34, "C", "T", "0|1", "0/0")), Read(TOGETHER[:2]),
         PHASED),
    Case(VCF, "three of which a window holds two at a time",
         genotypes((5, "A", "G", "0|1", "0"), (12, "C", "T", "0|1", "0"),
                   (21, "A", "G", "0|1", "0")),
         Read(("A>G", "C>T", "A>G", "haplotype", "haplotype")), PHASED),
    Case(VCF, "an allele within a deletion of its haplotype",
         genotypes((4, "TACG", "T", "0|1", "0"), (6, "C", "T", "0|1", "0"),
                   (8, "T", "C", "0|1", "0")),
         Read(("deletion_3", "C>T", "T>C", "haplotype"), {}, {LEFT_OUT: 1}), PHASED),
    Case(VCF, "the second of two alternative alleles on each haplotype",
         genotypes((5, "A", "G,T", "1|2", "0"), (6, "C", "T", "0|1", "0")),
         Read(("A>G", "A>T", "C>T", "haplotype")), PHASED),
    Case(VCF, "haplotypes of a file without samples", HEADER + GOOD,
         "haplotypes are asked for, and the file has no samples", PHASED),
    Case(VCF, "haplotypes of lines that are not sorted",
         genotypes((6, "C", "T", "0|1", "0"), (5, "A", "G", "0|1", "0")),
         "row 4: haplotypes are asked for, and the lines are not sorted by position", PHASED),
]  # fmt: skip

LEFT, RIGHT = "ACGTTGCA", "GGCATTAC"


def pairs(header: str, *middles: tuple[str, str], separator: str = "\t") -> str:
    """A table of pairs that differ between the same flanks."""
    rows = [(f"v{at}", LEFT + a + RIGHT, LEFT + b + RIGHT) for at, (a, b) in enumerate(middles)]
    text = "\n".join(separator.join(row) for row in rows)
    return header.replace("\t", separator) + "\n" + text + "\n"


USUAL = "id\treference\talternative"
TABLES = [
    Case(TABLE, "columns reference and alternative", pairs(USUAL, ("C", "T")), Read(("C>T",))),
    Case(TABLE, "columns in capitals", pairs(USUAL.upper(), ("C", "T")), Read(("C>T",))),
    Case(TABLE, "columns ref_seq_101 and alt_seq_101",
         pairs("id\tref_seq_101\talt_seq_101", ("C", "T")), Read(("C>T",))),
    Case(TABLE, "columns Reference Sequence and Mutant Sequence",
         pairs("id\tReference Sequence\tMutant Sequence", ("C", "T")), Read(("C>T",))),
    Case(TABLE, "commas between cells", pairs(USUAL, ("C", "T"), separator=","), Read(("C>T",))),
    Case(TABLE, "semicolons between cells", pairs(USUAL, ("C", "T"), separator=";"),
         Read(("C>T",))),
    Case(TABLE, "gzipped", gzip.compress(pairs(USUAL, ("C", "T")).encode()), Read(("C>T",))),
    Case(TABLE, "sequences of different lengths",
         pairs(USUAL, ("C", "CTT"), ("TT", ""), ("CA", "TTT")),
         Read(("insertion_2", "deletion_2", "complex"))),
    Case(TABLE, "lower-case letters and U", pairs(USUAL, ("c", "u")), Read(("C>T",))),
    Case(TABLE, "two substitutions next to each other", pairs(USUAL, ("CA", "TG")),
         Read(("mnv_2",))),
    Case(TABLE, "two separate substitutions", pairs(USUAL, ("CAC", "TAT")), Read(("haplotype",))),
    Case(TABLE, "an unknown base beside the change", pairs(USUAL, ("CN", "TN")), Read(("C>T",))),
    Case(TABLE, "equal sequences", pairs(USUAL, ("C", "C"), ("C", "T")),
         Read(("C>T",), {"both sequences are the same": 1})),
    Case(TABLE, "an empty alternative", pairs(USUAL, ("C", "T")) + "v9\tACGTTGCACGG\t\n",
         Read(("C>T",), {"a sequence is empty": 1})),
    Case(TABLE, "a change to N", pairs(USUAL, ("C", "N"), ("C", "T")),
         Read(("C>T",), {"the change has letters other than A, C, G and T": 1})),
    Case(TABLE, "letters that are no bases", pairs(USUAL, ("C", "E"), ("C", "T")),
         Read(("C>T",), {"a sequence has letters that are no bases": 1})),
    Case(TABLE, "alleles beside whole sequences",
         "id\tref\talt\tref_seq\talt_seq\n" + f"a\tG\tA\t{LEFT}C{RIGHT}\t{LEFT}T{RIGHT}\n",
         Read(("C>T",))),
    Case(TABLE, "alleles without sequences", "chrom\tpos\tref\talt\nchrI\t2\tC\tT\n",
         "row 1: column 'ref' has alleles without the sequence around them; give a VCF"),
    Case(TABLE, "no column of alternatives", "id\treference\n" + f"a\t{LEFT}\n",
         "this is no VCF, and no table with columns of reference and alternative sequences"),
    Case(TABLE, "two columns of references",
         "ref_seq_51\tref_seq_101\talt_seq_51\n" + f"{LEFT}\t{LEFT}\t{RIGHT}\n",
         "columns 'ref_seq_51' and 'ref_seq_101' may both be meant"),
    Case(TABLE, "a header alone", USUAL + "\n", "the table has no rows"),
]  # fmt: skip
CASES = [*ALLELES, *REFERENCE, *NAMES, *FILES, *HAPLOTYPES, *TABLES]

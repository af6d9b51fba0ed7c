"""Files of variants: how many changes are scored, and why others are not, or what refuses the file.

The genome has two sequences: chr1 is `ONE`, chr2 is `TWO`. What is expected: the number of changes
that are scored, then `reason: number` of the others; or a part of the one line that refuses it.
"""

import gzip
from typing import Any, NamedTuple


class Case(NamedTuple):
    """One input."""

    kind: str
    name: str
    content: Any
    expected: Any


VCF, TABLE, HAPLOTYPES = "variants in a VCF", "variants in a table", "phased haplotypes"
ONE = "ACGTACGTTTTTGACCAGTCAGGCATNRACGTACGATCGATCGGATATATCG"
TWO = "acgtgcatgcatgcaaaatcgatcgat"
HEAD = "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"
END = "\t.\tPASS\t.\n"


def vcf(*rows: str) -> str:
    """A VCF of rows `CHROM POS ID REF ALT`."""
    return HEAD + "".join("\t".join(row.split()) + END for row in rows)


SNV = "chr1 2 rs1 C T"
VCFS = [
    ("a substitution", vcf(SNV), "1"),
    ("no variants but a header", HEAD, "nothing in it can be scored: it has no variants"),
    ("gzipped", gzip.compress(vcf(SNV).encode()), "1"),
    ("CRLF", vcf(SNV).replace("\n", "\r\n"), "1"),
    ("a byte-order mark", "\ufeff" + vcf(SNV), "1"),
    ("blank lines", vcf(SNV) + "\n   \n", "1"),
    ("lower-case letters", vcf("chr1 2 . c t"), "1"),
    ("a soft-masked genome", vcf("chr2 2 . C T"), "1"),
    ("several alternative alleles", vcf("chr1 2 . C T,G,A"), "3"),
    ("one of several alleles missing", vcf("chr1 2 . C T,."), "1; ALT is missing: 1"),
    ("an insertion", vcf("chr1 2 . C CAA"), "1"),
    ("a deletion", vcf("chr1 13 . GAC G"), "1"),
    ("several bases for as many", vcf("chr1 2 . CG TA"), "1"),
    ("several bases for more", vcf("chr1 2 . CG TAA"), "1"),
    ("a deletion within equal bases, to the left", vcf("chr1 8 . TT T"), "1"),
    (
        "a deletion within equal bases, to the right",
        vcf("chr1 10 . TT T"),
        "1; indels that are not left-normalised: 1",
    ),
    (
        "an insertion within equal bases, to the right",
        vcf("chr1 11 . T TT"),
        "1; indels that are not left-normalised: 1",
    ),
    ("bases that both alleles end with", vcf("chr1 2 . CGT TGT"), "1"),
    ("the same allele", vcf(SNV, "chr1 3 . G G"), "1; ALT is the same as REF: 1"),
    ("the same line twice", vcf(SNV, SNV), "2; alleles that a line just before has too: 1"),
    ("a monomorphic site", vcf(SNV, "chr1 3 . G ."), "1; ALT is missing: 1"),
    ("a star", vcf(SNV, "chr1 3 . G *"), "1; ALT is *, a deletion that another line has: 1"),
    (
        "a symbolic deletion",
        vcf(SNV, "chr1 3 . G <DEL>"),
        "1; ALT is symbolic, without a sequence: 1",
    ),
    (
        "a gVCF's block",
        vcf(SNV, "chr1 3 . G <NON_REF>"),
        "1; ALT is symbolic, without a sequence: 1",
    ),
    ("a breakend", vcf(SNV, "chr1 3 . G G]chr2:5]"), "1; ALT is a breakend: 1"),
    ("a single breakend", vcf(SNV, "chr1 3 . G G."), "1; ALT is a breakend: 1"),
    (
        "IUPAC letters in ALT",
        vcf(SNV, "chr1 3 . G R"),
        "1; an allele has other letters than A, C, G and T: 1",
    ),
    ("a REF that differs", vcf(SNV, "chr1 3 . A T"), "1; REF is not what the genome has: 1"),
    (
        "a REF of the other strand",
        vcf(SNV, "chr1 13 . C T"),
        "1; REF is what the genome has on the other strand: 1",
    ),
    (
        "a REF of several bases of the other strand",
        vcf(SNV, "chr1 13 . GTC A"),
        "1; REF is what the genome has on the other strand: 1",
    ),
    (
        "a REF at an unknown base",
        vcf(SNV, "chr1 27 . A T"),
        "1; the genome has an unknown base at REF: 1",
    ),
    ("position 0", vcf(SNV, "chr1 0 . N T"), "1; POS is 0 or beyond its chromosome's end: 1"),
    (
        "a position past the end",
        vcf(SNV, "chr2 1000 . A T"),
        "1; POS is 0 or beyond its chromosome's end: 1",
    ),
    (
        "a REF that goes past the end",
        vcf(SNV, "chr2 26 . ATG A"),
        "1; POS is 0 or beyond its chromosome's end: 1",
    ),
    ("the first and the last base", vcf("chr1 1 . A T", "chr2 27 . T A"), "2"),
    (
        "a scaffold that the genome lacks",
        vcf(SNV, "KI270302.1 3 . G T"),
        "1; its chromosome is not in the genome: 1",
    ),
    ("names without chr", vcf("1 2 . C T", "2 2 . C T"), "aliases: {1: chr1, 2: chr2}"),
    ("another assembly's names", vcf("NC_1 2 . C T"), "'NC_1' is not in tiny"),
    (
        "four columns",
        HEAD + "chr1\t2\trs1\tC\n" + "chr1\t2\trs1\tC\tT" + END,
        "1; fewer than 5 columns: 1",
    ),
    ("a position that is no number", vcf(SNV, "chr1 1e6 . G T"), "1; POS is not a number: 1"),
    ("five columns", HEAD + "chr1\t2\trs1\tC\tT\n", "1"),
    ("seven columns under a header with INFO", HEAD + "chr1\t2\trs1\tC\tT\t.\tPASS\n", "1"),
    ("blanks for tabs", HEAD + "chr1 2 rs1 C T . PASS .\n", "1"),
    ("no header", "chr1\t2\trs1\tC\tT\t.\tPASS\t.\n", "1"),
    ("no line of the format", HEAD.split("\n", 1)[1] + "chr1\t2\trs1\tC\tT\t.\tPASS\t.\n", "1"),
    (
        "samples",
        HEAD.replace("INFO", "INFO\tFORMAT\tS1") + "chr1\t2\t.\tC\tT\t.\t.\t.\tGT\t0/1\n",
        "1",
    ),
    ("unsorted", vcf("chr2 2 . C T", SNV, "chr1 1 . A T"), "3"),
    (
        "nothing but symbolic alleles",
        vcf("chr1 3 . G <DEL>"),
        "nothing in it can be scored: ALT is symbolic",
    ),
    ("RNA letters", vcf("chr1 4 . U A"), "1"),
    ("BCF", b"BCF\x02\x02\x00", "this is BCF; convert it: bcftools view -Oz FILE"),
]
PAIRS = [
    ("two columns", "reference\talternative\nACGT\tACTT\n", "1"),
    ("other names", "id\tref_seq_101\talt_seq_101\tref\talt\nv1\tACGT\tACTT\tG\tT\n", "1"),
    ("commas and capitals", "ID,Reference,Alternative\nv1,ACGT,ACTT\n", "1"),
    ("lower-case sequences", "reference\talternative\nacgt\tactt\n", "1"),
    ("sequences of other lengths", "reference\talternative\nACGT\tACGGT\nACGT\tAC\n", "2"),
    (
        "an equal pair",
        "reference\talternative\nACGT\tACTT\nACGT\tACGT\n",
        "1; ALT is the same as REF: 1",
    ),
    (
        "an empty sequence",
        "name\treference\talternative\na\tACGT\tACTT\nb\tACGT\t\n",
        "1; a sequence is empty: 1",
    ),
    (
        "unknown bases that differ",
        "reference\talternative\nACGT\tACTT\nACGT\tACNT\n",
        "1; an allele has other letters than A, C, G and T: 1",
    ),
    ("RNA", "reference\talternative\nACGU\tACUU\n", "1"),
    (
        "no alternative",
        "reference\tsequence\nACGT\tACTT\n",
        "there is no column of alternative sequences",
    ),
    (
        "two columns for one thing",
        "reference\tref\tref_seq\tref_sequence\talt_seq\nA\tA\tA\tA\tC\n",
        "may both be the reference",
    ),
    (
        "FASTA",
        ">a\nACGT\n",
        "there is no column of reference sequences; give a VCF, or a tab-separated table",
    ),
]
SAMPLES = HEAD.replace("INFO", "INFO\tFORMAT\tS1\tS2")


def phased(*rows: str) -> str:
    """A VCF of rows `POS REF ALT` and two genotypes, on chr1."""
    cells = (row.split() for row in rows)
    return SAMPLES + "".join(
        f"chr1\t{at}\tv{at}\t{ref}\t{alt}\t.\t.\t.\tGT\t{one}\t{other}\n"
        for at, ref, alt, one, other in cells
    )


GENOTYPES = [
    ("two alleles on one haplotype", phased("2 C T 0|1 0|0", "3 G A 0|1 0|0"), "3"),
    ("on two haplotypes", phased("2 C T 0|1 0|0", "3 G A 1|0 0|0"), "2"),
    ("not phased", phased("2 C T 0/1 0|0", "3 G A 0/1 0|0"), "2"),
    ("the same haplotype twice", phased("2 C T 1|1 0|1", "3 G A 1|1 0|1"), "3"),
    ("two haplotypes", phased("2 C T 1|0 1|0", "3 G A 1|0 0|0", "5 A C 0|0 1|0"), "5"),
    ("further apart than a window", phased("2 C T 0|1 0|0", "35 G T 0|1 0|0"), "2"),
    (
        "overlapping alleles",
        phased("2 CG C 0|1 0|0", "3 G A 0|1 0|0"),
        "2; alleles: on its haplotype it overlaps the allele before it; it is scored alone: 1",
    ),
    ("several alleles", phased("2 C T,A 1|2 0|0", "3 G A 1|1 0|0"), "5"),
    ("missing genotypes", phased("2 C T .|1 .", "3 G A 0|1 ."), "3"),
]
CASES = [
    # A list is what is counted, a text what refuses the file.
    Case(kind, name, content, expected.split("; ") if expected[0].isdigit() else expected)
    for kind, cases in ((VCF, VCFS), (TABLE, PAIRS), (HAPLOTYPES, GENOTYPES))
    for name, content, expected in cases
]

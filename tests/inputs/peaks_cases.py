"""Inputs of peak files: what is read and how, and what is refused.

Each case: what kind of input it is, what it is in words, its content, and what is expected: how the
rows are read, or a part of the one line that refuses the file.
"""

import gzip
import struct
from typing import NamedTuple


class Read(NamedTuple):
    """How a file is read: its layout, the column of the score, and some columns of the rows."""

    layout: str
    column: int | None
    scores: tuple[float, ...] = ()
    strands: str = ""
    summits: tuple[int, ...] = ()
    warns: str = ""

    def __str__(self) -> str:
        """In words, for the table of inputs."""
        score = "no score" if self.column is None else f"score in column {self.column}"
        return f"as {self.layout}, {score}" + (f"; warns: {self.warns}" if self.warns else "")


class Case(NamedTuple):
    """One input."""

    kind: str
    name: str
    content: str | bytes
    expected: Read | str


def rows(*lines: str) -> str:
    """Lines of cells separated by blanks, as lines of cells separated by tabs."""
    return "".join("\t".join(line.split()) + "\n" for line in lines)


NARROW = ("chr1 10 60 a 0 . 5.5 1 1 20", "chr1 100 170 b 0 . 7.5 1 1 30")
BROAD = ("chr1 10 60 a 9 . 5.5 1 1", "chr1 100 170 b 8 . 7.5 1 1")
MACS = "chr start end length abs_summit pileup -log10(pvalue) fold_enrichment -log10(qvalue) name"
READ = [
    (
        "three columns",
        rows("chr1 10 60", "chr1 100 170"),
        Read("BED3", None, (0, 0), "..", (-1, -1)),
    ),
    ("four, names", rows("chr1 10 60 a", "chr1 100 170 b"), Read("BED4", None, (0, 0))),
    ("four, names that are numbers", rows("chr1 10 60 1", "chr1 100 170 2"), Read("BED4", None)),
    (
        "four, a score",
        rows("chr1 10 60 1.5", "chr1 100 170 2"),
        Read("BED3 with a number", 4, (1.5, 2)),
    ),
    (
        "four, windows in a row with their numbers",
        rows("chr1 0 10 1", "chr1 10 100 2", "chr1 100 200 3"),
        Read("BED4", None),
    ),
    (
        "nine, names that are numbers, no thick region",
        rows("chr1 10 60 1 3 + . . 0", "chr1 100 170 2 4 - . . 0"),
        Read("BED6 with further columns", 5, (3, 4)),
    ),
    (
        "eight, names that are letters of bases",
        rows("chr1 10 60 A . + 10 60", "chr1 100 170 C . - 100 170"),
        Read("BED8", None),
    ),
    ("five, a score", rows("chr1 10 60 a 3", "chr1 100 170 b 4"), Read("BED5", 5, (3, 4))),
    (
        "five, a strand",
        rows("chr1 10 60 a +", "chr1 100 170 b -"),
        Read("BED4 with a strand", None, (0, 0), "+-"),
    ),
    ("six columns", rows("chr1 10 60 a 3 +", "chr1 100 170 b 4 -"), Read("BED6", 5, (3, 4), "+-")),
    (
        "six, strands of other words",
        rows("chr1 10 60 a 3 *", "chr1 100 170 b 4 NA"),
        Read("BED6", 5, (3, 4), "..", (), "2 strands"),
    ),
    (
        "six, an empty strand",
        "chr1\t10\t60\ta\t3\t\nchr1\t100\t170\tb\t4\t+\n",
        Read("BED6", 5, (3, 4), ".+"),
    ),
    (
        "six, one score NA",
        rows("chr1 10 60 a NA +", "chr1 100 170 b 4 -", "chr1 200 280 c 2 -"),
        Read("BED6", 5, (0, 4, 2), "+--", (), "1 scores"),
    ),
    (
        "six, a score of words",
        rows("chr1 10 60 a high +", "chr1 100 170 b low -"),
        Read("BED6", None, (0, 0), "+-"),
    ),
    (
        "six of SEACR: signals and a region",
        rows("chr1 10 60 900 31 chr1:20-40", "chr1 100 170 800 29 chr1:110-140"),
        Read("BED6", 5, (31, 29), "..", (), "2 strands"),
    ),
    (
        "seven, something beside BED6",
        rows("chr1 10 60 a 3 + x", "chr1 100 170 b 4 - y"),
        Read("BED6 with further columns", 5, (3, 4), "+-"),
    ),
    (
        "seven, something beside BED3",
        rows("chr1 10 60 GENE1 77 12 0.1", "chr1 100 170 GENE2 80 13 0.2"),
        Read("BED3 with further columns", None, (0, 0), ".."),
    ),
    (
        "eight, thick regions",
        rows("chr1 10 60 a 3 + 20 40", "chr1 100 170 b 4 - 100 100"),
        Read("BED8", 5, (3, 4)),
    ),
    (
        "nine, thick regions and colours",
        rows("chr1 10 60 a 3 + 10 60 255,0,0", "chr1 100 170 b 4 - 100 170 0,0,9"),
        Read("BED9", 5, (3, 4)),
    ),
    (
        "nine, thick regions, colour 0",
        rows("chr1 10 60 a 3 + 10 60 0", "chr1 100 170 b 4 - 100 170 0"),
        Read("BED9", 5, (3, 4)),
    ),
    ("nine, broadPeak", rows(*BROAD), Read("broadPeak", 7, (5.5, 7.5))),
    (
        "nine, broadPeak whose signal is 0",
        rows("chr1 10 60 a 9 . 0 0 0", "chr1 100 170 b 8 . 0 0 0"),
        Read("broadPeak", 5, (9, 8)),
    ),
    ("ten, narrowPeak", rows(*NARROW), Read("narrowPeak", 7, (5.5, 7.5), "..", (30, 130))),
    (
        "ten, narrowPeak of MACS's bdgpeakcall",
        rows("chr1 10 60 a 54 . 0 0 0 20", "chr1 100 170 b 71 . 0 0 0 30"),
        Read("narrowPeak", 5, (54, 71), "..", (30, 130)),
    ),
    (
        "ten, no score differs",
        rows("chr1 10 60 a 9 . 4 1 1 20", "chr1 100 170 b 9 . 4 1 1 30"),
        Read("narrowPeak", 7, (4, 4)),
    ),
    (
        "ten, summits at the peaks' ends",
        rows("chr1 10 60 a 0 . 5.5 1 1 50", NARROW[1]),
        Read("narrowPeak", 7, (5.5, 7.5), "..", (59, 130), "1 summits behind"),
    ),
    (
        "ten, all summits 0",
        rows("chr1 10 60 a 0 . 5.5 1 1 0", "chr1 100 170 b 0 . 7.5 1 1 0"),
        Read("narrowPeak", 7, (), "", (-1, -1), "2 summits of 0"),
    ),
    (
        "ten, all summits equally far from the start",
        rows("chr1 10 60 a 0 . 5.5 1 1 5", "chr1 100 170 b 0 . 7.5 1 1 5"),
        Read("narrowPeak", 7, (), "", (15, 105), "2 summits are all 5 bases from the start"),
    ),
    (
        "ten, no summits",
        rows("chr1 10 60 a 0 . 5.5 1 1 -1", NARROW[1]),
        Read("narrowPeak", 7, (), "", (-1, 130)),
    ),
    (
        "ten, an empty summit",
        rows("chr1 10 60 a 0 . 5.5 1 1 .", *NARROW),
        Read("narrowPeak", 7, (), "", (-1, 30, 130), "1 summits that are empty"),
    ),
    (
        "ten, colours beside thick regions",
        rows("chr1 10 60 a 3 + 20 40 9,9,9 7", "chr1 100 170 b 4 - 110 120 9,9,9 8"),
        Read("BED9", 5, (3, 4)),
    ),
    (
        "twelve, blocks",
        rows("chr1 10 60 a 3 + 10 60 0 2 5,5 0,45", "chr1 100 170 b 4 - 100 170 0 1 70 0"),
        Read("BED12", 5, (3, 4)),
    ),
    (
        "fifteen, gappedPeak",
        rows(
            "chr1 10 60 a 3 . 10 60 0 2 5,5 0,45 6.5 1 1",
            "chr1 100 170 b 4 . 100 170 0 1 70 0 8 1 1",
        ),
        Read("gappedPeak", 13, (6.5, 8)),
    ),
    (
        "twenty, IDR's narrowPeak",
        rows(*(line + " 1.5 2.5 0 9 5.1 0.3 0 9 5.9 0.3" for line in NARROW)),
        Read("narrowPeak", 7, (5.5, 7.5), "..", (30, 130)),
    ),
    (
        "a spreadsheet's empty last columns",
        "chr1\t10\t60\ta\t3\t\t\nchr1\t100\t170\tb\t4\t\t\n",
        Read("BED5", 5, (3, 4)),
    ),
    ("empty cells at the end of one row", "chr1\t10\t60\nchr1\t100\t170\t\t\n", Read("BED3", None)),
    ("blanks around chromosome names", "chr1 \t10\t60\n chr1\t100\t170\n", Read("BED3", None)),
    (
        "CRLF, a byte-order mark, a track line",
        b"\xef\xbb\xbftrack name=x\r\nchr1\t10\t60\r\n",
        Read("BED3", None),
    ),
    ("a header after #", "#chrom\tstart\tend\nchr1\t10\t60\n", Read("BED3", None)),
    ("gzipped", gzip.compress(b"chr1\t10\t60\n"), Read("BED3", None)),
    ("quotation marks", '"chr1"\t10\t60\t"a"\n"chr1"\t100\t170\t"b"\n', Read("BED4", None)),
    (
        "rows of empty cells in quotation marks",
        '""\nchr1\t10\t60\n""\t""\t""\n',
        Read("BED3", None),
    ),
    ("carriage returns alone", "chr1\t10\t60\rchr1\t100\t170\r", Read("BED3", None)),
    (
        "ten, summits with decimals",
        rows("chr1 10 60 a 0 . 5.5 1 1 20.0", "chr1 100 170 b 0 . 7.5 1 1 30.0"),
        Read("narrowPeak", 7, (5.5, 7.5), "..", (30, 130)),
    ),
    (
        "six, one of two scores empty",
        "chr1\t10\t60\ta\t\t+\nchr1\t100\t170\tb\t4\t-\n",
        Read("BED6", 5, (0, 4), "+-", (), "1 scores"),
    ),
    (
        "six, infinite scores",
        rows("chr1 10 60 a inf +", "chr1 100 170 b inf -", "chr1 200 280 c 2 -"),
        Read("BED6", 5, (float("inf"), float("inf"), 2), "+--"),
    ),
]
REFUSED = [
    (
        "a header",
        rows("chrom start end", "chr1 10 60"),
        "its second column is not a whole number; begin it with '#', or remove it",
    ),
    (
        "a header of other names",
        rows("seqnames from to", "chr1 10 60"),
        "row 1: this row is a header",
    ),
    (
        "powers of ten",
        rows("chr1 1e+05 200000"),
        "not a whole number; write it without a power of ten (in R, options(scipen = 999)",
    ),
    (
        "decimals",
        rows("chr1 298926.0 298990.0"),
        "start '298926.0' is not a whole number; write it without decimals (in pandas",
    ),
    (
        "separators of thousands",
        rows("chr1 1,000 2,000"),
        "start '1,000' is not a whole number; write it without separators of thousands",
    ),
    (
        "a table of MACS",
        "# This file is generated by MACS version 2.2\n" + rows(MACS, "chr1 11 60 50 30 5 4 3 2 a"),
        "this is a table of MACS, which counts from 1, not a BED file; convert it to BED",
    ),
    (
        "a table of MACS without its comments",
        rows(MACS, "chr1 11 60 50 30 5 4 3 2 a"),
        "table of MACS, which counts from 1; convert it to BED: subtract 1 from each start",
    ),
    (
        "a table of MACS without a header",
        rows("chr1 11 60 50 30 5 4 3 2 a", "chr1 101 170 70 120 5 4 3 2 b"),
        "column 4 is the length of a region that counts from 1",
    ),
    (
        "GTF",
        rows('chr1 src exon 11 60 . + . gene_id"x";'),
        "this is GFF or GTF, which counts from 1",
    ),
    (
        "GFF with its first line",
        "##gff-version 3\n" + rows("chr1 src exon 11 60 . + . ID=x"),
        "this is a GFF file, which counts from 1, not a BED file",
    ),
    (
        "VCF",
        "##fileformat=VCFv4.2\n" + rows("chr1 11 . A C 50 PASS ."),
        "this is a VCF file of variants, not a BED file",
    ),
    ("VCF without its header", rows("chr1 11 . A C 50 PASS ."), "this is a VCF file of variants"),
    (
        "SAM without its header",
        rows("r1 0 chr1 11 60 50M * 0 0 ACGT IIII"),
        "these are aligned reads (SAM)",
    ),
    (
        "bigBed",
        struct.pack("<I", 0x8789F2EB) + b"\x04\x00",
        "this is a bigBed file, not a BED file; convert it to text: bigBedToBed",
    ),
    (
        "bigWig",
        struct.pack("<I", 0x888FFC26) + b"\x04\x00",
        "this is a bigWig file, not a BED file; give peaks called from it",
    ),
    (
        "an Excel workbook",
        b"PK\x03\x04\x14\x00",
        "this is an Excel workbook or a zip archive, not a BED file; export the sheet",
    ),
    (
        "UTF-16",
        "chr1\t10\t60\n".encode("utf-16"),
        "this is text in UTF-16, not a BED file; save it as UTF-8",
    ),
    (
        "gzipped twice",
        gzip.compress(gzip.compress(b"chr1\t10\t60\n")),
        "this is gzipped twice, not a BED file; unpack it once",
    ),
    (
        "commas",
        "chr1,10,60\nchr1,100,170\n",
        "row 1: columns are separated by commas; separate them by tabs",
    ),
    ("semicolons", "chr1;10;60\n", "row 1: columns are separated by semicolons"),
    (
        "a bedGraph with its track line",
        "track type=bedGraph\n" + rows("chr1 10 60 0.5"),
        "this is a track of a signal, not a BED file",
    ),
    (
        "a bedGraph",
        rows("chr1 0 10 0.5", "chr1 10 30 1.5", "chr1 30 35 0.5", "chr1 35 80 0"),
        "each row begins where the one before ends: this is a track of a signal",
    ),
    (
        "lengths of chromosomes",
        rows("chr1 1000", "chr2 2000"),
        "2 columns, a name and a number: these are lengths of chromosomes",
    ),
    (
        "methylation at positions",
        rows("18 3000023 1.0", "18 3000086 0.0"),
        "these are values at positions, such as levels of methylation, not regions",
    ),
    ("regions as text", "chr1:10-60\nchr1:1,000-1,700\n", "regions are written as chrom:start-end"),
    ("FASTA", ">one\nACGT\n", "this is FASTA, not a BED file; name it in the column `sequences`"),
    ("BEDPE", rows("chr1 10 60 chr1 300 350 p 1 + -"), "this is BEDPE, with two regions a row"),
    (
        "HOMER's peaks",
        rows("peak-1 chr1 11 60 + 5", "peak-2 chr1 101 170 + 6"),
        "chromosome, start and end are in columns 2 to 4, as in HOMER's peak files",
    ),
    (
        "R's row names",
        rows("1 chr1 10 60", "2 chr1 100 170"),
        "if it counts from 0, remove the first column",
    ),
    (
        "a web page",
        "<!DOCTYPE html><html></html>\n",
        "this is a web page, not a BED file; use the address of the file itself",
    ),
    (
        "a pointer of Git LFS",
        "version https://git-lfs.github.com/spec/v1\noid sha256:1\n",
        "this is a pointer of Git LFS, not the file itself",
    ),
    (
        "positions for summits",
        rows("chr1 1000 1060 a 0 . 5.5 1 1 1020", "chr1 2000 2070 a 0 . 5.5 1 1 2030"),
        "row 1: summit 1020 is a position in the chromosome; column 10 counts from the",
    ),
    (
        "a summit far outside its peak",
        rows("chr1 10 60 a 0 . 5.5 1 1 90", NARROW[1]),
        "row 1: summit 90 is outside its peak of 50 bases; column 10 counts from",
    ),
    (
        "rows of another width",
        rows("chr1 10 60", "chr1 100 170 b"),
        "row 2: 4 columns, but 3 in the rows above",
    ),
    ("a chromosome without a name", "\t10\t60\n", "row 1: the chromosome is empty"),
    (
        "start and end swapped",
        rows("chr1 60 10"),
        "row 1: start 60 is not below end 10; BED is 0-based and half-open",
    ),
    ("a negative start", rows("chr1 -5 10"), "row 1: start -5 is negative"),
    ("JSON", '{"peaks": []}\n', "this is JSON, not a BED file"),
    (
        "R's GRanges with a header",
        rows("seqnames start end width strand", "chr1 11 60 50 *", "chr1 101 170 70 *"),
        "column 4 is the length of a region that counts from 1",
    ),
    (
        "R's GRanges without a header",
        rows("chr1 11 60 50 *", "chr1 101 170 70 *"),
        "column 4 is the length of a region that counts from 1",
    ),
    (
        "featureCounts' SAF",
        rows("GeneID Chr Start End Strand", "g1 chr1 11 60 +", "g2 chr1 101 170 -"),
        "chromosome, start and end are in columns 2 to 4",
    ),
    (
        "BEDPE between chromosomes",
        rows("chr1 10 60 chr2 300 350 p 1 + -"),
        "this is BEDPE, with two regions a row",
    ),
    (
        "a header in the middle",
        rows("chr1 10 60", "chrom start end", "chr1 100 170"),
        "row 2: start 'start' is not a whole number; if this row is a header, begin it with '#'",
    ),
    (
        "dots for thousands",
        rows("chr1 1.299.000 1.300.000"),
        "start '1.299.000' is not a whole number; write it without separators of thousands",
    ),
    ("commas and blanks", "chr1, 100, 200\n", "separate columns by tabs alone"),
    ("Latin-1", b"chr1\t1\t9\tg\xe9ne\n", "row 1: this is not UTF-8 text; save it as UTF-8"),
]
CASES = [Case("peak file", *case) for case in (*READ, *REFUSED)]

"""Whatever bytes a file holds, a parser reads it, or refuses it in one line.

`BINDERY_FUZZ_SECONDS=600 pytest tests/unit/properties/test_parsers.py -k peaks` looks for longer.
"""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from bindery.data.assays.mpra import read_reporters
from bindery.data.assays.pbm import read_probes
from bindery.data.assays.rnacompete import read_probes as read_rna_probes
from bindery.data.assays.selex_reads import read_lines
from bindery.data.labelled_tables import read_samples
from bindery.data.methylation.tables import read_sites
from bindery.data.rna.folding import read_contexts
from bindery.data.sequences import read_sequences
from bindery.errors import InputError
from bindery.genomics.annotation import transcription_starts
from bindery.genomics.genome import index
from bindery.genomics.peak_files import read_peaks
from bindery.genomics.vcf import Vcf
from bindery.motifs.meme import read_meme
from bindery.row_counts import RowCounts
from bindery.study.experiments import read_experiments
from bindery.study.published_values import read_values
from bindery.study.reading.config_files import written
from bindery.variants.reading.sequence_pairs import read_pairs

SECONDS = float(os.environ.get("BINDERY_FUZZ_SECONDS", "0"))
EXAMPLES = 400 if SECONDS else 40
VCF = (
    b'##fileformat=VCFv4.2\n##INFO=<ID=DP,Number=1,Type=Integer,Description="d">\n'
    b"#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tS1\n"
    b"chr1\t10\trs1\tA\tC,<DEL>\t.\tPASS\tDP=3\tGT\t0|1\nchr2\t9\t.\tAC\tA\t5\t.\t.\tGT\t1/1\n"
)
BED = b"track name=x\nchr1\t10\t20\tone\t5\t+\nchr2\t30\t44\ttwo\t7\t-\n"
NARROW = b"chr1\t10\t200\tone\t5\t.\t7.5\t3\t2\t50\nchr2\t30\t344\ttwo\t7\t.\t1e3\t-1\t-1\t-1\n"
FASTA = b">one first\nACGTN\nacgt\n>two\nGGGTTTAAAC\n"
FASTQ = b"@r1\nACGTACGT\n+\nIIIIIIII\n@r2\nGGGTTTAA\n+r2\nIIII#III\n"
TABLE = b"name\tsequence\ttarget\tsplit\none\tACGTACGT\t1\ttrain\ntwo\tGGGTTTAA\t0\ttest\n"
SEQ = b"FoldID\tEventID\tseq\tBound\nA\tseq_1\tACGTACGTA\t1\nB\tseq_2\tGGGTTTAAC\t0\n"
PROBES = b"Sequence\tSignal\tBackground\tFlag\nACGTACGTAC\t10.5\t1\t0\nGGGTTTAACC\t7\t2\t1\n"
EXPRESSION = b"seq,EL.rep1,EL.rep2\nACGTACGTAC,1.5,2\nGGGTTTAACC,7,nan\n"
RNA = b"0.51 GGAUUUACCA\n-1.2 CCAUUGACCA\n"
CPGS = b"chr1\t10\t10\t50.0\t1\t1\nchr1\t30\t30\t100\t4\t0\n"
CGMAP = b"chr1\tC\t3\tCG\tCG\t0.5\t1\t2\nchr1\tG\t4\tCG\tCG\t1.0\t3\t3\n"
GTF = (
    b'chr1\tx\ttranscript\t11\t90\t.\t+\t.\tgene_id "g"; transcript_id "t";\n'
    b"chr1\tx\tmRNA\t5\t60\t.\t-\t.\tID=t2;Parent=g2\n"
)
MEME = (
    b"MEME version 4\nALPHABET= ACGT\nMOTIF one first\n"
    b"letter-probability matrix: alength= 4 w= 2 nsites= 9\n0.1 0.2 0.3 0.4\n1 0 0 0\n"
)
CONTEXTS = b">ACGU\n" + b"0.2\t0.2\t0.2\t0.2\n" * 5
EXPERIMENTS = b"experiment\tpeaks\tskip\nA\ta.bed\t\nB\tb.bed\tbad\n"
VALUES = b"experiment\tauc\nA\t0.9\nB\t0.7\n"
CONFIG = b"window: 100\nmodels: {a: &x {architecture: zeng}, b: *x}\nsplit: [1, yes, 010]\n"
PAIRS = b"name\treference\talternative\n" + b"".join(
    b"%d\t%s\t%s\n" % (row, b"ACGTTGCA" * 8, b"ACGT%sGCA" % alt + b"ACGTTGCA" * 7)
    for row, alt in enumerate((b"C", b"", b"TTT"))
)


def vcf(path: Path) -> None:
    list(Vcf(path).lines())


def counts() -> RowCounts:
    return RowCounts("file")


def published(path: Path) -> Any:
    return read_values(
        {"file": str(path), "column": "auc", "measure": "auroc", "title": "", "source": ""}
    )


PARSERS: dict[str, tuple[Callable[[Path], Any], list[bytes]]] = {
    "peaks": (read_peaks, [BED, NARROW]),
    "sequences": (read_sequences, [FASTA, TABLE]),
    "genome": (lambda path: index(path, path.with_name("sizes")), [FASTA]),
    "samples": (
        lambda path: read_samples(path, origin=None, experiment="A", kind="sequences"),
        [FASTA, TABLE, SEQ],
    ),
    "reads": (lambda path: read_lines(path, str(path)), [FASTA, FASTQ, b"ACGT\nACGA\n"]),
    "probes": (
        lambda path: read_probes(
            path,
            file=str(path),
            column=None,
            subtract_background=True,
            max_unknown=0.1,
            log=counts(),
        ),
        [PROBES],
    ),
    "RNA probes": (
        lambda path: read_rna_probes(path, file=str(path), column=None, likely=("A",)),
        [RNA, PROBES],
    ),
    "reporters": (
        lambda path: read_reporters(
            path, file=str(path), replicates=["EL.rep1", "EL.rep2"], log=counts()
        ),
        [EXPRESSION],
    ),
    "methylation": (lambda path: read_sites(path, str(path)), [CPGS, CGMAP]),
    "annotation": (lambda path: transcription_starts(path, {}, {"chr1": 1000}, "tiny"), [GTF]),
    "motifs": (read_meme, [MEME]),
    "contexts": (read_contexts, [CONTEXTS]),
    "variants": (vcf, [VCF]),
    "pairs": (read_pairs, [PAIRS]),
    "experiments": (read_experiments, [EXPERIMENTS, EXPERIMENTS.replace(b"\t", b",")]),
    "published values": (published, [VALUES]),
    "config": (lambda path: written([path]), [CONFIG]),
}
# What people's files have where it is not meant.
ODD = [
    *(b"\t", b"\n", b"\r\n", b"\r", b" ", b",", b";", b'"', b"#", b">", b"@", b"+", b"-", b"|"),
    *(b"\0", b"\xff", b"\xef\xbb\xbf", b"\x1f\x8b", "é".encode(), b"\xd9\xa1", b"\xff\xfe"),
    *(b"nan", b"inf", b"-1", b"1e400", b"1e9", b"0x1", b"99999999999999999999", b"1_0", b"NA"),
    *(b"[", b"{", b"&", b"*x", b": ", b"<<: ", b"- ", b"=", b"<NON_REF>", b"*", b".", b"N", b"U"),
]


@st.composite
def changed(draw: st.DrawFn, samples: list[bytes]) -> bytes:
    """A good file with a few pieces lost, repeated, moved, or with something odd in them."""
    text = draw(st.sampled_from(samples))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 12)))
        odd = draw(st.one_of(st.sampled_from(ODD), st.binary(max_size=4), st.just(text[start:end])))
        text = text[:start] + odd * draw(st.sampled_from([1, 1, 2, 40])) + text[end:]
    return text


@pytest.mark.parametrize("name", PARSERS)
def test_any_file_is_read_or_refused_in_one_line(name: str, tmp_path: Path) -> None:
    parse, samples = PARSERS[name]
    path, end = tmp_path / "file.txt", time.monotonic() + SECONDS

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.one_of(changed(samples), st.binary(max_size=200), st.text(max_size=80)))
    def check(content: bytes | str) -> None:
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        try:
            parse(path)
        except InputError as error:
            assert len(str(error).splitlines()) == 1 and str(path) in str(error)

    for sample in samples:
        path.write_bytes(sample)
        parse(path)
    number = 0
    while number == 0 or time.monotonic() < end:
        seed(number)(check)()
        number += 1

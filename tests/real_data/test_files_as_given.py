"""The interval files of other projects: each is read, or refused in a line that says what it is."""

from pathlib import Path

import pytest

from bindery.errors import InputError
from bindery.genomics.peak_files import read_peaks

# Folder and file -> its layout, the column of its scores and rows moved or changed; or the refusal.
READ = {
    "human_peaks/hg38_ctcf.narrowPeak.bed.gz": ("narrowPeak", 7, 9),
    "human_peaks/hg38_znf263.narrowPeak.bed.gz": ("narrowPeak", 7, 4),
    "human_peaks/hg19_encode.tfbs.chr22.bed.gz": ("BED4", None, 0),
    "human_peaks/hg19-blacklist.v2.bed": ("BED4", None, 0),
    "human_peaks/hg38-blacklist.v2.bed": ("BED4", None, 0),
    "yeast/ChExMix_Peak_Filter_List_190612.bed": ("BED3", None, 0),
    "yeast/peaks/Reb1_CX.bed": ("BED6", 5, 0),
    "signal/example.bed": ("BED3", None, 0),
    "signal/stripeseq_S288C_WT_pooled.plus.sacCer3.bedGraph.gz": ("BED3 with a number", 4, 0),
    "signal/yeast_500k_SRR1822137.bedpe.gz": ("BED3", None, 0),
    "deepcpg/annos/CGI.bed.gz": ("BED3", None, 0),
    "deepcpg/annos/exons.bed.gz": ("BED3", None, 0),
}
REFUSED = {
    "yeast/sacCer3.ensGene.gtf.gz": "this is GFF or GTF, which counts from 1",
    "yeast/sacCer3_sample_variants.vcf.gz": "this is a VCF file of variants",
    "yeast/sacCer3.fa.gz": "this is FASTA",
    "human_peaks/hg38.chrom.sizes": "these are lengths of chromosomes",
    "signal/example.ins.bedgraph.gz": "track of a signal",
    "signal/sample3_f.bw": "this is a bigWig file",
    "signal/phiX.bam": "a file of aligned reads",
    "signal/Park_2014_TSS.csv": "this row is a header",
    "deepcpg/cpg_profiles/BS27_4_SER.bed.gz": "these are values at positions",
}


@pytest.mark.parametrize("name", READ)
def test_an_interval_file_is_read(real_data: Path, name: str) -> None:
    found = read_peaks(real_data / name)
    assert (found.layout, found.score, sum(found.corrected.values())) == READ[name]
    assert len(found.intervals) > 3


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_of_another_kind_is_named(real_data: Path, name: str) -> None:
    with pytest.raises(InputError) as caught:
        read_peaks(real_data / name)
    assert REFUSED[name] in str(caught.value) and "; " in str(caught.value)


def test_all_peak_files_of_the_yeast_study_are_read(real_data: Path) -> None:
    files = sorted((real_data / "yeast/peaks").glob("*.bed"))
    layouts = {read_peaks(path).layout for path in files}
    assert len(files) == 399 and layouts <= {"BED6", "BED"}

"""Scores are written into a VCF that htslib reads, whatever the given file is like."""

import gzip
from pathlib import Path

import pysam
import pytest
from helpers import fasta_text
from inputs.variants_cases import GENOME, HEADER, SAMPLES, line

from bindery import __version__, tsv
from bindery.errors import InputError
from bindery.genomics.genome import index
from bindery.variants.annotation.annotated_vcf import annotated
from bindery.variants.annotation.info_fields import stems
from bindery.variants.changes_file import ChangesFile
from bindery.variants.reading.read_changes import Reading, read_changes

COLUMNS = (
    "line name chrom position ref alt kind haplotype reference_score alternative_score "
    "reference_probability alternative_probability difference log_odds_ratio p z"
).split()
MODELS = [("A-1", "deepbind"), ("2B", "wide")]


def scores_of(folder: Path, drop: int = 0) -> list[str]:
    """Made scores of two models; the second is of intensities and has no log odds ratio."""
    with ChangesFile(folder / "changes") as file:
        rows = file.rows()
    paths = []
    for number in (0, 1):
        columns = [name for name in COLUMNS if not number or name != "log_odds_ratio"]
        table = []
        for row in range(len(rows) - drop):
            own = {name: getattr(rows, name)[row] for name in COLUMNS[:8]}
            own |= dict.fromkeys(COLUMNS[8:], float(row)) | {"p": 0.25, "z": float("nan")}
            own["difference"] = row + number / 2
            table.append([own[name] for name in columns])
        paths.append(str(folder / f"scores_{number}"))
        tsv.write(paths[-1], columns, table, digits=".6g", gzipped=True)
    return paths


def annotate(folder: Path, text: str | bytes, drop: int = 0, **options: object) -> Path:
    """The annotated VCF of a file of variants."""
    given = folder / "given"
    given.write_bytes(text if isinstance(text, bytes) else text.encode())
    (folder / "genome.fa").write_text(fasta_text(GENOME))
    index(folder / "genome.fa", folder / "sizes")
    names = {name: str(folder / name) for name in ("changes", "unscored", "counts")}
    reading = Reading(widest=11, narrowest=11, **options)  # type: ignore[arg-type]
    genome = str(folder / "genome.fa")
    read_changes(file=str(given), genome=genome, reading=reading, **names)
    vcf = folder / "annotated.vcf.gz"
    annotated(
        file=str(given),
        unscored=names["unscored"],
        scores=scores_of(folder, drop),
        sizes=str(folder / "sizes"),
        vcf=str(vcf),
        index=f"{vcf}.tbi",
        models=MODELS,
        aliases=reading.aliases,
    )
    return vcf


def test_scores_and_reasons_are_info(tmp_path: Path) -> None:
    lines = line(2, "C", "T,<DEL>,G") + line(5, "A", "*") + line(6, "C", "A")
    vcf = annotate(tmp_path, HEADER + lines)
    with pysam.VariantFile(str(vcf)) as file:
        field = file.header.info["A_1_deepbind_LOR"]
        assert (field.number, field.type) == ("A", "Float")
        assert field.description == (
            "Natural log odds ratio of alternative to reference, model A-1/deepbind"
        )
        assert dict(field.record)["Version"] == f'"{__version__}"'
        assert file.header.contigs["chrI"].length == 60
        first, second, third = list(file)
    assert first.info["A_1_deepbind_DIFF"] == (0.0, None, 1.0)
    assert first.info["_2B_wide_DIFF"] == (0.5, None, 1.5)
    assert first.info["A_1_deepbind_P"] == (0.25, None, 0.25)
    reason = "ALT_is_symbolic_without_a_sequence"
    assert first.info["BINDERY_UNSCORED"] == (".", reason, ".")
    assert list(second.info) == ["BINDERY_UNSCORED"]
    assert third.info["A_1_deepbind_DIFF"] == (2.0,)
    assert "_2B_wide_LOR" not in third.info and "BINDERY_UNSCORED" not in third.info
    assert "A_1_deepbind_Z=." in str(third)


def test_lines_are_sorted_and_found_by_the_index(tmp_path: Path) -> None:
    lines = line(2, "T", "C", chrom="chrII") + line(40, "T", "C") + line(5, "A", "G")
    vcf = annotate(tmp_path, HEADER + lines)
    with pysam.VariantFile(str(vcf)) as file:
        assert [record.pos for record in file] == [5, 40, 2]
        assert [record.pos for record in file.fetch("chrI", 30, 50)] == [40]


def test_broken_and_short_lines_make_a_valid_file(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    lines = (
        "chrI\t2\trs1\tC\tT\n"
        + line("ten", "A", "G")
        + "chrI\t5\trs2\tA\tG\tgood\t.\n"
        + "chrI\t6\n"
        + line(7, "G", "A", "GT:XY", "0|1:3", "0/0:4", "1/1:5")
        + line(8, "T", "A", "GT", "0|1")
        + line(9, "T", "A").replace("\t.\t.\t.\n", "\t9\tlow;odd\tQ;DP=3\n")
    )
    vcf = annotate(tmp_path, SAMPLES + lines)
    with pysam.VariantFile(str(vcf)) as file:
        records = list(file)
        names = set(file.header.filters), set(file.header.formats), set(file.header.info)
    assert [record.pos for record in records] == [2, 5, 7, 8, 9]
    assert records[0].id == "rs1" and records[1].qual is None
    assert records[2].samples["two"]["XY"] == ("4",)
    assert {"low", "odd"} <= names[0] and {"GT", "XY"} <= names[1] and {"Q", "DP"} <= names[2]
    assert records[4].info["DP"] == ("3",) and records[4].info["Q"]
    assert "2 lines that break the format are left out" in caplog.text


def test_a_file_without_a_header_gets_one(tmp_path: Path) -> None:
    vcf = annotate(tmp_path, line(5, "A", "G"))
    with pysam.VariantFile(str(vcf)) as file:
        assert [record.info["A_1_deepbind_DIFF"] for record in file] == [(0.0,)]


def test_haplotypes_are_no_lines_of_the_vcf(tmp_path: Path) -> None:
    lines = line(5, "A", "G", "GT", "0|1", ".") + line(6, "C", "T", "GT", "0|1", ".")
    vcf = annotate(tmp_path, SAMPLES + lines, haplotypes=True)
    with pysam.VariantFile(str(vcf)) as file:
        assert [record.info["A_1_deepbind_DIFF"] for record in file] == [(0.0,), (1.0,)]


def test_a_second_annotation_replaces_the_first(tmp_path: Path) -> None:
    once = annotate(tmp_path, HEADER + line(5, "A", "G")).read_bytes()
    again = annotate(tmp_path, once)
    assert gzip.decompress(again.read_bytes()) == gzip.decompress(once)


def test_fields_of_the_file_keep_their_names() -> None:
    assert stems([("A", "m")], {"A_m_LOR"}) == ["A_m_2"]
    assert stems([("A-b", "m"), ("A_b", "m"), ("7", "m")], set()) == ["A_b_m", "A_b_m_2", "_7_m"]


def test_the_same_scores_give_the_same_bytes(tmp_path: Path) -> None:
    found = []
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        vcf = annotate(tmp_path / name, HEADER + line(5, "A", "G"))
        found.append((vcf.read_bytes(), Path(f"{vcf}.tbi").read_bytes()))
    assert found[0] == found[1]


def test_scores_of_another_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="line 4 of the file of variants has no scores"):
        annotate(tmp_path, HEADER + line(5, "A", "G") + line(6, "C", "T"), drop=1)

"""A VCF through Snakemake: read, scored by each model, written again, and on a page."""

import gzip
from pathlib import Path

import numpy as np
import pysam
import pytest
from workflow.conftest import Study

from bindery import alphabet, tsv
from bindery.genomics.genome import Genome
from bindery.variants.changes_file import ChangesFile

HEAD = (
    '##fileformat=VCFv4.2\n##FILTER=<ID=PASS,Description="ok">\n'
    '##INFO=<ID=DP,Number=1,Type=Integer,Description="depth">\n'
    '##FORMAT=<ID=GT,Number=1,Type=String,Description="genotype">\n'
    "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tS-1\n"
)
OTHERS = {"A": "C", "C": "A", "G": "T", "T": "G"}


def genome_letters(study: Study, chrom: str, start: int, length: int) -> str:
    with Genome(study.folder / "resources/genomes/tiny/genome.fa") as genome:
        codes = genome.windows(np.array([chrom], object), np.array([start]), length)
    return alphabet.decode(codes[0])


@pytest.fixture(scope="module")
def study(tiny: Study, tmp_path_factory: pytest.TempPathFactory) -> Study:
    """Two substitutions on one haplotype, an indel, and what is not scored; not sorted."""
    study = tiny.copied(tmp_path_factory.mktemp("variants"))

    def row(chrom: str, at: int, name: str, alt: str | None = None, length: int = 1) -> str:
        ref = genome_letters(study, chrom, at - 1, length)
        own = OTHERS[ref] if alt is None else alt.replace("REF", ref[0])
        return f"{chrom}\t{at}\t{name}\t{ref}\t{own}\t30\tPASS\tDP=7\tGT\t0|1\n"

    rows = [
        row("sim5", 2000, "rs1"),
        row("sim5", 2010, "rs2"),
        row("sim1", 900, "rs3", "REF", length=4),
        row("sim1", 1000, "rs4", "REFACG,*"),
        row("sim1", 1100, "rs5", "<DEL>"),
        "sim1\tx\trs6\tA\tC\t.\t.\t.\tGT\t0|1\n",
        "sim1\t1\trs7\tN\tC\t.\t.\tA B\tGT\t0|1\n",
    ]
    text = HEAD + "".join(rows)
    (study.folder / "mine.vcf.gz").write_bytes(gzip.compress(text.encode(), mtime=0))
    study.config["variants"] = {
        "mine": {"file": "mine.vcf.gz", "haplotypes": True, "random": 20, "top": 1}
    }
    study.write()
    study.run("--", "results/tiny/variants/mine/report.html", annotated(study, relative=True))
    return study


def annotated(study: Study, *, relative: bool = False) -> str:
    path = "results/tiny/variants/mine/annotated.vcf.gz"
    return path if relative else str(study.folder / path)


def scores(study: Study) -> list[dict[str, str]]:
    return tsv.read(study.path("REST", "deepbind", "variants.mine.tsv.gz"))


def test_lines_are_scored_or_listed(study: Study) -> None:
    names = [row["name"] for row in scores(study)]
    assert names == ["rs1", "rs2", "rs3", "rs4", "rs1+rs2"]
    unscored = tsv.read(study.path("variants", "mine", "unscored.tsv"))
    assert [(row["line"], row["name"]) for row in unscored] == [
        ("9", "rs4"),
        ("10", "rs5"),
        ("11", "rs6"),
        ("12", "rs7"),
    ]


def test_scores_are_the_model_s_of_both_alleles(study: Study, keras: object) -> None:
    from bindery.models.loading import load_model

    model = load_model(study.path("REST", "deepbind"))
    with ChangesFile(study.path("variants", "mine", "changes.h5")) as changes:
        rows = changes.rows(window=model.input_shape[1])
    for column, codes in (("reference", rows.reference), ("alternative", rows.alternative)):
        found = [float(row[f"{column}_score"]) for row in scores(study)]
        np.testing.assert_allclose(found, model.predict(codes, verbose=0)[:, 0], atol=1e-4)


def test_the_annotated_vcf_is_valid_sorted_and_complete(study: Study) -> None:
    with pysam.VariantFile(annotated(study)) as file:
        assert list(file.header.samples) == ["S-1"]
        assert "bindery" in str(file.header) and "model REST/deepbind" in str(file.header)
        rows = {row.id: row for row in file}
        found = [row.id for row in file.fetch("sim1")]
    assert list(rows) == ["rs7", "rs3", "rs4", "rs5", "rs1", "rs2"]
    assert found == ["rs7", "rs3", "rs4", "rs5"]
    own = {row["name"]: row for row in scores(study)}
    for name in ("rs1", "rs2", "rs3"):
        info = rows[name].info
        assert info["REST_deepbind_LOR"][0] == pytest.approx(
            float(own[name]["log_odds_ratio"]), abs=1e-4
        )
        assert info["CTCF_deepbind_REF"]
    assert rows["rs1"].info["DP"] == 7
    assert rows["rs4"].info["BINDERY_UNSCORED"][1].startswith("ALT_is_*")
    assert rows["rs4"].info["REST_deepbind_REF"][1] is None
    assert rows["rs5"].info["BINDERY_UNSCORED"] == ("ALT_is_symbolic_without_a_sequence",)


def test_another_file_with_the_same_content_reruns_nothing(study: Study) -> None:
    page = "results/tiny/variants/mine/report.html"
    assert study.jobs("--", page, annotated(study, relative=True)) == {}
    study.config["variants"]["mine"]["top"] = 2
    study.write()
    again = set(study.jobs("--", page))
    study.config["variants"]["mine"]["top"] = 1
    study.write()
    assert again == {"explain_variants", "report_variants"}


def test_a_file_named_by_its_path_alone_has_default_settings(study: Study, tmp_path: Path) -> None:
    own = study.copied(tmp_path / "copy")
    (own.folder / "mine.vcf.gz").write_bytes((study.folder / "mine.vcf.gz").read_bytes())
    own.config["variants"] = {"mine": "mine.vcf.gz"}
    own.write()
    assert "read_variants" in own.jobs("--", "results/tiny/variants/mine/counts.tsv")
    own.config["variants"] = {"mine": "nothere.vcf"}
    own.write()
    assert "nothere.vcf" in own.run("-n", fails=True)

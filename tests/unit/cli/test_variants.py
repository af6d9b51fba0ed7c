import csv
import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pysam
import pytest
from exchange_cards import card_of
from helpers import small_genome

MODEL = "results/mine/CTCF/auto"
OWN = ("variants", MODEL, "mine.vcf.gz", "--genome", "genome.fa")
FEW = ("--random", "20")


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text), delimiter="\t"))


def test_each_change_has_its_scores_and_what_is_not_scored_its_reason(
    bindery: Callable, user: Path
) -> None:
    code, printed, _ = bindery(*OWN, *FEW, "--unscored", "unscored.tsv")
    assert code == 0
    found = rows(printed)
    assert [row["name"] for row in found] == ["one", "two", "three"]
    assert [row["position"] for row in found] == ["300", "400", "500"]
    assert all(0 < float(row["p"]) <= 1 for row in found)
    left = rows(Path("unscored.tsv").read_text())
    assert [row["name"] for row in left] == ["four", "five"]
    # The reference's score is that of the window around the change.
    letters = small_genome()["chrI"]
    (user / "window.fa").write_text(f">a\n{letters[289:309]}\n")
    _, table, _ = bindery("score", MODEL, "--fasta", "window.fa")
    score = float(table.splitlines()[1].split("\t")[4])
    assert float(found[0]["reference_score"]) == pytest.approx(score, rel=1e-5)


def test_the_same_changes_have_the_same_scores_again(bindery: Callable, user: Path) -> None:
    code, printed, _ = bindery(*OWN, *FEW)
    assert (code, printed) == bindery(*OWN, *FEW)[:2]
    assert bindery(*OWN, *FEW, "-o", "effects.tsv")[1] == ""
    assert Path("effects.tsv").read_text() == printed


def test_the_vcf_gets_the_scores_and_an_index(bindery: Callable, user: Path) -> None:
    code, printed, _ = bindery(*OWN, *FEW, "--vcf", "scored.vcf.gz")
    assert (code, printed) == (0, "")
    assert Path("scored.vcf.gz.tbi").is_file()
    with pysam.VariantFile("scored.vcf.gz") as file:
        records = list(file)
    assert [record.id for record in records] == ["one", "two", "three", "four", "five"]
    assert any("CTCF_auto" in key for key in records[0].info)


def test_a_table_of_sequences_needs_no_genome(bindery: Callable) -> None:
    code, printed, errors = bindery("variants", MODEL, "alleles.tsv", *FEW)
    assert code == 0, errors
    (row,) = rows(printed)
    assert float(row["reference_score"]) == 2.5


def test_several_models_have_the_tables_that_each_has_alone(bindery: Callable, user: Path) -> None:
    other = "results/mine/CTCF/other"
    shutil.copytree(MODEL, other)
    code, printed, errors = bindery("variants", MODEL, *OWN[1:], *FEW, "-o", "one.tsv")
    assert (code, printed) == (1, "") and "two models would write 'CTCF_auto.tsv'" in errors
    both = (*OWN[:2], other, *OWN[2:])
    assert bindery(*both, *FEW, "-o", "tables", "--vcf", "scored.vcf.gz")[0] == 0
    _, expected, _ = bindery(*OWN, *FEW)
    for name in ("CTCF_auto", "CTCF_other"):
        assert Path(f"tables/{name}.tsv").read_text() == expected
    with pysam.VariantFile("scored.vcf.gz") as file:
        keys = " ".join(next(iter(file)).info)
    assert "CTCF_auto" in keys and "CTCF_other" in keys
    code, _, errors = bindery(*both, *FEW)
    assert code == 2 and "Several models need -o FOLDER or --vcf." in errors
    code, _, errors = bindery(*both, *FEW, "-o", "genome.fa")
    assert code == 1 and "genome.fa: this is a file, and 2 models need a folder" in errors


def test_models_that_mean_other_chromosomes_are_not_read_together(
    bindery: Callable, user: Path, tmp_path: Path
) -> None:
    named = []
    for name, meant in (("one", "chrI"), ("two", "chrII")):
        folder = tmp_path / name
        shutil.copytree(MODEL, folder)
        card = card_of("CTCF/auto")
        card["genome"] = {**(card.get("genome") or {}), "aliases": {"1": meant}}
        (folder / "card.json").write_text(json.dumps(card))
        named.append(str(folder))
    code, _, errors = bindery("variants", *named, *OWN[2:], *FEW, "-o", "apart")
    assert code == 1
    assert "two: chromosome 1 is chrII to this model, and chrI to another" in errors


def test_chromosomes_that_the_vcf_spells_in_another_way_are_recognised(
    bindery: Callable, user: Path
) -> None:
    with pysam.BGZFile("mine.vcf.gz") as file:
        text = file.read().decode()
    Path("other.vcf").write_text(text.replace("chrI\t", "1\t").replace("ID=chrI", "ID=1"))
    _, expected, _ = bindery(*OWN, *FEW)
    own = ("variants", MODEL, "other.vcf", *OWN[3:], *FEW)
    code, printed, errors = bindery(*own)
    assert code == 0 and "other.vcf: '1' is 'chrI' in the genome" in errors
    scores = [row["reference_score"] for row in rows(expected)]
    assert [row["reference_score"] for row in rows(printed)] == scores
    assert bindery(*own, "--vcf", "other.vcf.gz")[0] == 0
    with pysam.VariantFile("other.vcf.gz") as file:
        first = next(iter(file))
    assert first.chrom == "1" and any("CTCF_auto" in key for key in first.info)


def test_a_vcf_of_another_assembly_is_suspected(bindery: Callable, user: Path) -> None:
    letters = small_genome()["chrI"]
    lines = [
        f"chrI\t{at}\t.\t{'ACGT'[('ACGT'.index(letters[at - 1]) + (at % 2)) % 4]}\tN\n"
        for at in range(200, 260)
    ]
    wanted = [
        line.replace("\tN\n", "\tG\n" if line.split("\t")[3] != "G" else "\tA\n") for line in lines
    ]
    Path("other.vcf").write_text(
        "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\n" + "".join(wanted)
    )
    code, _, errors = bindery("variants", MODEL, "other.vcf", *OWN[3:], *FEW)
    assert code == 0
    assert (
        "REF is not the genome's for 30 of 60 alleles: is the file of another assembly?" in errors
    )


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        ("mine.vcf.gz", 1, "mine.vcf.gz: this is a VCF; name its genome"),
        ("absent.vcf --genome genome.fa", 1, "absent.vcf: there is no such file"),
        ("peaks.bed --genome genome.fa", 1, "peaks.bed"),
        ("mine.vcf.gz --genome genome.fa --mismatches fail", 1, "mine.vcf.gz, row 7"),
        ("alleles.tsv --vcf a.vcf.gz", 2, "--vcf goes with --genome."),
    ],
)
def test_what_is_wrong_is_said(words: str, code: int, told: str, bindery: Callable) -> None:
    found, printed, errors = bindery("variants", MODEL, *words.split())
    assert (found, printed) == (code, "")
    assert told in errors and "Traceback" not in errors


def test_a_model_of_a_reporter_assay_warns_of_windows_without_its_flanks(
    bindery: Callable, user: Path, tmp_path: Path
) -> None:
    own = tmp_path / "reporter"
    shutil.copytree(MODEL, own)
    (own / "card.json").write_text(json.dumps(card_of("tiles/auto", flanks=["AAC", "TCTTA"])))
    for given in (
        ("variants", str(own), "mine.vcf.gz", *FEW, "--genome", "genome.fa"),
        ("scan", str(own), "-o", "own.bw", "--genome", "genome.fa"),
        ("saturate", str(own), "chrI:101-103", "--genome", "genome.fa"),
        ("score", str(own), "--bed", "my.bed", "--genome", "genome.fa"),
    ):
        code, _, errors = bindery(*given)
        assert code == 0 and "the first 3 and the last 5 were always the same" in errors, given
    # These are whole constructs.
    assert "always" not in bindery("variants", str(own), "alleles.tsv", *FEW)[2]
    assert "always" not in bindery("score", str(own), "--fasta", "bound.fa")[2]

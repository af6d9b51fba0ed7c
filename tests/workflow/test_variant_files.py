"""Files of variants through Snakemake: read, and annotated from scores that are there."""

import gzip
import random

import pysam
import pytest
from workflow.conftest import Study

from bindery import tsv
from bindery.variants.changes_file import ChangesFile

COLUMNS = ("line", "alt", "kind", "reference_score", "alternative_score", "difference", "p", "z")


@pytest.mark.slow
def test_variants_are_read_and_their_vcf_is_annotated(study: Study) -> None:
    study.config["variants"] = {"own": "own.vcf.gz", "pairs": {"file": "pairs.csv", "shifts": 3}}
    draw = random.Random(1)
    letters = "".join(draw.choice("ACGT") for _ in range(90))
    (study.folder / "pairs.csv").write_text(f"id,ref_seq,alt_seq\na,{letters},G{letters}\n")
    (study.folder / "own.vcf.gz").write_bytes(gzip.compress(b"##fileformat=VCFv4.2\nsim1\t9\n"))
    study.write()
    printed = study.run("--", "results/tiny/variants/own/unscored.tsv", fails=True)
    assert "none of its 1 alleles can be scored (1: fewer than 5 columns)" in printed
    genome = next(study.folder.rglob("genome.fa"))
    bases = "".join(genome.read_text().split(">")[1].split("\n")[1:])
    rows = [f"sim1\t{at + 1}\tv{at}\t{bases[at]}\t" for at in (50, 700, 9000)]
    alts = ["ACGT"[("ACGT".index(bases[at].upper()) + 1) % 4] for at in (50, 700, 9000)]
    text = "##fileformat=VCFv4.2\n" + "".join(
        f"{row}{alt},*\t.\t.\t.\n" for row, alt in zip(rows, alts, strict=True)
    )
    (study.folder / "own.vcf.gz").write_bytes(gzip.compress(text.encode()))
    targets = [f"results/tiny/variants/{name}/unscored.tsv" for name in ("own", "pairs")]
    study.run("--", *targets)
    with ChangesFile(study.path("variants", "own", "changes.h5")) as file:
        changes = file.rows()
        assert (len(changes), file.stored) == (3, 61)
    with ChangesFile(study.path("variants", "pairs", "changes.h5")) as file:
        assert (len(file), file.stored, file.shifts) == (1, 67, 3)
    assert len(tsv.read(study.path("variants", "own", "unscored.tsv"))) == 3
    for experiment in ("REST", "CTCF"):
        scores = study.path(experiment, "deepbind", "variants.own.tsv.gz")
        table = [
            (line, alt, kind, 1.0, 2.0, 0.5, 0.1, 3.0)
            for line, alt, kind in zip(changes.line, changes.alt, changes.kind, strict=True)
        ]
        tsv.write(scores, COLUMNS, table, gzipped=True)
    annotated = "results/tiny/variants/own/annotated.vcf.gz"
    study.run("--allowed-rules", "annotate_vcf", "--", annotated)
    with pysam.VariantFile(str(study.folder / annotated)) as file:
        found = list(file.fetch("sim1", 600, 800))
    assert [record.id for record in found] == ["v700"]
    assert found[0].info["CTCF_deepbind_DIFF"] == (0.5, None)

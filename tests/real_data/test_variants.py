"""The yeast VCF and the published regulatory variants, as they are given."""

import gzip
import random
from pathlib import Path

import pytest

from bindery import tsv
from bindery.genomics.genome import index
from bindery.genomics.vcf import Line, Vcf
from bindery.variants.changes_file import ChangesFile
from bindery.variants.reading.read_changes import Reading, read_changes

pytestmark = pytest.mark.slow

COMPLEMENT = dict(zip("ACGT", "TGCA", strict=True))
REGULATORY = "variants/regulatory_validated.hg19.vcf"


@pytest.fixture(scope="module")
def genome(yeast: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """sacCer3, indexed."""
    path = tmp_path_factory.mktemp("genome") / "genome.fa"
    path.write_bytes(gzip.decompress((yeast / "sacCer3.fa.gz").read_bytes()))
    index(path, path.with_name("sizes"))
    return path


def counts_of(file: Path, genome: Path | None, folder: Path, **options: object) -> dict:
    given: dict = {"widest": 201, "narrowest": 201, "assembly": "sacCer3"} | options
    names = {name: str(folder / name) for name in ("changes", "unscored", "counts")}
    own = None if genome is None else str(genome)
    read_changes(file=str(file), genome=own, reading=Reading(**given), **names)
    rows = tsv.read(names["counts"])
    return {(row["step"], row["what"]): int(row["count"]) for row in rows}


def test_every_ref_of_the_yeast_vcf_agrees(yeast: Path, genome: Path, tmp_path: Path) -> None:
    file = yeast / "sacCer3_sample_variants.vcf.gz"
    counts = counts_of(file, genome, tmp_path, mismatches="fail")
    assert counts == {
        ("read", "lines"): 44251,
        ("read", "alternative alleles"): 44251,
        ("scored", "alternative alleles"): 44251,
        ("scored", "haplotypes"): 0,
    }
    with ChangesFile(tmp_path / "changes") as changes:
        assert len(changes) == 44251 and changes.stored == 201


def test_altered_refs_of_the_yeast_vcf_are_found(yeast: Path, genome: Path, tmp_path: Path) -> None:
    draw = random.Random(1)
    made, other, differs = [], 0, 0
    with gzip.open(yeast / "sacCer3_sample_variants.vcf.gz", "rt") as lines:
        for text in lines:
            cells = text.split("\t")
            if text.startswith("#") or len(made) >= 3000 or len(cells[3]) + len(cells[4]) > 2:
                continue
            kind = draw.choice(["as it is", "other strand", "differs"])
            if kind == "other strand":
                cells[3:5] = COMPLEMENT[cells[3]], COMPLEMENT[cells[4]]
                other += 1
            elif kind == "differs":
                left = set("ACGT") - {cells[3], COMPLEMENT[cells[3]]}
                cells[3], differs = min(left), differs + 1
                cells[4] = min(set("ACGT") - {cells[3]})
            made.append("\t".join(cells[:8]))
    (tmp_path / "made.vcf").write_text("##fileformat=VCFv4.2\n" + "\n".join(made) + "\n")
    counts = counts_of(tmp_path / "made.vcf", genome, tmp_path)
    assert counts["not scored", "REF is the genome's on the other strand"] == other > 800
    assert counts["not scored", "REF is not what the genome has"] == differs > 800
    assert counts["scored", "alternative alleles"] == 3000 - other - differs


def test_regulatory_variants_of_seven_columns_are_read(real_data: Path, tmp_path: Path) -> None:
    file = real_data / REGULATORY
    lines = list(Vcf(file).lines())
    assert len(lines) == 16 and all(isinstance(line, Line) for line in lines)
    assert {len(line.cells) for line in lines} == {7}
    # There is no human genome here: one is made of the stretches between a chromosome's variants,
    # with each REF in its place but that of rs7903145, which is told to be wrong.
    folder = tmp_path / "genome"
    folder.mkdir()
    ends: dict[str, dict[int, str]] = {}
    for line in lines:
        assert isinstance(line, Line)
        ends.setdefault(line.chrom, {})[line.position] = line.ref
    ends["chr10"] = {64807993: "C"}
    with open(folder / "genome.fa", "w") as out:
        for name, bases in ends.items():
            first = min(bases) - 1000
            letters = ["G"] * (max(bases) - first + 1000)
            for position, base in bases.items():
                letters[position - first] = base
            out.write(f">{name}\n" + "".join(letters) + "\n")
    shifted = tmp_path / "shifted.vcf"
    moved = []
    for line in lines:
        assert isinstance(line, Line)
        first = min(ends[line.chrom]) - 1000
        moved.append("\t".join([line.chrom, str(line.position - first + 1), *line.cells[2:]]))
    shifted.write_text("\n".join([*Vcf(file).header, "\t".join(Vcf(file).columns), *moved, ""]))
    index(folder / "genome.fa", folder / "sizes")
    counts = counts_of(shifted, folder / "genome.fa", tmp_path)
    assert counts["read", "lines"] == 16
    assert counts["scored", "alternative alleles"] == 15
    assert counts["not scored", "REF is not what the genome has"] == 1


def test_known_variants_are_read_from_their_sequences(real_data: Path, tmp_path: Path) -> None:
    file = real_data / "variants/known_variants_GRCh37.tsv"
    counts = counts_of(file, None, tmp_path, widest=101, narrowest=101)
    assert counts["scored", "alternative alleles"] == counts["read", "lines"] == 9
    with ChangesFile(tmp_path / "changes") as changes:
        rows = changes.rows()
    table = tsv.read(file)
    assert rows.name.tolist() == [row["id"] for row in table]
    assert rows.kind.tolist() == [f"{row['ref']}>{row['alt']}" for row in table]
    assert rows.position.tolist() == [int(row["pos"]) for row in table]
    assert set(rows.offset.tolist()) == {50}

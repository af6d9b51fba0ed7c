"""Files of variants as people have them, and their windows against slow, obvious code."""

import re
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from helpers import containing, write_indexed
from inputs.variants_cases import CASES, GENOTYPES, HAPLOTYPES, ONE, TABLE, TWO, Case, phased, vcf

from bindery import alphabet, tsv
from bindery.errors import InputError
from bindery.row_counts import read_row_counts
from bindery.variants.changes_file import Changes, ChangesFile
from bindery.variants.read_variants import read_variants

GENOME = {"chr1": ONE, "chr2": TWO}
WINDOW = 21


@pytest.fixture(scope="module")
def genome(tmp_path_factory: pytest.TempPathFactory) -> Path:
    text = "".join(f">{name}\n{letters}\n" for name, letters in GENOME.items())
    return write_indexed(tmp_path_factory.mktemp("genome") / "tiny.fa", text)


def read(folder: Path, content: str | bytes, genome: Path | None, **settings) -> Changes:
    """The changes of a file; its tables are in the folder."""
    file = folder / "given"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    plain = {
        "window": WINDOW,
        "narrowest": WINDOW,
        "shifts": 0,
        "haplotypes": False,
        "mismatches": "warn",
        "assembly": "tiny",
        "aliases": {},
    }
    read_variants(
        file=str(file),
        genome=None if genome is None else str(genome),
        changes=folder / "changes.h5",
        unscored=folder / "unscored.tsv",
        counts=folder / "counts.tsv",
        **plain | settings,
    )
    with ChangesFile(folder / "changes.h5") as opened:
        return opened.rows()


def told(folder: Path, changes: Changes) -> str:
    """The number of changes, then each reason and note with its number."""
    counts = read_row_counts(folder / "counts.tsv")
    others = [f"{reason}: {rows}" for step, reason, rows in counts if step in ("unscored", "noted")]
    return "; ".join([str(len(changes)), *others])


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.kind}, {case.name}")
def test_each_allele_is_scored_or_listed(case: Case, genome: Path, tmp_path: Path) -> None:
    own = None if case.kind == TABLE else genome
    settings = {"haplotypes": case.kind == HAPLOTYPES}
    if isinstance(case.expected, str):
        with pytest.raises(InputError, match=containing(case.expected)):
            read(tmp_path, case.content, own, **settings)
        assert not (tmp_path / "changes.h5").exists()
        return
    found = read(tmp_path, case.content, own, **settings)
    assert told(tmp_path, found) == "; ".join(case.expected)
    table = read_row_counts(tmp_path / "counts.tsv")
    counts = {(step, reason): rows for step, reason, rows in table}
    unscored = tsv.read(tmp_path / "unscored.tsv")
    assert counts["read", "alternative alleles"] == counts["scored", "changes"] + len(unscored)
    assert Counter(row["reason"] for row in unscored) == {
        reason: rows for (step, reason), rows in counts.items() if step == "unscored"
    }


def letters_around(chrom: str, middle: int, window: int, replaced: list[tuple]) -> tuple[str, str]:
    """A window as letters, before and after, by slicing; each replaced is (start, end, letters)."""
    pad = "N" * 100
    text = pad + GENOME[chrom].upper() + pad
    start = middle - window // 2 + 100
    before = text[start : start + window]
    for low, high, letters in sorted(replaced, reverse=True):
        text = text[: low + 100] + letters + text[high + 100 :]
    return before, text[start : start + window]


ALLELES = {
    "a substitution": ("chr1", 14, "A", "C", 13, (13, 14, "C")),
    "at the first base": ("chr1", 1, "A", "C", 0, (0, 1, "C")),
    "at the last base": ("chr2", 27, "T", "C", 26, (26, 27, "C")),
    "an insertion": ("chr1", 14, "A", "AGG", 14, (14, 14, "GG")),
    "a long insertion": ("chr1", 14, "A", "A" + "G" * 40, 14, (14, 14, "G" * 40)),
    "a deletion": ("chr1", 13, "GACC", "G", 13, (13, 16, "")),
    "a long deletion": ("chr2", 2, "CGTGCATGCATGCAAAATCG", "C", 2, (2, 21, "")),
    "several bases": ("chr1", 13, "GACC", "GTTC", 13, (13, 15, "TT")),
    "more bases": ("chr1", 13, "GACC", "GTTTTC", 13, (13, 15, "TTTT")),
}


@pytest.mark.parametrize("window", [21, 20])
@pytest.mark.parametrize("allele", ALLELES.values(), ids=ALLELES)
def test_windows_are_the_genome_s_with_the_first_changed_base_in_the_middle(
    allele: tuple, window: int, genome: Path, tmp_path: Path
) -> None:
    chrom, position, ref, alt, middle, replaced = allele
    found = read(tmp_path, vcf(f"{chrom} {position} . {ref} {alt}"), genome, window=window)
    before, after = letters_around(chrom, middle, window, [replaced])
    np.testing.assert_array_equal(found.reference[0], alphabet.encode(before))
    np.testing.assert_array_equal(found.alternative[0], alphabet.encode(after))
    assert found.offset[0] == window // 2 - (middle - (position - 1))
    if found.offset[0] >= 0 and found.offset[0] + len(ref) <= window:
        own = found.reference[0, found.offset[0] : found.offset[0] + len(ref)]
        assert alphabet.decode(own) == ref


def test_columns_for_shifts_are_on_both_sides(genome: Path, tmp_path: Path) -> None:
    wide = read(tmp_path, vcf("chr1 14 . A C"), genome, shifts=4)
    plain = read(tmp_path, vcf("chr1 14 . A C"), genome)
    np.testing.assert_array_equal(wide.reference[:, 4:-4], plain.reference)
    assert wide.reference.shape == (1, WINDOW + 8)
    with ChangesFile(tmp_path / "changes.h5") as opened:
        assert opened.shifts == 0


def test_alleles_of_a_haplotype_are_together_in_its_window(genome: Path, tmp_path: Path) -> None:
    rows = phased("13 GA G 0|1 0|0", "16 C CTT 0|1 0|1", "20 C G 0|1 0|1")
    found = read(tmp_path, rows, genome, haplotypes=True)
    assert found.kind.tolist()[3:] == ["haplotype", "haplotype"]
    assert found.haplotype.tolist()[3:] == ["S1:2", "S2:2"]
    assert found.name.tolist()[3:] == ["v13+v16+v20", "v16+v20"]
    assert found.alt.tolist()[3:] == ["G+CTT+G", "CTT+G"]
    edits = [(13, 14, ""), (16, 16, "TT"), (19, 20, "G")]
    for row, own in ((3, edits), (4, edits[1:])):
        middle = (own[0][0] + own[-1][1]) // 2
        before, after = letters_around("chr1", middle, WINDOW, own)
        np.testing.assert_array_equal(found.reference[row], alphabet.encode(before))
        np.testing.assert_array_equal(found.alternative[row], alphabet.encode(after))


def test_phase_sets_are_kept_apart(genome: Path, tmp_path: Path) -> None:
    rows = phased("2 C T 0|1:1 0|0:1", "3 G A 0|1:1 0|0:1", "5 A C 0|1:7 0|0:1")
    found = read(tmp_path, rows.replace("GT\t", "GT:PS\t"), genome, haplotypes=True)
    assert found.name.tolist()[3:] == ["v2+v3"]
    assert found.haplotype.tolist()[3:] == ["S1:2@1"]


def test_haplotypes_are_read_only_if_asked_for(genome: Path, tmp_path: Path) -> None:
    assert len(read(tmp_path, GENOTYPES[0][1], genome)) == 2


def test_a_mismatch_is_fatal_if_the_config_says_so(genome: Path, tmp_path: Path) -> None:
    message = "given, row 4: REF is A, and the genome has G at chr1:3; give the assembly"
    with pytest.raises(InputError, match=re.escape(message)):
        read(tmp_path, vcf("chr1 2 . C T", "chr1 3 . A T"), genome, mismatches="fail")
    other = "the genome has G at chr1:13, which is REF on the other strand"
    with pytest.raises(InputError, match=re.escape(other)):
        read(tmp_path, vcf("chr1 13 . C T"), genome, mismatches="fail")


def test_a_vcf_needs_a_genome(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="but the study has no genome"):
        read(tmp_path, vcf("chr1 2 . C T"), None)


def test_aliases_of_the_study_are_used(genome: Path, tmp_path: Path) -> None:
    found = read(tmp_path, vcf("I 2 . C T"), genome, aliases={"I": "chr1"})
    assert found.chrom.tolist() == ["chr1"]


def test_a_pair_that_fits_is_in_the_middle_as_in_training(tmp_path: Path) -> None:
    rows = "reference\talternative\nACGTACG\tTCGTACG\n"
    found = read(tmp_path, rows, None)
    np.testing.assert_array_equal(
        found.reference[0], alphabet.encode("N" * 7 + "ACGTACG" + "N" * 7)
    )
    assert (found.offset[0], found.ref[0], found.alt[0], found.kind[0]) == (7, "A", "T", "A>T")


@pytest.mark.parametrize(("at", "first"), [(0, 0), (12, 2), (25, 9)])
def test_a_longer_pair_is_seen_around_its_change_without_unknown_bases(
    at: int, first: int, tmp_path: Path
) -> None:
    letters = "ACGTTGCATGCATCAGGTACGATCGATTAC"
    other = letters[:at] + {"A": "C", "C": "A", "G": "C", "T": "C"}[letters[at]] + letters[at + 1 :]
    found = read(tmp_path, f"reference\talternative\n{letters}\t{other}\n", None)
    own = letters[first : first + WINDOW]
    np.testing.assert_array_equal(found.reference[0], alphabet.encode(own))
    np.testing.assert_array_equal(
        found.alternative[0], alphabet.encode(other[first : first + WINDOW])
    )
    assert found.offset[0] == at - first


def test_a_change_is_in_the_middle_for_models_of_several_windows(tmp_path: Path) -> None:
    letters = "ACGTTGCATGCATCA"
    rows = f"reference\talternative\n{letters}\tT{letters[1:]}\n"
    found = read(tmp_path, rows, None, narrowest=9)
    assert found.offset[0] == WINDOW // 2


def test_many_lines_are_read_part_by_part(genome: Path, tmp_path: Path, monkeypatch) -> None:
    others = {"A": "C", "C": "A", "G": "A", "T": "A"}
    rows = [f"chr1 {at} v{at} {ONE[at - 1]} {others[ONE[at - 1]]}" for at in range(1, 27)]
    whole = read(tmp_path, vcf(*rows), genome)
    monkeypatch.setattr("bindery.variants.called_alleles.LINES_AT_ONCE", 4)
    parts = read(tmp_path, vcf(*rows), genome)
    for name in ("reference", "alternative", "name", "line"):
        np.testing.assert_array_equal(getattr(parts, name), getattr(whole, name))

"""Random changes of the kinds of a file's changes."""

import logging
from pathlib import Path

import h5py
import numpy as np
import pytest
from helpers import random_codes, random_letters, write_indexed

from bindery import alphabet
from bindery.genomics.genome import Genome
from bindery.variants.changed_windows import Edit, changed
from bindery.variants.changes_file import Changes, ChangesFile, ChangesWriter
from bindery.variants.random_changes import Known, wanted
from bindery.variants.random_changes_file import draw_changes, read_bins
from bindery.variants.significance import Chance

STORED, COUNT = 21, 40
# Kind, REF, ALT.
KINDS = {
    "A>C": ("A", "C"),
    "T>G": ("T", "G"),
    "insertion_3": ("A", "ACGT"),
    "deletion_2": ("ACG", "A"),
    "mnv_3": ("ACG", "TCA"),
    "complex": ("AC", "TGG"),
    "haplotype": ("A", "C"),
}


@pytest.fixture(scope="module")
def genome(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two chromosomes, one of which has unknown bases and one that is shorter than a window."""
    one, two = random_letters(6000, 1), random_letters(3000, 2, "AACGTT")
    two = two[:1000] + "N" * 100 + two[1100:]
    text = f">one\n{one}\n>two\n{two}\n>short\nACGT\n"
    return write_indexed(tmp_path_factory.mktemp("drawn") / "genome.fa", text)


def write_changes(path: Path, rows: int = 5, chrom: str = "one") -> Path:
    """Some changes of each kind, not at places where the genome has their reference."""
    kinds = np.repeat(np.array(list(KINDS), object), rows)
    count = len(kinds)
    reference = random_codes(count, STORED, 3)
    alternative = reference.copy()
    alternative[:, STORED // 2] = (reference[:, STORED // 2] + 1) % 4
    texts = np.full(count, "", object)
    with ChangesWriter(path, STORED, {"shifts": 2}) as writer:
        writer.append(
            Changes(
                reference=reference,
                alternative=alternative,
                line=np.arange(1, count + 1),
                name=texts,
                chrom=np.full(count, chrom, object),
                position=np.arange(count) * 7 + 100,
                ref=np.array([KINDS[kind][0] for kind in kinds], object),
                alt=np.array([KINDS[kind][1] for kind in kinds], object),
                kind=kinds,
                haplotype=texts,
                offset=np.full(count, STORED // 2),
            )
        )
    return path


def drawn(path: Path, genome: Path | None, seed: int = 1, **more) -> tuple[Changes, Path]:
    changes = write_changes(path / "changes.h5", **more)
    output = path / "random.h5"
    draw_changes(
        changes=str(changes),
        genome=None if genome is None else str(genome),
        random=str(output),
        name="mine",
        count=COUNT,
        narrowest=15,
        seed=seed,
    )
    with ChangesFile(output) as file:
        assert file.shifts == 2
        return file.rows(), output


def assert_as_their_kind_says(found: Changes) -> None:
    """The alternative is what REF and ALT say, and these are what the kind says."""
    for row in range(len(found)):
        ref, alt, at = found.ref[row], found.alt[row], int(found.offset[row])
        letters = alphabet.decode(found.reference[row])
        assert letters[at : at + len(ref)] == ref
        whole = letters[:at] + alt + letters[at + len(ref) :]
        own = alphabet.decode(found.alternative[row])
        known = min(len(whole), STORED)
        assert own[:known] == whole[:known]
        kind = found.kind[row]
        assert ref != alt
        if ">" in kind:
            assert kind == f"{ref}>{alt}"
        elif kind == "mnv_3":
            assert len(ref) == len(alt) == 3 and ref[0] != alt[0] and ref[2] != alt[2]
        else:
            name, length = kind.split("_")
            assert len(alt) - len(ref) == int(length) * (1 if name == "insertion" else -1)
            assert ref[:1] == alt[:1] and 1 in (len(ref), len(alt))


def test_changes_in_a_genome_are_of_their_kind_in_its_known_windows(
    genome: Path, tmp_path: Path
) -> None:
    found, _ = drawn(tmp_path, genome)
    assert_as_their_kind_says(found)
    assert (found.reference < alphabet.UNKNOWN).all()
    assert (found.alternative < alphabet.UNKNOWN).all()
    assert set(found.chrom) == {"one", "two"}
    taken = set()
    with Genome(genome) as opened:
        for chrom, position, offset, codes, kind in zip(
            *(found.chrom, found.position, found.offset, found.reference, found.kind), strict=True
        ):
            start = np.array([position - 1 - offset])
            np.testing.assert_array_equal(
                opened.windows(np.array([chrom]), start, STORED)[0], codes
            )
            assert (kind, chrom, position) not in taken
            taken.add((kind, chrom, position))
    # Those of the middle are the first changed bases; REF of an insertion begins one before.
    assert set(found.offset[found.kind == "A>C"]) == {STORED // 2}
    assert set(found.offset[found.kind == "insertion_3"]) == {STORED // 2 - 1}


def test_changes_keep_apart_from_known_ones(genome: Path, tmp_path: Path) -> None:
    found, _ = drawn(tmp_path, genome)
    with ChangesFile(tmp_path / "changes.h5") as file:
        known = file.rows()
    taken = {
        position + own
        for position, ref in zip(known.position, known.ref, strict=True)
        for own in range(len(ref))
    }
    changed_bases = [
        position + own
        for chrom, position, kind in zip(found.chrom, found.position, found.kind, strict=True)
        for own in ({"deletion_2": (1, 2), "insertion_3": (1,), "mnv_3": (0, 1, 2)}.get(kind, (0,)))
        if chrom == "one"
    ]
    assert changed_bases and not taken & set(changed_bases)
    own = Known.of(np.array(["a"], object), np.array([11]), np.array(["ACG"], object))
    starts = np.arange(7, 15)
    free = own.apart(np.full(8, "a", object), starts, 2)
    assert free.tolist() == [True, True, False, False, False, False, True, True]


def test_substitutions_have_their_number_in_each_bin_of_gc(genome: Path, tmp_path: Path) -> None:
    found, output = drawn(tmp_path, genome, rows=30)
    bins, edges = read_bins(output)
    assert len(edges) == 4
    content = alphabet.gc_content(found.reference)
    np.testing.assert_array_equal(bins, np.searchsorted(edges, content, side="right"))
    for kind in ("A>C", "T>G"):
        numbers = np.bincount(bins[found.kind == kind], minlength=5)
        assert set(numbers.tolist()) <= {0, COUNT} and (numbers == COUNT).sum() >= 4
    for kind in ("insertion_3", "deletion_2", "mnv_3"):
        assert (found.kind == kind).sum() == COUNT
    assert not {"complex", "haplotype"} & set(found.kind)


def test_numbers_of_other_kinds_are_shared_as_the_files_own() -> None:
    kinds = np.array(["deletion_1"] * 4 + ["G>T"] * 2 + ["complex"], object)
    bins = np.array([0, 3, 3, 3, 1, 2, 0])
    assert wanted(kinds, bins, 10) == {"G>T": {1: 10, 2: 10}, "deletion_1": {0: 2, 3: 8}}


def test_without_a_genome_changes_are_within_the_references(tmp_path: Path) -> None:
    found, output = drawn(tmp_path, None, chrom="")
    assert_as_their_kind_says(found)
    with ChangesFile(tmp_path / "changes.h5") as file:
        own = {codes.tobytes() for codes in file.rows().reference}
    assert {codes.tobytes() for codes in found.reference} <= own
    columns = [
        np.flatnonzero(one != other)
        for one, other, kind in zip(found.reference, found.alternative, found.kind, strict=True)
        if kind == "A>C"
    ]
    assert {len(one) for one in columns} == {1}
    touched = {int(one[0]) for one in columns}
    # All models see the middle 15 columns; the file's own changes are in the middle one.
    assert min(touched) == 3 and max(touched) == 17 and STORED // 2 not in touched
    pairs = list(zip(map(bytes, found.reference), found.position, found.kind, strict=True))
    assert len(set(pairs)) == len(pairs)
    bins, edges = read_bins(output)
    assert not len(edges) and not bins.any()
    assert set(found.chrom) == {""}


def test_too_few_places_are_told_and_counted(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    tiny = write_indexed(tmp_path / "tiny.fa", f">one\n{random_letters(60, 5)}\n")
    with caplog.at_level(logging.WARNING, logger="bindery"):
        found, _ = drawn(tmp_path, tiny)
    assert 0 < len(found) < 5 * COUNT
    count = int((found.kind == "mnv_3").sum())
    text = f"mine: {count} random changes of kind mnv_3, and not {COUNT}: there are no more places"
    assert text in caplog.text


def test_a_kinds_draws_are_repeated_and_do_not_depend_on_other_kinds(
    genome: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, one = drawn(tmp_path, genome)
    (tmp_path / "again").mkdir()
    _, two = drawn(tmp_path / "again", genome)
    assert one.read_bytes() == two.read_bytes()
    other, _ = drawn(tmp_path, genome, seed=2)
    assert not np.array_equal(first.reference, other.reference)
    kept = dict(KINDS)
    del KINDS["T>G"]
    try:
        fewer, _ = drawn(tmp_path, genome)
    finally:
        KINDS.clear()
        KINDS.update(kept)
    assert set(fewer.kind) == set(first.kind) - {"T>G"}


def test_no_changes_have_no_random_ones(genome: Path, tmp_path: Path) -> None:
    found, output = drawn(tmp_path, genome, rows=0)
    assert len(found) == 0
    with h5py.File(output) as handle:
        assert handle["gc"].shape == (0,)


def test_kinds_of_changes_are_understood() -> None:
    assert Edit.of("complex") is None and Edit.of("haplotype") is None
    assert Edit.of("A>C") == Edit("A>C", 1, 1)
    assert Edit.of("deletion_12") == Edit("deletion_12", 12, 0)
    assert Edit.of("insertion_1") == Edit("insertion_1", 0, 1)
    assert Edit.of("mnv_2") == Edit("mnv_2", 2, 2)
    codes = np.arange(4, dtype=np.uint8)
    assert changed(codes, 1, 2, np.array([3, 3, 3], np.uint8)).tolist() == [0, 3, 3, 3, 3]
    long = Edit("insertion_30", 0, 30).inserted_into(codes, 0, np.random.default_rng(0))
    assert len(long) == 30 and long.max() < 4


def test_p_and_z_are_those_of_counting() -> None:
    generator = np.random.default_rng(4)
    kinds = generator.choice(np.array(["A>C", "G>T", "deletion_1"], object), 200)
    bins = generator.integers(0, 2, 200)
    effects = generator.normal(size=200).astype(np.float32)
    chance = Chance.of(kinds, bins, effects)
    asked = np.array(["A>C", "deletion_1", "complex", "C>T"], object)
    p, z = chance.of_effects(asked, np.array([1, 1, 0, 0]), np.array([0.5, -1.0, 2.0, 1.0]))
    own = effects[(kinds == "A>C") & (bins == 1)].astype(float)
    assert p[0] == (1 + (abs(own) >= 0.5).sum()) / (len(own) + 1)
    np.testing.assert_allclose(z[0], (0.5 - own.mean()) / own.std(ddof=1))
    # Indels are not divided by GC.
    own = effects[kinds == "deletion_1"].astype(float)
    assert p[1] == (1 + (abs(own) >= 1).sum()) / (len(own) + 1)
    np.testing.assert_allclose(z[1], (-1 - own.mean()) / own.std(ddof=1))
    assert np.isnan(p[2:]).all() and np.isnan(z[2:]).all()
    same = Chance.of(asked[:1], np.zeros(1, int), np.ones(1))
    p, z = same.of_effects(asked[:1], np.zeros(1, int), np.array([2.0]))
    assert p[0] == 0.5 and np.isnan(z[0])

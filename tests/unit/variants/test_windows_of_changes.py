"""Windows of both alleles are those of slow code that cuts them from whole chromosomes as text."""

import random
from pathlib import Path

import numpy as np
import pytest
from helpers import fasta_text, small_genome

from bindery import alphabet
from bindery.genomics.genome import index
from bindery.variants.changes_file import Changes, ChangesFile
from bindery.variants.reading.read_changes import Reading, read_changes

HEADER = "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tone\n"
PADDING = 3000


def drawn_alleles(letters: str, at: int, draw: random.Random) -> tuple[str, str]:
    """REF at a position, from 0, and an alternative of any kind."""
    removed, inserted = draw.choice([(1, 1), (1, 3), (4, 1), (2, 2), (3, 5), (1, 40), (60, 1)])
    ref = letters[at : at + removed].upper()
    alt = "".join(draw.choice("ACGT") for _ in range(inserted))
    if draw.random() < 0.7 and 1 in (removed, inserted) and removed != inserted:
        alt = ref[0] + alt[1:]
    return ref, alt


def cut(letters: str, first: int, length: int) -> str:
    """The window from a base that may be negative, with N beyond the ends."""
    padded = "N" * PADDING + letters.upper() + "N" * PADDING
    return padded[PADDING + first : PADDING + first + length]


def slow_trim(ref: str, alt: str) -> tuple[int, str, str]:
    """Both alleles without their common end, then without their common beginning."""
    before = 0
    while ref and alt and ref[-1] == alt[-1]:
        ref, alt = ref[:-1], alt[:-1]
    while ref and alt and ref[0] == alt[0]:
        ref, alt, before = ref[1:], alt[1:], before + 1
    return before, ref, alt


def texts(codes: np.ndarray) -> list[str]:
    return [alphabet.decode(row) for row in codes]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small genome, indexed."""
    path = tmp_path_factory.mktemp("genome")
    (path / "genome.fa").write_text(fasta_text(small_genome()))
    index(path / "genome.fa", path / "sizes")
    return path


def read(folder: Path, text: str, **given: object) -> Changes:
    (folder / "given.vcf").write_text(text)
    names = {name: str(folder / name) for name in ("changes", "unscored", "counts")}
    reading = Reading(assembly="small", **given)  # type: ignore[arg-type]
    read_changes(
        file=str(folder / "given.vcf"), genome=str(folder / "genome.fa"), reading=reading, **names
    )
    with ChangesFile(names["changes"]) as file:
        return file.rows()


@pytest.mark.parametrize(("widest", "shifts"), [(31, 0), (40, 3), (201, 0)])
def test_single_changes(folder: Path, widest: int, shifts: int) -> None:
    draw = random.Random(widest)
    genome = small_genome()
    lines, wanted = [], []
    stored = widest + 2 * shifts
    for number in range(400):
        name = draw.choice(list(genome))
        letters = genome[name]
        edge = draw.random() < 0.3
        at = draw.choice([draw.randrange(20), len(letters) - 62]) if edge else None
        at = draw.randrange(len(letters) - 62) if at is None else max(0, at)
        ref, alt = drawn_alleles(letters, at, draw)
        before, removed, inserted = slow_trim(ref, alt)
        if ref == alt or "N" in removed:
            continue
        lines.append(f"{name}\t{at + 1}\tv{number}\t{ref}\t{alt}\t.\t.\t.\tGT\t0/1\n")
        start = at + before
        first = start - stored // 2
        changed = letters[:start] + inserted + letters[start + len(removed) :]
        wanted.append((f"v{number}", cut(letters, first, stored), cut(changed, first, stored)))
    changes = read(folder, HEADER + "".join(lines), widest=widest, narrowest=31, shifts=shifts)
    rows = zip(changes.name, texts(changes.reference), texts(changes.alternative), strict=True)
    assert list(rows) == wanted and len(wanted) > 300
    for row in range(len(changes)):
        ref = changes.ref[row]
        first = int(changes.offset[row])
        shown = texts(changes.reference[row : row + 1])[0][max(first, 0) : first + len(ref)]
        assert ref[max(-first, 0) :].startswith(shown)
        assert shown or first >= stored or first + len(ref) <= 0


@pytest.mark.parametrize("seed", range(6))
def test_haplotypes(folder: Path, seed: int) -> None:
    draw = random.Random(seed)
    letters = small_genome()["chrIII"]
    window, stored, at = 41, 61, 0
    lines, alleles, ref = [], [], ""
    while at < len(letters) - 200:
        # Alleles do not overlap, since then the haplotypes of a sample depend on their order.
        at += len(ref) + draw.choice([0, 1, 3, 8, 20, 50, 70])
        ref, alt = drawn_alleles(letters, at, draw)
        if ref == alt or ref[-1] == alt[-1] or len(ref) > 30 or len(alt) > 30:
            continue
        call = draw.choice(["0|1", "1|0", "1|1", "0/1", "1/1"])
        lines.append(f"chrIII\t{at + 1}\t.\t{ref}\t{alt}\t.\t.\t.\tGT\t{call}\n")
        before, removed, inserted = slow_trim(ref, alt)
        alleles.append((at + before, removed, inserted, call))
    changes = read(folder, HEADER + "".join(lines), widest=stored, narrowest=window,
                   haplotypes=True)  # fmt: skip
    found = changes.select(changes.kind == "haplotype")
    pairs = set(zip(texts(found.reference), texts(found.alternative), strict=True))
    assert len(found) >= len(pairs) > 5
    assert pairs == slow_haplotypes(letters, alleles, window, stored)


def slow_haplotypes(
    letters: str, alleles: list[tuple[int, str, str, str]], window: int, stored: int
) -> set[tuple[str, str]]:
    """Both windows of each largest set on either haplotype, found among all neighbours."""
    found = set()
    for side in (0, 1):
        own: list[tuple[int, str, str]] = []
        for start, removed, inserted, call in alleles:
            on_it = call == "1/1" or ("|" in call and call.split("|")[side] == "1")
            if on_it and not any(clash((start, removed), one) for one in own):
                own.append((start, removed, inserted))
        own.sort(key=lambda one: (one[0], len(one[1])))
        sets = [
            own[first:last]
            for first in range(len(own))
            for last in range(first + 2, min(first + 40, len(own) + 1))
            if span(own[first:last]) <= window
        ]
        largest = [
            one for one in sets if not any(one != other and contains(other, one) for other in sets)
        ]
        for one in largest:
            begin = one[0][0] - (stored // 2 - span(one) // 2)
            changed = letters
            for start, removed, inserted in reversed(one):
                changed = changed[:start] + inserted + changed[start + len(removed) :]
            found.add((cut(letters, begin, stored), cut(changed, begin, stored)))
    return found


def contains(outer: list, inner: list) -> bool:
    return all(one in outer for one in inner)


def span(alleles: list[tuple[int, str, str]]) -> int:
    reference = max(start + len(removed) for start, removed, _ in alleles) - alleles[0][0]
    grown = sum(len(inserted) - len(removed) for _, removed, inserted in alleles)
    return max(reference, reference + grown)


def clash(one: tuple[int, str], other: tuple[int, str, str]) -> bool:
    """Whether two changes share a base, or insert at the same place."""
    first, second = (one[0], one[0] + len(one[1])), (other[0], other[0] + len(other[1]))
    if first == second:
        return True
    return max(first[0], second[0]) < min(first[1], second[1]) or (
        first[0] == first[1] and second[0] < first[0] < second[1]
    ) or (second[0] == second[1] and first[0] < second[0] < first[1])  # fmt: skip

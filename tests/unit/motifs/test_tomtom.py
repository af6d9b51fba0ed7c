from pathlib import Path

import numpy as np
import pytest
from helpers import containing

from bindery.errors import InputError
from bindery.motifs.matrices import Motif, jaspar_motifs
from bindery.motifs.meme import write_meme
from bindery.motifs.tomtom import Match, Matching, aligned, annotate, groups, merged

REB1 = "MA0363.3"


@pytest.fixture(scope="module")
def known() -> list[Motif]:
    return jaspar_motifs("JASPAR2024", "fungi")


def named(known: list[Motif], identifier: str) -> Motif:
    return next(motif for motif in known if motif.identifier == identifier)


def with_counts(counts: np.ndarray) -> Motif:
    return Motif("query", "", counts)


def written(letters: str, sites: int = 100) -> np.ndarray:
    return sites * np.eye(4)[["ACGT".index(letter) for letter in letters]]


def match(offset: int, reverse: bool = False) -> Match:
    return Match("q", "t", "T", 0.0, 0.0, 0.0, offset, 0, reverse, 0.0)


def variants(counts: np.ndarray) -> list[tuple[np.ndarray, int, int, bool]]:
    """Counts of a query, and its offset, overlap and strand on the target of `counts`."""
    length, other = len(counts), counts[::-1, ::-1]
    flank = np.full((3, 4), counts.sum(axis=1)[0] / 4)
    return [
        (counts, 0, length, False),
        (other, 0, length, True),
        (counts[2:], 2, length - 2, False),
        (counts[:-2], 0, length - 2, False),
        (other[2:], 2, length - 2, True),
        (np.concatenate([flank, counts]), -3, length, False),
        (np.concatenate([flank, other]), -3, length, True),
    ]


def test_motif_finds_itself_shifted_and_on_either_strand(known: list[Motif]) -> None:
    cases = variants(named(known, REB1).counts)
    found = annotate([with_counts(counts) for counts, *_ in cases], known)
    for one, (_, offset, overlap, reverse) in zip(found, cases, strict=True):
        assert (one.query, one.target, one.name) == ("query", REB1, "REB1")
        assert (one.offset, one.overlap, one.reverse) == (offset, overlap, reverse)
        assert one.p_value <= one.q_value < 1e-10
        assert one.e_value == pytest.approx(one.p_value * len(known))


def test_aligned_pair_agrees_where_both_have_positions(known: list[Motif]) -> None:
    target = named(known, REB1)
    for counts, *_ in variants(target.counts):
        (found,) = annotate([with_counts(counts)], known)
        query, other = aligned(counts, target.counts, found)
        assert query.shape == other.shape
        both = ~np.isnan(query[:, 0]) & ~np.isnan(other[:, 0])
        assert both.sum() == found.overlap
        assert np.array_equal(query[both], other[both])


def test_aligned_lays_each_matrix_where_the_offset_says() -> None:
    query, target = written("ACG"), written("TTACGA")
    gap = np.full((2, 4), np.nan)
    first, second = aligned(query, target, match(2))
    assert np.array_equal(first, np.concatenate([gap, query, gap[:1]]), equal_nan=True)
    assert np.array_equal(second, target)
    # CGT is the other strand of ACG, which TCGTAA has at its second base.
    first, second = aligned(written("CGT"), target, match(1, reverse=True))
    assert np.array_equal(second, written("TCGTAA"))
    assert np.array_equal(first[1:4], second[1:4])
    # The query hangs over at both ends.
    first, second = aligned(written("GGTTACGATT"), target, match(-2))
    assert np.array_equal(first[2:8], second[2:8]) and np.isnan(second[[0, 1, 8, 9]]).all()


def test_random_motifs_seldom_have_small_q_values(known: list[Motif]) -> None:
    generator = np.random.default_rng(1)
    queries = [with_counts(generator.dirichlet(np.full(4, 0.3), 12) * 100) for _ in range(200)]
    found = np.array([match.q_value for match in annotate(queries, known)])
    assert (found < 0.05).mean() < 0.1 and (found < 0.001).mean() < 0.01


def test_match_that_any_order_of_the_columns_has_does_not_count(known: list[Motif]) -> None:
    generator = np.random.default_rng(5)
    blurred = [with_counts(generator.dirichlet(np.full(4, 4.0), 22) * 500) for _ in range(20)]
    found = annotate(blurred, known)
    # Most have a small q-value, of a long blurred matrix.
    assert sum(one.q_value <= 0.01 for one in found) > 5
    assert sum(one.counts(0.01) for one in found) <= 1
    (clear,) = annotate([named(known, REB1)], known)
    assert clear.chance == 0 and clear.counts(0.01)
    (even,) = annotate([with_counts(written("AAAAAAAA"))], known)
    assert even.chance == 1 and not even.counts(1.0)


def test_copies_are_merged_on_the_first_one_s_strand() -> None:
    first = written("TGACTCATGC")
    shorter, other = 2 * first[2:], first[::-1, ::-1]
    total = merged([with_counts(counts) for counts in (first, shorter, other)])
    np.testing.assert_array_equal(total[2:], 4 * first[2:])
    np.testing.assert_array_equal(total[:2], 2 * first[:2])
    # A copy that goes on where few windows reach is cut there.
    longer = np.concatenate([first, written("AAA")])
    found = merged([with_counts(counts) for counts in (first, first, longer)])
    np.testing.assert_array_equal(found, 3 * first)
    assert merged([with_counts(first)]) is first


def test_comparisons_without_motifs() -> None:
    assert annotate([], [with_counts(written("ACGT"))]) == []
    assert groups([]) == []
    with pytest.raises(InputError, match=containing("there are no known motifs; give")):
        annotate([with_counts(written("ACGT"))], [])


def test_copies_and_reverse_complements_are_one_group(known: list[Motif]) -> None:
    reb1 = named(known, REB1).counts
    other = written("TGACTCATGC")
    motifs = [other, reb1, reb1[::-1, ::-1], other[1:], reb1[1:]]
    expected = [[0, 3], [1, 2, 4]]
    assert groups([with_counts(counts) for counts in motifs]) == expected
    assert groups([with_counts(counts) for counts in motifs], known) == expected


def test_unrelated_motifs_stay_alone() -> None:
    generator = np.random.default_rng(2)
    motifs = [with_counts(generator.dirichlet(np.full(4, 0.3), 12) * 100) for _ in range(20)]
    assert groups(motifs) == [[number] for number in range(20)]
    assert groups(motifs[:1]) == [[0]]


def test_motifs_of_rna_are_not_matched_with_reverse_complements(known: list[Motif]) -> None:
    target = named(known, REB1).counts
    other = target[::-1, ::-1]
    queries = [Motif("q", "", other, letters) for letters in ("ACGT", "ACGU")]
    dna, rna = (annotate([query], known)[0] for query in queries)
    assert dna.target == REB1 and dna.reverse and dna.q_value < 1e-10
    assert not rna.reverse and rna.p_value > 100 * dna.p_value
    same = annotate([Motif("q", "", target, "ACGU")], known)[0]
    assert same.target == REB1 and same.q_value < 1e-10


def test_reverse_complements_are_no_copies_in_a_model_of_one_strand(known: list[Motif]) -> None:
    counts = named(known, REB1).counts
    pair = [with_counts(counts), with_counts(counts[::-1, ::-1])]
    assert groups(pair, known) == [[0, 1]]
    assert groups(pair, known, both_strands=False) == [[0], [1]]


def test_rna_is_matched_with_a_file_alone(tmp_path: Path) -> None:
    path = tmp_path / "rna.meme"
    write_meme(path, [Motif("R1", "A1CF", written("ATAATTG"), "ACGU")])
    settings = {"release": "JASPAR2024", "group": "fungi", "significance": 0.01, "title": "A"}
    settings |= {"label": None, "molecule": "rna"}
    found, library = Matching(known=str(path), **settings).known_motifs()
    assert [(own.name, own.letters) for own in found] == [("A1CF", "ACGU")]
    assert library.words == "rna.meme (1 matrix)" and not library.warning
    none, library = Matching(known=None, **settings).known_motifs()
    assert not none and library.words == "no known motifs"
    assert "name a MEME file of RNA motifs under explanation.known" in library.warning

from pathlib import Path

import numpy as np
import pytest
from helpers import containing, encoded, intervals, random_codes, write_indexed

from bindery import alphabet
from bindery.data import window_features as features
from bindery.data.window_features import check_masked, dinucleotide_frequencies, window_features
from bindery.errors import InputError
from bindery.genomics.genome import Genome

ORDER = ("AA", "AC", "AG", "AT", "CA", "CC", "CG", "GA", "GC", "TA")


def test_dinucleotides_count_with_their_reverse_complements() -> None:
    (found,) = dinucleotide_frequencies(encoded("AATTGNCGA"))
    # AA AT TT TG, then CG GA.
    expected = {"AA": 2, "AT": 1, "CA": 1, "CG": 1, "GA": 1}
    assert dict(zip(ORDER, found * 6, strict=True)) == pytest.approx(
        {pair: expected.get(pair, 0) for pair in ORDER}
    )
    assert not dinucleotide_frequencies(encoded("NANN")).any()


def test_dinucleotides_are_the_same_on_either_strand_and_give_gc() -> None:
    codes = random_codes(50, 30, letters=5)
    found = dinucleotide_frequencies(codes)
    np.testing.assert_allclose(found, dinucleotide_frequencies(alphabet.reverse_complement(codes)))
    np.testing.assert_allclose(found.sum(axis=1), 1)


def test_features_of_windows_are_those_of_each(
    fasta: Path, sequences: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(features, "READ_AT_ONCE", 2)
    rows = [("chrII", 1990, 2010), ("chrI", 0, 20), ("chrIII", 5, 25)]
    starts = {"chrII": np.array([0, 2009]), "chrI": np.array([10])}
    names = ("starts", "gc", "repeats", "dinucleotides")
    with Genome(fasta) as genome:
        found = window_features(intervals(*rows), names, genome, starts)
    letters = [sequences[chrom][start:end].upper() for chrom, start, end in rows]
    assert tuple(found) == names
    assert found["starts"][:, 0].tolist() == pytest.approx(np.log10([10, 1, 4001]).tolist())
    gc = [(own.count("G") + own.count("C")) / 20 for own in letters]
    assert found["gc"][:, 0].tolist() == pytest.approx(gc)
    assert found["repeats"][:, 0].tolist() == [0.5, 0, 0]
    np.testing.assert_array_equal(
        found["dinucleotides"], dinucleotide_frequencies(encoded(*letters))
    )
    assert found["dinucleotides"].shape == (3, 10)


def test_a_genome_without_lower_case_has_no_known_repeats(fasta: Path, tmp_path: Path) -> None:
    with Genome(fasta) as masked:
        check_masked(masked)
    upper = write_indexed(tmp_path / "upper.fa", ">lower case in names\nACGT\n>next\nNNNN\n")
    problem = "upper.fa: no base is lower-case, so repeats are not known; give a soft-masked FASTA"
    with Genome(upper) as bare, pytest.raises(InputError, match=containing(problem)):
        check_masked(bare)

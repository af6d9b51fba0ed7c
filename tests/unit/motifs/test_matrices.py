import numpy as np
import pytest
from helpers import encoded, random_codes

from bindery import alphabet
from bindery.errors import InputError
from bindery.motifs.matrices import Motif, best_match, consensus, jaspar_motif

RELEASE = "JASPAR2026"


def best_slowly(codes: np.ndarray, weights: np.ndarray) -> list[float]:
    found = []
    for row in codes:
        scores = [
            sum(
                weights[n][base]
                for n, base in enumerate(strand[at : at + len(weights)])
                if base < 4
            )
            for strand in (row, alphabet.reverse_complement(row))
            for at in range(len(row) - len(weights) + 1)
        ]
        found.append(max(scores))
    return found


def test_log_odds_by_hand() -> None:
    motif = Motif("M", "m", np.array([[7.0, 0, 0, 0], [1, 1, 1, 1]]))
    # A pseudocount of 1 is a quarter for each base.
    expected = [[7.25 / 8, 0.25 / 8, 0.25 / 8, 0.25 / 8], [0.25] * 4]
    np.testing.assert_allclose(motif.probabilities(), expected)
    np.testing.assert_allclose(motif.log_odds()[0], np.log2([3.625, 0.125, 0.125, 0.125]))
    np.testing.assert_allclose(motif.log_odds()[1], 0, atol=1e-12)


def test_probabilities_sum_to_one_whatever_the_pseudocount() -> None:
    motif = Motif("M", "m", np.random.default_rng(0).integers(1, 90, (9, 4)).astype(float))
    for pseudocount in (0.0, 0.1, 4.0):
        np.testing.assert_allclose(motif.probabilities(pseudocount).sum(axis=1), 1)


@pytest.mark.parametrize("length", [1, 5, 30])
def test_best_match_is_that_of_a_slow_search(length: int) -> None:
    codes = random_codes(20, 30, seed=length, letters=5)
    weights = np.random.default_rng(0).normal(0, 1, (length, 4))
    np.testing.assert_allclose(best_match(codes, weights), best_slowly(codes, weights))


def test_best_match_is_the_same_on_both_strands() -> None:
    codes = random_codes(20, 30, letters=5)
    weights = np.random.default_rng(0).normal(0, 1, (7, 4))
    other = best_match(alphabet.reverse_complement(codes), weights)
    np.testing.assert_allclose(best_match(codes, weights), other)


def test_best_match_by_hand() -> None:
    weights = np.array([[1.0, -1, -1, -1], [-1, -1, 2, -1]])  # It sees AG, which scores 3.
    found = best_match(encoded("CCAGCC", "CCCTCC", "NNNNNN", "NGNNNN", "CCCCCC"), weights)
    # Unknown bases count nought; CT is AG on the other strand; G alone is C on the other strand.
    assert found.tolist() == [3, 3, 0, 2, 1]


def test_best_match_of_no_rows_is_empty() -> None:
    assert best_match(np.empty((0, 9), np.uint8), np.zeros((3, 4))).shape == (0,)


def test_matrix_of_jaspar_has_its_counts() -> None:
    motif = jaspar_motif("MA0139.2", RELEASE)
    assert (motif.identifier, motif.name) == ("MA0139.2", "CTCF")
    assert motif.counts.shape == (15, 4)
    consensus = "".join("ACGT"[base] for base in motif.counts.argmax(axis=1))
    assert consensus == "GCCACCAGGGGGCGC"


@pytest.mark.filterwarnings("ignore:Failed to fetch")
@pytest.mark.parametrize("identifier", ["MA9999.1", "MA0139.77", "CTCF", ""])
def test_matrix_that_the_release_lacks_is_refused(identifier: str) -> None:
    with pytest.raises(
        InputError, match=f"JASPAR2026 has no matrix '{identifier}'; give a matrix ID"
    ):
        jaspar_motif(identifier, RELEASE)


def test_release_that_there_is_not_is_refused() -> None:
    with pytest.raises(InputError, match="there is no release 'JASPAR1999' of JASPAR"):
        jaspar_motif("MA0139.2", "JASPAR1999")


def test_consensus_of_rna_has_u() -> None:
    assert consensus(np.array([[0, 0, 0, 9], [4, 3, 2, 1]]), "ACGU") == "Ua"

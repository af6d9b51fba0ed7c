import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from helpers import containing, encoded, planted_tensor, random_codes, write_tensor
from sklearn.metrics import roc_auc_score

from bindery import alphabet, floors
from bindery.errors import InputError
from bindery.floors import canonical_kmers, fit_floor, kmer_counts, load, score
from bindery.motifs import best_match, jaspar_motif
from bindery.predictions import read_predictions
from bindery.tensors import Tensor

OUTPUTS = ("model.npz", "predictions.tsv.gz", "provenance.json")


def fit(folder: Path, tensor: Path, floor: str = "kmer_logreg", jaspar: str | None = None) -> Path:
    folder.mkdir(exist_ok=True)
    names = ("model", "predictions", "provenance_file")
    outputs = {name: str(folder / file) for name, file in zip(names, OUTPUTS, strict=True)}
    fit_floor(tensor=str(tensor), floor=floor, jaspar=jaspar, release="JASPAR2026", **outputs)
    return folder


def counts_slowly(letters: str, k: int) -> Counter:
    """Counts of k-mers, each under the lesser of itself and its reverse complement."""
    found: Counter = Counter()
    for at in range(len(letters) - k + 1):
        kmer = letters[at : at + k]
        if "N" not in kmer:
            found[
                min(kmer, alphabet.decode(alphabet.reverse_complement(alphabet.encode(kmer))))
            ] += 1
    return found


def feature_of(kmer: str) -> int:
    number = int("".join(str(code) for code in alphabet.encode(kmer)), 4)
    return int(canonical_kmers(len(kmer))[number])


@pytest.mark.parametrize(("k", "features"), [(1, 2), (2, 10), (3, 32), (4, 136), (6, 2080)])
def test_each_kmer_shares_a_feature_with_its_other_strand(k: int, features: int) -> None:
    feature = canonical_kmers(k)
    assert feature.shape == (4**k,)
    assert sorted(set(feature.tolist())) == list(range(features))
    digits = np.stack([np.arange(4**k) // 4**place % 4 for place in range(k)], axis=1)
    other = ((3 - digits) * 4 ** np.arange(k)[::-1]).sum(axis=1)
    np.testing.assert_array_equal(feature, feature[other])


@pytest.mark.parametrize("k", [2, 3, 6])
def test_counts_are_those_of_a_slow_search(k: int) -> None:
    codes = random_codes(15, 60, seed=k, letters=5)
    found = kmer_counts(codes, k).toarray()
    for row, counts in zip(codes, found, strict=True):
        expected = counts_slowly(alphabet.decode(row), k)
        assert {feature_of(kmer): n for kmer, n in expected.items()} == {
            n: counts[n] for n in np.flatnonzero(counts)
        }


def test_counts_are_the_same_on_both_strands() -> None:
    codes = random_codes(10, 40, letters=5)
    one, other = kmer_counts(codes), kmer_counts(alphabet.reverse_complement(codes))
    np.testing.assert_array_equal(one.toarray(), other.toarray())


def test_counts_by_hand() -> None:
    found = kmer_counts(encoded("AAAAC", "NNNNN", "ANANA"), 2)
    assert found.shape == (3, 10)
    assert found[[0]].toarray()[0, [feature_of("AA"), feature_of("AC")]].tolist() == [3, 1]
    assert found.sum(axis=1).tolist() == [4, 0, 0]
    assert kmer_counts(encoded("ACG"), 3).sum() == 1


def test_kmer_model_learns_a_planted_motif(tmp_path: Path) -> None:
    tensor = planted_tensor(tmp_path / "t.h5", rows=600)
    folder = fit(tmp_path / "made", tensor)
    found = read_predictions(folder / "predictions.tsv.gz")
    test = found.of("test")
    assert roc_auc_score(test.target, test.score) > 0.8
    model = load(folder / "model.npz")
    assert int(model["k"]) == 6
    assert model["weights"].shape == (2080,)
    assert float(model["penalty"]) in floors.PENALTIES
    with Tensor(tensor) as opened:
        codes = opened.rows(found.row).sequences
    np.testing.assert_allclose(score(model, codes), found.score, rtol=1e-6)
    np.testing.assert_allclose(
        score(model, alphabet.reverse_complement(codes)), found.score, rtol=1e-6
    )


def test_kmer_model_repeats_byte_for_byte(tmp_path: Path) -> None:
    tensor = planted_tensor(tmp_path / "t.h5", rows=80)
    one, two = (fit(tmp_path / name, tensor) for name in ("one", "two"))
    for name in OUTPUTS[:2]:
        assert (one / name).read_bytes() == (two / name).read_bytes()


def test_matrix_scores_by_its_best_match(tmp_path: Path) -> None:
    tensor = planted_tensor(tmp_path / "t.h5", rows=40)
    folder = fit(tmp_path / "made", tensor, "pwm", "MA0058.4")
    found = read_predictions(folder / "predictions.tsv.gz")
    weights = jaspar_motif("MA0058.4", "JASPAR2026").log_odds()
    with Tensor(tensor) as opened:
        expected = best_match(opened.rows(found.row).sequences, weights)
    np.testing.assert_allclose(found.score, expected, rtol=1e-6)
    model = load(folder / "model.npz")
    assert str(model["identifier"]) == "MA0058.4 MAX"
    facts = json.loads((folder / "provenance.json").read_text())
    assert (facts["floor"], facts["jaspar"], facts["release"]) == ("pwm", "MA0058.4", "JASPAR2026")


def test_matrix_longer_than_the_window_is_refused(tmp_path: Path) -> None:
    tensor = planted_tensor(tmp_path / "t.h5", rows=8, window=14)
    with pytest.raises(InputError, match=r"MA0139\.2 has 15 bases, the window 14"):
        fit(tmp_path / "made", tensor, "pwm", "MA0139.2")
    assert list((tmp_path / "made").iterdir()) == []


@pytest.mark.parametrize("groups", [1, 3])
def test_too_few_independent_rows_are_refused(tmp_path: Path, groups: int) -> None:
    codes = random_codes(24, 30)
    group = np.arange(24) // 2 % (groups * 2)
    positive = group < groups
    split = np.repeat([0, 1, 2], [12, 6, 6])
    tensor = write_tensor(tmp_path / "t.h5", codes, positive, split, group)
    with pytest.raises(InputError, match=containing(f"t.h5: {groups} independent positives")):
        fit(tmp_path / "made", tensor)


def test_four_independent_rows_of_a_class_are_enough(tmp_path: Path) -> None:
    codes = random_codes(16, 30)
    split = np.repeat([0, 1, 2], [8, 4, 4])
    tensor = write_tensor(tmp_path / "t.h5", codes, np.arange(16) % 3 == 0, split)
    fit(tmp_path / "made", tensor)

import numpy as np
import pytest

from bindery import alphabet
from bindery.evaluation.kmer_scores import e_scores, score_kmers


def slow_e_score(rows: set[int], values: np.ndarray) -> float:
    """As it is defined: the better halves, ranked together from the brightest."""
    order = sorted(range(len(values)), key=lambda row: (-values[row], row))
    ours = [row for row in order if row in rows][: len(rows) // 2]
    others = [row for row in order if row not in rows][: (len(values) - len(rows)) // 2]
    both = [row for row in order if row in {*ours, *others}]
    rank = {row: number for number, row in enumerate(both, 1)}
    means = [np.mean([rank[row] for row in part]) for part in (others, ours)]
    return (means[0] - means[1]) / len(both)


def test_e_scores_are_as_defined() -> None:
    generator = np.random.default_rng(1)
    values = generator.normal(size=200).round(1)
    features = [generator.choice(200, size, replace=False) for size in (2, 3, 10, 57, 150)]
    expected = [slow_e_score(set(rows.tolist()), values) for rows in features]
    assert e_scores(features, values) == pytest.approx(expected)


def test_the_best_and_worst_e_scores() -> None:
    values = np.arange(100.0)
    best, worst, alone = e_scores([np.arange(90, 100), np.arange(10), np.array([3])], values)
    assert best == pytest.approx(0.5)
    # The better half of the others is above all of them.
    assert worst == pytest.approx(-0.5)
    assert np.isnan(alone)


def test_a_planted_8mer_is_on_top_on_either_strand() -> None:
    generator = np.random.default_rng(2)
    codes = generator.integers(0, 4, (600, 30)).astype(np.uint8)
    word = alphabet.encode("GTAAACAA")
    codes[:20, 5:13] = word
    codes[20:40, 9:17] = alphabet.reverse_complement(word[None])[0]
    signal = generator.normal(size=600)
    signal[:40] += 6
    found = score_kmers(codes, signal, -signal)
    assert found.kmers[0].tolist() == ["GTAAACAA", "TTGTTTAC"]
    assert found.probes[0] >= 40
    assert found.e_scores[0, 0] == pytest.approx(0.5, abs=0.01)
    assert found.e_scores[0, 1] < -0.4
    assert (np.diff(found.e_scores[:, 0]) <= 0).all()

import json
import logging
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from helpers import (
    containing,
    encoded,
    planted_set,
    planted_tensor,
    random_codes,
    write_tensor,
)
from scipy.stats import pearsonr
from sklearn.metrics import roc_auc_score

from bindery import alphabet
from bindery.data.kmers import canonical_kmers, kmer_counts
from bindery.data.tensor_writer import TensorWriter
from bindery.data.tensors import Tensor
from bindery.errors import InputError
from bindery.motifs.matrices import best_match, jaspar_motif
from bindery.training import penalties
from bindery.training.baselines import fit_baseline, load, score
from bindery.training.predictions import read_predictions

OUTPUTS = ("model.npz", "predictions.tsv.gz", "provenance.json")


def fit(
    folder: Path,
    tensor: Path,
    baseline: str = "kmer_logreg",
    jaspar: str | None = None,
    window: int | None = None,
    both_strands: bool = True,
    target: str | None = None,
) -> Path:
    folder.mkdir(exist_ok=True)
    with Tensor(tensor, window) as opened:
        window = opened.window
    names = ("model", "predictions", "provenance_file")
    outputs = {name: str(folder / file) for name, file in zip(names, OUTPUTS, strict=True)}
    fit_baseline(
        tensor=str(tensor),
        baseline=baseline,
        target=target or ("intensity" if "ridge" in baseline else "class"),
        window=window,
        both_strands=both_strands,
        jaspar=jaspar,
        release="JASPAR2026",
        **outputs,
    )
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
    digits = np.stack([np.arange(4**k) // 4**position % 4 for position in range(k)], axis=1)
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
    one, other = kmer_counts(codes, 6), kmer_counts(alphabet.reverse_complement(codes), 6)
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
    assert model["k"].tolist() == [6]
    assert model["weights"].shape == (2080,)
    assert float(model["penalty"]) in penalties.LOGISTIC
    with Tensor(tensor) as opened:
        codes = opened.rows(found.row).sequences
    np.testing.assert_allclose(score(model, codes), found.score, rtol=1e-6)
    np.testing.assert_allclose(
        score(model, alphabet.reverse_complement(codes)), found.score, rtol=1e-6
    )


def test_the_search_of_a_penalty_ends_after_two_rises() -> None:
    tried = []

    def loss_of(penalty: float) -> float:
        tried.append(penalty)
        return abs(penalty - 2.9)

    assert penalties.least_loss((1, 2, 3, 4, 5, 6, 7), loss_of, "C")[0] == 3
    assert tried == [1, 2, 3, 4, 5]
    assert penalties.least_loss((5, 4, 3), loss_of, "C")[0] == 3


def test_composition_counts_one_to_three_mers(tmp_path: Path) -> None:
    generator = np.random.default_rng(1)
    positive = np.arange(400) % 2 == 0
    rich = generator.random((400, 60)) < np.where(positive, 0.6, 0.4)[:, None]
    codes = np.where(
        rich, generator.integers(1, 3, rich.shape), 3 * generator.integers(0, 2, rich.shape)
    )
    split = np.repeat([0, 1, 2], [200, 100, 100])
    tensor = write_tensor(tmp_path / "t.h5", codes.astype(np.uint8), positive, split)
    folder = fit(tmp_path / "made", tensor, "composition")
    model = load(folder / "model.npz")
    assert model["k"].tolist() == [1, 2, 3] and model["weights"].shape == (2 + 10 + 32,)
    test = read_predictions(folder / "predictions.tsv.gz").of("test")
    assert roc_auc_score(test.target, test.score) > 0.9


def test_a_baseline_of_one_strand_knows_a_site_from_its_reverse_complement(tmp_path: Path) -> None:
    codes, hit = random_codes(600, 40), np.arange(600) % 2 == 0
    # The background has the site too, on the other strand.
    codes[hit, 10:20] = alphabet.encode("TGACTCCTTG")
    codes[~hit, 10:20] = alphabet.encode("CAAGGAGTCA")
    split = np.repeat([0, 1, 2], [300, 150, 150])
    tensor = write_tensor(tmp_path / "t.h5", codes, hit, split)
    areas = {}
    for both in (True, False):
        folder = fit(tmp_path / str(both), tensor, both_strands=both)
        test = read_predictions(folder / "predictions.tsv.gz").of("test")
        areas[both] = roc_auc_score(test.target, test.score)
    assert areas[False] > areas[True] + 0.2
    assert load(tmp_path / "False" / "model.npz")["weights"].shape == (4096,)


def test_a_wider_baseline_sees_what_is_beside_the_window(tmp_path: Path) -> None:
    codes, hit = random_codes(400, 60), np.arange(400) % 2 == 0
    # The site lies outside of the middle 20 bases.
    codes[hit, 2:12] = alphabet.encode("TGACTCATTG")
    path = tmp_path / "t.h5"
    with TensorWriter(path, 20, 60) as writer:
        writer.append(codes)
        writer.finish(
            targets=hit[:, None],
            split=np.repeat([0, 1, 2], [200, 100, 100]),
            group=np.arange(400),
            tasks=["x"],
            intervals=None,
            attributes={},
        )
    areas = {}
    for name, window in (("kmer_logreg", 20), ("kmer_logreg_60", 60)):
        test = read_predictions(
            fit(tmp_path / name, path, name, window=window) / "predictions.tsv.gz"
        ).of("test")
        areas[window] = roc_auc_score(test.target, test.score)
    assert areas[20] < 0.65 and areas[60] > 0.8


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
    assert (facts["baseline"], facts["jaspar"], facts["release"]) == (
        "pwm",
        "MA0058.4",
        "JASPAR2026",
    )


def test_matrix_longer_than_the_window_is_refused(tmp_path: Path) -> None:
    tensor = planted_tensor(tmp_path / "t.h5", rows=8, window=14)
    with pytest.raises(InputError, match=r"MA0139\.2 has 15 bases, and the window 14"):
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


def intensity_tensor(path: Path, rows: int = 600, unmeasured: int = 0) -> Path:
    """Each other row has a planted site, which raises its intensity from about 7 to about 10."""
    codes, hit = planted_set(rows, 40, "TGACTCATTG", 3)
    target = 7 + 3 * hit + np.random.default_rng(4).normal(0, 1, rows)
    target[: 2 * unmeasured : 2] = np.nan
    split = np.repeat([0, 1, 2], [rows // 2, rows // 4, rows - rows // 2 - rows // 4])
    return write_tensor(path, codes, target, split)


def test_ridge_finds_a_planted_site(tmp_path: Path) -> None:
    tensor = intensity_tensor(tmp_path / "t.h5")
    folder = fit(tmp_path / "made", tensor, "kmer_ridge")
    found = read_predictions(folder / "predictions.tsv.gz")
    test = found.of("test")
    # A perfect score would have 0.83: the noise is a row's own.
    assert pearsonr(test.target, test.score).statistic > 0.6
    model = load(folder / "model.npz")
    assert model["weights"].shape == (2080,) and model["bias"].shape == (1,)
    assert float(model["penalty"]) in penalties.RIDGE
    best = np.argsort(-model["weights"])[:5]
    planted = {feature_of("TGACTCATTG"[at : at + 6]) for at in range(5)}
    assert planted == set(best.tolist())
    assert json.loads((folder / "provenance.json").read_text())["baseline"] == "kmer_ridge"


def test_ridge_solves_its_equations_and_takes_the_penalty_of_the_least_loss(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    tensor = intensity_tensor(tmp_path / "t.h5", rows=120)
    with caplog.at_level(logging.INFO):
        model = load(fit(tmp_path / "made", tensor, "kmer_ridge") / "model.npz")
    losses = [float(text.rsplit(" ", 1)[1]) for text in caplog.messages if "penalty" in text]
    # The search ends when the loss has risen twice.
    assert losses[-1] > losses[-2] > losses[-3] or len(losses) == len(penalties.RIDGE)
    penalty = float(model["penalty"])
    assert losses[penalties.RIDGE.index(penalty)] == min(losses)
    with Tensor(tensor) as opened:
        rows = opened.rows(np.arange(90))
    inputs = np.log1p(kmer_counts(rows.sequences, 6).toarray())
    target = rows.targets[:, 0].astype(float)
    target = (target - target.mean()) / target.std()
    centred = inputs - inputs.mean(axis=0)
    # In the space of rows, where the equations are few.
    weights = centred.T @ np.linalg.solve(centred @ centred.T + penalty * np.eye(90), target)
    np.testing.assert_allclose(model["weights"], weights, atol=1e-5)
    np.testing.assert_allclose(model["bias"], -inputs.mean(axis=0) @ weights, atol=1e-4)


def test_ridge_repeats_byte_for_byte(tmp_path: Path) -> None:
    tensor = intensity_tensor(tmp_path / "t.h5", rows=80)
    one, two = (fit(tmp_path / name, tensor, "kmer_ridge") for name in ("one", "two"))
    for name in OUTPUTS[:2]:
        assert (one / name).read_bytes() == (two / name).read_bytes()


def test_ridge_leaves_unmeasured_rows_out_and_logs_them(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    tensor = intensity_tensor(tmp_path / "t.h5", rows=80, unmeasured=7)
    with caplog.at_level(logging.WARNING):
        model = load(fit(tmp_path / "made", tensor, "kmer_ridge") / "model.npz")
    assert np.isfinite(model["weights"]).all()
    assert "t.h5: 7 rows left out: not measured" in caplog.text
    with Tensor(tensor) as opened:
        rows = opened.rows(np.arange(80))
    kept = ~np.isnan(rows.targets[:, 0])
    split = np.repeat([0, 1, 2], [40, 20, 20])[kept]
    bare = write_tensor(
        tmp_path / "bare.h5", rows.sequences[kept], rows.targets[kept, 0], split, rows.group[kept]
    )
    other = load(fit(tmp_path / "other", bare, "kmer_ridge") / "model.npz")
    np.testing.assert_array_equal(model["weights"], other["weights"])


def test_units_of_intensities_change_no_ridge(tmp_path: Path) -> None:
    codes, hit = planted_set(80, 40, "TGACTCATTG", 3)
    split = np.repeat([0, 1, 2], [40, 20, 20])
    found = []
    for scale in (1, 1024):
        tensor = write_tensor(tmp_path / f"{scale}.h5", codes, scale * (hit + codes[:, 0]), split)
        folder = fit(tmp_path / f"made{scale}", tensor, "kmer_ridge")
        found.append(load(folder / "model.npz")["weights"])
    np.testing.assert_allclose(*found, atol=1e-6)


def test_unmeasured_classes_are_left_out(tmp_path: Path) -> None:
    codes, hit = planted_set(80, 40, "TGACTCATTG", 3)
    target = np.where(np.arange(80) % 9 == 0, np.nan, hit)
    tensor = write_tensor(tmp_path / "t.h5", codes, target, np.repeat([0, 1, 2], [40, 20, 20]))
    fit(tmp_path / "made", tensor)


@pytest.mark.parametrize(
    ("baseline", "target", "problem"),
    [
        ("kmer_logreg", np.arange(24) / 7, "some targets are neither 0 nor 1; set `target: int"),
        (
            "kmer_ridge",
            np.full(24, 7.0),
            "all rows outside the test set have the same intensity; set",
        ),
        ("kmer_ridge", np.r_[np.inf, np.arange(23)], "some intensities are infinite; correct"),
        ("kmer_ridge", np.where(np.arange(24) < 3, 1, np.nan), "3 independent rows outside the"),
    ],
)
def test_targets_that_a_baseline_cannot_be_fitted_to_are_refused(
    tmp_path: Path, baseline: str, target: np.ndarray, problem: str
) -> None:
    split = np.repeat([0, 1, 2], [12, 6, 6])
    tensor = write_tensor(tmp_path / "t.h5", random_codes(24, 30), target, split)
    with pytest.raises(InputError, match=containing(f"t.h5: {problem}")):
        fit(tmp_path / "made", tensor, baseline)


@pytest.mark.parametrize(
    ("baseline", "remove"),
    [("composition", "composition"), ("kmer_logreg_20", "kmer_logreg")],
)
def test_a_refusal_names_the_baseline_to_remove(tmp_path: Path, baseline: str, remove: str) -> None:
    split = np.repeat([0, 1, 2], [12, 6, 6])
    group = np.arange(24) // 12
    tensor = write_tensor(tmp_path / "t.h5", random_codes(24, 30), np.arange(24) % 2, split, group)
    problem = f"set `skip` for this experiment, or remove {remove} from `baselines:`"
    with pytest.raises(InputError, match=containing(problem)):
        fit(tmp_path / "made", tensor, baseline, window=20)


def test_composition_is_a_baseline_of_intensities_too(tmp_path: Path) -> None:
    codes = random_codes(400, 40)
    target = (codes == 2).sum(axis=1) + np.random.default_rng(5).normal(0, 1, 400)
    tensor = write_tensor(tmp_path / "t.h5", codes, target, np.repeat([0, 1, 2], [200, 100, 100]))
    folder = fit(tmp_path / "made", tensor, "composition", target="intensity", both_strands=False)
    assert load(folder / "model.npz")["weights"].shape == (4 + 16 + 64,)
    test = read_predictions(folder / "predictions.tsv.gz").of("test")
    assert pearsonr(test.target, test.score).statistic > 0.8


def test_matrix_is_searched_on_the_given_strand_alone_where_told(tmp_path: Path) -> None:
    tensor = planted_tensor(tmp_path / "t.h5", rows=40)
    found = {}
    for both in (True, False):
        folder = fit(tmp_path / str(both), tensor, "pwm", "MA0058.4", both_strands=both)
        found[both] = read_predictions(folder / "predictions.tsv.gz").score
        assert bool(load(folder / "model.npz")["both_strands"]) is both
    assert (found[False] <= found[True]).all() and (found[False] < found[True]).any()


def test_matrix_is_a_baseline_of_intensities_too(tmp_path: Path) -> None:
    tensor = intensity_tensor(tmp_path / "t.h5", rows=80, unmeasured=3)
    folder = fit(tmp_path / "made", tensor, "pwm", "MA0058.4")
    assert len(read_predictions(folder / "predictions.tsv.gz").row) == 40

"""Measured effects of mutations in yeast promoters, beside those that models of tiles predict."""

import csv
import gzip
import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from _common import DATA, RESULTS, report
from _jobs import own_config, run
from sklearn.linear_model import Ridge

from bindery import alphabet, tsv
from bindery.data.kmers import kmer_features
from bindery.data.splits import TEST, TRAIN, VALIDATION
from bindery.data.tensors import Tensor
from bindery.evaluation import intensities
from bindery.evaluation.metrics import interval
from bindery.models.loading import load_model
from bindery.models.scores import scores
from bindery.training import baselines
from bindery.training.predictions import read_predictions

NAME = "measured_effects"
MODELS = ("auto",)
DRAWS, SEED = 2000, 1
# Bases of a construct before its 80 random ones in these files, which have shorter flanks.
BEFORE, INSERT = 17, 80
# Some of what the study's candidates were chosen among, by the validation rows alone; a single
# training each.
MEANS = {"detectors": [128, 64], "widths": [11, 5], "pools": [3, 8], "pooling": "average"}
MAXIMA = {"detectors": [64] * 3, "widths": [13, 7, 5], "pools": [2, 3, 4]}
SMALL = {"hidden": [64], "convolution_dropout": 0.1}
CANDIDATES = {
    "means": {"architecture": "basset", "settings": {**MEANS, **SMALL}},
    "maxima": {"architecture": "basset", "settings": {**MAXIMA, **SMALL}},
    "maxima_no_dropout": {"architecture": "basset", "settings": {**MAXIMA, "hidden": [64]}},
    "kmers": {"architecture": "kmers"},
    "kmers_one_strand": {"architecture": "kmers", "settings": {"both_strands": False}},
}
TRAINING = {"optimizer": "adam", "learning_rate": 0.001, "batch_size": 128, "epochs": 8}
PENALTIES = (10, 30, 100, 300, 1000)
PUBLISHED = "published network (Vaishnav et al. 2022)"


@dataclass
class Effects:
    """Pairs of sequences whose expression was measured, of shape (n,) or (n, window).

    Attributes:
        reference: codes, uint8.
        alternative: codes, uint8.
        change: measured expression of the alternative minus that of the reference.
        group: number of the reference, with which a pair is drawn.
        published: the published network's predicted change, NaN without one.
    """

    reference: np.ndarray
    alternative: np.ndarray
    change: np.ndarray
    group: np.ndarray
    published: np.ndarray


def table(file: str) -> list[dict[str, str]]:
    """The rows of a gzipped CSV of DATA / variants."""
    with gzip.open(DATA / "variants" / file, "rt", newline="") as handle:
        return list(csv.DictReader(handle))


def bases_of(mutants: list[dict[str, str]]) -> str | None:
    """The sequence that some mutants were made of; None where all of them differ from it.

    A mutant's description names its changes, as `22T.9C.4A`: position among the random bases, from
    0, and the new base.
    """
    changed = [{int(change[:-1]) for change in row["mutDesc"].split(".")} for row in mutants]
    letters = []
    for position in range(len(mutants[0]["seq110"])):
        kept = {
            row["seq110"][position]
            for row, own in zip(mutants, changed, strict=True)
            if position - BEFORE not in own
        }
        if len(kept) != 1:
            return None
        letters.append(kept.pop())
    return "".join(letters)


def effects(rows: list[tuple[str, str, float, str, float]], flanks: tuple[str, str]) -> Effects:
    """Pairs of sequences, with the whole flanks of the tiles' constructs."""
    reference, alternative, change, group, published = zip(*rows, strict=True)
    _, number = np.unique(np.array(group), return_inverse=True)
    both = [np.stack([whole(own, flanks) for own in side]) for side in (reference, alternative)]
    return Effects(*both, np.array(change), number, np.array(published))


def whole(letters: str, flanks: tuple[str, str]) -> np.ndarray:
    """A construct's codes: the given flanks are parts of those of the tiles, which are longer."""
    before, insert, after = (
        letters[:BEFORE], letters[BEFORE : BEFORE + INSERT], letters[BEFORE + INSERT :]
    )  # fmt: skip
    if not flanks[0].endswith(before) or not flanks[1].startswith(after):
        raise ValueError(f"other flanks than {flanks[0]} and {flanks[1]}: {letters}")
    return alphabet.encode(flanks[0] + insert + flanks[1])


def mutants(flanks: tuple[str, str]) -> Effects:
    """Mutants of random promoters with one to three changes; those of unknown bases left out."""
    of_base: dict[str, list[dict[str, str]]] = {}
    for row in table("Drift_testdata.csv.gz"):
        of_base.setdefault(row["baseSeq"], []).append(row)
    rows = []
    for name, own in of_base.items():
        base = bases_of(own)
        for row in own if base else []:
            if sum(a != b for a, b in zip(base, row["seq110"], strict=True)) != int(row["ED"]):
                raise ValueError(f"{row['origID']} has another number of changes")
            change = float(row["meanEL.mut"]) - float(row["meanEL.base"])
            predicted = float(row["edvPred.mut"]) - float(row["edvPred.base"])
            rows.append((base, row["seq110"], change, name, predicted))
    print(f"mutants: {sum(map(len, of_base.values()))}, of which {len(rows)} have a known base")
    return effects(rows, flanks)


def pairs(flanks: tuple[str, str]) -> Effects:
    """Pairs of promoters of which one has a motif changed."""
    with gzip.open(DATA / "variants/motif_perturbation_exp_indices.json.gz", "rt") as handle:
        measured = json.load(handle)
    rows = {}
    for row in table("motif_perturbation_seqs.csv.gz"):
        key = f"{row['alt_pos']},{row['ref_pos']}"
        if key in measured:
            one, other = measured[key]
            sequences = row["ref_sequence"], row["alt_sequence"]
            rows[key] = (*sequences, one - other, row["ref_pos"], np.nan)
    print(f"pairs: {len(measured)}, of which {len(rows)} have sequences")
    return effects(list(rows.values()), flanks)


def ridge_of_validation_rows(tensor: Tensor) -> Callable[[np.ndarray], np.ndarray]:
    """A 6-mer ridge regression of the training rows, its penalty chosen by the validation rows."""
    train, held_out = (tensor.rows(tensor.split_rows(part)) for part in (TRAIN, VALIDATION))
    features, judged = (kmer_features(rows.sequences, (6,), False) for rows in (train, held_out))
    fitted = [
        Ridge(alpha=penalty, solver="sparse_cg", tol=1e-6).fit(features, train.targets[:, 0])
        for penalty in PENALTIES
    ]
    found = [intensities.pearson(held_out.targets[:, 0], model.predict(judged)) for model in fitted]
    best = fitted[int(np.argmax(found))]
    print(f"ridge of training rows: penalty {best.alpha}, validation Pearson {max(found):.4f}")
    return lambda codes: best.predict(kmer_features(codes, (6,), False))


def print_tiles(tensor: Tensor, folder: Path, models: Iterable[str]) -> None:
    """Pearson of held-out tiles: of each model with each task, and of the replicates."""
    _, one, other = tensor.targets(tensor.split_rows(TEST)).T
    print(f"test tiles: Pearson of the replicates {intensities.pearson(one, other):.3f}")
    for model in models:
        found = read_predictions(folder / model / "predictions.tsv.gz")
        for split in ("validation", "test"):
            own = found.of(split)
            values = [
                f"{task} {intensities.pearson(target, own.score):.3f}"
                for task, target in zip(tensor.tasks, tensor.targets(own.row).T, strict=True)
            ]
            print(f"{split} tiles, {model}: {', '.join(values)}")


def compared(what: str, own: Effects, models: dict[str, Callable]) -> list[dict]:
    """A row a model: correlations of predicted and measured change, and what they gain.

    Gains are over the better ridge regression of the same rows. Resamples are of references, since
    all changes of one have its errors in common; and, for gains, of single changes too.
    """
    predicted = {
        name: score(own.alternative) - score(own.reference) for name, score in models.items()
    }
    if not np.isnan(own.published).any():
        predicted[PUBLISHED] = own.published
    groups = {"references": own.group, "changes": np.arange(len(own.change))}
    draws = {
        by: intensities.Bootstrap(group, own.change, DRAWS, SEED) for by, group in groups.items()
    }
    rows = [{"rows": what, "n": len(own.change), "model": name} for name in predicted]
    for measure, value_of in intensities.VALUES.items():
        values = {name: value_of(own.change, change) for name, change in predicted.items()}
        drawn = {
            by: {name: getattr(draw, measure)(change) for name, change in predicted.items()}
            for by, draw in draws.items()
        }
        ridge = max((name for name in values if name.startswith("kmer_ridge")), key=values.get)
        for row, name in zip(rows, predicted, strict=True):
            row[measure] = f"{values[name]:.3f} ({_ends(drawn['references'][name])})"
            row[f"{measure}_gain"] = f"{values[name] - values[ridge]:+.3f}"
            for by, of in drawn.items():
                row[f"by_{by}_{measure}"] = _ends(of[name] - of[ridge])
    return rows


def _ends(values: np.ndarray) -> str:
    low, high = interval(values, 0.95)
    return f"{low:.3f} to {high:.3f}"


def candidates() -> None:
    """Train each candidate once, and report its best epoch by the validation rows."""
    training = {**TRAINING, "monitor": "val_pearson", "restarts": 1}
    models = {name: {**own, "training": training} for name, own in CANDIDATES.items()}
    study = f"{NAME}_candidates"
    own = own_config(study, "yeast_promoters", {"models": models}, ["candidates"])
    run(study, {}, [f"promoters/{name}/history.tsv" for name in models], own)
    rows = []
    for name in models:
        history = tsv.read(RESULTS / study / "promoters" / name / "history.tsv")
        best = max(history, key=lambda row: float(row["val_pearson"]))
        rows.append({"model": name, "epoch": best["epoch"], "validation": best["val_pearson"]})
    report(study, rows)


def main() -> None:
    """Make the study, and compare its models on changes that none of them was trained on.

    With the argument `candidates`, what its model was chosen among is trained instead.
    """
    if sys.argv[1:] == ["candidates"]:
        candidates()
        return
    wanted = [f"promoters/{model}/metrics.json" for model in MODELS]
    run(NAME, {}, wanted, "config/yeast_promoters.yaml", anew=False)
    folder = RESULTS / NAME / "promoters"
    with Tensor(folder / "tensor.h5") as tensor:
        flanks = tensor.attributes["flank_before"], tensor.attributes["flank_after"]
        of_validation = ridge_of_validation_rows(tensor)
        print_tiles(tensor, folder, (*MODELS, "kmer_ridge"))
    models: dict[str, Callable] = {}
    for model in MODELS:
        network = load_model(folder / model)
        models[model] = lambda codes, network=network: scores(network, codes).astype(float)
    ridge = baselines.load(folder / "kmer_ridge/model.npz")
    models["kmer_ridge"] = lambda codes: baselines.score(ridge, codes)
    models["kmer_ridge of training rows"] = of_validation
    rows = compared("mutants", mutants(flanks), models) + compared("pairs", pairs(flanks), models)
    report(NAME, rows)


if __name__ == "__main__":
    main()

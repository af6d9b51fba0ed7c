"""Which 8-mers a protein prefers: enrichment scores of probes, measured and predicted."""

from dataclasses import dataclass
from os import PathLike

import numpy as np

from bindery.data.kmers import kmer_counts, kmer_names
from bindery.data.splits import TEST
from bindery.data.tensors import Tensor
from bindery.files import write_gzip
from bindery.training.predictions import read_predictions

K = 8
# An 8-mer of fewer probes can be on top by chance; designs have 16 probes or more of each.
LEAST_PROBES = 8
COLUMNS = (
    *("kmer", "reverse_complement", "probes", "median_intensity", "e_score"),
    *("predicted_median", "predicted_e_score"),
)


@dataclass(frozen=True)
class KmerScores:
    """Scores of the 8-mers of some probes, both strands as one, those of the largest score first.

    Attributes:
        kmers: the 8-mer and its reverse complement, the smaller in alphabetical order first,
            object, shape (n, 2).
        probes: number of probes that have it, int64, shape (n,).
        medians: median of their values, measured and predicted, float64, shape (n, 2).
        e_scores: enrichment scores, measured and predicted, float64, shape (n, 2).
    """

    kmers: np.ndarray
    probes: np.ndarray
    medians: np.ndarray
    e_scores: np.ndarray


def e_scores(features: list[np.ndarray], values: np.ndarray) -> np.ndarray:
    """The enrichment score of each feature among probes, as UniPROBE has it.

    It compares the better half of the probes that have the feature with the better half of all
    others: the difference of the mean ranks of the latter and of the former, divided by the number
    of both (Berger et al., Nat Biotechnol 2006). It is 0.5 if all former ones are above all latter
    ones, -0.5 if they are below.

    Args:
        features: of each feature, the rows of the probes that have it.
        values: intensities of the probes, shape (n,).

    Returns:
        float64, shape (features,); NaN for a feature of fewer than two probes or others.
    """
    position = np.empty(len(values), np.int64)
    # Ties are broken by the order of the rows.
    position[np.argsort(-values, kind="stable")] = np.arange(len(values))
    found = np.full(len(features), np.nan)
    for number, rows in enumerate(features):
        ours, others = len(rows) // 2, (len(values) - len(rows)) // 2
        if not ours or not others:
            continue
        best = np.sort(position[rows])[:ours]
        before = np.minimum(best - np.arange(ours), others)
        ranks = (np.arange(1, ours + 1) + before).sum()
        both = ours + others
        rest = both * (both + 1) / 2 - ranks
        found[number] = (rest / others - ranks / ours) / both
    return found


def score_kmers(codes: np.ndarray, measured: np.ndarray, predicted: np.ndarray) -> KmerScores:
    """Score 8-mers of at least LEAST_PROBES probes by measured and by predicted intensities.

    Args:
        codes: uint8, shape (n, window).
        measured: intensities, shape (n,).
        predicted: a model's scores, shape (n,).
    """
    counts = kmer_counts(codes, K).tocsc()
    features = [
        counts.indices[first:last]
        for first, last in zip(counts.indptr[:-1], counts.indptr[1:], strict=True)
    ]
    present = [number for number, rows in enumerate(features) if len(rows) >= LEAST_PROBES]
    features = [features[number] for number in present]
    sides = (measured, predicted)
    scores = np.stack([e_scores(features, side) for side in sides], axis=1)
    medians = [[float(np.median(side[rows])) for side in sides] for rows in features]
    order = np.argsort(-scores[:, 0], kind="stable")
    names = kmer_names(K)[present]
    return KmerScores(
        names[order],
        np.array([len(rows) for rows in features])[order],
        np.array(medians)[order],
        scores[order],
    )


def read_test_probes(tensor: str | PathLike, predictions: str | PathLike) -> tuple:
    """Codes of the measured test rows, their intensities, and a model's scores of them."""
    own = read_predictions(predictions)
    own = own.select((own.split == "test") & ~np.isnan(own.target))
    with Tensor(tensor) as opened:
        assert np.isin(own.row, opened.split_rows(TEST)).all()
        codes = opened.rows(own.row).sequences
    return codes, own.target, own.score


def write_kmers(path: str | PathLike, found: KmerScores) -> None:
    """Write the scores as TSV.gz, see COLUMNS."""
    lines = ["\t".join(COLUMNS)]
    rows = zip(found.kmers, found.probes, found.medians, found.e_scores, strict=True)
    for names, probes, medians, scores in rows:
        measured, predicted = zip(medians, scores, strict=True)
        values = [f"{value:.6g}" for value in (*measured, *predicted)]
        lines.append("\t".join([*names, str(probes), *values]))
    write_gzip(path, "\n".join(lines) + "\n")

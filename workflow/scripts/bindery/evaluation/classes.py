"""Metrics of predictions and their intervals, outside Keras.

Point values are scikit-learn's. Intervals come from a bootstrap over groups (a positive and its
shuffle, overlapping peaks), so that rows that are not independent are drawn together.
"""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from os import PathLike

import numpy as np
from sklearn.metrics import average_precision_score, roc_auc_score

from bindery.errors import InputError
from bindery.files import write_json
from bindery.training.predictions import Predictions, read_predictions

logger = logging.getLogger(__name__)

GRID = np.linspace(0, 1, 201)
DRAWS_AT_ONCE = 1 << 22


@dataclass
class Curve:
    """A curve on a grid of x from 0 to 1, with an interval.

    Attributes:
        y: shape (201,).
        low: lower end of the interval at each x.
        high: upper end.
    """

    y: np.ndarray
    low: np.ndarray
    high: np.ndarray


def resamples(
    group: np.ndarray, draws: int, seed: int, usable: Callable[[np.ndarray], bool]
) -> np.ndarray:
    """Draw groups of rows with replacement, as many as there are, again and again.

    Args:
        group: int, shape (n,).
        draws: number of resamples.
        seed: of the draws.
        usable: whether the rows' weights, int (n,), allow the metrics; else they are drawn again.

    Returns:
        How often each row is drawn in each resample: uint16, shape (draws, n).
    """
    generator = np.random.default_rng(seed)
    _, member = np.unique(group, return_inverse=True)
    count = int(member.max()) + 1
    chosen: list[np.ndarray] = []
    while len(chosen) < draws:
        weights = np.bincount(generator.integers(0, count, count), minlength=count)[member]
        if usable(weights):
            chosen.append(weights.astype(np.uint16))
    return np.stack(chosen) if chosen else np.zeros((0, len(group)), np.uint16)


class Bootstrap:
    """The same resamples of groups for every model of a test set, so that differences pair.

    Resampled rows are integer weights; a resample that misses a class is drawn again.
    """

    def __init__(self, group: np.ndarray, target: np.ndarray, draws: int, seed: int):
        """Draw the resamples.

        Args:
            group: int, shape (n,).
            target: 0 or 1, shape (n,).
            draws: number of resamples.
            seed: of the draws.

        Raises:
            InputError: one class is missing.
        """
        positive, negative = target > 0, target == 0
        if not (positive.any() and negative.any()):
            raise InputError("the test rows are all of one class", remedy="build the tensor anew")

        def both(drawn: np.ndarray) -> bool:
            return bool(drawn[positive].any() and drawn[negative].any())

        self.weights = resamples(group, draws, seed, both)
        self.target = target

    def _cumulative(self, score: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Weights of true and false positives down the ranking, a resample a row, by blocks."""
        order = np.argsort(-score, kind="stable")
        # Rows of equal score count together: a curve has a point only after the last of them.
        last = np.append(np.diff(score[order]) != 0, True)
        positive = self.target[order] > 0
        step = max(1, DRAWS_AT_ONCE // len(score))
        for first in range(0, len(self.weights), step):
            weights = self.weights[first : first + step, order].astype(np.float64)
            true = np.cumsum(weights * positive, axis=1)[:, last]
            false = np.cumsum(weights * ~positive, axis=1)[:, last]
            yield true, false

    def auroc(self, score: np.ndarray) -> np.ndarray:
        """AUROC of each resample: shape (draws,)."""
        areas = []
        for true, false in self._cumulative(score):
            rate = np.pad(true / true[:, -1:], ((0, 0), (1, 0)))
            step = np.diff(false / false[:, -1:], axis=1, prepend=0)
            areas.append((step * (rate[:, 1:] + rate[:, :-1]) / 2).sum(axis=1))
        return np.concatenate(areas) if areas else np.empty(0)

    def auprc(self, score: np.ndarray) -> np.ndarray:
        """Average precision of each resample: shape (draws,)."""
        areas = []
        for true, false in self._cumulative(score):
            precision = true / np.maximum(true + false, 1)
            step = np.diff(true / true[:, -1:], axis=1, prepend=0)
            areas.append((step * precision).sum(axis=1))
        return np.concatenate(areas) if areas else np.empty(0)

    def curves(self, score: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """True-positive rate and precision on the grid, each of shape (draws, 201)."""
        roc, pr = [], []
        for true, false in self._cumulative(score):
            for hits, misses in zip(true, false, strict=True):
                roc.append(roc_on_grid(hits, misses))
                pr.append(pr_on_grid(hits, misses))
        return np.array(roc), np.array(pr)


def roc_on_grid(true: np.ndarray, false: np.ndarray) -> np.ndarray:
    """True-positive rate at each false-positive rate of the grid, from cumulative counts."""
    x = np.append(0, false / false[-1])
    y = np.append(0, true / true[-1])
    # Where the curve rises straight, its upper end is the value there, and its lower end is where
    # the way from the left leads to.
    left = np.searchsorted(x, GRID, side="right") - 1
    right = np.minimum(left + 1, len(x) - 1)
    share = (GRID - x[left]) / np.maximum(x[right] - x[left], np.finfo(float).tiny)
    return y[left] + share * (y[right] - y[left])


def pr_on_grid(true: np.ndarray, false: np.ndarray) -> np.ndarray:
    """Precision at each recall of the grid: that of the first cut that reaches the recall."""
    recall = true / true[-1]
    precision = true / np.maximum(true + false, 1)
    first = np.searchsorted(recall, np.maximum(GRID - 1e-12, 1e-12))
    return precision[np.minimum(first, len(recall) - 1)]


def interval(values: np.ndarray, confidence: float, axis: int = 0) -> tuple:
    """Both ends of the interval that holds the middle share `confidence` of resampled values."""
    tail = (1 - confidence) / 2
    return tuple(np.quantile(values, [tail, 1 - tail], axis=axis))


def _counts(target: np.ndarray, score: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    order = np.argsort(-score, kind="stable")
    last = np.append(np.diff(score[order]) != 0, True)
    positive = target[order] > 0
    return np.cumsum(positive)[last], np.cumsum(~positive)[last]


def curves(test: Predictions, bootstrap: Bootstrap, confidence: float) -> dict[str, Curve]:
    """ROC and PR curves of a model with their intervals, by the names `roc` and `pr`."""
    counts = _counts(test.target, test.score)
    roc, pr = bootstrap.curves(test.score)
    return {
        "roc": Curve(roc_on_grid(*counts), *interval(roc, confidence)),
        "pr": Curve(pr_on_grid(*counts), *interval(pr, confidence)),
    }


def metrics(
    test: Predictions,
    baselines: dict[str, Predictions],
    bootstrap: Bootstrap,
    confidence: float,
) -> dict[str, float | str | None]:
    """AUROC and AUPRC with intervals, and the gain over the better baseline with a paired one.

    Args:
        test: the model's predictions of the test rows.
        baselines: the same rows as the baselines score them.
        bootstrap: of these rows.
        confidence: of the intervals, such as 0.95.

    Returns:
        Flat, as `metrics.json` has it: values None where there is no baseline.
    """
    auroc, auprc = bootstrap.auroc(test.score), bootstrap.auprc(test.score)
    found: dict[str, float | str | None] = {
        "auroc": float(roc_auc_score(test.target, test.score)),
        "auprc": float(average_precision_score(test.target, test.score)),
    }
    for name, values in (("auroc", auroc), ("auprc", auprc)):
        low, high = interval(values, confidence)
        found |= {f"{name}_low": float(low), f"{name}_high": float(high)}
    of_baseline = {name: float(roc_auc_score(p.target, p.score)) for name, p in baselines.items()}
    baseline = max(of_baseline, key=of_baseline.__getitem__, default=None)
    gain: tuple = (None, None, None)
    if baseline is not None:
        difference = auroc - bootstrap.auroc(baselines[baseline].score)
        low, high = interval(difference, confidence)
        gain = (float(found["auroc"]) - of_baseline[baseline], float(low), float(high))  # type: ignore[arg-type]
    names = ("gain_auroc", "gain_low", "gain_high")
    return (
        found
        | {"baseline": baseline, "baseline_auroc": of_baseline.get(baseline or "")}
        | dict(zip(names, gain, strict=True))
    )


def of_restarts(test: Predictions) -> dict[str, list[float]]:
    """AUROC and AUPRC of each random restart alone, lists as `metrics.json` has them."""
    areas = {"auroc": roc_auc_score, "auprc": average_precision_score}
    return {
        f"{name}_restarts": [float(area(test.target, scores)) for scores in test.restarts.T]
        for name, area in areas.items()
        if test.restarts.shape[1]
    }


def check_pairing(predictions: Predictions, baselines: dict[str, Predictions], path: str) -> None:
    """Raise InputError unless model and baselines scored the same rows."""
    for name, other in baselines.items():
        if not np.array_equal(predictions.row, other.row):
            raise InputError(
                f"its rows are not those that {name} scored",
                file=path,
                remedy="remove this experiment's predictions and run again",
            )


def read_test_sets(
    path: str, baseline_paths: dict[str, str]
) -> tuple[Predictions, dict[str, Predictions]]:
    """The measured test rows as a model and its baselines scored them, checked to be the same."""
    test = read_predictions(path).of("test")
    baselines = {name: read_predictions(file).of("test") for name, file in baseline_paths.items()}
    check_pairing(test, baselines, path)
    measured = ~np.isnan(test.target)
    if not measured.all():
        logger.warning("%s: %d test rows left out: not measured", path, (~measured).sum())
    return test.select(measured), {name: own.select(measured) for name, own in baselines.items()}


def write_metrics(path: str | PathLike, values: dict) -> None:
    """Write flat metrics as JSON, figures to ten digits, keys in their order."""
    write_json(path, values, digits=10)

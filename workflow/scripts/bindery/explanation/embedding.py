"""Two-dimensional maps of sequences, from the inputs of a model's last layer."""

from dataclasses import dataclass

import numpy as np
from sklearn.decomposition import PCA
from sklearn.manifold import TSNE
from threadpoolctl import threadpool_limits

# With fewer rows than this, no map is made.
MIN_ROWS = 20
# The usual perplexity, and the least number of rows for each unit of it.
PERPLEXITY, ROWS_A_NEIGHBOUR = 30.0, 3
# Number of principal components that t-SNE uses, as van der Maaten and Hinton advise.
COMPONENTS = 50


@dataclass
class Embedding:
    """Two maps of the same rows.

    Attributes:
        principal: first two principal components, float64, shape (n, 2).
        explained: share of the variance that each of the two explains, float64, shape (2,).
        neighbours: t-SNE, float64, shape (n, 2); distances between far groups mean nothing.
        perplexity: perplexity of the t-SNE.
        features: number of features that vary.
        reason: why there are no maps (all else is then empty); empty if there are maps.
    """

    principal: np.ndarray
    explained: np.ndarray
    neighbours: np.ndarray
    perplexity: float
    features: int
    reason: str = ""


def _none(reason: str) -> Embedding:
    return Embedding(np.empty((0, 2)), np.empty(2), np.empty((0, 2)), 0.0, 0, reason)


def standardised(features: np.ndarray) -> np.ndarray:
    """Scale features to mean 0 and standard deviation 1; leave out constant ones.

    Args:
        features: shape (n, m).

    Returns:
        float64, shape (n, at most m).
    """
    values = np.asarray(features, float)
    deviation = values.std(axis=0)
    # The standard deviation of a constant can be a rounding error instead of 0.
    varied = deviation > 1e-7 * np.abs(values).max(axis=0, initial=0)
    return (values[:, varied] - values[:, varied].mean(axis=0)) / deviation[varied]


def _signed(scores: np.ndarray) -> np.ndarray:
    """Components with the sign that makes their largest value positive, whatever the library's."""
    largest = scores[np.abs(scores).argmax(axis=0), np.arange(scores.shape[1])]
    return scores * np.where(largest < 0, -1, 1)


def embed(features: np.ndarray, seed: int) -> Embedding:
    """Map rows of features to two dimensions, by principal components and by t-SNE.

    t-SNE (van der Maaten and Hinton 2008) uses the first 50 principal components of the
    standardised features, and the first two are its initial map (Kobak and Berens 2019), which
    keeps the large-scale order. Its perplexity is 30, or a third of the rows if that is less.

    Args:
        features: inputs of a model's last layer, shape (n, m).
        seed: seed of the solvers, non-negative.

    Returns:
        The maps. If there are fewer than `MIN_ROWS` rows, if fewer than two features vary, or if
        some are not finite, the reason instead.
    """
    if len(features) < MIN_ROWS:
        return _none(f"too few sequences for a map: {len(features)}, and it needs {MIN_ROWS}")
    if not np.isfinite(features).all():
        return _none("features are not finite")
    values = standardised(features)
    if values.shape[1] < 2:
        return _none(f"{values.shape[1]} of {features.shape[1]} features vary, and a map needs 2")
    number = min(COMPONENTS, *values.shape)
    solver = PCA(number, svd_solver="full")
    components = _signed(solver.fit_transform(values))
    perplexity = min(PERPLEXITY, (len(values) - 1) / ROWS_A_NEIGHBOUR)
    projector = TSNE(2, perplexity=perplexity, init="pca", learning_rate="auto", random_state=seed)
    # With several threads, sums could differ in their last digits, and on a busy machine the
    # threads would wait for each other at each of a thousand steps.
    with threadpool_limits(1):
        neighbours = projector.fit_transform(components)
    return Embedding(
        principal=components[:, :2],
        explained=solver.explained_variance_ratio_[:2],
        neighbours=np.asarray(neighbours, float),
        perplexity=perplexity,
        features=values.shape[1],
    )

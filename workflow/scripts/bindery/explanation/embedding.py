"""Two-dimensional maps of what a model makes of sequences, from the features before its output."""

from dataclasses import dataclass

import numpy as np
from sklearn.decomposition import PCA
from sklearn.manifold import TSNE
from threadpoolctl import threadpool_limits

# Fewer rows than this make no map worth a look.
MIN_ROWS = 20
# The usual perplexity, and the rows that each neighbour of it needs at least.
PERPLEXITY, ROWS_A_NEIGHBOUR = 30.0, 3
# Principal components that t-SNE starts from, as van der Maaten and Hinton advise.
COMPONENTS = 50


@dataclass
class Embedding:
    """Maps of the same rows.

    Attributes:
        principal: first two principal components, float64, shape (n, 2).
        explained: share of the variance that each of the two has, float64, shape (2,).
        neighbours: t-SNE, float64, shape (n, 2); distances far apart mean nothing.
        perplexity: of the t-SNE.
        features: number of features that vary.
        reason: why there are no maps (all else is then empty); empty if there are.
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
    """Features with mean 0 and standard deviation 1 each; those that do not vary are left out.

    Args:
        features: shape (n, m).

    Returns:
        float64, shape (n, at most m).
    """
    values = np.asarray(features, float)
    deviation = values.std(axis=0)
    # The deviation of a constant can be a rounding error instead of 0.
    varied = deviation > 1e-7 * np.abs(values).max(axis=0, initial=0)
    return (values[:, varied] - values[:, varied].mean(axis=0)) / deviation[varied]


def _signed(scores: np.ndarray) -> np.ndarray:
    """Components with the sign that makes their largest value positive, as no library's rule."""
    largest = scores[np.abs(scores).argmax(axis=0), np.arange(scores.shape[1])]
    return scores * np.where(largest < 0, -1, 1)


def embed(features: np.ndarray, seed: int) -> Embedding:
    """Map rows of features to two dimensions, by principal components and by t-SNE.

    t-SNE (van der Maaten and Hinton 2008) works on the first 50 principal components of the
    standardised features and starts from the first two (Kobak and Berens 2019), so that the map
    keeps the large-scale order; its perplexity is 30, or a third of the rows if that is less.

    Args:
        features: activations of the layer before a model's output, shape (n, m).
        seed: of the solvers, non-negative.

    Returns:
        The maps; or the reason, if there are fewer than `MIN_ROWS` rows, fewer than two features
        vary, or some are not finite.
    """
    if len(features) < MIN_ROWS:
        return _none(f"too few sequences for a map: {len(features)}, and it wants {MIN_ROWS}")
    if not np.isfinite(features).all():
        return _none("features are not finite")
    values = standardised(features)
    if values.shape[1] < 2:
        return _none(f"{values.shape[1]} of {features.shape[1]} features vary, and a map wants 2")
    number = min(COMPONENTS, *values.shape)
    solver = PCA(number, svd_solver="full")
    components = _signed(solver.fit_transform(values))
    perplexity = min(PERPLEXITY, (len(values) - 1) / ROWS_A_NEIGHBOUR)
    projector = TSNE(2, perplexity=perplexity, init="pca", learning_rate="auto", random_state=seed)
    # One thread: the sums of several could differ in their last digits, and on a busy machine
    # they wait for each other at each of a thousand steps.
    with threadpool_limits(1):
        neighbours = projector.fit_transform(components)
    return Embedding(
        principal=components[:, :2],
        explained=solver.explained_variance_ratio_[:2],
        neighbours=np.asarray(neighbours, float),
        perplexity=perplexity,
        features=values.shape[1],
    )

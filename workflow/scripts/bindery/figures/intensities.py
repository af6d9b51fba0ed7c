"""Intensities drawn: measured against predicted; their words."""

from bindery.evaluation.evaluate import Evaluated
from bindery.figures.scatter import plot_scatter
from bindery.figures.words import Words

WORDS = Words(
    title="Intensities",
    names={"pearson": "Pearson", "spearman": "Spearman"},
    chance=0.0,
    axis="Pearson correlation on held-out test sequences",
    counted="Not measured",
    counts="unmeasured",
    share=False,
    figures={"scatter": "Measured against predicted intensities"},
    heading="Measured against predicted",
    measured="Targets are intensities: Pearson correlates them with the scores, Spearman their "
    "ranks. A score that is the same for all sequences counts as 0.",
    drawn="The test set. A score is on a scale of the model's own: what counts is how it goes with "
    "the intensity.",
)


def draw(files: dict[str, str], evaluated: Evaluated, title: str) -> None:
    """Draw measured against predicted intensities.

    Args:
        files: output, SVG, by `scatter`.
        evaluated: what was measured.
        title: of the figure.
    """
    test = evaluated.test
    plot_scatter(files["scatter"], test.target, test.score, evaluated.found, evaluated.model, title)

"""Rule score_kmers: which 8-mers a protein prefers on test probes, measured and by a model."""

from bindery.evaluation import kmer_scores
from bindery.figures.assays.kmers import plot_kmers


def score_kmers(
    *, tensor: str, predictions: str, table: str, figure: str, model: str, title: str
) -> None:
    """Score all 8-mers of the test probes, and draw measured against predicted scores.

    Args:
        tensor: the experiment's tensor file.
        predictions: the model's predictions file.
        table: output, TSV.gz, the 8-mers of the largest measured E-score first.
        figure: output, SVG.
        model: name of the model.
        title: title of the figure.
    """
    found = kmer_scores.score_kmers(*kmer_scores.read_test_probes(tensor, predictions))
    kmer_scores.write_kmers(table, found)
    plot_kmers(figure, found, model, title)

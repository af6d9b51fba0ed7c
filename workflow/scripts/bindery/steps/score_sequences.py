"""Rule score_sequences: score a user's sequences or regions by a trained model."""

from bindery.runtime import devices


def score_sequences(
    *, file: str, model: str, genome: str | None, scores: str, settings: dict
) -> None:
    """Score a FASTA, a table of sequences, or a BED file by a trained model.

    Args:
        file: the file to score.
        model: trained model, `.keras`.
        genome: indexed FASTA, for BED; None in a study without a genome.
        scores: output, TSV.gz.
        settings: the other arguments of `evaluation.scoring.score_file`, with backend and
            backend_threads.
    """
    settings = dict(settings)
    # Keras reads its backend when it is first imported, so the import waits for the choice.
    devices.prepare(settings.pop("backend"), settings.pop("backend_threads"))
    from bindery.evaluation.scoring import score_file

    score_file(file=file, model=model, genome=genome, scores=scores, **settings)

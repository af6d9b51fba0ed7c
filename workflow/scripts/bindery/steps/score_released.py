"""Rule score_released: score a user's sequences or regions by a model of another study."""

from pathlib import Path

from bindery.exchange.card import read_card
from bindery.exchange.released import aliases_in
from bindery.runtime import devices


def score_released(
    *, file: str, model: str, genome: str | None, scores: str, settings: dict
) -> None:
    """Score a FASTA, a table of sequences, or a BED file; the model's card tells how.

    Args:
        file: the file to score.
        model: the model, `.keras`, with its card beside it.
        genome: indexed FASTA, for BED; None in a study without a genome.
        scores: output, TSV.gz.
        settings: assembly and aliases of the study's genome, architectures, and backend and
            backend_threads.
    """
    settings = dict(settings)
    card = read_card(Path(model).parent)
    aliases = aliases_in(card, settings["assembly"], settings.pop("aliases"))
    devices.prepare(settings.pop("backend"), settings.pop("backend_threads"))
    from bindery.evaluation.scoring import score_file

    score_file(
        file=file,
        model=model,
        genome=genome,
        scores=scores,
        window=card["window"],
        target=card["target"],
        aliases=aliases,
        **settings,
    )

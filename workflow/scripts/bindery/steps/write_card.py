"""Rule write_card: say what a model is and was trained on, so that its folder stands alone."""

from pathlib import Path

from bindery.exchange.write_card import card_of_study, write


def write_card(
    *,
    model: str,
    metrics: str,
    provenance: str,
    sources: dict[str, str],
    card: str,
    settings: dict,
) -> None:
    """Write a model's card, as JSON and as Markdown beside it.

    Args:
        model: trained model, `.keras`.
        metrics: its metrics.json.
        provenance: its provenance.json.
        sources: column of the table -> file of data without a checksum.
        card: output, JSON; the Markdown is `card.md` beside it.
        settings: see `exchange.write_card.card_of_study`.
    """
    made = card_of_study(
        model=model, metrics=metrics, provenance=provenance, sources=sources, settings=settings
    )
    write(Path(card).parent, made)

"""What a study and the card of a released model say together of the names of chromosomes."""

import logging
from typing import Any

from bindery.exchange.card import aliases_of

logger = logging.getLogger(__name__)


def aliases_in(card: dict[str, Any], assembly: str, aliases: dict[str, str]) -> dict[str, str]:
    """Names of chromosomes in the study's files -> the genome's; the study's own come first.

    The log warns where the model was trained on another assembly than that of the study.

    Args:
        card: the model's card.
        assembly: name of the study's genome, or "".
        aliases: those of the study.
    """
    theirs = (card.get("genome") or {}).get("name")
    if theirs and assembly and theirs != assembly:
        logger.warning(
            "%s: trained on %s, and scores regions of %s", card["name"], theirs, assembly
        )
    return aliases_of(card) | aliases

"""Model cards: what `card.json` beside a model says of it. Standard library only.

A card is enough to use a model: with `model.keras` beside it nothing of the study is needed.
"""

import json
from os import PathLike
from pathlib import Path
from typing import Any

from bindery.errors import InputError

FORMAT, VERSION = "bindery model card", 1
MODEL, CARD, PAGE = "model.keras", "card.json", "card.md"
FILES = (MODEL, CARD, PAGE)
# What every card has, whoever made the model.
REQUIRED = ("name", "window", "target", "strands", "outputs", "digests")
NOT_STATED = "not stated"
REMEDY = "run the study again, or get the folder again: it needs model.keras and card.json"


def parse_card(text: str | bytes, origin: str | PathLike) -> dict[str, Any]:
    """The card in a text.

    Args:
        text: JSON.
        origin: the file that it is from, for errors.

    Raises:
        InputError: it is no card, is of another version, or lacks what every card has.
    """
    try:
        card = json.loads(text)
    except ValueError as error:
        raise InputError("this is no JSON", file=origin, remedy=REMEDY) from error
    if not isinstance(card, dict) or card.get("format") != FORMAT:
        raise InputError("this is no model card", file=origin, remedy=REMEDY)
    if card.get("version") != VERSION:
        raise InputError(
            f"this card has version {card.get('version')}, not {VERSION}",
            file=origin,
            remedy="install a newer Bindery",
        )
    missing = [key for key in REQUIRED if key not in card]
    if missing:
        raise InputError(f"the card has no `{missing[0]}`", file=origin, remedy=REMEDY)
    if isinstance(card["window"], bool) or not isinstance(card["window"], int):
        raise InputError("the card's `window` is no whole number", file=origin, remedy=REMEDY)
    return card


def read_card(folder: str | PathLike) -> dict[str, Any]:
    """The card of a model's folder.

    Raises:
        InputError: there is none, or see `parse_card`.
    """
    file = Path(folder) / CARD
    if not file.is_file():
        raise InputError("this folder has no card.json", file=folder, remedy=REMEDY)
    return parse_card(file.read_bytes(), file)


def aliases_of(card: dict[str, Any]) -> dict[str, str]:
    """Chromosome names in BED files -> the names in the genome that the model was trained on."""
    return dict((card.get("genome") or {}).get("aliases") or {})

"""Letters of sequences as codes; a file of letters that are no bases is refused."""

import logging
from collections.abc import Sequence

import numpy as np

from bindery import alphabet
from bindery.errors import InputError

logger = logging.getLogger(__name__)

PROTEIN = set("EFILPQZJO")
REMEDIES = (
    (set("()[]{}<>"), "leave out lines of structure: below a name, letters of bases alone"),
    (set("-."), "remove the gaps of an alignment"),
    (set(" \t"), "remove blanks between letters; give whole sequences, not words of k bases"),
    (set("'\"`"), "remove the quotation marks"),
    (set("Xx"), "write N for masked bases"),
)


def encoded(letters: Sequence[str], rows: Sequence[int], file: str) -> list[np.ndarray]:
    """Codes of a file's sequences.

    Letters that are neither bases nor IUPAC's are unknown bases, and are counted in the log.

    Args:
        letters: the sequences.
        rows: the line of each in the file.
        file: name of the file, for errors and the log.

    Returns:
        uint8, shape (length,) each, order ACGT, U as T, 4 for unknown.

    Raises:
        InputError: more than 1% of the letters are neither.
    """
    others = [text.encode().translate(None, alphabet.IUPAC).decode() for text in letters]
    count = sum(map(len, others))
    if count:
        first = next(number for number, found in enumerate(others) if found)
        total = sum(map(len, letters))
        where = f"'{others[first][0]}' in row {rows[first]}"
        if count > alphabet.MOST_OTHERS * total:
            raise InputError(
                f"{100 * count / total:.3g}% of the letters are no bases, such as "
                f"'{others[first][0]}'{_protein(others)}",
                file=file,
                row=rows[first],
                remedy=_remedy(others),
            )
        logger.warning("%s: %d letters that are no bases, such as %s, unknown", file, count, where)
    return [alphabet.encode(text) for text in letters]


def _protein(others: Sequence[str]) -> str:
    found = {letter for text in others for letter in text.upper()}
    return ": these look like proteins" if len(found & PROTEIN) > 3 else ""


def _remedy(others: Sequence[str]) -> str:
    counts = {
        remedy: sum(letter in letters for text in others for letter in text)
        for letters, remedy in REMEDIES
    }
    best = max(counts, key=counts.__getitem__)
    return best if counts[best] else "give sequences of DNA or RNA, with N for unknown bases"

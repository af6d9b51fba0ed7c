"""Names of chromosomes that a file spells in another way than the genome, where no config tells."""

import logging
from collections.abc import Iterable

from bindery.given.chromosome_names import other_spellings

logger = logging.getLogger(__name__)


def recognised(names: Iterable[str], known: list[str], file: str) -> dict[str, str]:
    """The genome's names of chromosomes that a file spells in another way, told in a warning.

    Args:
        names: names in the file.
        known: names of the genome's sequences.
        file: the file, for the warning.
    """
    found = other_spellings([name for name in names if name not in known], known)
    if found:
        first = next(iter(found))
        logger.warning(
            "%s: '%s' is '%s' in the genome; so spelled: %d of the file's chromosomes",
            file,
            first,
            found[first],
            len(found),
        )
    return found

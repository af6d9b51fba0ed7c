"""Rule fetch_blacklist: a genome's blacklist brought here, its checksum kept."""

import logging
from pathlib import Path

from bindery.downloads import fetch
from bindery.errors import InputError
from bindery.files import sha256, write_text

logger = logging.getLogger(__name__)


def fetch_blacklist(*, source: str, target: str, recorded: str, expected: str | None) -> None:
    """Fetch a file whose checksum may not be known yet; the first one is held to afterwards.

    Args:
        source: URL or path.
        target: output.
        recorded: output that outlives reruns: the checksum at first use.
        expected: SHA-256, or None if unknown.
    """
    held = expected is None and Path(recorded).exists()
    if held:
        expected = Path(recorded).read_text().strip()
    try:
        fetch(source, target, expected)
    except InputError as error:
        if not held:
            raise
        raise InputError(f"{error} (remove {recorded} if the new file is right)") from None
    if expected is None:
        logger.warning("%s: no sha256 is known; recording what came, for later runs", source)
    write_text(recorded, sha256(target) + "\n")

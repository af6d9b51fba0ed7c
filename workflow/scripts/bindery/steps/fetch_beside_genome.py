"""Rules fetch_blacklist and fetch_annotation: fetch a file, and record its checksum."""

import logging
from pathlib import Path

from bindery.downloads import fetch
from bindery.errors import InputError
from bindery.files import sha256, write_text

logger = logging.getLogger(__name__)


def fetch_beside_genome(*, source: str, target: str, recorded: str, expected: str | None) -> None:
    """Fetch a file. If its checksum is unknown, record it and require it in later runs.

    Args:
        source: URL or path.
        target: output.
        recorded: output with the checksum at first use; reruns do not remove it.
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
        logger.warning(
            "%s: its sha256 is not known; that of the fetched file is recorded for later runs",
            source,
        )
    write_text(recorded, sha256(target) + "\n")

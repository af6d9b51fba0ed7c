"""Rule fetch_data: fetch a file of peaks or sequences, unchanged."""

from pathlib import Path

from bindery.downloads import fetch
from bindery.files import sha256


def fetch_data(*, source: str, target: str, expected: str) -> None:
    """Fetch a file of the experiments table and verify its checksum, see `downloads.fetch`.

    A file that is there and has the checksum is left alone: another study may be reading it.

    Args:
        source: URL.
        target: output.
        expected: SHA-256.
    """
    if Path(target).is_file() and sha256(target) == expected.lower():
        return
    fetch(source, target, expected)

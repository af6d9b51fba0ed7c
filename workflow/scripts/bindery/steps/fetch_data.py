"""Rule fetch_data: fetch a file of peaks or sequences, unchanged."""

from bindery.downloads import fetch


def fetch_data(*, source: str, target: str, expected: str) -> None:
    """Fetch a file of the experiments table and verify its checksum, see `downloads.fetch`.

    Args:
        source: URL.
        target: output.
        expected: SHA-256.
    """
    fetch(source, target, expected)

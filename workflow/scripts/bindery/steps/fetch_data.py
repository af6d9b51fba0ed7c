"""Rule fetch_data: a file of peaks or sequences brought here as served."""

from bindery.downloads import fetch


def fetch_data(*, source: str, target: str, expected: str) -> None:
    """Fetch a file of the experiments table; its checksum decides, see `downloads.fetch`.

    Args:
        source: URL.
        target: output.
        expected: SHA-256.
    """
    fetch(source, target, expected)

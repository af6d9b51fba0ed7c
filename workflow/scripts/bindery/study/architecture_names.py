"""Split the name of an architecture into its parts. Standard library only, see `settings`."""

from pathlib import Path


def divided(architecture: str) -> tuple[Path | None, str]:
    """File and function of a user's architecture `net.py:small`; file is None for the package's."""
    file, colon, function = architecture.rpartition(":")
    return (Path(file), function) if colon else (None, "build")

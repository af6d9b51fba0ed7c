"""What the name of an architecture says. Standard library only, see `settings`."""

from pathlib import Path


def divided(architecture: str) -> tuple[Path | None, str]:
    """The file and function of an architecture: `net.py:small` is a user's; else file is None."""
    file, colon, function = architecture.rpartition(":")
    return (Path(file), function) if colon else (None, "build")

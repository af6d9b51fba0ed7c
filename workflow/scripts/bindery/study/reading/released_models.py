"""Models of other studies that score this study's files, as a config names them.

Standard library only, see `settings`.
"""

import os
import re
from pathlib import Path

from bindery.errors import InputError

# Between the path of an archive and the name of a model in it.
SEPARATOR = "#"
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
MODEL, CARD = "model.keras", "card.json"


def divided(path: str | os.PathLike) -> tuple[str, str | None]:
    """Path and name of `models.zip#CTCF/deepbind`; the name is None without one.

    A file or folder whose own name has a `#` is taken as it is.
    """
    text = str(path)
    if Path(text).exists():
        return text, None
    file, separator, name = text.rpartition(SEPARATOR)
    return (file, name or None) if separator else (text, None)


def settled(given: dict, file: str) -> dict[str, dict]:
    """The config's `released_models`, each as a mapping of `path` and `architecture`.

    Args:
        given: name -> path, or mapping of `path` and, for layers of its authors', `architecture`.
        file: the config, for errors.

    Raises:
        InputError: there is no such archive or folder.
    """
    found = {}
    for name, own in given.items():
        whole = {"path": own} if isinstance(own, str) else dict(own)
        whole["path"] = os.path.expanduser(whole["path"])
        whole.setdefault("architecture", None)
        if not files_of(whole["path"]):
            raise InputError(
                f"released_models.{name}: there is no model at '{whole['path']}'",
                file=file,
                remedy="give a model's folder, or an archive as in models.zip#CTCF/deepbind",
            )
        found[name] = whole
    return found


def files_of(path: str) -> list[str]:
    """The files that a released model is read from: the archive, or a folder's model and card."""
    place, _ = divided(path)
    if Path(place).is_dir():
        files = [Path(place) / MODEL, Path(place) / CARD]
        return [str(file) for file in files] if all(map(Path.is_file, files)) else []
    if Path(place).name == MODEL:
        return files_of(str(Path(place).parent))
    return [place] if Path(place).is_file() else []

"""From what a user names, a folder, a file or an archive, to a folder with a model. No Keras."""

import atexit
import shutil
import tempfile
from os import PathLike
from pathlib import Path

from bindery.errors import InputError
from bindery.exchange.archive import Archive, is_archive
from bindery.exchange.card import MODEL, read_card
from bindery.study.reading.released_models import divided as divided

REMEDY = "give a model's folder, its model.keras, or an archive as in models.zip#CTCF/deepbind"


def resolve(path: str | PathLike, into: str | PathLike | None = None) -> Path:
    """The folder of a model, with `model.keras` and `card.json` in it.

    Args:
        path: a model's folder; its `model.keras`; or an archive, with `#` and the model's name
            unless it has only one.
        into: the folder to write an archive's model to; None for a temporary one, which is removed
            when Python ends. The files of a folder are not copied.

    Raises:
        InputError: there is no model, no card, or the archive is refused, see `Archive`.
    """
    file, name = divided(path)
    found = Path(file)
    if found.is_dir():
        folder = found
    elif not found.is_file():
        raise InputError("there is no such file or folder", file=file, remedy=REMEDY)
    elif is_archive(found):
        return _extracted(found, name, into)
    elif found.name == MODEL:
        folder = found.parent
    else:
        raise InputError(
            "this is neither a model nor an archive of models", file=file, remedy=REMEDY
        )
    if name is not None:
        raise InputError(
            f"'{name}' is named after '#', but this is no archive", file=file, remedy=REMEDY
        )
    if not (folder / MODEL).is_file():
        raise InputError(f"there is no {MODEL} in this folder", file=folder, remedy=REMEDY)
    read_card(folder)
    return folder


def _extracted(file: Path, name: str | None, into: str | PathLike | None) -> Path:
    with Archive(file) as archive:
        own = archive.named(name)
        archive.card(own)
        if into is None:
            into = tempfile.mkdtemp(prefix="bindery-model-")
            atexit.register(shutil.rmtree, into, ignore_errors=True)
        return archive.extract(own, into)

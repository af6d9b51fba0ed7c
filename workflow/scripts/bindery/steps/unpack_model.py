"""Rule unpack_model: take a released model out of its archive or folder."""

import shutil
from pathlib import Path

from bindery.exchange.card import FILES
from bindery.exchange.resolve import resolve
from bindery.files import written


def unpack_model(*, source: str, model: str) -> None:
    """Write a released model's files into the study's folder.

    Args:
        source: a model's folder, or an archive with `#` and a name, see `exchange.resolve`.
        model: output, `model.keras`; the card goes beside it.
    """
    folder = Path(model).parent
    found = resolve(source, folder)
    if found.resolve() == folder.resolve():
        return
    for name in FILES:
        if (found / name).is_file():
            with written(folder / name) as temporary:
                shutil.copyfile(found / name, temporary)

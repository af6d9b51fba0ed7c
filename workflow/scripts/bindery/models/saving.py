"""Save a trained model, so that the same model is the same bytes."""

import json
import shutil
import zipfile
from os import PathLike
from pathlib import Path

import keras

from bindery.files import BLOCK, written
from bindery.models.keras_files import METADATA

# The earliest time that a zip archive can hold, in place of that of saving.
TIME = (1980, 1, 1, 0, 0, 0)
DATE = "1980-01-01@00:00:00"
READABLE_BY_ALL = 0o644 << 16


def save(model: keras.Model, path: str | PathLike) -> None:
    """Save a model as `.keras`, without its optimizer's state, whole or not at all."""
    bare = keras.Model.from_config(model.get_config())
    bare.set_weights(model.get_weights())
    with written(path) as temporary:
        bare.save(temporary)
        _fix_times(temporary)


def _fix_times(path: Path) -> None:
    """Write a `.keras` file again without the time of saving, which Keras puts into it."""
    with (
        written(path) as fixed,
        zipfile.ZipFile(path) as source,
        zipfile.ZipFile(fixed, "w") as target,
    ):
        for name in source.namelist():
            info = zipfile.ZipInfo(name, TIME)
            info.external_attr = READABLE_BY_ALL
            with source.open(name) as own, target.open(info, "w", force_zip64=True) as new:
                if name == METADATA:
                    new.write(json.dumps(json.load(own) | {"date_saved": DATE}).encode())
                else:
                    shutil.copyfileobj(own, new, BLOCK)

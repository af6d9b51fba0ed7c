"""Trunks of other studies, which a config names by their files.

Standard library only, see `settings`.
"""

import json
from pathlib import Path

from bindery.errors import InputError

KEPT = ("kind", "architecture", "settings", "window", "training")


def provenance_of(file: str) -> Path:
    """The provenance of a trunk, which lies beside it."""
    return Path(file).with_name("provenance.json")


def described(trunks: dict, given: dict, file: str) -> dict:
    """The config's trunks, in which released ones have the settings that their provenance tells.

    Args:
        trunks: the config's `multitask.trunks`.
        given: the same without defaults.
        file: the config, for errors.

    Raises:
        InputError: a file or its provenance does not exist, is no trunk's, or the config gives
            further keys.
    """
    return {
        name: _described(name, own, given.get(name) or {}, file) if "file" in own else own
        for name, own in trunks.items()
    }


def _described(name: str, trunk: dict, given: dict, file: str) -> dict:
    others = sorted(given.keys() - {"file"})
    if others:
        raise InputError(
            f"trunk '{name}' has `file` and `{others[0]}`",
            file=file,
            remedy=f"remove its `{others[0]}`: the file decides it",
        )
    path = provenance_of(trunk["file"])
    for needed in (Path(trunk["file"]), path):
        if not needed.is_file():
            raise InputError(
                f"trunk '{name}': there is no file '{needed}'",
                file=file,
                remedy="give the path of a trained trunk's model.keras, with its provenance.json "
                "beside it",
            )
    facts = json.loads(path.read_text(encoding="utf-8"))
    missing = [key for key in (*KEPT, "tasks", "training_chromosomes") if key not in facts]
    if missing:
        raise InputError(
            f"'{path}' has no `{missing[0]}`, so it is not a trunk's",
            file=file,
            remedy="give the model.keras of a folder <results>/study/{trunk}",
        )
    return {"file": trunk["file"], **{key: facts[key] for key in KEPT}}

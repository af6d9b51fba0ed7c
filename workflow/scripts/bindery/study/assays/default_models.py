"""The models of a config that names none: those of the assays of its table.

Standard library only, see `settings`.
"""

from bindery.errors import InputError
from bindery.given.tables import plain, read_table
from bindery.study import candidates
from bindery.study.assays import registry
from bindery.study.assays.assay import Assay

# The schema's default.
DEFAULT = {"deepbind": {"architecture": "deepbind"}}


def _in_table(path: object) -> list[Assay]:
    """The assays that a table's header names; a table that cannot be read is refused later."""
    try:
        header = {plain(name) for name in read_table(str(path), "table", (), "").header}
    except (InputError, OSError):
        return []
    return [assay for assay in registry.assays().values() if header & {*assay.columns}]


def fill(config: dict, given: dict) -> None:
    """Give a config without models those of its table's assays; expand `models: auto`.

    Args:
        config: the config, changed in place.
        given: the config as it is written.
    """
    found = _in_table(given.get("experiments"))
    own = {name: model for assay in found for name, model in assay.models.items()}
    if "models" in given:
        candidates.expand(config, own)
    elif own:
        default = {} if all(assay.models for assay in found) else DEFAULT
        config["models"] = {**default, **own}


def of_row(models: dict, assay: Assay) -> dict:
    """The models of a row, by name, where none are given: not the default ones of other assays."""
    every = {name for one in registry.assays().values() for name in one.models} | DEFAULT.keys()
    others = every - (assay.models or DEFAULT).keys()
    return {name: model for name, model in models.items() if name not in others}

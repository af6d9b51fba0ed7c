"""Combine a study's config and one row of its table into that experiment's settings.

Standard library only: Snakemake reads this when it parses the workflow, and again in each job.
"""

import functools
import json
from typing import Any

# Config keys that a column of the same name overrides; other keys need a dotted column.
PLAIN = ("window", "seed", "target", "both_strands", "molecule", "labels")
OVERRIDABLE = (
    *PLAIN,
    "split",
    "peaks",
    "sequences",
    "mpra",
    "pbm",
    "selex",
    "rnacompete",
    "clip",
    "structure",
    "methylation",
    "background",
    "models",
    "training",
    "calibration",
    "evaluation",
    "explanation",
)


def _copied(value: Any) -> Any:
    """A deep copy of a config's value, made of dicts and lists; `copy.deepcopy` is slow."""
    if isinstance(value, dict):
        return {key: _copied(part) for key, part in value.items()}
    return [_copied(part) for part in value] if isinstance(value, list) else value


def deep_merge(base: dict, override: dict) -> dict:
    """A new dict in which `override`'s values replace `base`'s; nested dicts are merged too."""
    return _copied(overlay(base, override))


def overlay(base: dict, override: dict) -> dict:
    """Like `deep_merge`, but unchanged nested parts are shared; do not change the result.

    Thousands of experiments then share one copy of what they have in common.
    """
    merged = dict(base)
    for key, value in override.items():
        if isinstance(value, dict) and isinstance(merged.get(key), dict):
            merged[key] = overlay(merged[key], value)
        else:
            merged[key] = value
    return merged


def without(defaults: dict, given: dict) -> dict:
    """Those of some nested defaults that a config does not give."""
    kept = {}
    for key, value in defaults.items():
        if key not in given:
            kept[key] = value
        elif isinstance(value, dict) and isinstance(given[key], dict):
            kept[key] = without(value, given[key])
    return kept


def _refuse_constant(name: str) -> None:
    raise ValueError(f"JSON has no {name}")


def parse_value(text: str) -> object:
    """Parse a table's cell as JSON (201, 0.5, true, ["chrI"]), else keep it as text."""
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except ValueError:
        return text


def nested(key: str, value: object) -> dict:
    """`background.ratio`, 2 -> {"background": {"ratio": 2}}."""
    for part in reversed(key.split(".")):
        value = {part: value}
    assert isinstance(value, dict)
    return value


@functools.cache
def is_override(column: str) -> bool:
    """Whether a table's column overrides a config key.

    The columns `peaks`, `sequences`, `mpra`, `rnacompete`, `clip`, `structure` and `methylation` do
    not: they name the row's data.
    """
    root, dot, _ = column.partition(".")
    return root in OVERRIDABLE and (bool(dot) or root in PLAIN)


def overrides(row: dict[str, str]) -> dict:
    """The settings in one row of the table, nested; empty cells are left out."""
    found: dict = {}
    for column, cell in row.items():
        if is_override(column) and cell != "":
            found = deep_merge(found, nested(column, parse_value(cell)))
    return found


def with_preset(genome: str | dict, presets: dict[str, dict]) -> dict:
    """A genome's config, completed from the preset with its name, if there is one.

    Args:
        genome: a name, or a mapping with `name`.
        presets: presets by name.
    """
    given = {"name": genome} if isinstance(genome, str) else genome
    return {"aliases": {}, **presets.get(given["name"], {}), **given}

"""Check a config against its JSON schema: fill in defaults, report the first error in one line."""

import copy
import difflib
import math
from collections.abc import Mapping
from typing import Any

from jsonschema import Draft202012Validator, validators
from jsonschema.exceptions import ValidationError, best_match

from bindery.errors import InputError


def _is_integer(_: Any, value: object) -> bool:
    """JSON schema accepts 201.0 as an integer; array shapes do not."""
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(checker: Any, value: object) -> bool:
    """YAML has numbers that are not finite, which pass every limit or none."""
    return _is_integer(checker, value) or (isinstance(value, float) and math.isfinite(value))


Validator = validators.extend(
    Draft202012Validator,
    type_checker=Draft202012Validator.TYPE_CHECKER.redefine_many(
        {"integer": _is_integer, "number": _is_number}
    ),
)


def _resolve(schema: Mapping, root: Mapping) -> dict:
    """A schema with its `$ref` to `$defs` resolved, one level deep."""
    if "$ref" not in schema:
        return dict(schema)
    target = root["$defs"][schema["$ref"].rsplit("/", 1)[1]]
    properties = {**target.get("properties", {})}
    for key, value in schema.get("properties", {}).items():
        properties[key] = {**properties.get(key, {}), **value}
    return {**target, **schema, "properties": properties}


def fill_defaults(instance: dict, schema: Mapping, root: Mapping | None = None) -> None:
    """Fill a schema's defaults into a config, in place, including nested objects."""
    root = root or schema
    schema = _resolve(schema, root)
    for key, part in schema.get("properties", {}).items():
        if "default" in part:
            instance.setdefault(key, copy.deepcopy(part["default"]))
        if isinstance(instance.get(key), dict):
            fill_defaults(instance[key], part, root)
    others = schema.get("additionalProperties")
    if isinstance(others, Mapping):
        for key, value in instance.items():
            if key not in schema.get("properties", {}) and isinstance(value, dict):
                fill_defaults(value, others, root)


def _line(error: ValidationError) -> tuple[str, str | None]:
    """The problem and the remedy of a validation error."""
    instance: Any = error.instance
    schema: Any = error.schema if isinstance(error.schema, Mapping) else {}
    key = ".".join(str(part) for part in error.absolute_path)
    within = f" under '{key}'" if key else ""
    if error.validator == "additionalProperties":
        known = list(schema.get("properties", {}))
        unknown = [str(key) for key in instance if key not in known]
        near = difflib.get_close_matches(unknown[0], known, 1)
        meant = f"did you mean '{near[0]}'?" if near else f"known keys are {', '.join(known)}"
        return f"unknown key '{unknown[0]}'{within}", meant
    if error.validator == "required":
        required: Any = error.validator_value
        missing = [key for key in required if key not in instance]
        return f"key '{missing[0]}' is missing{within}", "config/README.md describes every key"
    text = schema.get("description", "")
    if isinstance(instance, float) and not math.isfinite(instance):
        return f"'{key}' is {instance}, which is no finite number", text or None
    return f"'{key}': {error.message}", text.splitlines()[0] if text else None


def check(config: dict, schema: Mapping, file: str, row: int | None = None) -> None:
    """Raise InputError with the most relevant error of a config, if it has any.

    Args:
        config: the config as loaded.
        schema: JSON schema, draft 2020-12.
        file: file of the config, for the error.
        row: row of that file, if it is a table.
    """
    error = best_match(Validator(schema).iter_errors(config))
    if error is not None:
        problem, remedy = _line(error)
        raise InputError(problem, file=file, row=row, remedy=remedy)

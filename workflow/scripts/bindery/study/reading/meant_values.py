"""The values of a config as a person means them, by the types that its schema asks for.

Standard library only, see `settings`.
"""

import math
import os
import re
from collections.abc import Mapping
from typing import Any

# The schema's formats of paths, in which `~` is the home folder.
FORMATS = ("path", "path or URL", "folder")
# A number as people and other programs write it: 1e-3, .5, 1E4, 010.
NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?")
# What is text to YAML and yet a number to anyone: a power of ten without a dot or a sign.
POWER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)[eE][-+]?\d+")


def meant(value: Any, schema: Mapping, written: Any, root: Mapping | None = None) -> Any:
    """A copy of a config with names as text and numbers as numbers, where the schema wants them.

    Args:
        value: the config or a part of it, as YAML, JSON or a table's cell gave it.
        schema: the part's JSON schema.
        written: the same part as `config_files.written` gives it; None if it is not in a file.
        root: the whole schema.
    """
    root = root or schema
    schema = whole(schema, root)
    types = _types(schema, root)
    if isinstance(value, dict):
        return _mapping(value, schema, written, root)
    if isinstance(value, list):
        items = schema.get("items", {})
        texts = written if isinstance(written, list) and len(written) == len(value) else None
        return [
            meant(one, items, texts[at] if texts else None, root) for at, one in enumerate(value)
        ]
    text = written if isinstance(written, str) and _same(value, written) else None
    if not types:
        return _number(value) if isinstance(value, str) and POWER.fullmatch(value) else value
    found = _scalar(value, types, text)
    is_path = isinstance(found, str) and schema.get("format") in FORMATS
    return os.path.expanduser(found) if is_path else found


def _scalar(value: Any, types: set[str], text: str | None) -> Any:
    """A plain value in the first of its schema's types that it can have."""
    if value is None:
        return None
    if types & {"integer", "number"}:
        given = value if text is None or isinstance(value, bool) else text
        if isinstance(given, str) and NUMBER.fullmatch(given.strip()):
            return _number(given, whole_only="number" not in types)
        # YAML reads hours and minutes (1:30), and .nan, as numbers; no key has such a value.
        odd = isinstance(value, float) and not math.isfinite(value)
        return given if odd or (isinstance(given, str) and ":" in given) else value
    if "string" in types and not isinstance(value, str):
        # `label: no` could mean none: the schema refuses it.
        if "null" in types and isinstance(value, bool):
            return value
        return text if text is not None else _name(value)
    if "boolean" in types and isinstance(value, str) and value.strip().lower() in ("true", "false"):
        return value.strip().lower() == "true"
    return value


def _name(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _number(text: str, *, whole_only: bool = False) -> int | float:
    """A text's number; 1e3, and 5.0 where only whole numbers will do, are whole numbers."""
    digits = text.strip()
    if re.fullmatch(r"[-+]?\d+", digits):
        return int(digits)
    number = float(digits)
    is_whole = number.is_integer() and (whole_only or POWER.fullmatch(digits))
    return int(number) if is_whole else number


def _same(value: Any, text: str) -> bool:
    """Whether a value is what YAML makes of a text, and not one from the command line."""
    if isinstance(value, str):
        return value == text
    if isinstance(value, bool):
        return text.lower() in (("yes", "on", "true") if value else ("no", "off", "false"))
    if isinstance(value, int):
        return value in _integers(text)
    if isinstance(value, float):
        return NUMBER.fullmatch(text.replace("_", "")) is None or value == float(
            text.replace("_", "")
        )
    return True


def _integers(text: str) -> set[int]:
    """The numbers that a text is by YAML's rules: decimal, octal, hexadecimal, hours."""
    plain, found = text.replace("_", ""), set()
    for base in (10, 8, 0):
        try:
            found.add(int(plain, base))
        except ValueError:
            continue
    if ":" in plain:
        total = 0
        for part in plain.lstrip("+-").split(":"):
            total = total * 60 + (int(part) if part.isdigit() else 0)
        found.add(-total if plain.startswith("-") else total)
    return found


def whole(schema: Mapping, root: Mapping) -> Mapping:
    """A schema with what its `$ref` names."""
    if "$ref" not in schema:
        return schema
    target = root["$defs"][schema["$ref"].rsplit("/", 1)[1]]
    return {**target, **{key: own for key, own in schema.items() if key != "properties"}} | {
        "properties": {**target.get("properties", {})}
    }


def _parts(schema: Mapping, root: Mapping) -> list[Mapping]:
    """A schema, or those that it lets a value choose among."""
    return [whole(one, root) for one in schema["oneOf"]] if "oneOf" in schema else [schema]


def _types(schema: Mapping, root: Mapping) -> set[str]:
    """The types that a plain value may have."""
    found: set[str] = set()
    for part in _parts(schema, root):
        given = part.get("type", [])
        found.update([given] if isinstance(given, str) else given)
        if any(isinstance(one, str) for one in [*part.get("enum", []), part.get("const")]):
            found.add("string")
    return found - {"object", "array"}


def _mapping(value: dict, schema: Mapping, written: Any, root: Mapping) -> dict:
    parts = [one for one in _parts(schema, root) if one.get("type") == "object"]
    own = parts[0] if parts else {}
    known, others = own.get("properties", {}), own.get("additionalProperties")
    others = others if isinstance(others, Mapping) else {}
    texts = written if isinstance(written, dict) else {}
    found = {
        key: meant(one, known.get(key, others), texts.get(key), root) for key, one in value.items()
    }
    if all(isinstance(key, str) for key in found):
        return found
    # Names that YAML has read as numbers; only mappings of names get here with any.
    from_file = {key: one for key, one in texts.items() if isinstance(one, str)}
    unread = from_file or {str(key): one for key, one in found.items() if not isinstance(key, str)}
    return {**unread, **{key: one for key, one in found.items() if isinstance(key, str)}}

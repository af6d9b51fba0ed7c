"""Config files as they are written: keys given twice, and the text behind YAML's values.

YAML reads the chromosome `010` as 8 and the name `no` as false. Read when Snakemake parses the
workflow, see `study`.
"""

import json
from collections.abc import Iterable
from os import PathLike
from pathlib import Path
from typing import Any

import yaml

from bindery.errors import InputError

MERGE = "tag:yaml.org,2002:merge"
NULL = "tag:yaml.org,2002:null"
TEXT = "tag:yaml.org,2002:str"
TEMPLATE = "__use_yte__"
# Mappings whose keys are names of chromosomes, which may be numbers.
NAMES = ("aliases",)
LARGEST = 1_000_000


def written(files: Iterable[str | PathLike]) -> dict:
    """The merged text of config files: mappings and lists as they are, all other values as text.

    Args:
        files: YAML or JSON; later files go over earlier ones. Files that cannot be read are left
            out, since Snakemake has told of them.

    Raises:
        InputError: a key is given twice in a mapping, or is a number, a date or yes or no; or
            aliases make the file endless.
    """
    found: dict = {}
    for file in files:
        own = _text_of(str(file))
        if isinstance(own, dict):
            found = _merged(found, own)
    return found


def _merged(base: dict, over: dict) -> dict:
    merged = dict(base)
    for key, value in over.items():
        below = merged.get(key)
        both = isinstance(value, dict) and isinstance(below, dict)
        merged[key] = _merged(below, value) if both else value  # type: ignore[arg-type]
    return merged


def _text_of(file: str) -> Any:
    try:
        text = Path(file).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return None
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError:
        return _json_of(text, file)
    # A template of YTE is no config yet.
    if node is None or TEMPLATE in text:
        return None
    _check_size(node, file)
    return _plain(node, file, "")


def _check_size(node: yaml.Node, file: str) -> None:
    """Raise InputError for aliases that make a config endless, or very large from a few lines."""
    sizes: dict[int, int] = {}

    def size_of(node: yaml.Node) -> int:
        if id(node) not in sizes:
            # As long as its parts are counted: one that refers to the node itself has no end.
            sizes[id(node)] = LARGEST + 1
            parts = [] if isinstance(node, yaml.ScalarNode) else node.value
            flat = (one for part in parts for one in (part if isinstance(part, tuple) else (part,)))
            sizes[id(node)] = 1 + sum(map(size_of, flat))
        return sizes[id(node)]

    if size_of(node) > LARGEST:
        raise InputError(
            f"this has more than {LARGEST:,} values, or an alias (`*name`) of what it is in",
            file=file,
            remedy="write it without aliases of aliases",
        )


def _json_of(text: str, file: str) -> Any:
    """Like `_text_of`, of JSON that is no YAML, such as one indented by tabs."""

    def once(pairs: list[tuple[str, Any]]) -> dict:
        keys = [key for key, _ in pairs]
        for key in keys:
            if keys.count(key) > 1:
                raise _twice(key, file, None, None)
        return dict(pairs)

    try:
        return json.loads(text, object_pairs_hook=once, parse_int=str, parse_float=str)
    except ValueError:
        return None


def _twice(key: str, file: str, row: int | None, first: int | None) -> InputError:
    return InputError(
        f"key '{key}' is given twice" + (f", first in row {first}" if first else ""),
        file=file,
        row=row,
        remedy="keep one: of two, YAML takes the last and forgets the other",
    )


def _plain(node: yaml.Node, file: str, within: str) -> Any:
    """A node of YAML as dicts, lists and text."""
    if isinstance(node, yaml.SequenceNode):
        return [_plain(one, file, within) for one in node.value]
    if not isinstance(node, yaml.MappingNode):
        return None if node.tag == NULL else node.value
    under: dict = {}
    rows: dict[str, int] = {}
    for key, value in node.value:
        if key.tag == MERGE:
            parts = value.value if isinstance(value, yaml.SequenceNode) else [value]
            for part in reversed(parts):
                if not isinstance(part, yaml.MappingNode):
                    raise InputError(
                        "`<<` merges a mapping, and what follows it is none",
                        file=file,
                        row=key.start_mark.line + 1,
                        remedy="name a mapping, such as `<<: *name`",
                    )
                under |= _plain(part, file, within)
            continue
        name, row = _key(key, file, within), key.start_mark.line + 1
        if name in rows:
            raise _twice(name, file, row, rows[name])
        rows[name] = row
    own = {key.value: value for key, value in node.value if key.tag != MERGE}
    return under | {name: _plain(value, file, name) for name, value in own.items()}


def _key(key: yaml.Node, file: str, within: str) -> str:
    """A key's text; raise InputError if YAML does not read it as text."""
    if not isinstance(key, yaml.ScalarNode):
        problem, remedy = "a key is a list or a mapping", "write its name"
    elif key.tag == TEXT or within in NAMES:
        return key.value
    else:
        kind = key.tag.rsplit(":", 1)[-1]
        meant = {"bool": "true or false", "null": "no value", "int": "a number"}.get(kind, kind)
        problem = f"key '{key.value}'{f' under {within!r}' if within else ''} is {meant} to YAML"
        remedy = f'quote it: "{key.value}"'
    raise InputError(problem, file=file, row=key.start_mark.line + 1, remedy=remedy)

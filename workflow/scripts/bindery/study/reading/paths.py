"""The paths of a config: each file and folder that it names must be there when Snakemake parses.

Otherwise a wrong path would go unnoticed where an earlier run has made what is read from it.
Standard library only, see `settings`.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bindery.downloads import is_url
from bindery.errors import InputError
from bindery.study.reading.meant_values import FORMATS, whole

# Keys whose paths are checked with what they are read for.
ELSEWHERE = ("experiments", "models.", "candidates.", "multitask.")
CORRECT = "correct the path; it is relative to the folder that you run Snakemake in"


def check_paths(config: dict, schema: Mapping, file: str) -> None:
    """Raise InputError for the first file or folder of a config that does not exist.

    Paths with a path variable (`<resources>/...`) are not checked: a rule may make them. The
    experiments table and the files of models and trunks have checks of their own.

    Args:
        config: the config, checked by its schema.
        schema: its schema, in which paths have one of the formats `meant_values.FORMATS`.
        file: the config, for errors.
    """
    for key, path, kind in _paths(config, schema, schema, ""):
        if "<" in path or key.startswith(ELSEWHERE):
            continue
        if kind == "folder":
            check_folder(path, key, file)
        else:
            check_file(path, f", which {key} names", file, url=kind == "path or URL")
    for name, path in (config.get("pathvars") or {}).items():
        if path.startswith("~"):
            raise InputError(
                f"pathvars.{name} is '{path}', and Snakemake would make a folder '~'",
                file=file,
                remedy="write the whole path",
            )


def check_folder(path: str, key: str, file: str) -> None:
    """Raise InputError unless a folder exists that a key of the config names."""
    if not Path(path).is_dir():
        raise InputError(
            f"there is no folder '{path}', which {key} names", file=file, remedy=CORRECT
        )


def check_file(
    path: str, named: str, file: str, row: int | None = None, *, url: bool = False
) -> None:
    """Raise InputError unless a local file exists.

    Args:
        path: the file, or a URL.
        named: what names it, for the error.
        file: the config or table with the path, for errors.
        row: row of that file, for errors.
        url: whether a URL will do, since a rule fetches it.
    """
    if is_url(path):
        if url:
            return
        problem, remedy = f"'{path}'{named} is a URL", "fetch it yourself, and give its path"
    elif Path(path).is_file():
        return
    elif Path(path).is_dir():
        problem, remedy = f"'{path}'{named} is a folder", "name a file in it"
    elif Path(path).exists():
        problem = f"'{path}'{named} is a pipe or a device, not a file"
        remedy = "write its content into a file, since it is read more than once"
    else:
        problem, remedy = f"there is no file '{path}'{named}", CORRECT
    raise InputError(problem, file=file, row=row, remedy=remedy)


def _paths(value: Any, schema: Mapping, root: Mapping, key: str) -> Iterator[tuple[str, str, str]]:
    """Dotted key, path and format of each path in a part of a config."""
    schema = whole(schema, root)
    for one in schema.get("oneOf", ()):
        yield from _paths(value, one, root, key)
    if isinstance(value, str) and schema.get("format") in FORMATS:
        yield key, value, schema["format"]
    elif isinstance(value, list):
        for one in value:
            yield from _paths(one, schema.get("items", {}), root, key)
    elif isinstance(value, dict):
        others = schema.get("additionalProperties")
        others = others if isinstance(others, Mapping) else {}
        for name, one in value.items():
            part = schema.get("properties", {}).get(name, others)
            yield from _paths(one, part, root, f"{key}.{name}" if key else name)

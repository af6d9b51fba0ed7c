"""Names of experiments, models and trunks: they are folders, beside files that rules write.

Standard library only, see `settings`.
"""

import re
from collections.abc import Iterable
from pathlib import Path

from bindery.errors import InputError
from bindery.study.baseline_names import is_baseline

# A path in a study's folder, as rules write it.
WRITTEN = re.compile(r"<results>/([^\"'\s,()]*)")
# What Snakemake's own report makes there.
OF_SNAKEMAKE = ("report", "snakemake-report.zip")
REMEDY = "choose another name"


def reserved(texts: Iterable[str]) -> frozenset[str]:
    """Names, in lower case, of all files and folders that rules write in a study's folder.

    Args:
        texts: the Snakefile and the files of rules.
    """
    parts = (part for text in texts for path in WRITTEN.findall(text) for part in path.split("/"))
    return frozenset(part.lower() for part in (*parts, *OF_SNAKEMAKE) if part and "{" not in part)


def ignores_case(file: str) -> bool:
    """Whether the file system of a file takes names for the same that differ in case alone."""
    path = Path(file)
    other = path.with_name(path.name.swapcase())
    return other.name != path.name and other.exists() and other.samefile(path)


def check_names(
    names: Iterable[str],
    what: str,
    taken: frozenset[str],
    file: str,
    *,
    one_case: bool = False,
) -> None:
    """Raise InputError if names of models or trunks cannot be folders beside each other.

    Args:
        names: the names, each once.
        what: what they name, for errors.
        taken: see `reserved`.
        file: the config, for errors.
        one_case: whether names that differ in case alone are one folder.
    """
    seen: dict[str, str] = {}
    for name in names:
        check_name(name, what, taken, file)
        if what == "model" and is_baseline(name.lower()):
            raise InputError(
                f"a model cannot be called '{name}'",
                file=file,
                remedy="that is a baseline's name; choose another",
            )
        if one_case:
            check_case(name, what, seen, file)


def check_name(
    name: str, what: str, taken: frozenset[str], file: str, row: int | None = None
) -> None:
    """Raise InputError if a name is that of a file or folder of the workflow, in any case."""
    if name.lower() in taken:
        raise InputError(
            f"{what} '{name}' has the name of a file or folder that the workflow writes",
            file=file,
            row=row,
            remedy=REMEDY,
        )


def check_case(
    name: str, what: str, seen: dict[str, str], file: str, row: int | None = None
) -> None:
    """Raise InputError if a name differs from one before it in case alone; add it to those."""
    other = seen.setdefault(name.lower(), name)
    if other != name:
        raise InputError(
            f"{what}s '{other}' and '{name}' would be one folder: this file system ignores case",
            file=file,
            row=row,
            remedy=REMEDY,
        )

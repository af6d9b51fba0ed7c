"""All assays by their names. Standard library only, see `settings`."""

import functools
import importlib
from pathlib import Path

from bindery.study.assays.assay import Assay

# Not an assay: what it is made of, and this file.
OTHERS = ("__init__", "assay", "default_models", "registry")
# The first one is that of a row in which no column of data is filled.
COMMON = ("peaks", "sequences")


@functools.cache
def assays() -> dict[str, Assay]:
    """All assays by name, the common ones first."""
    stems = {path.stem for path in Path(__file__).parent.glob("*.py")}
    names = [*COMMON, *sorted(stems - {*OTHERS, *COMMON})]
    modules = [importlib.import_module(f"bindery.study.assays.{name}") for name in names]
    return {module.ASSAY.name: module.ASSAY for module in modules}


@functools.cache
def checksums() -> dict[str, str]:
    """Columns of files that may be URLs, of all assays -> columns of their checksums."""
    return {column: own for assay in assays().values() for column, own in assay.files.items()}


@functools.cache
def beside() -> tuple[str, ...]:
    """Columns of local files, of all assays."""
    every = ((*assay.beside, *assay.apart) for assay in assays().values())
    return tuple(dict.fromkeys(name for names in every for name in names))


def has_peaks(row: dict[str, str]) -> bool:
    """Whether a row's data are peaks, which lie in a genome."""
    return assays()[row["assay"]].reads_peaks(row)


def files() -> tuple[str, ...]:
    """Columns of files, of all assays."""
    return (*checksums(), *beside())

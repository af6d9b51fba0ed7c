"""Versions of the package's HDF5 files."""

from os import PathLike
from typing import Any

from bindery.errors import InputError


def check_version(
    file: Any, path: str | PathLike, what: str, version: int, key: str = "schema_version"
) -> None:
    """Close a file and raise InputError if it has another version of its format.

    Args:
        file: the open `h5py.File`.
        path: its path, for the error.
        what: what has a version, for the error, such as "tensor format {}".
        version: the version that is read.
        key: attribute that holds the file's version.
    """
    found = int(file.attrs.get(key, 0))
    if found != version:
        file.close()
        raise InputError(
            f"{what.format(found)}, not {version}", file=path, remedy="remove it and run again"
        )

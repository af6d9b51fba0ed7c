"""HDF5 files of the package: checksums over all that they hold, and one line if one is damaged.

Files of HDF5's format 1.10 (2016) have checksums of their structures, and a dataset has them with
the filter Fletcher-32. Neither covers attributes and texts of variable length: a seal does.
"""

import contextlib
import hashlib
import os
from collections.abc import Iterator
from os import PathLike
from typing import Any

import h5py
import numpy as np
from h5py import h5f, h5g, h5p

from bindery.errors import InputError

SEAL = "seal"
# Bytes read at a time.
BLOCK = 1 << 24
REMEDY = "remove it and run again"


def created(path: str | PathLike) -> h5py.File:
    """A new file to write to, whose structures have checksums and no times.

    Without a lock: network disks may not have them, and no file has two writers.
    """
    timeless = h5p.create(h5p.FILE_CREATE)
    timeless.set_obj_track_times(False)
    how = h5p.create(h5p.FILE_ACCESS)
    how.set_libver_bounds(h5f.LIBVER_V110, h5f.LIBVER_V110)
    how.set_file_locking(False, True)
    handle = h5f.create(os.fsencode(path), h5f.ACC_TRUNC, fcpl=timeless, fapl=how)
    return h5py.File(handle)


def new_group(parent: h5py.Group, name: str) -> h5py.Group:
    """A new group directly in a file or group, without times, which h5py's own has."""
    timeless = h5p.create(h5p.GROUP_CREATE)
    timeless.set_obj_track_times(False)
    return h5py.Group(h5g.create(parent.id, name.encode(), gcpl=timeless))


def checked(values: Any) -> dict[str, bool]:
    """Arguments of `create_dataset` that give some values a checksum, if they can have one."""
    return {"fletcher32": True} if np.ndim(values) and np.size(values) else {}


def attributes_of(file: h5py.File) -> dict[str, Any]:
    """The attributes of a file as plain values, without its seal."""
    values = [(key, value) for key, value in file.attrs.items() if key != SEAL]
    return {key: value.item() if hasattr(value, "item") else value for key, value in values}


def seal(file: h5py.File) -> None:
    """Keep a digest of the file's own attributes and texts as one more attribute."""
    file.attrs[SEAL] = _digest(file)


def check_seal(file: h5py.File) -> None:
    """Raise ValueError if a file has a seal, and other attributes or texts than were sealed."""
    if SEAL in file.attrs and file.attrs[SEAL] != _digest(file):
        raise ValueError("its attributes are not those that were written")


def _digest(file: h5py.File) -> str:
    total = hashlib.sha256()
    for name in sorted(set(file.attrs) - {SEAL}):
        total.update(repr((name, np.asarray(file.attrs[name]).tolist())).encode())
    for name in sorted(file):
        own = file[name]
        if isinstance(own, h5py.Dataset) and h5py.check_string_dtype(own.dtype):
            total.update(repr((name, own[()].tolist() if own.dtype == object else "")).encode())
    return total.hexdigest()


@contextlib.contextmanager
def reading(path: str | PathLike) -> Iterator[h5py.File]:
    """Open a file to read it, as `opened` does; damage found while it is read is told likewise."""
    with opened(path) as file:
        try:
            check_seal(file)
            yield file
        except Exception as error:
            name_damage(path, error)
            raise


def opened(path: str | PathLike) -> h5py.File:
    """Open a file to read it, without a lock, which network disks may not have.

    Raises:
        InputError: the file is missing, cut or damaged.
    """
    try:
        return h5py.File(path, "r", locking=False)
    except FileNotFoundError:
        raise InputError("there is no such file", file=path, remedy="run again") from None
    except Exception as error:
        name_damage(path, error)
        raise


def name_damage(path: str | PathLike, error: BaseException | None) -> None:
    """Raise InputError in place of what HDF5 raised because a file is cut or damaged.

    Does nothing about any other error, such as one of a disk, or of another file.
    """
    if error is None or not _of_hdf5(error) or getattr(error, "errno", None) is not None:
        return
    if isinstance(error, OSError | RuntimeError) and is_whole(path):
        return
    detail = " ".join(str(error).strip("'\"").split())
    raise InputError(f"the file is cut or damaged ({detail})", file=path, remedy=REMEDY) from error


def is_whole(path: str | PathLike) -> bool:
    """Whether all that a file holds can be read, by its checksums."""
    try:
        with h5py.File(path, "r", locking=False) as file:
            check_seal(file)
            file.visititems(_read)
    except (OSError, KeyError, RuntimeError, ValueError):
        return False
    return True


def _read(name: str, one: h5py.Group | h5py.Dataset) -> None:
    """Read the attributes of a part of a file, and, of a dataset, its values, a block at a time."""
    dict(one.attrs)
    if isinstance(one, h5py.Dataset) and one.shape:
        rows = max(1, BLOCK * len(one) // max(one.nbytes, 1))
        for first in range(0, len(one), rows):
            one[first : first + rows]
    elif isinstance(one, h5py.Dataset):
        one[()]


def _of_hdf5(error: BaseException) -> bool:
    """Whether h5py raised an error, or this module."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    name = trace.tb_frame.f_globals.get("__name__", "") if trace else ""
    return name.partition(".")[0] == "h5py" or name == __name__


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
    try:
        found = int(file.attrs.get(key, 0))
    except Exception as error:
        file.close()
        name_damage(path, error)
        raise
    if found != version:
        file.close()
        raise InputError(f"{what.format(found)}, not {version}", file=path, remedy=REMEDY)

"""Secondary structure of RNA beside a tensor's sequences: a file of its own, and reading both.

`structure.h5` has the dataset `structure`, float16 (n, channels, stored), a row for each row of the
tensor file: one channel, the probability that a base is unpaired; or five, the contexts that the
user gives.
"""

from os import PathLike

import numpy as np

from bindery.data.tensors import Tensor, in_spans, middle_of
from bindery.errors import InputError
from bindery.hdf5 import check_version, checked, created, name_damage, seal
from bindery.hdf5 import opened as opened_file

SCHEMA_VERSION = 1


def write_structures(path: str | PathLike, found: np.ndarray, attributes: dict[str, str]) -> None:
    """Write structures, float16, shape (n, channels, stored), with facts such as their method."""
    values = found.astype(np.float16)
    with created(path) as file:
        file.create_dataset("structure", data=values, track_times=False, **checked(values))
        file.attrs.update({"schema_version": SCHEMA_VERSION, **attributes})
        seal(file)


class StructuredTensor(Tensor):
    """A tensor file whose sequences are read with their structure.

    `sequences` are then float32, shape (n, window, 1 + channels): the code of each base, followed
    by its channels of structure, as models with `structure` in their settings take them.
    """

    def __init__(self, path: str | PathLike, structure: str | PathLike, window: int | None = None):
        """Open both files, see `Tensor`.

        Raises:
            InputError: see there; or the files have different rows.
        """
        super().__init__(path, window)
        self._beside = structure
        self._structure = opened_file(structure)
        check_version(self._structure, structure, "structure format {}", SCHEMA_VERSION)
        rows, _, stored = self._structure["structure"].shape
        if (rows, stored) != self._file["sequences"].shape:
            self._structure.close()
            raise InputError(
                f"{rows} rows of {stored} bases are not those of {path}",
                file=structure,
                remedy="remove it and run again",
            )
        self._part = middle_of(stored, self._window)

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        """Close both files; an error of HDF5 becomes an InputError with the path of one."""
        self._structure.close()
        name_damage(self._beside, error)
        super().__exit__(kind, error, trace)

    def stored(self, name: str, which: np.ndarray) -> np.ndarray:
        """A dataset's rows of ascending indices; sequences with their structure."""
        found = super().stored(name, which)
        if name != "sequences":
            return found
        channels = in_spans(self._structure["structure"], which, (slice(None), self._part))
        both = (found[:, :, None], channels.transpose(0, 2, 1))
        return np.concatenate([own.astype(np.float32) for own in both], axis=2)


def opened(
    tensor: str | PathLike, structure: str | PathLike | None, window: int | None = None
) -> Tensor:
    """A tensor file, with the structure of its sequences if there is a file of it."""
    return StructuredTensor(tensor, structure, window) if structure else Tensor(tensor, window)

"""The stretches file: chromosomes with the peaks of many experiments, to label any position.

A network that reads long stretches learns from a label every few bases, many for each base read.
Labels are not stored: they follow from the peaks' centres, so that the file has about one byte a
base, whatever the number of tasks.

Datasets, for each chromosome: `codes` uint8 (length,), in which repeats of held-out rows are
unknown; `centres` int64 (n,) and `tasks` int32 (n,), ascending in position; `unlabelled` int64
(m, 2), half-open, and `unlabelled_tasks` int32 (m,), regions in which a task has neither positives
nor negatives. Attribute `split` of each. `tasks` at the top has their names.
"""

from dataclasses import dataclass
from os import PathLike

import h5py
import numpy as np

from bindery.data.splits import SPLITS
from bindery.files import written
from bindery.hdf5 import attributes_of, check_version, checked, created, new_group, reading, seal

SCHEMA_VERSION = 1
CHUNK = 1 << 20


@dataclass
class Chromosome:
    """One chromosome.

    Attributes:
        split: 0 train, 1 validation, 2 test.
        codes: uint8, shape (length,).
        centres: positions of peaks' centres, ascending, int64, shape (n,).
        tasks: the task of each peak, int32, shape (n,).
        unlabelled: regions without labels, half-open, by start, int64, shape (m, 2).
        unlabelled_tasks: the task of each region, int32, shape (m,).
    """

    split: int
    codes: np.ndarray
    centres: np.ndarray
    tasks: np.ndarray
    unlabelled: np.ndarray
    unlabelled_tasks: np.ndarray


ARRAYS = ("codes", "centres", "tasks", "unlabelled", "unlabelled_tasks")


@dataclass
class Stretches:
    """What a stretches file has.

    Attributes:
        chromosomes: name -> chromosome, in the genome's order.
        tasks: names of the tasks, which are experiments.
        attributes: assembly, genome_digest, window (of the experiments' rows) and repeat.
    """

    chromosomes: dict[str, Chromosome]
    tasks: list[str]
    attributes: dict

    def of_split(self, part: int) -> dict[str, Chromosome]:
        """The chromosomes of one split."""
        return {name: own for name, own in self.chromosomes.items() if own.split == part}


def write_stretches(path: str | PathLike, stretches: Stretches) -> None:
    """Write a stretches file, whole or not at all; the same content gives the same bytes."""
    with written(path) as temporary, created(temporary) as file:
        chromosomes = new_group(file, "chromosomes")
        for order, (name, own) in enumerate(stretches.chromosomes.items()):
            made = new_group(chromosomes, name)
            made.attrs.update({"split": SPLITS[own.split], "order": order})
            for array in ARRAYS:
                values = getattr(own, array)
                chunks = (min(CHUNK, len(values)),) if array == "codes" and len(values) else None
                made.create_dataset(
                    array, data=values, chunks=chunks, track_times=False, **checked(values)
                )
        file.create_dataset(
            "tasks", data=stretches.tasks, dtype=h5py.string_dtype(), track_times=False
        )
        file.attrs.update({"stretches_version": SCHEMA_VERSION, **stretches.attributes})
        seal(file)


def read_stretches(path: str | PathLike) -> Stretches:
    """Read a stretches file into memory: about one byte a base.

    Raises:
        InputError: the file has another version of the format.
    """
    with reading(path) as file:
        check_version(file, path, "stretches format {}", SCHEMA_VERSION, "stretches_version")
        groups = sorted(file["chromosomes"].items(), key=lambda item: item[1].attrs["order"])
        chromosomes = {
            name: Chromosome(
                SPLITS.index(group.attrs["split"]), *(group[array][:] for array in ARRAYS)
            )
            for name, group in groups
        }
        tasks = [name.decode() for name in file["tasks"][:]]
        plain = attributes_of(file)
        return Stretches(chromosomes, tasks, plain)

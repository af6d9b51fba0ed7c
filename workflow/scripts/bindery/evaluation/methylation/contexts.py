"""Which sites lie in annotated regions of the genome, such as CpG islands."""

from collections.abc import Mapping

import numpy as np

from bindery.data.tensors import Tensor
from bindery.errors import InputError
from bindery.genomics.peak_files import read_bed
from bindery.given.chromosome_names import stem

ELSEWHERE = "elsewhere"


def in_context(tensor: Tensor, contexts: Mapping[str, str]) -> dict[str, np.ndarray]:
    """The sites in each context, and those in none: name -> bool, shape (n,).

    Names of chromosomes may be spelled in other ways than in the tensor file (`chr1`, `1`).

    Args:
        tensor: a methylation tensor file, opened.
        contexts: name -> BED of regions.

    Raises:
        InputError: a file has no region on any chromosome of the sites.
    """
    if not contexts:
        return {}
    chrom, position = tensor.places()
    stems = {name: stem(name) for name in set(chrom)}
    own = np.array([stems[name] for name in chrom], object)
    found: dict[str, np.ndarray] = {}
    for name, path in contexts.items():
        regions = read_bed(path)
        where = np.array([stem(one) for one in regions.chrom], object)
        if not set(where) & set(own):
            raise InputError(
                f"no region of '{name}' is on a chromosome of the sites, such as {chrom[0]}",
                file=path,
                remedy="give regions of the same assembly",
            )
        mask = np.zeros(len(own), bool)
        for one in set(where) & set(own):
            rows = np.flatnonzero(own == one)
            here = where == one
            mask[rows] = _inside(position[rows], regions.start[here], regions.end[here])
        found[name] = mask
    found[ELSEWHERE] = ~np.any(list(found.values()), axis=0)
    return found


def _inside(position: np.ndarray, start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Which positions lie in any of some regions, which may overlap: bool, shape (n,)."""
    begun = np.searchsorted(np.sort(start), position, side="right")
    ended = np.searchsorted(np.sort(end), position, side="right")
    return begun > ended

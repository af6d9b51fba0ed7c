"""Read the scores of variants by a model, and rank them by how unusual their effects are."""

import csv
import io
import operator
from dataclasses import dataclass
from os import PathLike

import numpy as np

from bindery.columns import Columns
from bindery.errors import InputError
from bindery.files import opened
from bindery.hdf5 import reading

TEXTS = ("name", "chrom", "ref", "alt", "kind", "haplotype")
WHOLE = ("line", "position")
NUMBERS = ("reference_score", "alternative_score", "p", "z")
REMEDY = "remove the file and run again"


@dataclass
class ScoredVariants(Columns):
    """The changes of a file, scored by one model, in the file's order.

    Attributes:
        line: line of the file, int64, shape (n,).
        name: name of the variant, object.
        chrom: chromosome, object; empty in a table without a genome.
        position: 1-based position of the first base of REF, int64; 0 if there is none.
        ref: letters of the reference allele, object.
        alt: letters of the alternative allele, object.
        kind: kind of change, object.
        haplotype: the haplotype, object; empty for a single variant.
        reference_score: float64.
        alternative_score: float64.
        p: share of random changes of the same kind with an effect at least as far from zero,
            float64, NaN where it is not known.
        z: effect in standard deviations of the random changes', float64, NaN where not known.
    """

    line: np.ndarray
    name: np.ndarray
    chrom: np.ndarray
    position: np.ndarray
    ref: np.ndarray
    alt: np.ndarray
    kind: np.ndarray
    haplotype: np.ndarray
    reference_score: np.ndarray
    alternative_score: np.ndarray
    p: np.ndarray
    z: np.ndarray

    @property
    def effect(self) -> np.ndarray:
        """Score of the alternative minus score of the reference, float64, shape (n,)."""
        return self.alternative_score - self.reference_score

    def label(self, row: int) -> str:
        """The name of a variant, or where it is and what it changes."""
        name = self.name[row]
        return name if name not in ("", ".") else self.place(row)

    def place(self, row: int) -> str:
        """Where a variant is and what it changes, such as chr5:1295228 G>A."""
        change = f"{_short(self.ref[row])}>{_short(self.alt[row])}"
        where = f"{self.chrom[row]}:{self.position[row]}" if self.chrom[row] else ""
        return f"{where} {change}".strip()

    def ranks(self) -> tuple[np.ndarray, np.ndarray]:
        """What variants are ranked by, each float64, shape (n,): |z|, then the size of the effect.

        A z that is not known counts as -1, an effect that is not known too.
        """
        return _size(self.z), _size(self.effect)

    def order(self) -> np.ndarray:
        """Rows by falling |z|, then by falling size of the effect; equal ones keep their order."""
        z, effect = self.ranks()
        return np.lexsort((-effect, -z))


def _size(values: np.ndarray) -> np.ndarray:
    return np.where(np.isfinite(values), np.abs(values), -1.0)


def _short(letters: str) -> str:
    return letters if len(letters) <= 12 else f"{letters[:4]}…({len(letters):,})"


def read_scored(path: str | PathLike, like: ScoredVariants | None = None) -> ScoredVariants:
    """Read the TSV of the rule score_variants, gzipped or not.

    Args:
        path: the table.
        like: the same changes as another model scored them; its texts are shared, so that a page of
            many models holds them once.

    Raises:
        InputError: a column is missing, or a cell is not what it must be.
    """
    cells = _read_cells(path)
    try:
        whole = {name: np.array([int(c or 0) for c in cells[name]], np.int64) for name in WHOLE}
        numbers = {name: np.array([float(c or "nan") for c in cells[name]]) for name in NUMBERS}
    except ValueError as error:
        raise InputError(f"a cell is not a number ({error})", file=path, remedy=REMEDY) from None
    if like is not None and np.array_equal(whole["line"], like.line):
        texts = {name: getattr(like, name) for name in TEXTS}
    else:
        texts = {name: np.array(cells[name], object) for name in TEXTS}
    return ScoredVariants(**whole, **texts, **numbers)


def _read_cells(path: str | PathLike) -> dict[str, tuple[str, ...]]:
    """The cells of the columns that are read."""
    wanted = (*WHOLE, *TEXTS, *NUMBERS)
    with opened(path) as handle, io.TextIOWrapper(handle, encoding="utf-8", newline="") as text:
        reader = csv.reader(text, delimiter="\t", quoting=csv.QUOTE_NONE)
        header = next(reader, [])
        missing = [name for name in wanted if name not in header]
        if missing:
            raise InputError(f"there is no column '{missing[0]}'", file=path, remedy=REMEDY)
        chosen = operator.itemgetter(*(header.index(name) for name in wanted))
        rows = [chosen(row) for row in reader]
    columns = zip(*rows, strict=True) if rows else [()] * len(wanted)
    return dict(zip(wanted, columns, strict=True))


@dataclass(frozen=True)
class RandomEffects:
    """The effects of random changes on a model's score.

    Attributes:
        kind: kind of change, object, shape (n,).
        effect: score of the changed sequence minus that of the sequence, float64, shape (n,).
    """

    kind: np.ndarray
    effect: np.ndarray

    def weights_for(self, kinds: np.ndarray) -> np.ndarray:
        """Weights, float64, shape (n,), that give random changes the kinds of variants.

        Every variant has the weight 1, which the random changes of its kind share.

        Args:
            kinds: kind of each variant, object, shape (m,).
        """
        wanted = dict(zip(*np.unique(kinds.astype(str), return_counts=True), strict=True))
        own, inverse, counts = np.unique(
            self.kind.astype(str), return_inverse=True, return_counts=True
        )
        each = [wanted.get(kind, 0) / count for kind, count in zip(own, counts, strict=True)]
        return np.array(each, float)[inverse] if len(own) else np.zeros(0)


def read_random(path: str | PathLike) -> RandomEffects:
    """Read the random changes' scores by one model, HDF5 of the rule score_variants."""
    with reading(path) as file:
        kind = file["kind"].asstr()[:].astype(object)
        effect = file["alternative_score"][:].astype(float) - file["reference_score"][:]
    return RandomEffects(kind, effect)

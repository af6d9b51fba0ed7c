"""The file of a model's maps of its top variants: what each change of both alleles does."""

from dataclasses import dataclass
from os import PathLike

import h5py
import numpy as np

from bindery.alphabet import BASES
from bindery.columns import Columns
from bindery.files import written
from bindery.hdf5 import check_version, reading
from bindery.motifs.matrices import Motif
from bindery.variants.differences import Difference
from bindery.variants.motif_changes import MotifChange

SCHEMA_VERSION = 1
TEXTS = ("sentence", "source", "motif", "motif_name")


@dataclass
class VariantMaps(Columns):
    """The top variants of one model, the most unusual one first.

    Attributes:
        row: row in the file of scores, int64, shape (k,).
        reference: codes that the model sees, uint8, shape (k, window).
        alternative: the same of the alternative allele.
        reference_effects: score with that base at that position minus the allele's score, float32,
            shape (k, window, 4), order ACGT; 0 for the allele's own base.
        alternative_effects: the same of the alternative allele.
        start: column of the first base that differs, int64, shape (k,).
        removed: number of the reference's bases that are replaced, int64.
        inserted: number of bases in their place, int64.
        sentence: what the change does to a known motif, object.
        source: where that motif is from, see `motif_changes`; empty if there is none.
        motif: its identifier, object.
        motif_name: its name, object.
        site_start: column of its first base, int64, in the allele with the better site; a site may
            begin before the window.
        site_reverse: whether the motif is on the reverse strand, bool.
        site_made: whether the better site is the alternative's, bool.
        motif_length: number of its positions, int64; 0 if there is none.
        motif_counts: counts of its positions, float64, shape (k, longest, 4), then zeros.
    """

    row: np.ndarray
    reference: np.ndarray
    alternative: np.ndarray
    reference_effects: np.ndarray
    alternative_effects: np.ndarray
    start: np.ndarray
    removed: np.ndarray
    inserted: np.ndarray
    sentence: np.ndarray
    source: np.ndarray
    motif: np.ndarray
    motif_name: np.ndarray
    site_start: np.ndarray
    site_reverse: np.ndarray
    site_made: np.ndarray
    motif_length: np.ndarray
    motif_counts: np.ndarray

    def difference(self, number: int) -> Difference:
        """Where the alleles of a map differ."""
        return Difference(*(int(own[number]) for own in (self.start, self.removed, self.inserted)))

    def known_motif(self, number: int) -> Motif | None:
        """The known motif that the change of a map makes or breaks, if there is one."""
        length = int(self.motif_length[number])
        if not length:
            return None
        counts = self.motif_counts[number, :length]
        return Motif(self.motif[number], self.motif_name[number], counts)


def maps_of(
    rows: np.ndarray,
    alleles: np.ndarray,
    effects: np.ndarray,
    found: list[tuple[Difference, MotifChange | None, str]],
) -> VariantMaps:
    """Put the maps of top variants together.

    Args:
        rows: rows in the file of scores, shape (k,).
        alleles: codes of reference and alternative, uint8, shape (2, k, window).
        effects: effects of every change, float32, shape (2, k, window, 4).
        found: for each variant, where its alleles differ, the known motif's change with sites in
            columns of the model's window, and its sentence.
    """
    changes = [change for _, change, _ in found]
    lengths = [len(change.motif.counts) if change else 0 for change in changes]
    counts = np.zeros((len(found), max(lengths, default=0), 4))
    for number, change in enumerate(changes):
        if change:
            counts[number, : lengths[number]] = change.motif.counts
    return VariantMaps(
        row=np.asarray(rows, np.int64),
        reference=alleles[0],
        alternative=alleles[1],
        reference_effects=effects[0],
        alternative_effects=effects[1],
        start=np.array([own.start for own, *_ in found], np.int64),
        removed=np.array([own.removed for own, *_ in found], np.int64),
        inserted=np.array([own.inserted for own, *_ in found], np.int64),
        sentence=np.array([words for *_, words in found], object),
        source=np.array([change.source if change else "" for change in changes], object),
        motif=np.array([c.motif.identifier if c else "" for c in changes], object),
        motif_name=np.array([c.motif.name if c else "" for c in changes], object),
        site_start=np.array([c.better.start if c else 0 for c in changes], np.int64),
        site_reverse=np.array([bool(c and c.better.reverse) for c in changes], bool),
        site_made=np.array([bool(c and c.made) for c in changes], bool),
        motif_length=np.array(lengths, np.int64),
        motif_counts=counts,
    )


def write_maps(path: str | PathLike, maps: VariantMaps) -> None:
    """Write the maps as HDF5, a dataset for each attribute; the same ones give the same bytes."""
    with written(path) as temporary, h5py.File(temporary, "w", locking=False) as file:
        for name, values in vars(maps).items():
            if name in TEXTS:
                texts = [str(text) for text in values]
                file.create_dataset(name, data=texts, dtype=h5py.string_dtype(), track_times=False)
                continue
            options = {"compression": "gzip", "shuffle": True} if values.size else {}
            file.create_dataset(name, data=values, track_times=False, **options)
        file.attrs.update({"schema_version": SCHEMA_VERSION, "bases": BASES})


def read_maps(path: str | PathLike) -> VariantMaps:
    """Read what `write_maps` wrote.

    Raises:
        InputError: the file has another version of the format.
    """
    with reading(path) as file:
        check_version(file, path, "maps of format {}", SCHEMA_VERSION)
        return VariantMaps(
            **{
                name: own.asstr()[:].astype(object) if name in TEXTS else own[:]
                for name, own in file.items()
            }
        )

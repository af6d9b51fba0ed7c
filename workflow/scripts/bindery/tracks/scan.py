"""Scan regions or a whole genome by models: a score of every window, as a bigWig for each."""

import logging
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import IO

import numpy as np

from bindery.genomics import bigwig
from bindery.tracks.scanners import Scanner
from bindery.tracks.stretches import (
    Source,
    Stretch,
    codes_of,
    loads,
    middles,
    stretches_of,
    unknown_shares,
)

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Scan:
    """What a scan reads, and where.

    Attributes:
        source: the genome, or a shuffled one.
        regions: chromosome, start and end of each, on the genome; None for the whole genome.
        stride: bases from the centre of a window to that of the next.
        max_unknown: largest share of unknown bases in a window that has a score. Bases outside of a
            chromosome count as unknown.
    """

    source: Source
    regions: Sequence[tuple[str, int, int]] | None = None
    stride: int = 10
    max_unknown: float = 0.5

    @property
    def stretches(self) -> list[Stretch]:
        """The bins that have a window each."""
        return stretches_of(self.regions, self.source.lengths, self.stride)

    def scored(
        self, scanners: Sequence[Scanner], done: Callable[[int], None] | None = None
    ) -> Iterator[tuple[list[Stretch], list[np.ndarray]]]:
        """The scores of all windows by all models, a load after the other.

        Args:
            scanners: a way for each model; they may read windows of different lengths.
            done: called with the number of windows of each load when it is done.

        Yields:
            Stretches, in the genome's order, and for each model the scores of their windows,
            float32, shape (windows, outputs); NaN where too many bases are unknown.
        """
        widest = max(scanner.window for scanner in scanners)
        for load in loads(self.stretches, self.stride):
            # Read and encoded once for all models.
            codes = [codes_of(self.source, one, self.stride, widest) for one in load]
            yield load, [self._scores(scanner, codes, widest) for scanner in scanners]
            if done:
                done(sum(one.count for one in load))

    def _scores(self, scanner: Scanner, codes: Sequence[np.ndarray], widest: int) -> np.ndarray:
        window = scanner.window
        # A window centred on a base is the middle of a wider one centred there.
        own = middles(codes, widest, window)
        shares = [unknown_shares(one, window, self.stride) for one in own]
        scores = np.array(scanner.scores(own, self.stride), np.float32)
        scores[np.concatenate(shares) > self.max_unknown] = np.nan
        return scores

    def batches(self, stretches: Sequence[Stretch], scores: np.ndarray) -> Iterator[bigwig.Batch]:
        """Scores of stretches, shape (windows,), as values of their bins."""
        first = 0
        for stretch in stretches:
            start = np.arange(stretch.first, stretch.first + stretch.count) * self.stride
            # A chromosome's last bin may be shorter.
            end = np.minimum(start + self.stride, self.source.lengths[stretch.chrom])
            yield bigwig.Batch(stretch.chrom, start, end, scores[first : first + stretch.count])
            first += stretch.count


def write_tracks(
    found: Scan,
    scanners: Sequence[Scanner],
    paths: Sequence[Sequence[str | PathLike]],
    done: Callable[[int], None] | None = None,
) -> None:
    """Scan by several models in one pass, and write a bigWig for each output of each.

    Args:
        found: what is scanned.
        scanners: a way for each model.
        paths: for each model, an output file for each of its first outputs.
        done: see `Scan.scored`.

    Raises:
        InputError: no window has a score.
    """
    lengths = found.source.lengths
    tracks = [(model, own) for model, files in enumerate(paths) for own in range(len(files))]
    if len(tracks) == 1:
        parts = ((load, scores[0][:, 0]) for load, scores in found.scored(scanners, done))
        _write(found, paths[0][0], parts)
        return
    with tempfile.TemporaryDirectory(dir=Path(paths[0][0]).parent) as folder:
        # A bigWig is written from the first value to the last, so of several at once the scores
        # wait in files: memory does not grow with the genome.
        kept = [open(Path(folder) / str(n), "w+b") for n in range(len(tracks))]  # noqa: SIM115
        try:
            sizes = []
            for load, scores in found.scored(scanners, done):
                sizes.append(load)
                for handle, (model, own) in zip(kept, tracks, strict=True):
                    handle.write(scores[model][:, own].tobytes())
            for handle, (model, own) in zip(kept, tracks, strict=True):
                handle.seek(0)
                _write(found, paths[model][own], _read_back(handle, sizes))
        finally:
            for handle in kept:
                handle.close()
    logger.info("%d sequences, %d tracks", len(lengths), len(tracks))


def _read_back(
    handle: IO[bytes], loaded: Sequence[list[Stretch]]
) -> Iterator[tuple[list[Stretch], np.ndarray]]:
    for load in loaded:
        count = sum(one.count for one in load)
        yield load, np.frombuffer(handle.read(4 * count), np.float32)


def _write(
    found: Scan,
    path: str | PathLike,
    parts: Iterator[tuple[list[Stretch], np.ndarray]],
) -> None:
    """Write a track, and say how many of its windows have no score."""
    counts = np.zeros(2, np.int64)

    def batches() -> Iterator[bigwig.Batch]:
        for load, scores in parts:
            counts[:] += len(scores), np.isnan(scores).sum()
            yield from found.batches(load, scores)

    bigwig.write(path, found.source.lengths, batches())
    if counts[1]:
        logger.warning(
            "%s: %d of %d windows have no score: more than %g of their bases are unknown",
            path,
            counts[1],
            counts[0],
            found.max_unknown,
        )

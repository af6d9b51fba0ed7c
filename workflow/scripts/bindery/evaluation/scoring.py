"""Score a user's own sequences or regions by a trained model."""

import logging
import math
from collections.abc import Callable, Sequence
from os import PathLike

import keras
import numpy as np

from bindery import tsv
from bindery.data.sequences import centred, read_sequences
from bindery.errors import InputError
from bindery.formats import is_bed
from bindery.genomics.genome import Genome
from bindery.genomics.peak_files import read_bed
from bindery.genomics.spellings import recognised
from bindery.genomics.windows import inside, rename, resize
from bindery.models.loading import load_model
from bindery.models.scores import scores as model_scores
from bindery.row_counts import RowCounts
from bindery.targets.kinds import kind_of

logger = logging.getLogger(__name__)

Position = tuple[str, ...]
SCORED_AT_ONCE = 1 << 12
COLUMNS = ("name", "chrom", "start", "end", "score", "probability")
# Told how many are scored, of how many.
Told = Callable[[int, int], None]


def _regions(
    model: keras.Model,
    file: str,
    genome: str,
    assembly: str,
    aliases: dict[str, str] | None,
    window: int,
    origin: str,
    told: Told,
) -> tuple[list[Position], list[float]]:
    """Name and position of the window around each region of a BED file, and its score."""
    log = RowCounts(origin)
    found: list[float] = []
    with Genome(genome) as opened:
        raw = read_bed(file, origin)
        if aliases is None:
            aliases = recognised(dict.fromkeys(raw.chrom), list(opened.lengths), origin)
        windows = resize(rename(raw, aliases, opened.lengths, origin, assembly), window)
        fits = inside(windows, opened.lengths)
        windows = log.keep(windows, fits, "window leaves the chromosome")
        for first in range(0, len(windows), SCORED_AT_ONCE):
            part = slice(first, first + SCORED_AT_ONCE)
            codes = opened.windows(windows.chrom[part], windows.start[part], window)
            found += model_scores(model, codes).tolist()
            told(len(found), len(windows))
    positions = zip(windows.name, windows.chrom, windows.start, windows.end, strict=True)
    return [tuple(map(str, position)) for position in positions], found


def window_starts(length: int, window: int) -> np.ndarray:
    """The starts of the windows in a longer sequence: every quarter of a window, and the last."""
    last = length - window
    return np.unique([*range(0, last + 1, max(1, window // 4)), last])


def _sequences(
    model: keras.Model, file: str, window: int, origin: str, told: Told
) -> tuple[list[Position], list[float]]:
    """Each sequence's best window and its score; windows of many sequences share a batch."""
    positions: list[Position] = []
    found: list[float] = []
    pending: list[tuple[str, int, np.ndarray]] = []
    waiting: list[np.ndarray] = []

    def score_pending() -> None:
        values = model_scores(model, np.concatenate(waiting))
        ends = np.cumsum([len(starts) for *_, starts in pending])
        for (name, length, starts), own in zip(pending, np.split(values, ends[:-1]), strict=True):
            best = int(np.argmax(own))
            last = min(starts[best] + window, length)
            positions.append((name, "", str(starts[best]), str(last)))
            found.append(float(own[best]))
        pending.clear()
        waiting.clear()
        told(len(found), len(records))

    short = 0
    records = read_sequences(file, origin)
    for record in records:
        # As in training: in the middle of a window, with unknown bases around it.
        short += len(record.codes) < window
        whole = centred(record.codes, max(window, len(record.codes)))
        starts = window_starts(len(whole), window)
        pending.append((record.name, len(record.codes), starts))
        waiting.append(np.lib.stride_tricks.sliding_window_view(whole, window)[starts])
        if sum(map(len, waiting)) >= SCORED_AT_ONCE:
            score_pending()
    if pending:
        score_pending()
    if short:
        logger.warning(
            "%s: %d sequences shorter than the window of %d bases, padded as in training",
            origin,
            short,
            window,
        )
    return positions, found


def score_file(
    *,
    file: str,
    model: str,
    genome: str | None,
    scores: str,
    assembly: str,
    aliases: dict[str, str] | None,
    window: int,
    architectures: Sequence[str] = (),
    target: str,
) -> None:
    """Score a FASTA, a table of sequences, or a BED file by a trained model.

    Args:
        file: the file to score; its content tells its format.
        model: trained model, `.keras`.
        genome: indexed FASTA, for BED; None in a study without a genome.
        scores: output, TSV.gz.
        assembly: name of the genome.
        aliases: the BED's chromosome names -> the genome's.
        window: length of the window, in bases.
        architectures: architecture of the model, or of each that it is made of, see
            `loading.load_model`.
        target: kind of target that the model was trained on.
    """
    network = load_model(model, *architectures)
    if not is_bed(file):
        genome = None
    elif genome is None:
        raise InputError("the file has regions, but the study has no genome", file=file)
    write_scores(
        network,
        file,
        scores,
        genome=genome,
        assembly=assembly,
        aliases=aliases,
        window=window,
        target=target,
        gzipped=True,
    )


def write_scores(
    network: keras.Model,
    file: str,
    scores: str | PathLike,
    *,
    genome: str | None,
    assembly: str = "the genome",
    aliases: dict[str, str] | None = None,
    window: int,
    target: str,
    origin: str | None = None,
    gzipped: bool = False,
    told: Told = lambda done, total: None,
) -> None:
    """Score regions or sequences by a loaded model.

    The regions of a BED file are centred and resized as peaks are. A sequence longer than the
    window is scored at steps of a quarter window; the best score counts, and start and end give its
    window. A shorter one is padded as in training.

    Args:
        network: the model, from codes to scores.
        file: FASTA or a table of sequences; or BED, if there is a genome.
        scores: output, TSV of name, chrom, start, end, score (log-odds) and probability. A model of
            intensities has no probability, and its score has a scale of its own.
        genome: indexed FASTA, if the file is BED.
        assembly: name of the genome.
        aliases: the BED's chromosome names -> the genome's; None recognises other spellings.
        window: length of the window, in bases.
        target: kind of target that the model was trained on.
        origin: the file's name in errors; its path if None.
        gzipped: whether to compress the output.
        told: is told how many are scored, of how many.
    """
    name = origin or file
    if genome is not None:
        positions, found = _regions(network, file, genome, assembly, aliases, window, name, told)
    else:
        positions, found = _sequences(network, file, window, name, told)
    columns = COLUMNS if kind_of(target).binary else COLUMNS[:-1]
    rows = []
    for position, score in zip(positions, found, strict=True):
        probability = 1 / (1 + math.exp(-min(max(score, -700), 700)))
        rows.append((*position, score, probability)[: len(columns)])
    tsv.write(scores, columns, rows, digits=".6g", gzipped=gzipped)

"""Score a user's own sequences or regions by a trained model."""

import logging
import math
from collections.abc import Sequence

import keras
import numpy as np

from bindery import tsv
from bindery.data.sequences import centred, read_sequences
from bindery.errors import InputError
from bindery.formats import is_bed
from bindery.genomics.genome import Genome
from bindery.genomics.peak_files import read_bed
from bindery.genomics.windows import inside, rename, resize
from bindery.models.loading import load_model
from bindery.models.scores import scores as model_scores
from bindery.row_counts import RowCounts
from bindery.targets.kinds import kind_of

logger = logging.getLogger(__name__)

Position = tuple[str, ...]
SCORED_AT_ONCE = 1 << 12
COLUMNS = ("name", "chrom", "start", "end", "score", "probability")


def _regions(
    file: str, genome: str, assembly: str, aliases: dict[str, str], window: int
) -> tuple[list[Position], np.ndarray]:
    """Name, position and codes of the window around each region of a BED file."""
    log = RowCounts(file)
    with Genome(genome) as opened:
        raw = rename(read_bed(file), aliases, opened.lengths, file, assembly)
        windows = resize(raw, window)
        fits = inside(windows, opened.lengths)
        windows = log.keep(windows, fits, "window leaves the chromosome")
        codes = opened.windows(windows.chrom, windows.start, window)
    positions = zip(windows.name, windows.chrom, windows.start, windows.end, strict=True)
    return [tuple(map(str, position)) for position in positions], codes


def window_starts(length: int, window: int) -> np.ndarray:
    """The starts of the windows in a longer sequence: every quarter of a window, and the last."""
    last = length - window
    return np.unique([*range(0, last + 1, max(1, window // 4)), last])


def _sequences(model: keras.Model, file: str, window: int) -> tuple[list[Position], list[float]]:
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

    short = 0
    for record in read_sequences(file):
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
            file,
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
    aliases: dict[str, str],
    window: int,
    architectures: Sequence[str] = (),
    target: str,
) -> None:
    """Score a FASTA, a table of sequences, or a BED file by a trained model.

    The regions of a BED file are centred and resized as peaks are. A sequence longer than the
    window is scored at steps of a quarter window; the best score counts, and start and end give its
    window. A shorter one is padded as in training.

    Args:
        file: the file to score.
        model: trained model, `.keras`.
        genome: indexed FASTA, for BED; None in a study without a genome.
        scores: output, TSV.gz of name, chrom, start, end, score (log-odds) and probability. A model
            of intensities has no probability, and its score has a scale of its own.
        assembly: name of the genome.
        aliases: the BED's chromosome names -> the genome's.
        window: length of the window, in bases.
        architectures: architecture of the model, or of each that it is made of, see
            `loading.load_model`.
        target: kind of target that the model was trained on.
    """
    network = load_model(model, *architectures)
    if is_bed(file):
        if genome is None:
            raise InputError("the file has regions, but the study has no genome", file=file)
        positions, codes = _regions(file, genome, assembly, aliases, window)
        found = model_scores(network, codes).tolist() if len(codes) else []
    else:
        positions, found = _sequences(network, file, window)
    columns = COLUMNS if kind_of(target).binary else COLUMNS[:-1]
    rows = []
    for position, score in zip(positions, found, strict=True):
        probability = 1 / (1 + math.exp(-min(max(score, -700), 700)))
        rows.append((*position, score, probability)[: len(columns)])
    tsv.write(scores, columns, rows, digits=".6g", gzipped=True)

"""A user's own sequences or regions, scored by a trained model."""

import math

import keras
import numpy as np

from bindery import tsv
from bindery.data.sequences import read_sequences
from bindery.errors import InputError
from bindery.formats import is_bed
from bindery.genomics.bed import read_bed
from bindery.genomics.genome import Genome
from bindery.genomics.windows import inside, rename, resize
from bindery.models.loading import load_model
from bindery.models.scores import scores as model_scores
from bindery.row_counts import Account
from bindery.targets.kinds import kind_of

Place = tuple[str, ...]
SCORED_AT_ONCE = 1 << 12
COLUMNS = ("name", "chrom", "start", "end", "score", "probability")


def _regions(
    file: str, genome: str, assembly: str, aliases: dict[str, str], window: int
) -> tuple[list[Place], np.ndarray]:
    """Names, places and codes of the windows about a BED file's regions."""
    log = Account(file)
    with Genome(genome) as opened:
        raw = rename(read_bed(file), aliases, opened.lengths, file, assembly)
        windows = resize(raw, window)
        fits = inside(windows, opened.lengths)
        windows = log.keep(windows, fits, "window leaves the chromosome")
        codes = opened.windows(windows.chrom, windows.start, window)
    places = zip(windows.name, windows.chrom, windows.start, windows.end, strict=True)
    return [tuple(map(str, place)) for place in places], codes


def window_starts(length: int, window: int) -> np.ndarray:
    """Where the windows start that a longer sequence is scored at: every quarter, and the end."""
    last = length - window
    return np.unique([*range(0, last + 1, max(1, window // 4)), last])


def _sequences(model: keras.Model, file: str, window: int) -> tuple[list[Place], list[float]]:
    """The best window of each sequence and its score; windows of many sequences share a batch."""
    places: list[Place] = []
    found: list[float] = []
    pending: list[tuple[str, np.ndarray]] = []
    waiting: list[np.ndarray] = []

    def score_pending() -> None:
        values = model_scores(model, np.concatenate(waiting))
        ends = np.cumsum([len(starts) for _, starts in pending])
        for (name, starts), own in zip(pending, np.split(values, ends[:-1]), strict=True):
            best = int(np.argmax(own))
            places.append((name, "", str(starts[best]), str(starts[best] + window)))
            found.append(float(own[best]))
        pending.clear()
        waiting.clear()

    for record in read_sequences(file):
        if len(record.codes) < window:
            raise InputError(
                f"'{record.name}' has {len(record.codes)} bases, the model's window {window}",
                file=file,
                row=record.row,
                remedy="give sequences at least as long as the window",
            )
        starts = window_starts(len(record.codes), window)
        pending.append((record.name, starts))
        waiting.append(np.lib.stride_tricks.sliding_window_view(record.codes, window)[starts])
        if sum(map(len, waiting)) >= SCORED_AT_ONCE:
            score_pending()
    if pending:
        score_pending()
    return places, found


def score_file(
    *,
    file: str,
    model: str,
    genome: str | None,
    scores: str,
    assembly: str,
    aliases: dict[str, str],
    window: int,
    architecture: str | None = None,
    target: str,
) -> None:
    """Score a FASTA, a table of sequences, or a BED file by a trained model.

    A BED's regions are centred and resized as peaks are. Of a sequence longer than the window,
    the best of windows every quarter of it counts, and start and end tell which.

    Args:
        file: what to score.
        model: `.keras`.
        genome: indexed FASTA, for BED; None in a study without one.
        scores: output, TSV.gz of name, chrom, start, end, score (log-odds), probability; without
            the last of a model of intensities, whose score is on a scale of its own.
        assembly: name of the genome.
        aliases: the BED's chromosome names -> the genome's.
        window: bases.
        architecture: of the model, see `loading.load_model`.
        target: kind of target that the model was trained on.
    """
    network = load_model(model, architecture)
    if is_bed(file):
        if genome is None:
            raise InputError("these are regions, and the study has no genome", file=file)
        places, codes = _regions(file, genome, assembly, aliases, window)
        found = model_scores(network, codes).tolist() if len(codes) else []
    else:
        places, found = _sequences(network, file, window)
    columns = COLUMNS if kind_of(target).binary else COLUMNS[:-1]
    rows = []
    for place, score in zip(places, found, strict=True):
        probability = 1 / (1 + math.exp(-min(max(score, -700), 700)))
        rows.append((*place, score, probability)[: len(columns)])
    tsv.write(scores, columns, rows, digits=".6g", gzipped=True)

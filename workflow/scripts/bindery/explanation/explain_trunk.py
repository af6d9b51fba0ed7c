"""Interpret a trained trunk: the steps that need the network itself."""

import logging
from collections.abc import Sequence

import numpy as np

from bindery.data.splits import TRAIN, VALIDATION
from bindery.data.tensors import POSITIVE, Tensor
from bindery.errors import InputError
from bindery.explanation.detector_motifs import LEAST_SITES, base_shares, trimmed
from bindery.explanation.influence_table import Influences, write_influences
from bindery.explanation.sites import find_sites
from bindery.explanation.task_influence import TaskInfluence
from bindery.models.loading import load_model
from bindery.models.model_parts import TrainedMember
from bindery.motifs.matrices import Motif, consensus
from bindery.motifs.meme import write_meme

logger = logging.getLogger(__name__)

# Positives of each task, and of all tasks together for the motifs.
ROWS = 50
MOTIF_ROWS = 2000
# Most of the sequences are of other tasks than those that need a detector, and their best windows
# would blur its motif.
RULE = "half_maximum"


def explain_trunk(
    *,
    tensors: Sequence[str],
    model: str,
    influence: str,
    meme: str,
    tasks: Sequence[str],
    outputs: Sequence[int],
    pseudocount: float,
) -> None:
    """Write the influence of a trunk's detectors on its tasks, and the detectors' motifs.

    Both are of positives of training and validation rows; test rows are not used.

    Args:
        tensors: tensor file of each task.
        model: the trained trunk, `.keras`.
        influence: output, TSV, see `influence_table.write_influences`.
        meme: output, MEME's format, of the detectors that fire often enough to have a motif.
        tasks: names of the tasks.
        outputs: number of each one's score among the trunk's outputs, from 0.
        pseudocount: added to the counts at each position of a motif, a quarter for each base.

    Raises:
        InputError: a task has no positives, or the trunk no layer of detectors.
    """
    trunk = load_model(model)
    measured = TaskInfluence(trunk)
    window = int(trunk.input_shape[1])
    each = -(-MOTIF_ROWS // len(tasks))
    values, sampled = [], []
    for task, tensor, output in zip(tasks, tensors, outputs, strict=True):
        codes = _positives(tensor, window, max(ROWS, each))
        values.append(measured.of(_spread(codes, ROWS), output).mean(axis=0))
        sampled.append(_spread(codes, each))
        logger.info("%s: %d positives", task, min(len(codes), ROWS))
    motifs, sites = _motifs(TrainedMember(trunk), np.concatenate(sampled), pseudocount)
    write_meme(meme, [motif for motif in motifs if len(motif.counts)])
    found = Influences(
        detectors=[motif.identifier for motif in motifs],
        consensus=[consensus(motif.counts) if len(motif.counts) else "" for motif in motifs],
        sites=sites,
        tasks=list(tasks),
        values=np.stack(values, axis=1),
    )
    write_influences(influence, found)


def _positives(path: str, window: int, most: int) -> np.ndarray:
    """At most so many positives outside the test split, evenly over the file's rows: codes."""
    with Tensor(path, window) as tensor:
        rows = np.sort(np.concatenate([tensor.split_rows(part) for part in (TRAIN, VALIDATION)]))
        rows = rows[tensor.targets(rows)[:, 0] > POSITIVE]
        if not len(rows):
            raise InputError(
                "there is no positive among the training and validation rows",
                file=path,
                remedy="give the experiment more peaks, or a reason in column 'skip'",
            )
        return tensor.rows(_spread(rows, most)).sequences


def _spread(rows: np.ndarray, most: int) -> np.ndarray:
    """At most `most` rows, spread evenly over all."""
    if len(rows) <= most:
        return rows
    return rows[np.linspace(0, len(rows) - 1, most).round().astype(int)]


def _motifs(
    member: TrainedMember, codes: np.ndarray, pseudocount: float
) -> tuple[list[Motif], list[int]]:
    """The motif of each detector, with no positions if it fires too rarely, and its sites."""
    motifs, sites = [], []
    background = base_shares(codes, member.reads_both)
    for number, own in enumerate(find_sites(member, codes, RULE), 1):
        counts = np.zeros((0, 4))
        if own.sites >= LEAST_SITES:
            counts = trimmed(own.counts + pseudocount / 4, background)
        motifs.append(Motif(f"detector_{number}", "", counts))
        sites.append(own.sites)
    return motifs, sites

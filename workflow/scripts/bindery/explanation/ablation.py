"""How much a model needs its detectors: what changes under their mean ablation."""

from collections.abc import Sequence

import keras
import numpy as np
from sklearn.metrics import roc_auc_score

from bindery.explanation.motif_groups import Influence
from bindery.explanation.sites import activations, strands
from bindery.models.model_parts import TrainedModel

BATCH = 512


class Holding:
    """A model whose detectors can be ablated.

    Mean ablation, which Basset (Kelley et al., Genome Res 2016) calls influence: the activations of
    a detector are replaced by their mean over all positions, sequences and strands, and the rest of
    the network is run on that.
    """

    def __init__(self, model: TrainedModel, codes: np.ndarray, targets: np.ndarray):
        """Run the detectors once.

        Args:
            model: trained model whose members all have detectors.
            codes: uint8, shape (n, window).
            targets: 0 or 1, shape (n,).
        """
        self.members = model.members
        self.targets = targets
        self._found = [
            [activations(member, one) for one in strands(member, codes)] for member in self.members
        ]
        self._scores = [self._scored(number) for number in range(len(self.members))]
        self.scores = np.mean(self._scores, axis=0)

    def _scored(self, number: int) -> np.ndarray:
        """The scores of a member without ablation, shape (n,)."""
        member = self.members[number]
        assert member.detectors is not None
        scores = [_in_batches(member.detectors.head, found) for found in self._found[number]]
        if len(scores) == 1:
            return scores[0]
        return np.asarray(member.merged(*scores))

    def influence(self, held: Sequence[tuple[int, int]]) -> Influence:
        """Ablate some detectors together.

        Args:
            held: the ablated detectors: the number of the member and of the detector, from 0.
        """
        scores = list(self._scores)
        for number in {member for member, _ in held}:
            own = [detector for member, detector in held if member == number]
            kept = [found[:, :, own] for found in self._found[number]]
            mean = np.mean([part.mean(axis=(0, 1)) for part in kept], axis=0)
            for found in self._found[number]:
                found[:, :, own] = mean
            scores[number] = self._scored(number)
            for found, part in zip(self._found[number], kept, strict=True):
                found[:, :, own] = part
        changed = np.mean(scores, axis=0)
        return Influence(
            change=float(np.abs(changed - self.scores).mean()),
            auroc_lost=self._auroc(self.scores) - self._auroc(changed),
        )

    def _auroc(self, scores: np.ndarray) -> float:
        if len(np.unique(self.targets)) < 2:
            return float("nan")
        return float(roc_auc_score(self.targets, scores))


def _in_batches(head: keras.Model, found: np.ndarray) -> np.ndarray:
    """First scores, shape (n,), without the pipeline of `predict`, which would copy row by row."""
    starts = range(0, len(found), BATCH)
    parts = [head.predict_on_batch(found[start : start + BATCH])[:, 0] for start in starts]
    return np.concatenate(parts)

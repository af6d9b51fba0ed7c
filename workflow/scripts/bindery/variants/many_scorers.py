"""Many models at once, so that what they have in common is done once.

Models that differ in their last layer only become one of many outputs. Models of detectors and
global pools read each sequence together.
"""

import hashlib
import json
from collections.abc import Sequence

import keras
import numpy as np
from keras import layers

from bindery.data.tensors import middle_of
from bindery.models.model_parts import TrainedMember, TrainedModel
from bindery.models.strands import over_strands
from bindery.variants.allele_scores import AlleleScorer, Scores
from bindery.variants.alleles import Alleles


class ManyScorers:
    """Several models made ready, such as those of many proteins that start from one trunk."""

    def __init__(self, models: Sequence[keras.Model]):
        """Take trained models; changes of their weights do not count any more.

        Args:
            models: from codes, uint8, shape (batch, window), to scores, shape (batch, outputs).
        """
        self.window = max(int(model.input_shape[1]) for model in models)
        outputs = [int(model.output_shape[1]) for model in models]
        self.outputs = sum(outputs)
        columns = np.split(np.arange(self.outputs), np.cumsum(outputs)[:-1])
        sharing: dict[str, list[int]] = {}
        for number, model in enumerate(models):
            sharing.setdefault(_trunk_digest(model) or str(number), []).append(number)
        # The columns of scores that each scorer gives.
        self.groups: list[tuple[np.ndarray, AlleleScorer]] = []
        together: dict[int, list[tuple[np.ndarray, AlleleScorer]]] = {}
        for numbers in sharing.values():
            scorer = AlleleScorer(_joined([models[own] for own in numbers]))
            of_kind = together.setdefault(scorer.window, []) if scorer.is_fast else self.groups
            of_kind.append((np.concatenate([columns[own] for own in numbers]), scorer))
        for group in together.values():
            found = np.concatenate([own for own, _ in group])
            self.groups.append((found, AlleleScorer.joined([scorer for _, scorer in group])))

    def scores(
        self, reference: np.ndarray, alternative: np.ndarray, *, shifts: int = 0, threads: int = 1
    ) -> Scores:
        """Scores of both alleles of changes by all models.

        Args:
            reference: codes, uint8, shape (n, stored), stored at least the widest model's window
                and twice the shifts. Each model sees the middle of its own width.
            alternative: the same with the changes.
            shifts: bases by which windows are moved either way; the best score of all counts, of
                each allele by itself.
            threads: number of threads, which changes no result.

        Returns:
            Of references and of alternatives, float32, shape (n, outputs of all models).
        """
        alleles = Alleles.of(reference, alternative)
        middle = middle_of(reference.shape[1], self.window)
        best: Scores | None = None
        for shift in range(-shifts, shifts + 1):
            own = slice(middle.start + shift, middle.stop + shift)
            found = self._of(alleles.columns(own), threads)
            best = found if best is None else _larger(best, found)
        assert best is not None
        return best[0][alleles.which], best[1]

    def _of(self, alleles: Alleles, threads: int) -> Scores:
        """Of references, shape (references, outputs), and of alternatives, (n, outputs)."""
        found = [
            np.empty((len(own), self.outputs), np.float32)
            for own in (alleles.references, alleles.alternatives)
        ]
        for columns, scorer in self.groups:
            for whole, own in zip(found, scorer.of(alleles, threads), strict=True):
                whole[:, columns] = own
        return found[0], found[1]


def _larger(one: Scores, other: Scores) -> Scores:
    return np.maximum(one[0], other[0]), np.maximum(one[1], other[1])


def _trunk_digest(model: keras.Model) -> str | None:
    """A digest of all of a model but its last, dense layer; None without one, or of a mean."""
    members = TrainedModel.of(model).members
    if len(members) > 1 or not members[0].is_open or _last(members[0]) is None:
        return None
    (member,) = members
    config = member.strand.get_config()
    kept = [layer for layer in config["layers"] if layer["name"] != member.strand.layers[-1].name]
    # Keras numbers an input without a name.
    plain = json.dumps(kept).replace(f'"{member.strand.layers[0].name}"', '"input"')
    digest = hashlib.sha256(plain.encode())
    digest.update(f"{member.reads_both} {_is_larger(model)}".encode())
    for layer in member.strand.layers[:-1]:
        for weights in layer.get_weights():
            digest.update(weights.tobytes())
    return digest.hexdigest()


def _last(member: TrainedMember) -> layers.Dense | None:
    """The last layer of a strand if it is dense and linear."""
    last = member.strand.layers[-1]
    linear = type(last) is layers.Dense and last.activation is keras.activations.linear
    return last if linear and last.use_bias else None


def _is_larger(model: keras.Model) -> bool:
    return any(isinstance(layer, layers.Maximum) for layer in model.layers)


def _joined(models: Sequence[keras.Model]) -> keras.Model:
    """One model whose outputs are those of models with the same trunk."""
    if len(models) == 1:
        return models[0]
    members = [TrainedMember(model) for model in models]
    strand = members[0].strand
    lasts = [member.strand.layers[-1].get_weights() for member in members]
    outputs = sum(int(model.output_shape[1]) for model in models)
    scores = layers.Dense(outputs, name="scores", dtype=strand.layers[-1].dtype_policy)
    joined = keras.Model(strand.input, scores(strand.layers[-1].input), name="strand")
    scores.set_weights([np.concatenate(own, axis=-1) for own in zip(*lasts, strict=True)])
    return over_strands(
        joined,
        models[0].name,
        both_strands=members[0].reads_both,
        larger=_is_larger(models[0]),
    )

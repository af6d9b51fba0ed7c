"""Batches of stretches with a label every few bases, at a random phase and on a random strand."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from bindery import alphabet
from bindery.data.multitask.stretches import Chromosome


@dataclass(frozen=True)
class Layout:
    """How stretches are cut and labelled.

    Attributes:
        field: bases that a label's score depends on.
        spacing: bases from one label to the next.
        labels: number of labels in a stretch.
        positive_within: largest distance in bases of a label from a peak's centre for a positive.
        negative_beyond: a label is not measured up to this distance, beyond it a negative.
    """

    field: int
    spacing: int
    labels: int
    positive_within: int
    negative_beyond: int

    @property
    def span(self) -> int:
        """Bases that the labels of a stretch cover."""
        return self.labels * self.spacing

    @property
    def length(self) -> int:
        """Bases of a stretch."""
        return self.span - self.spacing + self.field


class StretchBatches:
    """Stretches of some chromosomes, in batches.

    A label's position is the middle of its field: `start + field // 2`, as that of a window.
    """

    def __init__(self, chromosomes: dict[str, Chromosome], tasks: int, layout: Layout, batch: int):
        """Take the chromosomes, the number of tasks, how to cut them, and stretches in a batch."""
        self.layout, self.tasks, self.batch = layout, tasks, batch
        self.chromosomes = list(chromosomes.values())
        # Beyond its ends a chromosome is unknown.
        around = np.full(layout.length, alphabet.UNKNOWN, np.uint8)
        self._padded = [np.concatenate([around, own.codes, around]) for own in self.chromosomes]
        self._longest = [
            int((own.unlabelled[:, 1] - own.unlabelled[:, 0]).max(initial=0))
            for own in self.chromosomes
        ]

    def starts(self, generator: np.random.Generator | None) -> np.ndarray:
        """Chromosome and first label's position of stretches that cover all, int64, shape (n, 2).

        Args:
            generator: draws each chromosome's phase and the order; None for neither.
        """
        span = self.layout.span
        found = []
        for number, own in enumerate(self.chromosomes):
            phase = int(generator.integers(span)) if generator else span
            first = np.arange(phase - span, len(own.codes), span)
            found.append(np.stack([np.full(len(first), number), first], axis=1))
        whole = np.concatenate(found)
        return generator.permutation(whole) if generator else whole

    @property
    def steps(self) -> int:
        """Batches of an epoch; the last stretches of an epoch that fill no batch are left out."""
        span = self.layout.span
        least = sum(-(-len(own.codes) // span) for own in self.chromosomes)
        return max(1, least // self.batch)

    def epoch(self, seed: int, first: int = 0) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """The batches of one epoch.

        Args:
            seed: decides phases, order and strands.
            first: number of batches to leave out at the beginning.

        Yields:
            Codes, uint8, (batch, length), and targets, float32, (batch, labels, tasks), NaN = not
            measured.
        """
        generator = np.random.default_rng(seed)
        starts = self.starts(generator)
        flip = generator.random(len(starts)) < 0.5
        # A batch is always full, so that a compiled step has one shape.
        order = np.resize(np.arange(len(starts)), max(len(starts), self.batch))
        for step in range(first, self.steps):
            chosen = order[step * self.batch : (step + 1) * self.batch]
            codes, targets = self.cut(starts[chosen])
            turned = flip[chosen]
            codes[turned] = alphabet.reverse_complement(codes[turned])
            targets[turned] = targets[turned, ::-1]
            yield codes, targets

    def cut(self, starts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Codes and targets of stretches, see `starts` and `epoch`."""
        layout = self.layout
        codes = np.empty((len(starts), layout.length), np.uint8)
        targets = np.zeros((len(starts), layout.labels, self.tasks), np.float32)
        for row, (number, first) in enumerate(starts.tolist()):
            begin = first - layout.field // 2 + layout.length
            codes[row] = self._padded[number][begin : begin + layout.length]
            own = self.chromosomes[number]
            self._label(targets[row], own, first, self._longest[number])
            self._leave_out_unknown(targets[row], codes[row], first, len(own.codes))
        return codes, targets

    def _label(self, targets: np.ndarray, own: Chromosome, first: int, longest: int) -> None:
        """Set the labels of one stretch, shape (labels, tasks)."""
        layout, last = self.layout, first + self.layout.span
        low, high = np.searchsorted(own.unlabelled[:, 0], [first - longest, last])
        regions, tasks = own.unlabelled[low:high], own.unlabelled_tasks[low:high]
        self._set(targets, regions - first, tasks, np.nan)
        beyond = layout.negative_beyond
        low, high = np.searchsorted(own.centres, [first - beyond, last + beyond])
        centres, tasks = own.centres[low:high, None] - first, own.tasks[low:high]
        for reach, value in ((beyond, np.nan), (layout.positive_within, 1.0)):
            self._set(targets, centres + np.array([-reach, reach + 1]), tasks, value)
        outside = first + np.arange(layout.labels) * layout.spacing
        targets[(outside < 0) | (outside >= len(own.codes))] = np.nan

    def _leave_out_unknown(
        self, targets: np.ndarray, codes: np.ndarray, first: int, length: int
    ) -> None:
        """Unlabel what has an unknown base of the chromosome in its field.

        Most unknown bases hide repeats of held-out rows, which are windows of peaks and background.
        A network could learn that they come with peaks, and rows to be scored have none.
        """
        layout = self.layout
        begin = first - layout.field // 2
        unknown = codes == alphabet.UNKNOWN
        unknown[: max(0, -begin)] = unknown[max(0, length - begin) :] = False
        if unknown.any():
            before = np.concatenate([[0], np.cumsum(unknown)])
            fields = np.arange(layout.labels) * layout.spacing
            targets[before[fields + layout.field] > before[fields]] = np.nan

    def _set(
        self, targets: np.ndarray, regions: np.ndarray, tasks: np.ndarray, value: float
    ) -> None:
        """Set the labels in regions, half-open, in bases from the first label, shape (n, 2)."""
        spacing, labels = self.layout.spacing, self.layout.labels
        begin = np.clip(-(-regions[:, 0] // spacing), 0, labels)
        end = np.clip(-(-regions[:, 1] // spacing), 0, labels)
        count = np.maximum(end - begin, 0)
        before = np.cumsum(count) - count
        label = np.arange(count.sum()) - np.repeat(before - begin, count)
        targets[label, np.repeat(tasks, count)] = value

    def counts(self) -> tuple[np.ndarray, np.ndarray]:
        """The numbers of positives and negatives of each task, int64, shape (tasks,) each."""
        positives, negatives = np.zeros((2, self.tasks), np.int64)
        starts = self.starts(None)
        for first in range(0, len(starts), self.batch):
            _, targets = self.cut(starts[first : first + self.batch])
            positives += (targets == 1).sum(axis=(0, 1))
            negatives += (targets == 0).sum(axis=(0, 1))
        return positives, negatives

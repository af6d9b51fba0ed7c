"""Stretches and their labels."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from helpers import random_codes

from bindery import alphabet
from bindery.data.multitask.stretch_batches import Layout, StretchBatches
from bindery.data.multitask.stretches import (
    Chromosome,
    Stretches,
    read_stretches,
    write_stretches,
)

LAYOUT = Layout(field=20, spacing=10, labels=5, positive_within=5, negative_beyond=30)


def chromosome(length: int = 300, split: int = 0, seed: int = 0) -> Chromosome:
    return Chromosome(
        split,
        random_codes(1, length, seed=seed)[0],
        centres=np.array([100, 200]),
        tasks=np.array([0, 1], np.int32),
        unlabelled=np.array([[40, 60], [250, 300]]),
        unlabelled_tasks=np.array([1, 0], np.int32),
    )


def label_by_hand(own: Chromosome, position: int, task: int) -> float:
    if not 0 <= position < len(own.codes):
        return np.nan
    away = np.abs(own.centres[own.tasks == task] - position).min()
    if away <= LAYOUT.positive_within:
        return 1.0
    regions = own.unlabelled[own.unlabelled_tasks == task]
    inside = any(start <= position < end for start, end in regions.tolist())
    return np.nan if inside or away <= LAYOUT.negative_beyond else 0.0


@pytest.mark.parametrize("phase", [0, 3, 49])
def test_labels_are_those_by_hand(phase: int) -> None:
    own = chromosome()
    batches = StretchBatches({"chrI": own}, 2, LAYOUT, 4)
    assert LAYOUT.span == 50 and LAYOUT.length == 60
    starts = np.array([[0, first] for first in range(phase - 50, 300, 50)])
    codes, targets = batches.cut(starts)
    for row, (_, first) in enumerate(starts.tolist()):
        for label in range(5):
            position = first + 10 * label
            for task in range(2):
                expected = label_by_hand(own, position, task)
                np.testing.assert_equal(targets[row, label, task], np.float32(expected))
            # The middle of a label's field is its position.
            field = codes[row, 10 * label : 10 * label + 20]
            inside = 0 <= position < 300
            assert field[10] == (own.codes[position] if inside else alphabet.UNKNOWN)


@pytest.mark.parametrize("phase", [0, 3, 49])
def test_labels_with_an_unknown_base_in_their_field_are_not_measured(phase: int) -> None:
    whole = chromosome()
    hidden = whole.codes.copy()
    hidden[95:98] = hidden[0] = alphabet.UNKNOWN
    own = replace(whole, codes=hidden)
    starts = np.array([[0, first] for first in range(phase - 50, 300, 50)])
    _, targets = StretchBatches({"chrI": own}, 2, LAYOUT, 4).cut(starts)
    left_out = 0
    for row, (_, first) in enumerate(starts.tolist()):
        for label in range(5):
            position = first + 10 * label
            field = hidden[max(0, position - 10) : max(0, position + 10)]
            unknown = bool((field == alphabet.UNKNOWN).any())
            left_out += unknown
            for task in range(2):
                expected = np.nan if unknown else label_by_hand(whole, position, task)
                np.testing.assert_equal(targets[row, label, task], np.float32(expected))
    assert left_out >= 3


def test_an_epoch_covers_each_base_at_any_phase_and_repeats_by_its_seed() -> None:
    own = {"chrI": chromosome(), "chrII": chromosome(1000, seed=1)}
    batches = StretchBatches(own, 2, LAYOUT, 4)
    one, same, other = (list(batches.epoch(seed)) for seed in (1, 1, 2))
    assert len(one) == batches.steps
    for (codes, targets), (again, repeated) in zip(one, same, strict=True):
        assert codes.shape == (4, 60) and targets.shape == (4, 5, 2)
        np.testing.assert_array_equal(codes, again)
        np.testing.assert_array_equal(targets, repeated)
    assert any((a[0] != b[0]).any() for a, b in zip(one, other, strict=True))
    later = list(batches.epoch(1, first=3))
    np.testing.assert_array_equal(later[0][0], one[3][0])
    for seed in range(3):
        starts = batches.starts(np.random.default_rng(seed))
        for number, length in enumerate((300, 1000)):
            first = starts[starts[:, 0] == number][:, 1]
            covered = {at for start in first.tolist() for at in range(start, start + 50)}
            assert covered >= set(range(length))


def test_the_other_strand_has_the_labels_backwards() -> None:
    batches = StretchBatches({"chrI": chromosome()}, 2, LAYOUT, 1)
    generator = np.random.default_rng(3)
    starts = batches.starts(generator)
    flip = generator.random(len(starts)) < 0.5
    assert flip.any() and not flip.all()
    for step, (codes, targets) in enumerate(batches.epoch(3)):
        given, labels = batches.cut(starts[step : step + 1])
        if flip[step]:
            given, labels = alphabet.reverse_complement(given), labels[:, ::-1]
        np.testing.assert_array_equal(codes, given)
        np.testing.assert_array_equal(targets, labels)


def test_counts_are_those_of_all_labels() -> None:
    own = chromosome()
    positives, negatives = StretchBatches({"chrI": own}, 2, LAYOUT, 4).counts()
    labels = np.array(
        [[label_by_hand(own, at, task) for task in (0, 1)] for at in range(0, 300, 10)]
    )
    assert positives.tolist() == (labels == 1).sum(axis=0).tolist() == [1, 1]
    assert negatives.tolist() == (labels == 0).sum(axis=0).tolist()


def test_a_file_reads_as_it_was_written(tmp_path: Path) -> None:
    chromosomes = {"chrII": chromosome(), "chrI": chromosome(500, 2, 1)}
    whole = Stretches(chromosomes, ["A", "B"], {"assembly": "tiny", "window": 20})
    for name in ("one.h5", "two.h5"):
        write_stretches(tmp_path / name, whole)
    read = read_stretches(tmp_path / "one.h5")
    assert list(read.chromosomes) == ["chrII", "chrI"] and read.tasks == ["A", "B"]
    assert read.attributes["window"] == 20
    for name, own in chromosomes.items():
        again = read.chromosomes[name]
        assert again.split == own.split
        np.testing.assert_array_equal(again.codes, own.codes)
        np.testing.assert_array_equal(again.unlabelled, own.unlabelled)
        np.testing.assert_array_equal(again.tasks, own.tasks)
    assert list(read.of_split(2)) == ["chrI"]
    assert (tmp_path / "one.h5").read_bytes() == (tmp_path / "two.h5").read_bytes()

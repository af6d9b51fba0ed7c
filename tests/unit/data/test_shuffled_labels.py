"""A control keeps the sequences and how many are positive, and shuffles which."""

from pathlib import Path

import numpy as np
from helpers import planted_tensor, sha256_of, write_tensor

from bindery import alphabet
from bindery.data.shuffled_labels import shuffle_labels
from bindery.data.tensors import Tensor


def read(path: Path) -> tuple[np.ndarray, np.ndarray, list[np.ndarray]]:
    with Tensor(path) as tensor:
        rows = np.arange(400)
        parts = [tensor.split_rows(part) for part in range(3)]
        return tensor.stored("sequences", rows), tensor.targets(rows)[:, 0], parts


def test_targets_are_shuffled_within_each_split(tmp_path: Path) -> None:
    path = planted_tensor(tmp_path / "tensor.h5")
    codes, before, parts = read(path)
    shuffle_labels(path, 3)
    same, after, again = read(path)
    np.testing.assert_array_equal(codes, same)
    for own, other in zip(parts, again, strict=True):
        np.testing.assert_array_equal(own, other)
        assert after[own].sum() == before[own].sum()
        assert 0.3 < (after[own] == before[own]).mean() < 0.7
    with Tensor(path) as tensor:
        assert tensor.attributes["labels"] == "shuffled" and tensor.attributes["seed"] == 1


def test_the_seed_decides_the_bytes(tmp_path: Path) -> None:
    digests = []
    for number, seed in enumerate((3, 3, 4)):
        path = planted_tensor(tmp_path / f"{number}.h5")
        shuffle_labels(path, seed)
        digests.append(sha256_of(path))
    assert digests[0] == digests[1] != digests[2]


def test_equal_sequences_keep_equal_targets(tmp_path: Path) -> None:
    with Tensor(planted_tensor(tmp_path / "tensor.h5")) as tensor:
        codes, target = tensor.stored("sequences", np.arange(400)), np.arange(400) % 2
    codes[100:200] = alphabet.reverse_complement(codes[:100])
    target[100:200] = target[:100]
    path = write_tensor(tmp_path / "twice.h5", codes, target, np.repeat([0, 1, 2], [200, 100, 100]))
    shuffle_labels(path, 1)
    _, after, _ = read(path)
    np.testing.assert_array_equal(after[100:200], after[:100])
    assert (after[:100] != target[:100]).any()

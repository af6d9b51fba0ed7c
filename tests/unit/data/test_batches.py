import threading
from pathlib import Path

import numpy as np
import pytest
from helpers import random_codes, run_python

from bindery import alphabet
from bindery.data.batches import batches, read_ahead, shuffled
from bindery.data.tensor_writer import TensorWriter
from bindery.data.tensors import UNMEASURED, Tensor

ROWS, WINDOW, TASKS = 1000, 30, 5


@pytest.fixture(scope="module")
def stored() -> tuple[np.ndarray, np.ndarray]:
    targets = np.random.default_rng(2).integers(0, 2, (ROWS, TASKS)).astype(np.uint8)
    targets[::7, 3] = UNMEASURED
    return random_codes(ROWS, WINDOW, 1, letters=5), targets


@pytest.fixture(scope="module")
def path(stored, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("batches") / "tensor.h5"
    codes, targets = stored
    with TensorWriter(path, WINDOW) as writer:
        for first in range(0, ROWS, 300):
            writer.append(codes[first : first + 300], targets[first : first + 300])
        writer.finish(
            targets=None,
            split=np.arange(ROWS) // 400,
            group=np.arange(ROWS),
            tasks=[f"task_{number}" for number in range(TASKS)],
            intervals=None,
            attributes={},
        )
    return path


def read(path: Path, which: np.ndarray, **settings) -> list[tuple[np.ndarray, np.ndarray]]:
    settings = {"size": 32, "seed": 1, "both_strands": False, "block": 16, "mixed": 4} | settings
    with Tensor(path) as tensor:
        return list(batches(tensor, which, **settings))


def rows_of(found: list[tuple[np.ndarray, np.ndarray]], codes: np.ndarray) -> list[int]:
    """The number of each row that was read, by its sequence."""
    number = {row.tobytes(): index for index, row in enumerate(codes)}
    return [number[row.tobytes()] for own, _ in found for row in own]


@pytest.mark.parametrize(
    "which", [np.arange(ROWS), np.arange(3, 900, 3), np.array([7]), np.arange(0)]
)
@pytest.mark.parametrize(
    ("block", "mixed", "size"), [(16, 4, 32), (16, 100, 7), (1, 1, 5), (300, 2, 128)]
)
def test_an_epoch_has_each_row_once_with_its_own_targets(
    path: Path, stored, which: np.ndarray, block: int, mixed: int, size: int
) -> None:
    found = read(path, which, block=block, mixed=mixed, size=size)
    codes, targets = stored
    rows = rows_of(found, codes)
    assert sorted(rows) == which.tolist()
    assert all(len(own) == size for own, _ in found[:-1])
    if rows:
        read_targets = np.concatenate([own for _, own in found])
        assert read_targets.dtype == np.float32
        expected = np.where(targets == UNMEASURED, np.nan, targets)[rows]
        np.testing.assert_array_equal(read_targets, expected)


def test_epochs_and_seeds_differ_and_the_same_is_the_same(path: Path, stored) -> None:
    which = np.arange(ROWS)
    one = rows_of(read(path, which), stored[0])
    assert one == rows_of(read(path, which), stored[0])
    assert one != rows_of(read(path, which, epoch=1), stored[0])
    assert one != rows_of(read(path, which, seed=2), stored[0])


@pytest.mark.parametrize("first", [1, 2, 5, 20, 31, 32, 100])
def test_a_training_that_goes_on_gets_the_batches_that_were_left(path: Path, first: int) -> None:
    which = np.arange(ROWS)
    whole = read(path, which, both_strands=True)
    rest = read(path, which, both_strands=True, first=first)
    assert len(rest) == max(0, len(whole) - first)
    for (codes, targets), (own, other) in zip(whole[first:], rest, strict=True):
        np.testing.assert_array_equal(codes, own)
        np.testing.assert_array_equal(targets, other)


def test_about_half_of_the_sequences_are_turned(path: Path) -> None:
    which = np.arange(ROWS)
    straight, turned = (
        np.concatenate([codes for codes, _ in read(path, which, both_strands=both)])
        for both in (False, True)
    )
    same = (straight == turned).all(axis=1)
    assert 400 < same.sum() < 600
    np.testing.assert_array_equal(alphabet.reverse_complement(straight[~same]), turned[~same])


def test_mixing_all_blocks_is_a_full_shuffle_and_mixing_few_keeps_neighbours_apart() -> None:
    which = np.arange(40_000)
    generator = np.random.default_rng(1)
    for mixed, least, most in ((100, 0.007, 0.013), (20, 0.04, 0.06), (1, 1, 1)):
        order, bounds = shuffled(which, generator, block=400, mixed=mixed)
        assert sorted(order) == which.tolist() and bounds[-1] == len(which)
        # How often two rows of a batch are from the same block.
        blocks = (order // 400)[: len(order) // 100 * 100].reshape(-1, 100)
        pairs = np.mean([np.mean(row[:, None] == row[None, :]) for row in blocks])
        assert least <= (pairs * 100 - 1) / 99 <= most


def test_reading_ahead_gives_the_same_batches(path: Path) -> None:
    with Tensor(path) as tensor:
        which = np.arange(ROWS)
        plain = list(batches(tensor, which, size=32, seed=1))
        ahead = list(read_ahead(batches(tensor, which, size=32, seed=1), count=3))
    assert len(plain) == len(ahead)
    for (codes, targets), (own, other) in zip(plain, ahead, strict=True):
        np.testing.assert_array_equal(codes, own)
        np.testing.assert_array_equal(targets, other)


def test_reading_ahead_waits_stops_and_passes_errors_on() -> None:
    made = []

    def numbers(last: int):
        for number in range(last):
            made.append(number)
            yield number
        raise ValueError("no more")

    with pytest.raises(ValueError, match="no more"):
        list(read_ahead(numbers(5)))
    made.clear()
    before = threading.active_count()
    items = read_ahead(numbers(1000), count=2)
    assert [next(items), next(items)] == [0, 1]
    items.close()
    assert threading.active_count() == before and len(made) <= 6


def test_reading_an_epoch_takes_the_memory_of_a_few_blocks(tmp_path: Path) -> None:
    code = """
import numpy as np
from pathlib import Path
from bindery.data.batches import batches
from bindery.data.tensor_writer import TensorWriter
from bindery.data.tensors import Tensor

def peak():
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024

generator = np.random.default_rng(1)
with TensorWriter("t.h5", 600) as writer:
    for _ in range(40):
        codes = generator.integers(0, 4, (4096, 600), np.uint8)
        writer.append(codes, generator.integers(0, 2, (4096, 164), np.uint8))
    writer.finish(targets=None, split=np.zeros(163840), group=np.zeros(163840),
                  tasks=[str(n) for n in range(164)], intervals=None, attributes={})
before = peak()
rows = 0
with Tensor("t.h5") as tensor:
    for codes, targets in batches(tensor, np.arange(163840), size=128, seed=1, mixed=32):
        rows += len(codes)
print(rows, peak() - before)
"""
    result = run_python(code, folder=tmp_path)
    assert result.returncode == 0, result.stderr
    rows, grown = map(float, result.stdout.split())
    # The file has 119 MiB, and 32 blocks of 256 rows have 6.
    assert rows == 163_840 and grown < 30

"""Shuffled batches from a file of a million rows and 164 tasks, beside a step of basset."""

import json
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from _common import in_own_process, peak_mebibytes, report

ROWS, WINDOW, TASKS, BATCH = 1_000_000, 600, 164, 128
# Neighbouring rows that share a label, as the windows of one stretch of a genome do.
STRETCH = 1_000
AT_ONCE = 1 << 14
STEPS = 6
THREADS = 2


def write(path: str) -> dict:
    """Write made rows; the first task is 1 in every second stretch."""
    from bindery.data.tensor_writer import TensorWriter

    generator = np.random.default_rng(1)
    start = time.perf_counter()
    with TensorWriter(path, WINDOW) as writer:
        for first in range(0, ROWS, AT_ONCE):
            count = min(AT_ONCE, ROWS - first)
            codes = generator.integers(0, 4, (count, WINDOW), np.uint8)
            targets = (generator.integers(0, 16, (count, TASKS), np.uint8) == 0).astype(np.uint8)
            targets[:, 0] = np.arange(first, first + count) // STRETCH % 2
            writer.append(codes, targets)
        writer.finish(
            targets=None,
            split=np.zeros(ROWS),
            group=np.arange(ROWS) // STRETCH,
            tasks=[f"task_{number}" for number in range(TASKS)],
            intervals=None,
            attributes={},
        )
    return {"rows": ROWS, "seconds": time.perf_counter() - start}


def feed(path: str) -> dict:
    """Read one epoch, both strands, and tell how the first task's mean varies between batches."""
    from bindery.data.batches import batches
    from bindery.data.tensors import Tensor

    means, rows = [], 0
    start = time.perf_counter()
    with Tensor(path) as tensor:
        for codes, targets in batches(tensor, np.arange(ROWS), size=BATCH, seed=1):
            rows += len(codes)
            means.append(targets[:, 0].mean())
    seconds = time.perf_counter() - start
    assert rows == ROWS
    return {"rows": rows, "seconds": seconds, "deviation": float(np.std(means))}


def quality(path: str) -> dict:
    """How often two rows of a batch are of one stretch, against a full shuffle; and its means."""
    from bindery.data.batches import shuffled

    generator = np.random.default_rng(1)
    found = {}
    orders = {
        "batches": shuffled(np.arange(ROWS), generator)[0],
        "full shuffle": generator.permutation(ROWS),
        "file order": np.arange(ROWS),
    }
    for name, order in orders.items():
        stretch = (order // STRETCH)[: ROWS // BATCH * BATCH].reshape(-1, BATCH)
        ordered = np.sort(stretch, axis=1)
        pairs = 0.0
        for row in ordered:
            counts = np.unique(row, return_counts=True)[1]
            pairs += (counts * (counts - 1)).sum()
        same = pairs / len(stretch) / (BATCH * (BATCH - 1))
        found[name] = {"same": same, "deviation": float((stretch % 2).mean(axis=1).std())}
    return found


def step(path: str) -> dict:
    """Train basset with as many outputs as there are tasks, for a few steps on rows in memory."""
    from bindery.runtime import devices

    devices.prepare("tensorflow", THREADS)
    import keras

    from bindery.data.batches import batches
    from bindery.data.tensors import Tensor
    from bindery.models import registry

    model = registry.build("basset", WINDOW, outputs=TASKS)
    loss = keras.losses.BinaryCrossentropy(from_logits=True)
    model.compile(keras.optimizers.RMSprop(0.002), loss)
    with Tensor(path) as tensor:
        (codes, targets) = next(iter(batches(tensor, np.arange(ROWS), size=BATCH, seed=1)))
    model.train_on_batch(codes, targets)
    start = time.perf_counter()
    for _ in range(STEPS):
        model.train_on_batch(codes, targets)
    return {"rows": BATCH * STEPS, "seconds": time.perf_counter() - start}


MEASURES = {"write": write, "feed": feed, "quality": quality, "step": step}


def measure(name: str, path: str) -> None:
    """Print one measure as JSON: called in a process of its own."""
    print(json.dumps(MEASURES[name](path) | {"memory": peak_mebibytes()}))


def main() -> None:
    """Write the file, read it three times, train, and compare."""
    with tempfile.TemporaryDirectory() as scratch:
        path = str(Path(scratch) / "tensor.h5")
        found = {"write the file": in_own_process(__file__, "write", path)}
        feeds = [in_own_process(__file__, "feed", path) for _ in range(3)]
        found["feed an epoch"] = min(feeds, key=lambda run: run["seconds"])
        found["train basset"] = in_own_process(__file__, "step", path)
        mixed = in_own_process(__file__, "quality", path)
    base = found["train basset"]["rows"] / found["train basset"]["seconds"]
    rows = []
    for what, run in found.items():
        speed = run["rows"] / run["seconds"]
        rows.append(
            {
                "what": what,
                "rows": run["rows"],
                "seconds": f"{run['seconds']:.1f}",
                "rows_per_second": f"{speed:.0f}",
                "ratio_to_training": f"{speed / base:.1f}",
                "peak_mebibytes": f"{run['memory']:.0f}",
            }
        )
    report("feeding", rows)
    mixed.pop("memory")
    for name, own in mixed.items():
        print(
            f"{name}: two rows of a batch are of one stretch of {STRETCH} rows with probability "
            f"{own['same']:.5f}; the mean label of a batch deviates by {own['deviation']:.4f}"
        )


if __name__ == "__main__":
    measure(*sys.argv[1:]) if len(sys.argv) > 1 else main()

"""In-silico mutagenesis where a change reaches, against predicting every changed sequence."""

import functools
import math
import os
import statistics
import time
from collections.abc import Callable
from typing import Any

from _common import report

from bindery.runtime import devices

# Model, window, sequences of the fast way and of the slow way, rounds.
CASES = (("deepbind", 101, 512, 64, 9), ("basset", 600, 16, 1, 3))


def measured(work: Callable[[], object]) -> float:
    """Seconds that some work takes."""
    before = time.perf_counter()
    work()
    return time.perf_counter() - before


def products(strand: Any) -> int:
    """Products of the convolutions and dense layers of one strand of one sequence."""
    total = 0
    for layer in strand.layers:
        if hasattr(layer, "kernel"):
            places = layer.output.shape[1] if len(layer.output.shape) == 3 else 1
            total += places * math.prod(layer.kernel.shape)
    return total


def changed_products(strand: Any, way: Any) -> int:
    """The same of what a changed base reaches, were nothing done but these products.

    The first layer only adds: a row of its kernel counts as one product for each value.
    """
    from bindery.explanation.pooled_mutants import PooledMutants

    if isinstance(way, PooledMutants):
        width, _, detectors = way.table.shape
        return width * detectors + products(way.head)
    steps = [step for step in way.steps if hasattr(step, "filters")]
    reached = [step.before.length * step.width * step.filters for step in steps]
    channels = [1] + [step.filters for step in steps[:-1]]
    total = sum(map(math.prod, zip(reached, channels, strict=True)))
    end = way.end
    return total + end.before.length * math.prod(end.rows.shape[1:]) + products(end.rest)


def row_of(name: str, window: int, many: int, few: int, rounds: int, backend: str) -> dict:
    """One line of the table: medians over rounds, and of the ratios within each round."""
    import numpy as np

    from bindery.explanation import mutagenesis
    from bindery.models import registry

    generator = np.random.default_rng(1)
    codes = generator.integers(0, 4, (many, window), np.uint8)
    model = registry.build(name, window)
    ready = mutagenesis.Mutagenesis(model)
    fast = functools.partial(ready.effects, codes)
    slow = functools.partial(mutagenesis.effects_by_prediction, model, codes[:few])
    np.testing.assert_allclose(fast()[:few], slow(), atol=1e-5)
    pairs = [(measured(fast) / many, measured(slow) / few) for _ in range(rounds)]
    (member,), (way,) = ready.members, ready.ways
    bound = products(member.strand) / changed_products(member.strand, way.__self__)
    return {
        "what": f"{name} {window} ({backend}, {devices.describe()})",
        "sequences": many,
        "seconds_fast": f"{many * statistics.median(own for own, _ in pairs):.2f}",
        "seconds_predict": f"{many * statistics.median(own for _, own in pairs):.2f}",
        "ratio": f"{statistics.median(slower / own for own, slower in pairs):.1f}",
        "bound": f"{bound:.0f}",
    }


def main() -> None:
    """Measure, print and write."""
    backend = os.environ.get("KERAS_BACKEND", "tensorflow")
    devices.prepare(backend, int(os.environ.get("THREADS", 1)))
    devices.seed_everything(1)
    report("mutagenesis", [row_of(*case, backend) for case in CASES])


if __name__ == "__main__":
    main()

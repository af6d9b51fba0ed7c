"""Member-sequences a second: many deepbind models as one, against one at a time by `fit`."""

import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from _common import RESULTS, machine, report

from bindery.runtime import devices

SIZES = (1, 8, 16, 30, 90)
WINDOW, BATCH = 101, 64
# Steps of one measurement, enough that the start of a `fit` costs little; rounds over all that is
# measured: a machine's speed drifts.
STEPS, ROUNDS = 300, 7
PRODUCT = 2048


def measured(work: Callable[[], object]) -> float:
    """Seconds that some work takes."""
    before = time.perf_counter()
    work()
    return time.perf_counter() - before


def data(steps: int) -> tuple:
    """Codes and targets of so many steps, made up."""
    import numpy as np

    generator = np.random.default_rng(1)
    rows = steps * BATCH
    codes = generator.integers(0, 4, (rows, WINDOW)).astype(np.uint8)
    return codes, generator.integers(0, 2, (rows, 1)).astype(np.float32)


def fit_one(in_order: bool) -> Callable[[], object]:
    """Train the ordinary model by Keras's `fit`: on arrays, or fed as packs are."""
    import keras

    from bindery.models import registry

    model = registry.build("deepbind", WINDOW)
    loss = keras.losses.BinaryCrossentropy(from_logits=True)
    model.compile(optimizer=keras.optimizers.SGD(0.01, 0.97, nesterov=True), loss=loss)
    codes, targets = data(STEPS)
    if in_order:
        return lambda: model.fit(
            **devices.in_order(BATCH, codes, targets), shuffle=False, verbose=0
        )
    return lambda: model.fit(codes, targets, batch_size=BATCH, verbose=0)


def pack_of(size: int) -> tuple[Callable[[], object], Callable[[], object]]:
    """Train a pack, and let it predict."""
    import numpy as np

    from bindery.calibration.pack_members import Member, Shape
    from bindery.calibration.packing import Pack

    members = [Member(dropout=0.5)] * size
    pack = Pack(Shape("deepbind", WINDOW, hidden=0), members, BATCH)
    codes, targets = data(STEPS)
    order = np.arange(len(codes))
    noise = [np.random.default_rng(number) for number in range(size)]
    return lambda: pack.learn(codes, targets, order, noise), lambda: pack.scores(codes)


def product() -> Callable[[], object]:
    """Multiply two large float32 matrices on the backend."""
    import keras
    from keras import ops

    matrix = keras.random.normal((PRODUCT, PRODUCT), seed=1)
    return lambda: ops.convert_to_numpy(ops.matmul(matrix, matrix)[:1, :1])


def rows_of(seconds: dict[str, list[float]], backend: str) -> list[dict]:
    """The table, from the seconds of each thing measured: medians over rounds.

    A ratio is the median of each round's own, so that a machine's drift cancels.
    """
    sequences = STEPS * BATCH
    # Both strands, windows that hang over the edge, three channels, 24 bases, 16 detectors.
    scan = 2 * 2 * (WINDOW + 23) * 3 * 24 * 16
    flops = 2 * PRODUCT**3 / statistics.median(seconds["product"])
    bound = f"bound of predicting: float32 product at {flops / 1e9:.0f} GFLOP/s"
    found = [("fit, one at a time", 1, sequences, "fit")]
    found += [("fit, fed as packs are", 1, sequences, "fit in order")]
    found += [("pack, training", size, size * sequences, f"train {size}") for size in SIZES]
    found += [("pack, predicting", size, size * sequences, f"predict {size}") for size in SIZES]
    found += [(bound, 1, 2 * PRODUCT**3 / scan, "product")]
    rows = []
    for what, members, work, name in found:
        pairs = zip(seconds["fit"], seconds[name], strict=True)
        ratio = statistics.median(work / own / (sequences / fit) for fit, own in pairs)
        rows.append(
            {
                "what": f"{what} ({backend}, {devices.describe()})",
                "members": members,
                "sequences_per_second": round(work / statistics.median(seconds[name])),
                "ratio_to_fit": f"{ratio:.2f}",
            }
        )
    return rows


def draw(rows: list[dict], path: Path) -> None:
    """Draw member-sequences a second against members."""
    from matplotlib.figure import Figure

    from bindery.figures.style import COLUMN, DEEP_COLOURS, GUIDE, save, style

    with style():
        figure = Figure(figsize=(COLUMN, 2.8), layout="constrained")
        axes = figure.subplots()
        for kind, colour in (("training", DEEP_COLOURS[0]), ("predicting", DEEP_COLOURS[3])):
            chosen = [row for row in rows if row["what"].startswith(f"pack, {kind}")]
            sizes = [row["members"] for row in chosen]
            rates = [row["sequences_per_second"] for row in chosen]
            axes.plot(sizes, rates, "o-", color=colour, markersize=3.5, label=f"pack, {kind}")
        bound, fit = rows[-1]["sequences_per_second"], rows[0]["sequences_per_second"]
        axes.axhline(bound, color=GUIDE, linestyle="--", label="bound by the matrix product")
        axes.axhline(fit, color=DEEP_COLOURS[1], label="fit, one at a time")
        axes.set(xscale="log", yscale="log", xlabel="Models in a pack")
        axes.set(ylabel="Models x sequences a second", title=machine().split(",")[0])
        axes.set_xticks(SIZES, map(str, SIZES))
        axes.minorticks_off()
        axes.legend(fontsize=6.5)
        save(figure, path)


def main() -> None:
    """Measure, print, write and draw."""
    backend = os.environ.get("KERAS_BACKEND", "tensorflow")
    devices.prepare(backend, os.cpu_count() or 1)
    devices.seed_everything(1)
    work = {"fit": fit_one(False), "fit in order": fit_one(True), "product": product()}
    for size in SIZES:
        work[f"train {size}"], work[f"predict {size}"] = pack_of(size)
    for each in work.values():
        each()
    seconds: dict[str, list[float]] = {name: [] for name in work}
    for _ in range(ROUNDS):
        for name, each in work.items():
            seconds[name].append(measured(each))
    rows = rows_of(seconds, backend)
    report("packing", rows)
    draw(rows, RESULTS / "packing.svg")


if __name__ == "__main__":
    main()

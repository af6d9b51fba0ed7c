"""Scanning sacCer3 on both strands, against raw forward passes; peak memory."""

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from _common import DATA, in_own_process, peak_mebibytes, report

from bindery.runtime import devices

FASTA = DATA / "yeast" / "sacCer3.fa.gz"
# Of config/yeast.yaml.
DEEPBIND = ("deepbind", 201, {})
TRUNK = ("multitask", 1001, {})
# Windows of a batch of the raw pass; bases of its stretches; rounds of both.
BATCH, STRETCH, ROUNDS = 4096, 40_960, 3


def genome(folder: Path, bases: int) -> Path:
    """The first bases of sacCer3, indexed; as many as there are if that is fewer."""
    import gzip

    from bindery.genomics.genome import index

    path, left = folder / f"genome{bases}.fa", bases
    with gzip.open(FASTA, "rt") as given, path.open("w") as made:
        for line in given:
            if left <= 0:
                break
            made.write(line)
            left -= 0 if line.startswith(">") else len(line) - 1
    index(path, folder / "sizes")
    return path


def model_of(name: str, window: int, settings: dict) -> Any:
    """An untrained network of some weight."""
    import numpy as np

    from bindery.models import registry

    model = registry.build(name, window, **settings)
    generator = np.random.default_rng(1)
    model.set_weights([0.1 * generator.normal(size=one.shape) for one in model.weights])
    return model


def best_rate(work: Callable[[], int]) -> float:
    """Units of work a second, in the best of some rounds."""
    work()
    found = []
    for _ in range(ROUNDS):
        before = time.perf_counter()
        found.append(work() / (time.perf_counter() - before))
    return max(found)


def scanned(model: Any, fasta: Path, folder: Path, stride: int) -> tuple[int, float]:
    """Windows of a scan, and windows a second, with reading, encoding and writing."""
    from bindery.genomics.genome import Genome
    from bindery.tracks.scan import Scan, write_tracks
    from bindery.tracks.scanners import scanner_of
    from bindery.tracks.stretches import GenomeSource

    scanner = scanner_of(model)
    with Genome(fasta) as opened:
        source = GenomeSource(opened)
        # What is compiled at first use is not part of the rate.
        few = [(next(iter(source.lengths)), 0, 60_000)]
        write_tracks(Scan(source, few, stride), [scanner], [[folder / "few.bw"]])
        whole = Scan(source, None, stride)
        before = time.perf_counter()
        write_tracks(whole, [scanner], [[folder / "scan.bw"]])
        seconds = time.perf_counter() - before
        count = sum(one.count for one in whole.stretches)
    return count, count / seconds


def against_windows(name: str, window: int, settings: dict, bases: int, stride: int) -> dict:
    """A scan against `predict_on_batch` on ready batches of windows."""
    import numpy as np

    model = model_of(name, window, settings)
    codes = np.random.default_rng(2).integers(0, 4, (BATCH, window), np.uint8)

    def raw() -> int:
        model.predict_on_batch(codes)
        return BATCH

    return _row(f"{name} {window}", "windows/s", model, raw, bases, stride)


def against_stretches(name: str, window: int, settings: dict, bases: int, stride: int) -> dict:
    """A scan against the same network's raw pass over ready stretches, on both strands."""
    import numpy as np

    from bindery.tracks.scanners import scanner_of

    model = model_of(name, window, settings)
    way = scanner_of(model).way
    stretch = way.of_windows(STRETCH // way.spacing)
    codes = np.random.default_rng(2).integers(0, 4, (1, stretch.input_shape[1]), np.uint8)

    def raw() -> int:
        for _ in range(2):
            stretch.predict_on_batch(codes)
        return STRETCH // way.spacing

    return _row(f"{name} {window}, stretches", "windows/s", model, raw, bases, stride)


def _row(what: str, unit: str, model: Any, raw: Callable[[], int], bases: int, stride: int) -> dict:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        fasta = genome(folder, bases)
        # Before and after, since the machine's speed varies.
        rates = [best_rate(raw)]
        count, rate = scanned(model, fasta, folder, stride)
        rates.append(best_rate(raw))
    raw_rate = sum(rates) / len(rates)
    return {
        "what": what,
        "stride": stride,
        "windows": count,
        f"scan {unit}": f"{rate:.0f}",
        f"raw {unit}": f"{raw_rate:.0f}",
        "ratio": f"{rate / raw_rate:.2f}",
        "peak MiB": "",
    }


def memory(bases: int) -> dict:
    """Peak memory of a scan of so many bases."""
    with tempfile.TemporaryDirectory() as name:
        model = model_of(*DEEPBIND)
        fasta = genome(Path(name), bases)
        count, _ = scanned(model, fasta, Path(name), 1)
    return {"windows": count, "mebibytes": peak_mebibytes()}


def main() -> None:
    """Measure, print and write."""
    devices.prepare(
        os.environ.get("KERAS_BACKEND", "tensorflow"), int(os.environ.get("THREADS", 2))
    )
    if len(sys.argv) > 1:
        print(json.dumps(memory(int(sys.argv[1]))))
        return
    whole = int(os.environ.get("BASES", 13_000_000))
    rows = [
        against_windows(*DEEPBIND, whole, 1),
        against_windows(*DEEPBIND, whole, 10),
        against_stretches(*TRUNK, whole, 10),
    ]
    for bases in (1_000_000, whole):
        found = in_own_process(__file__, str(bases))
        empty = dict.fromkeys(rows[0], "")
        rows.append(
            {**empty, "what": "deepbind 201, memory", "stride": 1, "windows": found["windows"]}
            | {"peak MiB": f"{found['mebibytes']:.0f}"}
        )
    report("scanning", rows)


if __name__ == "__main__":
    main()

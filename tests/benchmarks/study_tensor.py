"""A study's tensor of 164 experiments: seconds and memory of regions and bins, up to 2.4 M rows."""

import json
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from _common import in_own_process, peak_mebibytes, report

CHROMOSOMES, LENGTH = 12, 40_000_000
EXPERIMENTS, PEAKS, SITES = 164, 50_000, 1_000_000
COMMON = {"window": 600, "repeat": 201}
KINDS = {
    "regions": {"kind": "regions", "overlap": 200, "background": 0, **COMMON},
    "bins": {"kind": "bins", "bin": 200, "widen": 0, "background": "all", **COMMON},
}


def make(folder: Path) -> None:
    """A random genome in lines of 60, and peaks of experiments that share some of their sites."""
    from bindery.data.peaks import WHOLE_COLUMNS
    from bindery.genomics.digests import write_digests
    from bindery.genomics.genome import index

    generator = np.random.default_rng(1)
    letters = np.frombuffer(b"ACGT", np.uint8)
    with open(folder / "genome.fa", "wb") as handle:
        for number in range(CHROMOSOMES):
            lines = np.full((-(-LENGTH // 60), 61), ord("\n"), np.uint8)
            lines[:, :60] = letters[generator.integers(0, 4, lines.shape)[:, :60]]
            handle.write(f">chr{number + 1}\n".encode() + lines.tobytes())
    index(folder / "genome.fa", folder / "sizes")
    write_digests(folder / "digests.tsv", {"chr1": (LENGTH, "made")})
    sites = generator.integers(2000, CHROMOSOMES * LENGTH - 2000, SITES)
    for number in range(EXPERIMENTS):
        centre = generator.choice(sites, PEAKS, replace=False) + generator.integers(-80, 81, PEAKS)
        chrom, at = centre // LENGTH + 1, np.clip(centre % LENGTH, 500, LENGTH - 500)
        half = generator.integers(50, 200, PEAKS)
        rows = zip(chrom, at - half, at + half, at, strict=True)
        text = "".join(f"chr{c}\t{s}\t{e}\t{m}\t1\n" for c, s, e, m in rows)
        (folder / f"peaks.{number}.tsv").write_text("\t".join(WHOLE_COLUMNS) + "\n" + text)


def build(kind: str, folder: str) -> dict:
    """Write the tensor of one kind."""
    from bindery.data.multitask.study_tensor import build_study_tensor
    from bindery.data.tensors import Tensor

    tensor = f"{folder}/{kind}.h5"
    start = time.perf_counter()
    build_study_tensor(
        peaks=[f"{folder}/peaks.{number}.tsv" for number in range(EXPERIMENTS)],
        genome=f"{folder}/genome.fa",
        digests=f"{folder}/digests.tsv",
        blacklist=None,
        tensor=tensor,
        row_counts=f"{folder}/{kind}.qc.tsv",
        experiments=[f"experiment_{number}" for number in range(EXPERIMENTS)],
        assembly="made",
        aliases={},
        split={"validation": ["chr2"], "test": ["chr1"]},
        max_unknown=0.1,
        seed=1,
        settings=KINDS[kind],
    )
    seconds = time.perf_counter() - start
    with Tensor(tensor) as opened:
        rows = sum(len(opened.split_rows(part)) for part in range(3))
    size = Path(tensor).stat().st_size / 2**20
    Path(tensor).unlink()
    return {"rows": rows, "seconds": seconds, "file": size}


def measure(what: str, folder: str) -> None:
    """Print one measure as JSON: called in a process of its own."""
    found: dict = make(Path(folder)) or {} if what == "make" else build(what, folder)
    print(json.dumps(found | {"memory": peak_mebibytes()}))


def main() -> None:
    """Make the input once, and write each kind of tensor."""
    rows = []
    with tempfile.TemporaryDirectory() as scratch:
        in_own_process(__file__, "make", scratch)
        for kind in KINDS:
            run = in_own_process(__file__, kind, scratch)
            rows.append(
                {
                    "what": kind,
                    "peaks": EXPERIMENTS * PEAKS,
                    "rows": run["rows"],
                    "seconds": f"{run['seconds']:.0f}",
                    "file_mebibytes": f"{run['file']:.0f}",
                    "peak_mebibytes": f"{run['memory']:.0f}",
                }
            )
    report("study_tensor", rows)


if __name__ == "__main__":
    measure(*sys.argv[1:]) if len(sys.argv) > 1 else main()

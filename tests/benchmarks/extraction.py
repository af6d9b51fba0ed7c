"""Windows of a genome to a written file: Bindery, bedtools getfasta + pandas, a pyfaidx loop."""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from _common import in_own_process, peak_mebibytes, report

CHROMOSOMES, LENGTH, WINDOW = 12, 20_000_040, 600
WINDOWS = 200_000
REPEATS = 3
LOOP_WINDOWS = 20_000


def make_genome(folder: Path) -> None:
    """A random genome of 240 MB in lines of 60, and its index."""
    from bindery.genomics.genome import index

    generator = np.random.default_rng(1)
    with open(folder / "genome.fa", "wb") as handle:
        for number in range(CHROMOSOMES):
            letters = np.frombuffer(b"ACGT", np.uint8)[generator.integers(0, 4, LENGTH)]
            lines = np.full((-(-LENGTH // 60), 61), ord("\n"), np.uint8)
            lines[:, :60] = letters[: len(lines) * 60].reshape(-1, 60)
            handle.write(f">chr{number + 1}\n".encode() + lines.tobytes())
    index(folder / "genome.fa", folder / "sizes")


def make_windows(folder: Path, count: int) -> None:
    """Random windows in the genome's order, as BED."""
    generator = np.random.default_rng(2)
    chrom = np.sort(generator.integers(0, CHROMOSOMES, count))
    start = generator.integers(0, LENGTH - WINDOW, count)
    order = np.lexsort((start, chrom))
    rows = zip((chrom[order] + 1).tolist(), start[order].tolist(), strict=True)
    text = "".join(f"chr{c}\t{s}\t{s + WINDOW}\tw{i}\t0\t.\n" for i, (c, s) in enumerate(rows))
    (folder / f"windows.{count}.bed").write_text(text)


def bindery(folder: Path, count: int) -> tuple[float, float]:
    """Seconds from intervals in memory, and from a BED file, to a whole tensor file.

    The leak check and the groups are included in both.
    """
    from bindery.data.assays.peaks_tensor import append_windows
    from bindery.data.leaks import groups, shared_with_later_split
    from bindery.data.tensor_writer import TensorWriter
    from bindery.genomics.genome import Genome
    from bindery.genomics.peak_files import read_bed

    begin = time.perf_counter()
    intervals = read_bed(folder / f"windows.{count}.bed")
    read = time.perf_counter() - begin
    split = np.where(intervals.chrom == "chr1", 2, np.where(intervals.chrom == "chr2", 1, 0))
    start = time.perf_counter()
    with Genome(folder / "genome.fa") as genome, TensorWriter(folder / "t.h5", WINDOW) as writer:
        append_windows(writer, genome, intervals, WINDOW)
        digest = writer.digest
        keep = ~shared_with_later_split(digest, split.astype(np.uint8))
        writer.keep(keep)
        kept = intervals.select(keep)
        writer.finish(
            targets=np.ones((len(kept), 1)),
            split=split[keep],
            group=groups(kept, np.full(len(kept), -1), digest[keep]),
            tasks=["benchmark"],
            intervals=kept,
            attributes={},
        )
    seconds = time.perf_counter() - start
    return seconds, seconds + read


def getfasta(folder: Path, count: int) -> float:
    """Seconds of bedtools getfasta -tab and of reading its table with pandas."""
    import pandas as pd

    genome, bed, table = (str(folder / name) for name in ("genome.fa", f"windows.{count}.bed", "t"))
    start = time.perf_counter()
    with open(table, "w") as handle:
        command = ["bedtools", "getfasta", "-tab", "-fi", genome, "-bed", bed]
        subprocess.run(command, check=True, stdout=handle)
    frame = pd.read_csv(table, sep="\t", header=None, names=["name", "sequence"])
    assert len(frame) == count
    return time.perf_counter() - start


def pyfaidx_loop(folder: Path, count: int) -> float:
    """Seconds of one pyfaidx call a window, encoded and written as HDF5."""
    import h5py
    from pyfaidx import Fasta

    from bindery.alphabet import encode
    from bindery.genomics.peak_files import read_bed

    intervals = read_bed(folder / f"windows.{count}.bed")
    start = time.perf_counter()
    fasta = Fasta(str(folder / "genome.fa"), as_raw=True)
    rows = zip(intervals.chrom, intervals.start.tolist(), intervals.end.tolist(), strict=True)
    codes = np.stack([encode(str(fasta[name][begin:end])) for name, begin, end in rows])
    with h5py.File(folder / "loop.h5", "w") as file:
        file["sequences"] = codes
    return time.perf_counter() - start


WAYS = {
    "bindery": bindery,
    "bedtools getfasta + pandas": getfasta,
    "pyfaidx loop": pyfaidx_loop,
}


def measure(way: str, folder: str, count: str) -> None:
    """Print one run's seconds and peak memory as JSON: called in a process of its own."""
    seconds = WAYS[way](Path(folder), int(count))
    at_hand, from_bed = seconds if isinstance(seconds, tuple) else (seconds, seconds)
    found = {"seconds": at_hand, "from_bed": from_bed, "memory": peak_mebibytes()}
    print(json.dumps(found))


def main() -> None:
    """Run every way, best of three, in turns; then ours with four times the windows."""
    runs = [(way, LOOP_WINDOWS if "loop" in way else WINDOWS) for way in WAYS]
    found: dict[tuple[str, int], list[dict]] = {}
    with tempfile.TemporaryDirectory() as scratch:
        make_genome(Path(scratch))
        for count in (WINDOWS, LOOP_WINDOWS, 4 * WINDOWS):
            make_windows(Path(scratch), count)
        for _ in range(REPEATS):
            for way, count in runs:
                one = in_own_process(__file__, way, scratch, str(count))
                found.setdefault((way, count), []).append(one)
        way, count = "bindery", 4 * WINDOWS
        found[(way, count)] = [in_own_process(__file__, way, scratch, str(count))]
    baseline = min(run["seconds"] for run in found[("bedtools getfasta + pandas", WINDOWS)])
    rows = []
    for (way, count), measured in found.items():
        best = min(run["seconds"] for run in measured)
        rows.append(
            {
                "what": way,
                "windows": count,
                "seconds": f"{best:.2f}",
                "with_bed_reading": f"{min(run['from_bed'] for run in measured):.2f}",
                "windows_per_second": f"{count / best:.0f}",
                "ratio_to_getfasta": f"{baseline / WINDOWS * count / best:.2f}",
                "peak_mebibytes": f"{max(run['memory'] for run in measured):.0f}",
            }
        )
    report("extraction", rows)


if __name__ == "__main__":
    measure(*sys.argv[1:]) if len(sys.argv) > 1 else main()

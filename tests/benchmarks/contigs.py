"""A genome of 200,000 sequences beside one of 20 with as many bases: indexing and digests."""

import json
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from _common import in_own_process, report

BASES, WIDTH = 300_000_000, 60


def write(path: Path, count: int) -> None:
    generator = np.random.default_rng(1)
    length = BASES // count
    with open(path, "wb") as out:
        for number in range(count):
            letters = np.frombuffer(b"ACGT", np.uint8)[generator.integers(0, 4, length)].tobytes()
            lines = (letters[at : at + WIDTH] for at in range(0, length, WIDTH))
            out.write(b">contig%d\n" % number + b"\n".join(lines) + b"\n")


def measure(path: str) -> None:
    from bindery.genomics.genome import index
    from bindery.genomics.indexing import digests_of

    start = time.process_time()
    index(path, f"{path}.sizes")
    indexed = time.process_time()
    digests_of(path)
    seconds = {"index_s": indexed - start, "digests_s": time.process_time() - indexed}
    # Not getrusage, which counts the process that wrote the genome too.
    status = Path("/proc/self/status").read_text()
    peak = int(status.split("VmHWM:")[1].split()[0]) / 1024
    print(json.dumps(seconds | {"peak_mib": peak}))


def main() -> None:
    if len(sys.argv) > 1:
        return measure(sys.argv[1])
    rows, whole = [], []
    for count in (20, 200_000):
        with tempfile.TemporaryDirectory() as folder:
            write(Path(folder) / "genome.fa", count)
            found = in_own_process(__file__, str(Path(folder) / "genome.fa"))
        whole.append(found["index_s"] + found["digests_s"])
        ratio = f"{whole[-1] / whole[0]:.1f}"
        shown = {name: f"{value:.2f}" for name, value in found.items()}
        rows.append({"sequences": count, **shown, "ratio": ratio})
    return report("contigs", rows)


if __name__ == "__main__":
    main()

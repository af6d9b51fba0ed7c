"""Sequences designed for the demo's models: how many pass the test peaks, and the motif in them.

From 20 random sequences of 101 bases, each search makes 10 changes for MAX and CTCF, 20 for REST.
The scores are compared with those of the experiment's test peaks. The sequences that a search made
are scanned by mutagenesis: the 24 bases of most importance in each are aligned to the first by the
detectors' own strand and summed to a matrix, and TOMTOM compares that, and the profile of input
optimisation, with all vertebrate matrices of JASPAR CORE: `planted_q` is the q-value of
the planted one, `shuffled` the share of column-shuffled motifs that match some matrix as well. Run:
python tests/benchmarks/design.py [results of a demo that is there]
"""

import subprocess
import sys
import time
from pathlib import Path

from _common import REPOSITORY, report

# Experiment: number of changes, and the planted matrix.
PLANTED = {"MAX": (10, "MA0058.4"), "CTCF": (10, "MA0139.2"), "REST": (20, "MA0138.3")}
RESULTS, MODEL, RELEASE = "results/demo", "deepbind", "JASPAR2026"
WINDOW, COUNT, WIDTH, PENALTY, PART = 101, 20, 20, 0.3, 24
SIGNIFICANCE = 0.01


def made(results: str) -> Path:
    """The demo's results; makes its models if they are not there."""
    folder = REPOSITORY / results
    wanted = [f"{results}/{name}/{MODEL}/metrics.json" for name in PLANTED]
    if not all((REPOSITORY / path).is_file() for path in wanted):
        program = str(Path(sys.executable).with_name("snakemake"))
        subprocess.run([program, "--cores", "2", "--", *wanted], cwd=REPOSITORY, check=True)
    return folder


def main() -> None:
    """Design for each experiment by each search, and print the table."""
    sys.path.insert(0, str(REPOSITORY / "workflow/scripts"))
    from bindery.motifs.matrices import jaspar_motifs
    from bindery.runtime import devices

    devices.prepare("tensorflow", 1)
    folder = made(sys.argv[1] if len(sys.argv) > 1 else RESULTS)
    known = jaspar_motifs(RELEASE, "vertebrates")
    rows = [row for name in PLANTED for row in designed(folder, name, known)]
    report("design", rows)


def designed(folder: Path, experiment: str, known: list) -> list[dict]:
    """A row of the table for each way to design for an experiment."""
    import numpy as np

    from bindery import tsv
    from bindery.design.beam import beam, greedy
    from bindery.design.constraints import constraints_of
    from bindery.design.designs import check_held
    from bindery.design.evolution import evolution
    from bindery.design.goals import Goal
    from bindery.design.input_optimisation import optimise
    from bindery.design.starts import starts_of
    from bindery.models.loading import load_model

    changes, planted = PLANTED[experiment]
    goal = Goal(load_model(folder / experiment / MODEL))
    found = tsv.read(folder / experiment / MODEL / "predictions.tsv.gz")
    peaks = [float(r["score"]) for r in found if r["split"] == "test" and float(r["target"]) > 0.5]
    median, high = np.percentile(peaks, [50, 99])
    own = constraints_of(changes=changes)
    starts = starts_of(WINDOW, own, 1, count=COUNT)
    searches = {
        "greedy": lambda: greedy(goal, starts, own),
        f"beam of {WIDTH}": lambda: beam(goal, starts, own, WIDTH),
        "evolution": lambda: evolution(goal, starts, own, population=100, generations=100, seed=1),
    }
    rows = []
    for search, run in searches.items():
        began = time.perf_counter()
        designs = run()
        seconds = time.perf_counter() - began
        check_held(own, starts, designs)
        scores = np.array([design.score for design in designs])
        best = motif_in(goal, np.stack([design.codes for design in designs]))
        rows.append(row(experiment, search, changes, scores, (median, high), seconds))
        rows[-1] |= named(best, known, planted)
    began = time.perf_counter()
    optima = optimise(goal, starts, PENALTY)
    seconds = time.perf_counter() - began
    scores = np.array([one.score for one in optima])
    best = profile_of(optima[int(scores.argmax())].shares)
    rows.append(row(experiment, "gradient", None, scores, (median, high), seconds))
    rows[-1] |= named(best, known, planted)
    return rows


def row(experiment, search, changes, scores, limits, seconds) -> dict:
    """What the table says of scores beside the median and the 99th percentile of test peaks."""
    import numpy as np

    return {
        "experiment": experiment,
        "search": search,
        "changes": "" if changes is None else changes,
        "median_peak": f"{limits[0]:.2f}",
        "99th_percentile": f"{limits[1]:.2f}",
        "least": f"{scores.min():.2f}",
        "median": f"{np.median(scores):.2f}",
        "best": f"{scores.max():.2f}",
        "above_median": f"{(scores > limits[0]).sum()} of {len(scores)}",
        "above_99th": f"{(scores >= limits[1]).sum()} of {len(scores)}",
        "seconds": f"{seconds:.1f}",
    }


def motif_in(goal, codes):
    """The part of most importance of each sequence, aligned on either strand, as counts."""
    import numpy as np

    from bindery.alphabet import one_hot, reverse_complement

    importance = -goal.effects(codes).sum(axis=2) / 3
    sums = np.lib.stride_tricks.sliding_window_view(importance, PART, axis=1).sum(axis=2)
    parts = np.stack([own[at : at + PART] for own, at in zip(codes, sums.argmax(1), strict=True)])
    weights = np.stack(
        [own[at : at + PART] for own, at in zip(importance, sums.argmax(1), strict=True)]
    )
    total = one_hot(parts[0]) * np.maximum(weights[0], 0)[:, None]
    for part, weight in zip(parts[1:], weights[1:], strict=True):
        total = total + aligned(total, part, np.maximum(weight, 0), reverse_complement(part))
    return counts(total, len(codes))


def aligned(total, part, weight, turned):
    """A part, weighted by importance, at the shift and strand that agree best with a sum."""
    import numpy as np

    from bindery.alphabet import one_hot

    best, found = -1.0, total * 0
    for codes, own in ((part, weight), (turned, weight[::-1])):
        values = one_hot(codes) * own[:, None]
        for shift in range(-PART // 2, PART // 2 + 1):
            moved = np.roll(values, shift, axis=0)
            moved[: max(0, shift)] = 0
            moved[len(moved) + min(0, shift) :] = 0
            if (agreed := float((moved * total).sum())) > best:
                best, found = agreed, moved
    return found


def counts(total, sites: int):
    """Counts of a motif from sums of importance: of positions that matter, the shares of bases."""
    import numpy as np

    size = total.sum(axis=1)
    reached = np.flatnonzero(size >= 0.1 * size.max())
    kept = total[reached[0] : reached[-1] + 1]
    # Where little depends on the base, it is left open in proportion.
    filled = kept + (size.max() - kept.sum(axis=1, keepdims=True)) / 4
    return filled / size.max() * sites


def profile_of(shares):
    """Counts of the part of an optimised input with information."""
    from bindery.figures.design.optimised_input import part_of

    return shares[part_of(shares)] * COUNT


def named(found, known: list, planted: str) -> dict:
    """The best match among known motifs, and how the planted matrix is matched."""
    import numpy as np
    from scipy.stats import false_discovery_control

    from bindery.motifs.matrices import Motif
    from bindery.motifs.tomtom import _compare, annotate

    query = Motif("made", "", found)
    (match,) = annotate([query], known)
    p_values = np.minimum(_compare([query], known)[0, 0], 1)
    number = [motif.identifier for motif in known].index(planted)
    planted_q = false_discovery_control(p_values)[number]
    return {
        "best_match": f"{match.target} {match.name}",
        "q": f"{match.q_value:.1e}",
        "planted": planted,
        "planted_q": f"{planted_q:.1e}",
        "matched": "yes" if planted_q <= SIGNIFICANCE else "no",
        "shuffled": f"{match.chance:.2f}",
    }


if __name__ == "__main__":
    main()

"""Both alleles of yeast variants by many models, against predicting each allele with each model."""

import gzip
import os
import sys
import time
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
from _common import DATA, RESULTS, report

from bindery import files
from bindery.genomics.genome import Genome, index
from bindery.runtime import devices

MODELS, RESTARTS, ROUNDS = 10, 3, 3
# Name, window, variants of the fast way and of the slow way: None is all. A model of the trunk
# takes the slow way a thousand times as long.
CASES = (("deepbind", 201, None, 4096), ("multitask", 1001, 1024, 128))
BATCH = 512


def alleles(window: int, limit: int | None) -> tuple[np.ndarray, np.ndarray]:
    """Codes of references and alternatives with the first changed base in the middle."""
    from bindery import alphabet
    from bindery.genomics.windows import padded_windows

    folder = RESULTS / "genome"
    fasta = folder / "sacCer3.fa"
    if not fasta.with_name("sacCer3.fa.fai").is_file():
        with (
            gzip.open(DATA / "yeast" / "sacCer3.fa.gz", "rb") as handle,
            files.written(fasta) as to,
        ):
            Path(to).write_bytes(handle.read())
        index(fasta, folder / "sacCer3.sizes")
    with gzip.open(DATA / "yeast" / "sacCer3_sample_variants.vcf.gz", "rt") as handle:
        rows = [line.split("\t", 5)[:5] for line in handle if not line.startswith("#")]
    if limit:
        # Spread over the genome; neighbours stay neighbours.
        rows = rows[: limit // 2] + rows[-(limit // 2) :]
    chrom = np.array([row[0] for row in rows], object)
    start = np.array([int(row[1]) for row in rows]) - 1 - window // 2
    widest = window + max(len(row[3]) for row in rows)
    with Genome(fasta) as genome:
        around = padded_windows(genome, chrom, start, widest)
    reference, middle = around[:, :window], window // 2
    alternative = reference.copy()
    for row, (_, _, _, ref, alt) in enumerate(rows):
        assert alphabet.decode(around[row, middle : middle + len(ref)]) == ref
        tail = around[row, middle + len(ref) :]
        changed = np.concatenate([alphabet.encode(alt), tail])[: window - middle]
        alternative[row, middle : middle + len(changed)] = changed
    return np.ascontiguousarray(reference), alternative


def models_of(name: str, window: int) -> list[Any]:
    """Ten models as `config/yeast.yaml` trains them, or of one trunk, with random weights."""
    from bindery.models import registry
    from bindery.models.heads import Trunk
    from bindery.training.fitting import mean_of

    if name == "deepbind":
        return [
            mean_of([registry.build(name, window) for _ in range(RESTARTS)]) for _ in range(MODELS)
        ]
    trunk = Trunk(registry.build(name, window, outputs=130))
    size = trunk.features(np.zeros((1, window), np.uint8)).shape[1]
    generator = np.random.default_rng(1)
    return [trunk.with_head(generator.normal(0, 0.1, size), 0.0) for _ in range(MODELS)]


def predicted(models: list[Any], pair: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    """The slow way: a loop over models, in full batches."""
    return np.array(
        [
            [model.predict(**devices.in_order(BATCH, codes), verbose=0)[:, 0] for codes in pair]
            for model in models
        ]
    )


def measured(work: Any) -> tuple[np.ndarray, Any]:
    """Seconds and CPU seconds that some work takes, and its result."""
    before = time.perf_counter(), time.process_time()
    found = work()
    return np.array([time.perf_counter(), time.process_time()]) - before, found


def preparation(scorers: Any, pair: tuple[np.ndarray, np.ndarray], threads: int) -> np.ndarray:
    """Seconds of all that is no forward pass: detectors, heads and predictions do nothing."""
    from bindery.variants.allele_scores import Predicted
    from bindery.variants.alleles import different_rows
    from bindery.variants.pooling import pooled_heads, strand_passes

    def unpredicted(way: Any, alleles: Any, threads: int) -> list[np.ndarray]:
        different_rows(np.concatenate([alleles.references, alleles.alternatives]))
        outputs = way.model.output_shape[1]
        return [np.zeros((len(own), outputs)) for own in (alleles.references, alleles.alternatives)]

    def no_head(head: Any, features: Any) -> np.ndarray:
        return np.zeros((len(features[0]), 1), np.float32)

    with (
        mock.patch.object(strand_passes, "pool_alleles", lambda *given: None),
        mock.patch.object(pooled_heads.Head, "scores", no_head),
        mock.patch.object(Predicted, "scores", unpredicted),
    ):
        return measured(lambda: scorers.scores(*pair, threads=threads))[0]


def row_of(name: str, window: int, many: int | None, few: int | None, threads: int) -> dict:
    """One line of the table: medians over rounds, and of the ratios within each round."""
    from bindery.variants.many_scorers import ManyScorers

    reading, pair = measured(lambda: alleles(window, many))
    models = models_of(name, window)
    scorers = ManyScorers(models)
    own = tuple(codes[:few] for codes in pair)
    found = np.stack(scorers.scores(*own, threads=threads)).transpose(2, 0, 1)
    np.testing.assert_allclose(found, predicted(models, own), atol=1e-5)
    fast, slow, prepared = np.empty((3, ROUNDS, 2))
    for number in range(ROUNDS):
        fast[number] = measured(lambda: scorers.scores(*pair, threads=threads))[0] / len(pair[0])
        slow[number] = measured(lambda: predicted(models, own))[0] / len(own[0])
        prepared[number] = preparation(scorers, pair, threads) / len(pair[0])
    ratios = [f"{own:.1f}" for own in np.median(slow / fast, axis=0)]
    others = np.median(prepared, axis=0) / np.median(fast, axis=0)
    return {
        "what": f"{name} {window}",
        "threads": threads,
        "models": MODELS,
        "variants": len(pair[0]),
        "variants_predict": len(own[0]),
        "read_s": f"{reading[0]:.2f}",
        "fast_s": f"{np.median(fast[:, 0]) * len(pair[0]):.2f}",
        "models_x_variants_per_s": f"{MODELS / np.median(fast[:, 0]):.0f}",
        "predict_per_s": f"{MODELS / np.median(slow[:, 0]):.0f}",
        "ratio": ratios[0],
        # Other work on the machine changes this less.
        "per_cpu_s": f"{MODELS / np.median(fast[:, 1]):.0f}",
        "ratio_cpu": ratios[1],
        "not_forward": f"{others[1]:.1%}",
    }


def main() -> None:
    """Measure, print and write; names of cases as arguments choose among them."""
    threads = int(os.environ.get("THREADS", 1))
    devices.prepare(os.environ.get("KERAS_BACKEND", "tensorflow"), threads)
    devices.seed_everything(1)
    report(
        "variants", [row_of(*case, threads) for case in CASES if case[0] in (sys.argv[1:] or case)]
    )


if __name__ == "__main__":
    main()

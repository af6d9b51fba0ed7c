"""What several test files need: tiny files of the formats that the package reads and writes."""

import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from bindery import alphabet
from bindery.data.tensor_writer import TensorWriter
from bindery.genomics.genome import index
from bindery.genomics.intervals import Intervals, from_rows
from bindery.targets import kinds

ROOT = Path(__file__).resolve().parents[1]
SPLIT = {"validation": ["chrIII"], "test": ["chrIV"]}


def run_python(
    code: str, folder: Path | None = None, **changed: str
) -> subprocess.CompletedProcess:
    """Run code in a process of its own, which finds the package and these helpers and no GPU."""
    paths = os.pathsep.join([str(ROOT / "workflow" / "scripts"), str(ROOT / "tests")])
    environment = {**os.environ, "PYTHONPATH": paths, "CUDA_VISIBLE_DEVICES": "", **changed}
    command = [sys.executable, "-c", code]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


def containing(text: str) -> str:
    """A pattern for `pytest.raises(match=...)` that takes the text literally."""
    return re.escape(text)


def random_letters(length: int, seed: int, letters: str = "ACGT") -> str:
    chosen = np.random.default_rng(seed).integers(0, len(letters), length)
    return "".join(letters[number] for number in chosen)


def small_genome() -> dict[str, str]:
    """Five chromosomes; one has a run of N, one lower-case letters, one is very short."""
    first = random_letters(6000, 1)
    second = random_letters(5000, 2)
    return {
        "chrI": first[:1000] + "N" * 100 + first[1100:],
        "chrII": second[:2000] + second[2000:3000].lower() + second[3000:],
        "chrIII": random_letters(4000, 3),
        "chrIV": random_letters(4003, 4),
        "chrM": random_letters(90, 5),
    }


def fasta_text(sequences: dict[str, str], width: int = 50, newline: str = "\n") -> str:
    lines = []
    for name, letters in sequences.items():
        lines.append(f">{name} a description")
        lines += [letters[at : at + width] for at in range(0, len(letters), width)]
    return newline.join(lines) + newline


def write_indexed(path: Path, text: str) -> Path:
    """A FASTA with its index beside it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    index(path, path.with_name(f"{path.name}.sizes"))
    return path


def lengths_of(sequences: dict[str, str]) -> dict[str, int]:
    return {name: len(letters) for name, letters in sequences.items()}


def write_lines(path: Path, rows: Iterable[Iterable[Any]]) -> Path:
    """A tab-separated file."""
    path.write_text("".join("\t".join(map(str, row)) + "\n" for row in rows))
    return path


def intervals(*rows: tuple) -> Intervals:
    """Intervals of (chrom, start, end), or with name, score, strand, summit and row too."""
    rest = (".", 0.0, ".", -1, 0)
    return from_rows([(*row, *rest[len(row) - 3 :]) for row in rows])


def positions(found: Intervals) -> list[tuple[str, int, int]]:
    return list(zip(found.chrom, found.start.tolist(), found.end.tolist(), strict=True))


def encoded(*sequences: str) -> np.ndarray:
    """Codes of sequences of one length, shape (n, length)."""
    return np.stack([alphabet.encode(letters) for letters in sequences])


def random_codes(rows: int, length: int, seed: int = 0, letters: int = 4) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, letters, (rows, length), np.uint8)


def planted_set(rows: int, window: int, motif: str, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Random sequences, half of them with a motif somewhere on either strand, and targets."""
    codes = random_codes(rows, window, seed)
    generator = np.random.default_rng(seed + 1)
    site = alphabet.encode(motif)
    target = np.arange(rows) % 2
    for row in np.flatnonzero(target):
        at = generator.integers(0, window - len(site))
        turned = generator.random() < 0.5
        codes[row, at : at + len(site)] = alphabet.reverse_complement(site) if turned else site
    return codes, target


def write_tensor(
    path: Path,
    codes: np.ndarray,
    target: np.ndarray,
    split: np.ndarray,
    group: np.ndarray | None = None,
    names: list[str] | None = None,
) -> Path:
    """A tensor file of one task; each row is a group of its own unless told."""
    positions = None
    if names is not None:
        positions = from_rows(
            [("chrI", n, n + 1, name, 0.0, ".", -1, 0) for n, name in enumerate(names)]
        )
    with TensorWriter(path, codes.shape[1]) as writer:
        writer.append(codes)
        writer.finish(
            targets=np.asarray(target)[:, None],
            split=split,
            group=np.arange(len(codes)) if group is None else group,
            tasks=["Abf1"],
            intervals=positions,
            attributes={"assembly": "tiny", "seed": 1},
        )
    return path


def planted_tensor(path: Path, rows: int = 400, window: int = 40, seed: int = 0) -> Path:
    """A tensor whose positives have a planted motif: half train, a quarter each held out."""
    codes, target = planted_set(rows, window, "TGACTCATTG", seed)
    split = np.repeat([0, 1, 2], [rows // 2, rows // 4, rows - rows // 2 - rows // 4])
    return write_tensor(path, codes, target, split)


def left_behind(target: Path) -> list[str]:
    """The names in a file's folder."""
    return [path.name for path in target.parent.iterdir()]


def sha256_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def summary_row(experiment: str, model: str, auroc: float | None, **more: Any) -> dict:
    """A row of a study's summary, of one AUROC and an interval about it."""
    bounds = {"auroc_low": auroc and auroc - 0.01, "auroc_high": auroc and min(1, auroc + 0.01)}
    names = {"experiment": experiment, "protein": experiment.split("_")[0], "model": model}
    kind = {"target": "class", "is_baseline": model in kinds.baselines()}
    return {**names, "auroc": auroc, **bounds, **kind, **more}

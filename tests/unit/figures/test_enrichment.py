from pathlib import Path

import numpy as np

from bindery import alphabet
from bindery.data.assays.kmer_enrichment import Enrichment, enrichment_of
from bindery.figures.assays.enrichment import plot_enrichment


def found() -> Enrichment:
    generator = np.random.default_rng(3)
    cycles = {f"cycle_{n}": generator.integers(0, 4, (400, 20)).astype(np.uint8) for n in (0, 1, 4)}
    for name, rows in (("cycle_1", 40), ("cycle_4", 300)):
        cycles[name][:rows, 6:14] = alphabet.encode("CTAATTAG")
    return enrichment_of(cycles)


def test_the_best_8mers_are_named_and_numbers_are_plain(tmp_path: Path) -> None:
    plot_enrichment(tmp_path / "a.svg", found(), "cycle_4", "ALX4")
    text = (tmp_path / "a.svg").read_text()
    assert "CTAATTAG/CTAATTAG" in text and "Best in cycle 4" in text
    assert "times that in cycle 0" in text
    assert ">100<" in text and "mathdefault" not in text


def test_the_same_counts_give_the_same_bytes(tmp_path: Path) -> None:
    for name in "ab":
        plot_enrichment(tmp_path / f"{name}.svg", found(), "cycle_4", "ALX4")
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()

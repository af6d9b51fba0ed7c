from pathlib import Path

import numpy as np

from bindery.explanation.pattern_files import Pattern, Patterns
from bindery.figures.patterns import plot_patterns
from bindery.motifs.matrices import Motif
from bindery.motifs.tomtom import Match

KNOWN = [Motif("MA0001.1", "FIRST", 50 * np.eye(4)[[0, 1, 2, 3, 3, 2]])]


def pattern(name: str, seqlets: int) -> Pattern:
    frequencies = np.full((5, 4), 0.02) + 0.92 * np.eye(4)[[0, 1, 2, 3, 3]]
    positions = np.zeros(seqlets, np.int32)
    return Pattern(
        name, frequencies, frequencies * 0.5, positions, positions, positions.astype(bool)
    )


def match(name: str, q_value: float, reverse: bool) -> Match:
    return Match(name, "MA0001.1", "FIRST", 1e-9, q_value, 1e-7, -2, 3, reverse, 0.0)


def text_of(folder: Path, patterns: Patterns, matches: list[Match]) -> str:
    for name in ("a.svg", "b.svg"):
        plot_patterns(folder / name, patterns, matches, KNOWN, "Reb1, deepbind", 0.01)
    text = (folder / "a.svg").read_text()
    assert text == (folder / "b.svg").read_text()
    return text


def test_each_pattern_stands_above_its_match(tmp_path: Path) -> None:
    found = Patterns([pattern("positive_1", 1200), pattern("negative_1", 1)])
    matches = [match("positive_1", 2e-8, False), match("negative_1", 0.4, True)]
    text = text_of(tmp_path, found, matches)
    for words in (
        "positive 1: 1,200 seqlets",
        "negative 1: 1 seqlet<",
        "FIRST (MA0001.1), q = 2 \N{MULTIPLICATION SIGN} 10⁻⁸",
        "FIRST (MA0001.1, reverse), q = 0.4",
        "Contribution",
        "Bits",
    ):
        assert words in text


def test_pattern_without_match_stands_alone(tmp_path: Path) -> None:
    text = text_of(tmp_path, Patterns([pattern("positive_1", 30)]), [])
    assert "not compared with known motifs" in text


def test_ten_largest_patterns_are_drawn(tmp_path: Path) -> None:
    found = [pattern(f"positive_{number}", 50 - number) for number in range(1, 12)]
    text = text_of(tmp_path, Patterns([*found, pattern("negative_1", 45)]), [])
    assert "10 of 12 patterns" in text
    assert "negative 1:" in text and "positive 10:" not in text and "positive 9:" in text


def test_reason_stands_where_there_is_no_pattern(tmp_path: Path) -> None:
    assert "too few seqlets" in text_of(tmp_path, Patterns([], "too few seqlets"), [])

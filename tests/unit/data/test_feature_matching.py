from pathlib import Path

import numpy as np
import pytest
from helpers import containing, fasta_text, positions, random_letters, write_indexed, write_lines
from scipy.spatial.distance import cdist

from bindery.data.background import read_background
from bindery.data.feature_matching import nearest_unused
from bindery.data.splits import SPLITS, split_of
from bindery.data.window_features import window_features
from bindery.errors import InputError
from bindery.genomics.genome import Genome
from bindery.genomics.interval_arithmetic import overlapping
from bindery.genomics.peak_files import read_bed
from bindery.row_counts import read_row_counts
from bindery.steps.draw_background import draw_background

# No divisor of a block, so that tiles lie elsewhere with another seed.
WINDOW = 44
BLOCK = 400
SPLIT = {"validation": ["chrB"], "test": ["chrC"]}
FEATURES = ("gc", "dinucleotides", "starts", "repeats")


def textured(letters: str, seed: int) -> str:
    """A block of the given steps of two bases in random order, each of which has one of G or C."""
    steps = letters.split()
    chosen = np.random.default_rng(seed).integers(0, len(steps), BLOCK // 2)
    return "".join(steps[number] for number in chosen)


@pytest.fixture
def promoters(tmp_path: Path) -> dict[str, str]:
    """Peaks in half of the blocks of one texture, a fifth of a genome of one GC content.

    Blocks of that texture are soft-masked, and a gene starts in the middle of each.
    """
    sequences, peaks, excluded, genes = {}, [], [], []
    for chrom, name in enumerate(("chrA", "chrB", "chrC")):
        blocks = []
        for number in range(100):
            seed, at = 1000 * chrom + number, number * BLOCK
            if number % 5:
                blocks.append(textured("AC CA AG GA TC CT TG GT", seed))
                continue
            blocks.append(textured("AC CA AG TG GT CT", seed).lower())
            genes.append((name, ".", "gene", at + 201, at + 300, ".", "+", ".", "."))
            if number % 10 == 0:
                starts = (at + 80, at + 180, at + 280)
                peaks += [(name, start, start + WINDOW, f"{name}.{start}") for start in starts]
                excluded.append((name, at, at + BLOCK))
        sequences[name] = "".join(blocks)
    return {
        "genome": str(write_indexed(tmp_path / "genome.fa", fasta_text(sequences))),
        "peaks": str(write_lines(tmp_path / "peaks.bed", peaks)),
        "excluded": str(write_lines(tmp_path / "excluded.bed", excluded)),
        "annotation": str(write_lines(tmp_path / "genes.gff3", genes)),
    }


@pytest.fixture
def drawn(tmp_path: Path, promoters: dict[str, str]):
    """Draw a background; gives its windows, sorted by name, and the values of all features."""

    def run(*match: str, seed: int = 1, **changed):
        settings = promoters | {"ratio": 1, "splits": SPLITS} | changed
        draw = {"method": "genomic", "seed": seed, "splits": settings.pop("splits")}
        draw_background(
            **settings, match=match, draws=[draw], given=None, others=(), window=WINDOW,
            background=str(tmp_path / "background.tsv"), row_counts=str(tmp_path / "qc.tsv"),
            gc_tolerance=0.02, distance=100, max_unknown=0.1, max_dropped=0.01, split=SPLIT,
            aliases={}, assembly="made",
        )  # fmt: skip
        found = read_background(tmp_path / "background.tsv").windows
        return found.select(np.argsort(found.name, kind="stable"))

    return run


def means(found, promoters: dict[str, str], *names: str) -> np.ndarray:
    with Genome(promoters["genome"]) as genome:
        features = window_features(found, names, genome, {})
    return np.hstack([values.mean(axis=0) for values in features.values()])


def test_dinucleotides_remove_the_difference_that_gc_leaves(drawn, promoters) -> None:
    peaks = means(read_bed(promoters["peaks"]), promoters, "dinucleotides")
    by_gc = means(drawn("gc"), promoters, "dinucleotides")
    matched = means(drawn("dinucleotides"), promoters, "dinucleotides")
    left, gone = (np.abs(own - peaks).max() for own in (by_gc, matched))
    assert left > 0.04
    assert gone < left / 4
    gc = [means(own, promoters, "gc") for own in (drawn("gc"), read_bed(promoters["peaks"]))]
    assert gc[0] == pytest.approx(gc[1], abs=0.01)


def test_windows_are_as_near_to_starts_and_as_masked_as_peaks(drawn, promoters) -> None:
    assert means(drawn("gc"), promoters, "repeats") < 0.3
    assert means(drawn("repeats", "gc"), promoters, "repeats") > 0.95
    found = drawn("starts")
    away = np.abs((found.start + WINDOW // 2) % (5 * BLOCK) - BLOCK // 2)
    assert np.median(away) <= 130


def test_windows_lie_free_in_the_split_of_their_peaks_and_none_twice(drawn, promoters) -> None:
    found = drawn(*FEATURES, ratio=3)
    peaks = read_bed(promoters["peaks"])
    names = sorted(f"background_{name}" for name in peaks.name.tolist() * 3)
    assert found.name.tolist() == names
    own = [name.removeprefix("background_").split(".")[0] for name in names]
    np.testing.assert_array_equal(split_of(found.chrom, SPLIT), split_of(np.array(own), SPLIT))
    assert not overlapping(found, promoters["excluded"]).any()
    assert len(set(positions(found))) == len(found)


def test_windows_repeat_with_their_seed_only(drawn) -> None:
    once, again, other = (positions(drawn(*FEATURES, seed=seed)) for seed in (4, 4, 5))
    assert once == again
    assert once != other


def test_only_the_splits_of_a_draw_are_drawn(drawn) -> None:
    assert set(drawn("dinucleotides", splits=["test"]).chrom) == {"chrC"}


def test_row_counts_say_how_near_windows_are(drawn, tmp_path: Path, promoters) -> None:
    drawn(*FEATURES)
    rows = [row for row in read_row_counts(tmp_path / "qc.tsv") if row[0] == "matched"]
    assert [reason.split(":")[0] for _, reason, _ in rows] == list(FEATURES)
    assert {count for *_, count in rows} == {len(read_bed(promoters["peaks"]))}
    for _, reason, _ in rows[1:]:
        after, before = (float(part.split()[-1]) for part in reason.split(","))
        assert after < 0.8 * before, reason


def test_each_target_has_the_nearest_row_unless_a_nearer_target_has_it() -> None:
    generator = np.random.default_rng(1)
    target, sample = generator.normal(size=(60, 3)), generator.normal(size=(90, 3))
    distance = cdist(target, sample)
    found = nearest_unused(target, sample, generator)
    own = distance[np.arange(60), found]
    assert len(set(found.tolist())) == 60
    users = {int(row): number for number, row in enumerate(found)}
    for number in range(60):
        for row in np.flatnonzero(distance[number] < own[number] - 1e-6):
            assert own[users[int(row)]] <= distance[number, row] + 1e-6


def test_equal_targets_and_just_enough_rows_are_matched() -> None:
    generator = np.random.default_rng(1)
    found = nearest_unused(np.zeros((500, 1)), np.zeros((500, 1)), generator)
    assert sorted(found.tolist()) == list(range(500))
    found = nearest_unused(np.zeros((200, 1)), np.arange(500.0)[:, None], generator)
    assert sorted(found.tolist()) == list(range(200))


def test_what_cannot_be_matched_is_refused(drawn, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="train needs 6000 background windows and has room for"):
        drawn("dinucleotides", ratio=200)
    letters = {name: random_letters(4000, 1) for name in ("chrA", "chrB", "chrC")}
    upper = write_indexed(tmp_path / "upper.fa", fasta_text(letters))
    problem = "upper.fa: no base is lower-case, so repeats are not known"
    with pytest.raises(InputError, match=containing(problem)):
        drawn("repeats", genome=str(upper), annotation=None)
    assert not (tmp_path / "background.tsv").exists()

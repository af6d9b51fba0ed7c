"""Motifs of detectors: trimmed, grouped, written, named and listed."""

import csv
from pathlib import Path

import numpy as np
import pytest

from bindery.explanation.motif_groups import (
    DetectorMotif,
    Influence,
    MotifGroup,
    names_of,
    read_motifs,
    write_motifs,
)
from bindery.explanation.motif_table import COLUMNS, name_motifs, write_table
from bindery.motifs.matrices import Motif, consensus, information, jaspar_motifs, shares_of

EVEN = np.full(4, 0.25)


@pytest.fixture(scope="module")
def known() -> list[Motif]:
    return jaspar_motifs("JASPAR2026", "fungi")


def named(known: list[Motif], name: str) -> np.ndarray:
    return next(motif.counts for motif in known if motif.name == name)


def group(member: int, detector: int, counts: np.ndarray, change: float) -> MotifGroup:
    weight = Influence(change, 0.01 if len(counts) else float("nan"))
    sites = 200 if len(counts) else 3
    motif = DetectorMotif(member, detector, sites, counts, 8.5, weight)
    return MotifGroup([motif], weight, counts)


@pytest.fixture
def found(known: list[Motif]) -> list[MotifGroup]:
    reb1 = group(1, 7, named(known, "REB1"), 0.5)
    copy = group(2, 1, named(known, "REB1")[::-1, ::-1], 0.125).motifs
    reb1.motifs.extend(copy)
    # Nearly even: a match of it may be chance.
    blurred = group(1, 2, np.tile([26.0, 25, 25, 24], (6, 1)), 0.25)
    return [reb1, blurred, group(2, 3, np.zeros((0, 4)), 0.0)]


def test_groups_read_back(found: list[MotifGroup], tmp_path: Path) -> None:
    write_motifs(tmp_path / "motifs.json", found)
    again = read_motifs(tmp_path / "motifs.json")
    assert [len(one.motifs) for one in again] == [2, 1, 1]
    first, silent = again[0].motifs[0], again[2].motifs[0]
    assert (first.member, first.detector, first.sites) == (1, 7, 200)
    np.testing.assert_allclose(first.counts, found[0].motifs[0].counts)
    assert silent.counts.shape == (0, 4) and np.isnan(silent.influence.auroc_lost)


def test_table_has_a_row_a_motif_and_the_silent_last(
    found: list[MotifGroup], known: list[Motif], tmp_path: Path
) -> None:
    write_table(tmp_path / "motifs.tsv", found, name_motifs(found, known), 0.01)
    with open(tmp_path / "motifs.tsv", newline="") as handle:
        first, blurred, silent = csv.DictReader(handle, delimiter="\t")
    assert tuple(first) == COLUMNS
    assert first["motif"] == "restart_1_detector_7" and first["match_name"] == "REB1"
    assert (first["detectors"], first["sites"], first["significant"]) == ("2", "200", "1")
    assert (first["influence"], first["auroc_lost"]) == ("0.5", "0.01")
    assert float(first["q_value"]) < 1e-4
    assert blurred["significant"] == "0"
    assert silent["motif"] == "restart_2_detector_3" and silent["sites"] == "3"
    assert (silent["match"], silent["q_value"], silent["significant"]) == ("", "", "0")


def test_restarts_are_named_only_where_there_are_several(found: list[MotifGroup]) -> None:
    assert names_of(found[1:2]) == ["detector_2"]
    expected = ["restart_1_detector_7", "restart_1_detector_2", "restart_2_detector_3"]
    assert names_of(found) == expected


def test_consensus_is_small_where_no_base_has_half() -> None:
    shares = np.array([[0.7, 0.1, 0.1, 0.1], [0.4, 0.3, 0.2, 0.1], [0, 0, 0.5, 0.5]])
    assert consensus(shares) == "AaG"


def test_ends_that_say_little_are_trimmed() -> None:
    pytest.importorskip("keras")
    from bindery.explanation.detector_motifs import trimmed

    clear, even = [10.0, 0, 0, 0], [2.5, 2.5, 2.5, 2.5]
    counts = np.array([even, clear, even, clear, even, even])
    np.testing.assert_allclose(information(shares_of(counts)), [0, 2, 0, 2, 0, 0])
    np.testing.assert_array_equal(trimmed(counts, EVEN), counts[1:4])
    assert trimmed(np.array([even, even]), EVEN).shape == (0, 4)


@pytest.mark.parametrize(("windows", "kept"), [(20, 1), (2000, 2)])
def test_an_end_stays_if_it_says_more_than_chance(windows: int, kept: int) -> None:
    pytest.importorskip("keras")
    from bindery.explanation.detector_motifs import trimmed

    # 0.07 bits, as beside the core of A1CF; twenty windows have 0.11 by chance.
    counts = np.array([[1.0, 0, 0, 0], [0.4, 0.2, 0.2, 0.2]]) * windows
    assert len(trimmed(counts, EVEN)) == kept


def test_an_end_of_the_composition_of_the_sequences_is_trimmed() -> None:
    pytest.importorskip("keras")
    from bindery.explanation.detector_motifs import base_shares, trimmed

    codes = np.repeat(np.array([0, 1, 2, 3, 4], np.uint8), [31, 19, 19, 31, 5])
    found = base_shares(codes, both_strands=True)
    np.testing.assert_allclose(found, np.array([32, 20, 20, 32]) / 104)
    one = base_shares(codes[:31], both_strands=False)
    np.testing.assert_allclose(one, np.array([32, 1, 1, 1]) / 35)
    # 0.04 bits on an even background, which every position of yeast has.
    like_yeast = np.array([0.31, 0.19, 0.19, 0.31])
    counts = np.array([like_yeast, [0, 0, 1.0, 0], like_yeast]) * 1000
    assert len(trimmed(counts, EVEN)) == 3
    assert len(trimmed(counts, found)) == 1

from pathlib import Path

import numpy as np
import pytest
from helpers import containing, intervals, positions

from bindery.errors import InputError
from bindery.genomics import windows
from bindery.genomics.genome import Genome
from bindery.genomics.intervals import from_rows
from bindery.genomics.windows import centre, inside, rename, resize, unknown_share

LENGTHS = {"chrI": 100, "chrII": 50, "chrX": 40, "chrM": 20}


def test_aliases_rename_and_leave_the_original() -> None:
    found = intervals(("chr1", 1, 2), ("chrII", 3, 4))
    renamed = rename(found, {"chr1": "chrI"}, LENGTHS, "p.bed", "tiny")
    assert positions(renamed) == [("chrI", 1, 2), ("chrII", 3, 4)]
    assert found.chrom.tolist() == ["chr1", "chrII"]


def test_unknown_chromosome_is_named_in_both_spellings() -> None:
    found = intervals(("chrI", 1, 2, ".", 0, ".", -1, 4), ("chr2", 1, 2, ".", 0, ".", -1, 7))
    text = (
        "p.bed, row 7: chromosome 'chr2' is not in tiny; add under `genome:` in the config: "
        "aliases: {chr1: chrI, chr2: chrII}"
    )
    with pytest.raises(InputError, match=f"^{containing(text)}$"):
        rename(found, {}, LENGTHS, "p.bed", "tiny")


def test_chromosome_of_no_known_spelling_is_answered_with_what_there_is() -> None:
    found = intervals(("scaffold_7", 1, 2))
    with pytest.raises(
        InputError, match=r"'scaffold_7' is not in tiny, which has chrI, chrII, chrX, chrM;"
    ):
        rename(found, {}, LENGTHS, "p.bed", "tiny")
    with pytest.raises(InputError, match=r"which has chrI, chrII, chrX, chrM, \.\.\.;"):
        rename(found, {}, LENGTHS | {"chrV": 1}, "p.bed", "tiny")


def test_alias_to_a_name_that_the_genome_lacks_is_refused() -> None:
    with pytest.raises(InputError, match="chromosome 'chr9' is not in tiny"):
        rename(intervals(("1", 1, 2)), {"1": "chr9"}, LENGTHS, "p.bed", "tiny")


def test_interval_past_the_end_of_its_chromosome_is_refused() -> None:
    found = intervals(
        ("chrI", 90, 100),
        ("chrII", 40, 51, ".", 0, ".", -1, 3),
        ("chrM", 0, 99, ".", 0, ".", -1, 4),
    )
    text = (
        "row 3: chrII:40-51 ends past the end of chrII in tiny (50 bases; 2 such rows); the peaks "
        "are of another assembly, or the file is damaged"
    )
    with pytest.raises(InputError, match=containing(text)):
        rename(found, {}, LENGTHS, "p.bed", "tiny")


def test_no_intervals_are_renamed_to_none() -> None:
    assert len(rename(from_rows([]), {}, LENGTHS, "p.bed", "tiny")) == 0


def test_centre_is_the_summit_or_else_the_middle() -> None:
    found = intervals(("chrI", 10, 20), ("chrI", 10, 21), ("chrI", 10, 20, "p", 0, ".", 12, 1))
    assert centre(found).tolist() == [15, 15, 12]


@pytest.mark.parametrize("window", [1, 2, 9, 10])
def test_window_of_its_own_length_stays_in_place(window: int) -> None:
    found = intervals(("chrI", 30, 30 + window), ("chrI", 31, 31 + window))
    assert positions(resize(found, window)) == positions(found)


def test_windows_are_centred_on_the_summit() -> None:
    found = intervals(("chrI", 10, 90, "p", 0, ".", 50, 1), ("chrI", 0, 3))
    assert positions(resize(found, 5)) == [("chrI", 48, 53), ("chrI", -1, 4)]
    assert positions(resize(found, 4)) == [("chrI", 48, 52), ("chrI", -1, 3)]
    assert positions(found) == [("chrI", 10, 90), ("chrI", 0, 3)]


def test_inside_includes_both_ends_of_the_chromosome() -> None:
    found = intervals(("chrM", 0, 20), ("chrM", -1, 19), ("chrM", 1, 21), ("chrII", 1, 21))
    assert inside(found, LENGTHS).tolist() == [True, False, False, True]
    assert inside(from_rows([]), LENGTHS).shape == (0,)


def test_share_of_unknown_bases(fasta: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(windows, "READ_AT_ONCE", 2)
    found = intervals(("chrI", 990, 1010), ("chrI", 1000, 1020), ("chrII", 2000, 2020))
    with Genome(fasta) as opened:
        np.testing.assert_array_equal(unknown_share(opened, found), [0.5, 1, 0])
        assert unknown_share(opened, from_rows([])).shape == (0,)

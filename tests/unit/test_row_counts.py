import logging
from pathlib import Path

import numpy as np
import pytest
from helpers import intervals, positions

from bindery.row_counts import RowCounts, read_row_counts


def test_row_counts_are_written_and_read_back(tmp_path: Path) -> None:
    row_counts = RowCounts("p.bed")
    row_counts.note("read", "peaks", np.int64(3))
    row_counts.note("dropped", "in the blacklist", 0)
    row_counts.write(tmp_path / "qc.tsv")
    text = "step\treason\trows\nread\tpeaks\t3\ndropped\tin the blacklist\t0\n"
    assert (tmp_path / "qc.tsv").read_text() == text
    assert read_row_counts(tmp_path / "qc.tsv") == [
        ("read", "peaks", 3),
        ("dropped", "in the blacklist", 0),
    ]


def test_rows_not_kept_are_counted_and_warned_of(caplog: pytest.LogCaptureFixture) -> None:
    row_counts = RowCounts("p.bed")
    found = intervals(("chrI", 1, 2), ("chrI", 3, 4), ("chrI", 5, 6))
    with caplog.at_level(logging.INFO):
        kept = row_counts.keep(found, np.array([True, False, False]), "too many unknown bases")
        same = row_counts.keep(kept, np.array([True]), "in the blacklist")
    assert positions(same) == [("chrI", 1, 2)]
    assert row_counts.rows == [
        ("dropped", "too many unknown bases", 2),
        ("dropped", "in the blacklist", 0),
    ]
    assert [record.getMessage() for record in caplog.records] == [
        "p.bed: 2 rows dropped: too many unknown bases"
    ]

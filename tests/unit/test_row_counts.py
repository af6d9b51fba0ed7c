import logging
from pathlib import Path

import numpy as np
import pytest
from helpers import intervals, places

from bindery.row_counts import Account, read_account


def test_account_is_written_and_read_back(tmp_path: Path) -> None:
    account = Account("p.bed")
    account.note("read", "peaks", np.int64(3))
    account.note("dropped", "in the blacklist", 0)
    account.write(tmp_path / "qc.tsv")
    text = "step\treason\trows\nread\tpeaks\t3\ndropped\tin the blacklist\t0\n"
    assert (tmp_path / "qc.tsv").read_text() == text
    assert read_account(tmp_path / "qc.tsv") == [
        ("read", "peaks", 3),
        ("dropped", "in the blacklist", 0),
    ]


def test_rows_not_kept_are_counted_and_warned_of(caplog: pytest.LogCaptureFixture) -> None:
    account = Account("p.bed")
    found = intervals(("chrI", 1, 2), ("chrI", 3, 4), ("chrI", 5, 6))
    with caplog.at_level(logging.INFO):
        kept = account.keep(found, np.array([True, False, False]), "too many unknown bases")
        same = account.keep(kept, np.array([True]), "in the blacklist")
    assert places(same) == [("chrI", 1, 2)]
    assert account.rows == [
        ("dropped", "too many unknown bases", 2),
        ("dropped", "in the blacklist", 0),
    ]
    assert [record.getMessage() for record in caplog.records] == [
        "p.bed: 2 rows dropped: too many unknown bases"
    ]

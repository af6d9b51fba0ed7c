"""Peak files as people have them: told by their content, read as meant, or refused by name."""

import logging
from pathlib import Path

import pytest
from helpers import containing
from inputs.peaks_cases import CASES, Case, Read

from bindery.errors import InputError
from bindery.genomics.peak_files import read_peaks


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_peak_file_is_read_as_meant_or_named(
    case: Case, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "peaks.bed"
    path.write_bytes(case.content if isinstance(case.content, bytes) else case.content.encode())
    if isinstance(case.expected, str):
        with pytest.raises(InputError, match=containing(case.expected)) as caught:
            read_peaks(path)
        assert str(caught.value).startswith(str(path)) and "\n" not in str(caught.value)
        return
    wanted: Read = case.expected
    with caplog.at_level(logging.WARNING, "bindery"):
        found = read_peaks(path)
    assert (found.layout, found.score) == (wanted.layout, wanted.column)
    rows = found.intervals
    assert set(rows.chrom) == {"chr1"}
    assert {0, 10, 100, 200}.issuperset(rows.start.tolist())
    for told, column in (
        (list(wanted.scores), rows.score),
        (list(wanted.strands), rows.strand),
        (list(wanted.summits), rows.summit),
    ):
        assert not told or column.tolist() == told
    assert (wanted.warns in caplog.text) if wanted.warns else not caplog.text

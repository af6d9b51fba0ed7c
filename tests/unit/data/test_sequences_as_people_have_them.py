"""Files of sequences as people have them: read as meant, or refused by what they are."""

import logging
from pathlib import Path

import numpy as np
import pytest
from helpers import containing
from inputs.sequences_cases import CASES, Case, Read

from bindery import alphabet
from bindery.data.labelled_tables import read_samples
from bindery.data.sequences import read_sequences
from bindery.errors import InputError
from bindery.formats import is_bed


def written(case: Case, folder: Path) -> Path:
    path = folder / "given"
    path.write_bytes(case.content if isinstance(case.content, bytes) else case.content.encode())
    return path


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_file_of_sequences_is_read_as_meant_or_named(
    case: Case, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = written(case, tmp_path)
    if isinstance(case.expected, str):
        with pytest.raises(InputError, match=containing(case.expected)) as caught:
            read_samples(path, origin=None, experiment="Reb1", kind="sequences")
        assert str(caught.value).startswith(str(path)) and "\n" not in str(caught.value)
        return
    wanted: Read = case.expected
    with caplog.at_level(logging.INFO, "bindery"):
        samples, tasks = read_samples(path, origin=None, experiment="Reb1", kind="sequences")
    assert tuple(map(alphabet.decode, samples.codes)) == wanted.sequences
    assert (tasks is None) == (wanted.targets is None)
    if wanted.targets is not None:
        np.testing.assert_array_equal(samples.targets[:, 0], np.float32(wanted.targets))
    assert wanted.says in caplog.text
    assert not wanted.names or tuple(samples.names) == wanted.names


@pytest.mark.parametrize(
    "case", [case for case in CASES if not isinstance(case.expected, str)], ids=lambda c: c.name
)
def test_it_is_scored_by_the_same_sequences(case: Case, tmp_path: Path) -> None:
    path = written(case, tmp_path)
    found = read_sequences(path)
    assert tuple(alphabet.decode(record.codes) for record in found) == case.expected.sequences
    assert not is_bed(path)


def test_columns_that_are_not_read_are_named_when_scoring(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "given"
    path.write_text("sequence\tgc\tnote\nACGT\t0.5\tx\n")
    assert len(read_sequences(path)) == 1
    assert "columns that are not read: gc, note" in caplog.text


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="this is a folder; name a file in it"):
        read_sequences(tmp_path)

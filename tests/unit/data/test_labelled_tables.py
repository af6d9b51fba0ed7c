import gzip
from pathlib import Path

import numpy as np
import pytest
from helpers import containing

from bindery import alphabet
from bindery.data.labelled_tables import Samples, read_samples
from bindery.errors import InputError

DEEPBIND = (
    "FoldID\tEventID\tseq\tBound\n"
    "A\tseq_00002_peak\tACGTT\t1\n"
    "A\tseq_00004_peak\tGGGTA\t1\n"
    "A\tseq_00002_shuf\tATGCT\t0\n"
    "A\tseq_00004_shuf\tGTGGA\t0\n"
)


def read(tmp_path: Path, content: str | bytes, name: str = "own") -> tuple[Samples, list | None]:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_samples(path, origin=None, experiment="Reb1", kind="sequences")


def letters(samples: Samples) -> list[str]:
    return [alphabet.decode(codes) for codes in samples.codes]


def test_deepbinds_rows_are_named_paired_and_ordered_by_strength(tmp_path: Path) -> None:
    samples, tasks = read(tmp_path, DEEPBIND)
    assert tasks == ["Reb1"]
    assert letters(samples) == ["ACGTT", "GGGTA", "ATGCT", "GTGGA"]
    assert samples.names.tolist()[::2] == ["seq_00002_peak", "seq_00002_shuf"]
    assert samples.targets[:, 0].tolist() == [1, 1, 0, 0]
    assert samples.strength.tolist() == [-1, -2, -1, -2]
    one, two, *shuffles = samples.group
    assert one != two and shuffles == [one, two]
    assert samples.split.tolist() == [-1] * 4


def test_deepbinds_numbers_pair_rows_of_one_file_only(tmp_path: Path) -> None:
    groups = [set(read(tmp_path, DEEPBIND, name)[0].group) for name in ("one", "two")]
    assert not groups[0] & groups[1]


def test_deepbinds_intensities_tell_no_order(tmp_path: Path) -> None:
    samples, _ = read(tmp_path, "FoldID\tEventID\tseq\tBound\nA\tp1\tACGT\t0.25\nA\tp2\tACGG\tNA\n")
    assert samples.targets[0, 0] == 0.25 and np.isnan(samples.targets[1, 0])
    assert np.isnan(samples.strength).all()


def test_fasta_is_all_positives(tmp_path: Path) -> None:
    samples, tasks = read(tmp_path, ">a\nACGU\nACG\n>b\nNN\n")
    assert tasks is None and samples.positives_only()
    assert letters(samples) == ["ACGTACG", "NN"]
    assert samples.names.tolist() == ["a", "b"]
    assert samples.group.tolist() == ["", ""] and np.isnan(samples.strength).all()


def test_a_table_without_targets_is_all_positives(tmp_path: Path) -> None:
    samples, tasks = read(tmp_path, "sequence\nACGT\nCC\n")
    assert tasks is None and samples.targets.tolist() == [[1], [1]]
    assert samples.names.tolist() == ["sequence_1", "sequence_2"]


def test_a_table_has_all_that_its_columns_say(tmp_path: Path) -> None:
    text = (
        "name\tsequence\ttarget_K562\ttarget\tsplit\tgroup\tstrength\n"
        "x\tacgt\t1\t0.5\ttest\tg\t7.5\n"
        "\tGGGG\tNA\t\t\t\t\n"
    )
    samples, tasks = read(tmp_path, text)
    assert tasks == ["K562", "Reb1"]
    np.testing.assert_array_equal(samples.targets, np.array([[1, 0.5], [np.nan, np.nan]]))
    assert samples.targets.dtype == np.float32
    assert samples.names.tolist() == ["x", "sequence_2"]
    assert samples.split.tolist() == [2, -1]
    assert samples.group.tolist() == ["g", ""]
    assert samples.strength[0] == 7.5 and np.isnan(samples.strength[1])


@pytest.mark.parametrize("text", [DEEPBIND, ">a\nACGT\n", "sequence\ttarget\nACGT\t1\n"])
@pytest.mark.parametrize("change", ["CRLF", "gzip", "no last newline", "byte-order mark"])
def test_the_same_rows_are_read_from_every_kind_of_file(
    tmp_path: Path, text: str, change: str
) -> None:
    content = {
        "CRLF": text.replace("\n", "\r\n").encode(),
        "gzip": gzip.compress(text.encode()),
        "no last newline": text.rstrip("\n").encode(),
        "byte-order mark": text.encode("utf-8-sig"),
    }[change]
    (plain, tasks), (found, found_tasks) = read(tmp_path, text), read(tmp_path, content)
    assert letters(found) == letters(plain) and found_tasks == tasks
    np.testing.assert_array_equal(found.targets, plain.targets)
    assert found.names.tolist() == plain.names.tolist()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "own, row 1: this file is neither FASTA nor a table of sequences; start with '>'"),
        ("ACGT\nACGT\n", "own, row 1: this file is neither FASTA nor a table of sequences"),
        ("sequence\n", "own: the file has no sequences; give a file with rows"),
        ("FoldID\tEventID\tseq\tBound\n", "own: the file has no sequences"),
        ("<!DOCTYPE html>\n", "own: this is a web page, not sequences"),
        (b"sequence\nAC\xff\n", "own: this is not UTF-8 text"),
        ("sequence\ttarget\nACGT\t1\n\t0\n", "own, row 3: the sequence is empty"),
        (">a\n>b\nACGT\n", "own, row 1: this sequence is empty"),
        (
            "sequence\ttarget\nACGT\thigh\n",
            "own, row 2: target 'high' is not a number; give a number",
        ),
        ("sequence\ttarget\nACGT\tinf\n", "own, row 2: target 'inf' is not a number"),
        ("sequence\tstrength\nACGT\tx\n", "own, row 2: strength 'x' is not a number"),
        (
            "sequence\tsplit\nACGT\tdev\n",
            "row 2: split 'dev' is not one of train, validation, test",
        ),
        ("sequence\ttarget_\nACGT\t1\n", "own, row 1: column 'target_' names the task ''; give"),
        (
            "sequence\ttarget\ttarget_Reb1\nACGT\t1\t1\n",
            "own, row 1: column 'target' names the task 'Reb1', and so does another column; give",
        ),
        ("sequence\tname\tname\nACGT\ta\tb\n", "own, row 1: column 'name' appears twice; keep one"),
        ("sequence\nACGT\t1\n", "own, row 2: 2 cells, the header has 1; separate cells"),
        ("FoldID\tEventID\tseq\tBound\nA\tx\tACGT\t?\n", "own, row 2: Bound '?' is not a number"),
    ],
)
def test_bad_files_are_refused_by_name_and_row(
    tmp_path: Path, text: str | bytes, problem: str
) -> None:
    with pytest.raises(InputError, match=containing(problem)) as caught:
        read(tmp_path, text)
    assert "\n" not in str(caught.value)


def test_errors_name_the_origin(tmp_path: Path) -> None:
    (tmp_path / "own").write_text("sequence\n")
    with pytest.raises(
        InputError, match=containing("https://a.org/x.tsv: the file has no sequences")
    ):
        read_samples(tmp_path / "own", origin="https://a.org/x.tsv", experiment="x", kind="x")


def test_parts_are_joined_and_selected_row_by_row(tmp_path: Path) -> None:
    samples, _ = read(tmp_path, DEEPBIND)
    both = Samples.joined([samples, samples.select(np.array([3, 0]))])
    assert len(both) == 6 and letters(both)[4:] == ["GTGGA", "ACGTT"]
    assert both.targets[:, 0].tolist() == [1, 1, 0, 0, 0, 1]

import gzip
import logging
from pathlib import Path

import numpy as np
import pytest
from helpers import random_codes, write_tensor

from bindery.data.tensor_writer import TensorWriter
from bindery.data.tensors import Tensor
from bindery.training.predictions import read_predictions, write_predictions

SPLITS = np.array([0, 2, 1, 2, 0, 1])


@pytest.fixture
def tensor(tmp_path: Path) -> Path:
    target = np.array([1, 0, 1, 1, 0, 0])
    group = np.array([0, 7, 2, 7, 0, 2])
    names = ["a", "b", "c", '"d', "e", "f f"]
    return write_tensor(tmp_path / "t.h5", random_codes(6, 9), target, SPLITS, group, names)


def first_base(codes: np.ndarray) -> np.ndarray:
    return codes[:, 0] / 3


def test_validation_and_test_rows_are_written_in_this_order(tensor: Path, tmp_path: Path) -> None:
    base = random_codes(6, 9)[:, 0]
    with Tensor(tensor) as opened:
        write_predictions(tmp_path / "p.tsv.gz", opened, first_base)
    lines = gzip.decompress((tmp_path / "p.tsv.gz").read_bytes()).decode().splitlines()
    assert lines[0] == "row\tname\tsplit\tgroup\ttarget\tscore"
    assert [line.split("\t")[:5] for line in lines[1:]] == [
        ["2", "c", "validation", "2", "1"],
        ["5", "f f", "validation", "2", "0"],
        ["1", "b", "test", "7", "0"],
        ["3", '"d', "test", "7", "1"],
    ]
    assert [line.split("\t")[5] for line in lines[1:]] == [
        f"{base[n] / 3:.7g}" for n in (2, 5, 1, 3)
    ]


def test_predictions_read_back(tensor: Path, tmp_path: Path) -> None:
    with Tensor(tensor) as opened:
        write_predictions(tmp_path / "p.tsv.gz", opened, first_base)
    found = read_predictions(tmp_path / "p.tsv.gz")
    assert found.row.tolist() == [2, 5, 1, 3]
    assert found.of("validation").row.tolist() == [2, 5]
    test = found.of("test")
    assert (test.row.tolist(), test.group.tolist(), test.target.tolist()) == (
        [1, 3],
        [7, 7],
        [0, 1],
    )
    np.testing.assert_allclose(test.score, random_codes(6, 9)[[1, 3], 0] / 3, rtol=1e-6)
    assert len(found.of("train").row) == 0


def test_the_same_scores_make_the_same_bytes(tensor: Path, tmp_path: Path) -> None:
    with Tensor(tensor) as opened:
        for name in ("one.tsv.gz", "two.tsv.gz"):
            write_predictions(tmp_path / name, opened, first_base)
    assert (tmp_path / "one.tsv.gz").read_bytes() == (tmp_path / "two.tsv.gz").read_bytes()


def test_scores_keep_seven_digits(tensor: Path, tmp_path: Path) -> None:
    score = np.array([-123.456789, 1e-9])
    with Tensor(tensor) as opened:
        write_predictions(tmp_path / "p.tsv.gz", opened, lambda _: score)
    np.testing.assert_allclose(
        read_predictions(tmp_path / "p.tsv.gz").of("test").score, score, rtol=1e-6
    )


def test_unmeasured_targets_are_written_as_nan_and_intensities_to_seven_digits(
    tmp_path: Path,
) -> None:
    target = np.array([0, np.nan, 12345.678, -0.1, 0, np.nan])
    path = write_tensor(tmp_path / "t.h5", random_codes(6, 9), target, SPLITS)
    with Tensor(path) as opened:
        write_predictions(tmp_path / "p.tsv.gz", opened, first_base)
    lines = gzip.decompress((tmp_path / "p.tsv.gz").read_bytes()).decode().splitlines()
    assert [line.split("\t")[4] for line in lines[1:]] == ["12345.68", "nan", "nan", "-0.1"]
    found = read_predictions(tmp_path / "p.tsv.gz")
    np.testing.assert_array_equal(found.target, [12345.68, np.nan, np.nan, -0.1])


def test_of_several_tasks_the_first_is_written_and_the_others_named(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with TensorWriter(tmp_path / "t.h5", 9) as writer:
        writer.append(random_codes(6, 9))
        writer.finish(
            targets=np.arange(18).reshape(6, 3),
            split=SPLITS,
            group=np.arange(6),
            tasks=["one", "two", "three"],
            intervals=None,
            attributes={"seed": 1},
        )
    with Tensor(tmp_path / "t.h5") as opened, caplog.at_level(logging.WARNING):
        write_predictions(tmp_path / "p.tsv.gz", opened, first_base)
    assert read_predictions(tmp_path / "p.tsv.gz").target.tolist() == [6, 15, 3, 9]
    assert "predictions are for task 'one'; left out: two, three" in caplog.text

"""DeepBind's own ENCODE files, as the paper's authors published them."""

import numpy as np
import pytest

from bindery.data.assays.sequences_tensor import build_tensor
from bindery.data.tensors import Tensor

pytestmark = pytest.mark.real_data
NAME = "CTCFL_K562_CTCFL_(SC-98982)_HudsonAlpha"


@pytest.fixture(scope="module")
def tensor(real_data, tmp_path_factory):
    folder = real_data / "deepbind_encode"
    if not folder.is_dir():
        pytest.skip(f"no files of DeepBind at {folder}")
    made = tmp_path_factory.mktemp("deepbind") / "tensor.h5"
    build_tensor(
        sequences=str(folder / f"{NAME}_AC.seq.gz"),
        test_sequences=str(folder / f"{NAME}_B.seq.gz"),
        tensor=str(made),
        row_counts=str(made.with_name("qc")),
        experiment="CTCFL",
        origins={},
        expected={},
        window=101,
        stored=101,
        shares={"validation": 0.1, "test": 0.2},
        similarity=None,
        max_unknown=0.1,
        method="dinucleotide_shuffle",
        ratio=1,
        seed=1,
    )
    return made


def test_the_published_test_set_is_taken_as_it_is(tensor):
    with Tensor(tensor) as opened:
        test = opened.rows(opened.split_rows(2))
        names = opened.names()[opened.split_rows(2)]
    assert test.targets[:, 0].tolist() == [1] * 500 + [0] * 500
    assert names[0] == "seq_00002_peak" and names[500] == "seq_00002_shuf"
    np.testing.assert_array_equal(test.group[:500], test.group[500:])


def test_training_positives_are_all_there_shuffled_and_ranked(tensor):
    with Tensor(tensor) as opened:
        parts = [opened.split_rows(part) for part in (0, 1)]
        targets = [opened.rows(rows).targets[:, 0] for rows in parts]
        strength = opened.strength()
    assert sum(len(rows) for rows in parts) == 2 * 11033
    assert all(target.mean() == 0.5 for target in targets)
    assert 0.08 < len(parts[1]) / (2 * 11033) < 0.12
    positives = np.concatenate(
        [strength[rows][t == 1] for rows, t in zip(parts, targets, strict=True)]
    )
    assert sorted(positives, reverse=True) == list(range(-1, -11034, -1))

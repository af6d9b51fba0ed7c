"""The tensor of all experiments of a study, through the whole workflow."""

import h5py
import numpy as np
import pytest
from workflow.conftest import Study

from bindery import alphabet
from bindery.row_counts import read_row_counts

pytestmark = pytest.mark.slow

TENSOR = "results/tiny/study/tensor.h5"
KINDS = {
    "regions": {"kind": "regions", "window": 120, "overlap": 40, "background": 1},
    "bins": {"kind": "bins", "window": 200, "bin": 40, "widen": 41},
}


@pytest.fixture(scope="module", params=list(KINDS))
def built(request: pytest.FixtureRequest, tiny: Study, tmp_path_factory) -> Study:
    study = tiny.copied(tmp_path_factory.mktemp(request.param))
    study.config["multitask"] = {"tensor": KINDS[request.param]}
    study.write()
    study.run("--", TENSOR)
    return study


def test_one_file_has_a_column_for_each_experiment(built: Study) -> None:
    with h5py.File(built.folder / TENSOR) as file:
        assert file["tasks"].asstr()[:].tolist() == ["REST", "CTCF"]
        targets, split, codes = (file[name][:] for name in ("targets", "split", "sequences"))
        assert codes.shape == (len(split), file.attrs["window"]) and targets.dtype == np.uint8
    for part in range(3):
        assert ((targets[split == part] == 1).sum(axis=0) > 0).all()
    counts = read_row_counts(built.path("study", "tensor.qc.tsv"))
    kept = {reason: rows for step, reason, rows in counts if step == "kept"}
    assert [kept[part] for part in ("train", "validation", "test")] == np.bincount(split).tolist()
    # Each peak of the two files is read.
    assert ("read", "peaks", 120) in counts


def test_no_test_sequence_is_in_training_on_either_strand(built: Study) -> None:
    with h5py.File(built.folder / TENSOR) as file:
        split, codes = file["split"][:], file["sequences"][:]
        chrom = file["intervals/chrom"][:]
    digest = alphabet.strandless_digest(codes)
    for part in range(3):
        assert not np.isin(digest[split == part], digest[split != part]).any()
        assert not set(chrom[split == part]) & set(chrom[split != part])


def test_every_peak_that_is_kept_is_a_positive_of_its_experiment(built: Study) -> None:
    with h5py.File(built.folder / TENSOR) as file:
        targets, start = file["targets"][:], file["intervals/start"][:]
        chrom = np.array([name.decode() for name in file["intervals/chrom"][:]])
        window = file.attrs["window"]
    for task, name in enumerate(("REST", "CTCF")):
        windows = [line.split("\t") for line in built.path(name, "peaks.bed").open()]
        centres = [(row[0], int(row[1]) + 61 // 2) for row in windows]
        own = targets[:, task] == 1
        for where, centre in centres:
            near = own & (chrom == where) & (start <= centre) & (centre < start + window)
            assert near.any(), (name, where, centre)


def test_the_tensor_is_asked_for_by_the_config_alone(built: Study) -> None:
    assert built.jobs("--", TENSOR) == {}
    jobs = built.jobs("--forcerun", "build_study_tensor")
    assert jobs["build_study_tensor"] == 1 and "train" not in jobs
    del built.config["multitask"]
    built.write()
    assert "build_study_tensor" not in built.jobs("--forcerun", "all")
    assert "there is no multitask.tensor" in built.run("--", TENSOR, fails=True)

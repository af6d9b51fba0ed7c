"""Several backgrounds of a study, through the whole workflow."""

import json

import h5py
import numpy as np
import pytest
from sklearn.metrics import roc_auc_score
from workflow.conftest import Study

from bindery import tsv

BASELINE = "results/tiny/REST/kmer_logreg/metrics.json"


@pytest.fixture(scope="module")
def tested(tiny: Study, tmp_path_factory) -> Study:
    """The tiny study's baselines, tested against the other protein's peaks too."""
    study = tiny.copied(tmp_path_factory.mktemp("backgrounds"))
    study.config["background"]["test"] = ["other_peaks"]
    study.config["models"] = {}
    study.write()
    study.run("--", "all")
    return study


def rows_of(study: Study) -> dict[str, np.ndarray]:
    with h5py.File(study.path("REST", "tensor.h5")) as file:
        names = ["", *file.attrs["backgrounds"].split(",")]
        kinds = np.array(names)[file["background"][:]]
        found = {name: file[f"intervals/{name}"][:] for name in ("chrom", "start", "end")}
        return {"kind": kinds, "split": file["split"][:], "target": file["targets"][:, 0], **found}


@pytest.mark.slow
def test_test_rows_are_peaks_of_others_that_overlap_none_of_its_own(tested: Study) -> None:
    rows = rows_of(tested)
    other = rows["kind"] == "other_peaks"
    assert other.any() and (rows["split"][other] == 2).all() and not rows["target"][other].any()
    lines = [line.split("\t") for line in tested.path("CTCF", "peaks.bed").open()]
    theirs = {(line[0], int(line[1])) for line in lines}
    mine = rows["target"] == 1
    for chrom, start, end in zip(
        *(rows[name][other] for name in ("chrom", "start", "end")), strict=True
    ):
        assert (chrom.decode(), start) in theirs
        same = mine & (rows["chrom"] == chrom)
        assert not (same & (rows["start"] < end) & (start < rows["end"])).any()


@pytest.mark.slow
def test_the_first_background_judges_and_others_have_columns(tested: Study, tiny: Study) -> None:
    found = json.loads((tested.folder / BASELINE).read_text())
    before = json.loads((tiny.folder / BASELINE).read_text())
    shared = ("auroc", "auprc", "n_train", "n_test", "positives_test")
    assert {name: found[name] for name in shared} == {name: before[name] for name in shared}
    rows = tsv.read(tested.path("REST", "kmer_logreg", "predictions.tsv.gz"))
    test = [
        row for row in rows if row["split"] == "test" and row["background"] in ("", "other_peaks")
    ]
    target, score = ([float(row[name]) for row in test] for name in ("target", "score"))
    assert found["auroc_other_peaks"] == pytest.approx(roc_auc_score(target, score), abs=1e-9)
    assert found["n_test_other_peaks"] == len(test)
    assert found["auroc_low_other_peaks"] <= found["auroc_other_peaks"]
    (summary, *_) = tsv.read_numbers(tested.path("summary.tsv"))
    assert 0 <= summary["auroc_other_peaks"] <= 1


@pytest.mark.slow
def test_pages_show_both_backgrounds(tested: Study) -> None:
    for page in (tested.path("report.html"), tested.path("REST", "report.html")):
        assert "Against peaks of other proteins" in page.read_text(), page


@pytest.mark.slow
def test_a_mix_trains_on_both(tiny: Study, tmp_path) -> None:
    study = tiny.copied(tmp_path)
    study.config["background"] = {"method": "genomic", "mix": ["other_peaks"]}
    study.write()
    study.run("--", "results/tiny/REST/tensor.h5")
    rows = rows_of(study)
    train = rows["split"] == 0
    count = {kind: int((rows["kind"][train] == kind).sum()) for kind in ("", "genomic")}
    assert count[""] == count["genomic"] > 0
    assert (rows["kind"][train] == "other_peaks").sum() > 0


@pytest.mark.parametrize(
    ("background", "rows", "problem"),
    [
        ({"test": ["other_peaks"]}, 1, "'REST' has the background other_peaks, and no other"),
        ({"mix": ["given"]}, 2, "background.mix"),
        (
            {"method": "dinucleotide_shuffle", "mix": ["genomic"]},
            2,
            "background.mix adds others to 'dinucleotide_shuffle'",
        ),
        ({"test": ["given"]}, 2, "background.test"),
    ],
)
def test_impossible_backgrounds_are_refused(
    tiny: Study, tmp_path, background: dict, rows: int, problem: str
) -> None:
    study = tiny.copied(tmp_path)
    study.config["background"] = background
    del study.rows[rows:]
    study.write()
    assert problem in study.run("-n", fails=True)

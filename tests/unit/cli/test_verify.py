import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture
def study(user: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Results of one baseline, in the folder that the command runs in."""
    from helpers import planted_tensor

    from bindery.steps.fit_baseline import fit_baseline

    folder = user / "own/results/mine/Reb1/composition"
    folder.mkdir(parents=True)
    evaluation = {"target": "class", "experiment": "Reb1", "protein": "Reb1", "assay": "sequences"}
    evaluation |= {"label": None, "model": "composition", "backgrounds": [], "draws": 20}
    evaluation |= {"confidence": 0.9, "seed": 1}
    own = {"baseline": "composition", "target": "class", "window": 40, "both_strands": True}
    fit_baseline(
        tensor=str(planted_tensor(folder.parent / "tensor.h5", rows=120)),
        model=str(folder / "model.npz"),
        predictions=str(folder / "predictions.tsv.gz"),
        provenance=str(folder / "provenance.json"),
        metrics=str(folder / "metrics.json"),
        settings=own
        | {
            "jaspar": None,
            "release": "",
            "evaluation": evaluation | {"confidence": 0.9, "seed": 1},
        },
    )
    monkeypatch.chdir(user / "own")
    return folder


def test_the_exit_code_says_that_all_agree(study: Path, bindery: Callable) -> None:
    code, printed, errors = bindery("verify", "results/mine", "-o", "checks.tsv")
    assert (code, errors, printed.count("\n")) == (0, "", 1)
    assert "checks of" in printed and "differ" not in printed and "not checked" not in printed
    assert Path("checks.tsv").read_text().startswith("file\tcheck\tstored\tfound\tverdict\n")


def test_the_exit_code_says_that_something_differs(study: Path, bindery: Callable) -> None:
    values = json.loads((study / "metrics.json").read_text())
    (study / "metrics.json").write_text(json.dumps(values | {"auroc": 0.999}))
    code, printed, _ = bindery("verify", "results/mine")
    assert code == 1
    assert printed.startswith("Reb1/composition/metrics.json: auroc differs: found 0.")
    assert ", stored 0.999\n" in printed


def test_the_exit_code_says_that_something_was_not_checked(study: Path, bindery: Callable) -> None:
    (study.parent / "tensor.h5").unlink()
    code, printed, _ = bindery("verify", "results/mine")
    assert code == 2 and "not checked" in printed


def test_a_folder_without_results_is_an_error_in_one_line(study: Path, bindery: Callable) -> None:
    shutil.rmtree("results/mine")
    code, printed, errors = bindery("verify", "results/mine")
    assert (code, printed) == (1, "")
    assert errors.startswith("ERROR results/mine: there are no results of a study here; ")

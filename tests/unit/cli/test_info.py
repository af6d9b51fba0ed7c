import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from helpers import run_python


def test_a_models_window_scores_and_versions_are_told(bindery: Callable) -> None:
    code, printed, errors = bindery("info", "results/mine/CTCF/auto")
    assert (code, errors) == (0, "")
    rows = [line.split("  ", 1) for line in printed.splitlines()]
    told = {label: value.strip() for label, value in rows}
    assert told["window"] == "20"
    assert told["parameters"] == "19"
    assert told["architecture"] == "deepbind"
    assert told["note"] == "simulated data"
    assert told["test auroc"] == "0.993 (0.989 to 0.997); best baseline, pwm: 0.971"
    assert told["rows"] == "2,820 training, 808 test"
    assert told["versions"] == "bindery 0.1.0, keras 3.15.1, python 3.11.7"
    assert told["SHA-256 of the data"] == "ab" * 32
    assert len(told["SHA-256 of the file"]) == 64
    assert "card" not in told


def test_json_has_all_that_is_known(bindery: Callable) -> None:
    code, printed, _ = bindery("info", "--json", "results/mine/CTCF/auto/model.keras")
    found = json.loads(printed)
    assert code == 0
    assert found["file"]["window"] == 20 and found["metrics"]["auroc"] == 0.9934
    assert found["provenance"]["versions"]["keras"] == "3.15.1"


def test_of_a_file_alone_it_tells_what_the_file_does(bindery: Callable, user: Path) -> None:
    content = (user / "results/mine/CTCF/auto/model.keras").read_bytes()
    (user / "mine.keras").write_bytes(content)
    code, printed, _ = bindery("info", "mine.keras")
    assert code == 0
    assert "window" in printed and "auroc" not in printed


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("absent", "ERROR absent: there is no model here; "),
        ("results/mine/CTCF", "ERROR results/mine/CTCF: there is no model here; "),
        ("peaks.bed", "ERROR peaks.bed: this is no model: no .keras file; "),
        ("damaged.keras", "ERROR damaged.keras: this is no model: no .keras file; "),
        ("broken/model.keras", "ERROR broken/metrics.json: the file is cut, damaged or edited ("),
    ],
)
def test_what_is_no_model_is_refused_in_a_line(
    path: str, told: str, bindery: Callable, user: Path
) -> None:
    content = (user / "results/mine/CTCF/auto/model.keras").read_bytes()
    (user / "damaged.keras").write_bytes(content[:300])
    (user / "broken").mkdir()
    (user / "broken/model.keras").write_bytes(content)
    (user / "broken/metrics.json").write_text("{")
    code, printed, errors = bindery("info", path)
    assert (code, printed) == (1, "")
    assert errors.startswith(told) and errors.count("\n") == 1


def test_no_keras_and_no_tensorflow_is_imported(user: Path) -> None:
    code = (
        "import sys; from bindery.cli.main import exit_code; "
        "sys.modules.update(dict.fromkeys(('keras', 'tensorflow', 'pandas', 'rich'))); "
        "code = exit_code(['info', 'results/mine/CTCF/auto']); sys.exit(code)"
    )
    result = run_python(code, user)
    assert result.returncode == 0, result.stderr
    assert "test auroc" in result.stdout


def test_models_in_an_archive_are_listed(bindery: Callable, user: Path) -> None:
    with zipfile.ZipFile(user / "models.zip", "w") as archive:
        entry = {"name": "CTCF/auto", "window": 20, "target": "class"}
        index = {"format": "bindery models", "version": 1, "models": [entry]}
        archive.writestr("index.json", json.dumps(index))
    code, printed, _ = bindery("info", "models.zip")
    assert code == 0
    assert printed.splitlines()[0] == "1 models in models.zip"
    assert "CTCF/auto" in printed

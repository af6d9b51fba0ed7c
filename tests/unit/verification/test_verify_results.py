"""Whatever is cut, flipped or edited in a study's results, verification finds it."""

import gzip
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from damage import cut, flipped, overwritten

from bindery.errors import InputError
from bindery.steps.verify_results import verify_results
from bindery.verification.checks import AGREES, DIFFERS, UNCHECKED, read_checks, verdict_of

# Of each of these, a digest is recorded when it is made.
RECORDED = (
    *("Reb1/tensor.h5", "Reb1/deepbind/model.keras", "Reb1/deepbind/predictions.tsv.gz"),
    *("Reb1/deepbind/history.tsv", "Reb1/kmer_logreg/model.npz"),
    "Reb1/kmer_logreg/predictions.tsv.gz",
)
OTHERS = (
    *("Reb1/deepbind/metrics.json", "Reb1/deepbind/card.json", "Reb1/deepbind/provenance.json"),
    *("Reb1/composition/metrics.json", "summary.tsv", "Reb1/deepbind/roc.svg"),
)


def files_of(checks: list) -> set[str]:
    return {check.file for check in checks}


def test_results_as_they_were_made_agree(root: Path, verified: Callable) -> None:
    assert verified() == []
    checks = verify_results(str(root), table=str(root / "checks.tsv"))
    assert verdict_of(checks) == AGREES and len(checks) > 80
    assert read_checks(root / "checks.tsv") == checks


def test_scores_by_the_models_agree(root: Path, verified: Callable) -> None:
    assert verified(deep=True) == []
    checks = verify_results(str(root), deep=True)
    assert sum(check.check == "scores by the model" for check in checks) == 3


@pytest.mark.parametrize("kind", [cut, flipped, overwritten])
@pytest.mark.parametrize("name", RECORDED)
def test_damage_of_what_was_recorded_is_found(
    name: str, kind: Callable, root: Path, verified: Callable
) -> None:
    whole = (root / name).read_bytes()
    for what, content in list(kind(whole))[::3]:
        (root / name).write_bytes(content)
        assert name in files_of(verified()), what


@pytest.mark.parametrize("name", OTHERS)
def test_a_cut_or_overwritten_file_is_found(name: str, root: Path, verified: Callable) -> None:
    whole = (root / name).read_bytes()
    for what, content in (*cut(whole), *overwritten(whole)):
        if content.rstrip() != whole.rstrip():
            (root / name).write_bytes(content)
            found = verified()
            assert any(check.file == name and check.verdict == DIFFERS for check in found), what


@pytest.mark.parametrize("name", (*RECORDED, *OTHERS))
def test_after_a_verification_a_changed_bit_is_found_in_any_file(
    name: str, root: Path, verified: Callable
) -> None:
    verify_results(str(root), table=str(root / "verification.tsv"))
    assert verified() == []
    file = root / name
    before, whole = file.stat(), file.read_bytes()
    for what, content in list(flipped(whole))[1::5]:
        file.write_bytes(content)
        os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
        assert any(check.file == name and check.verdict == DIFFERS for check in verified()), what


def test_a_file_that_was_written_since_is_not_called_damaged(
    root: Path, verified: Callable
) -> None:
    verify_results(str(root), table=str(root / "verification.tsv"))
    (root / "Reb1/deepbind/roc.svg").write_text("<svg> </svg>\n")
    later = (root / "verification.tsv").stat().st_mtime + 9
    os.utime(root / "Reb1/deepbind/roc.svg", (later, later))
    (check,) = verified()
    assert (check.file, check.verdict) == ("Reb1/deepbind/roc.svg", UNCHECKED)


def test_a_file_that_is_missing_since_is_found(root: Path, verified: Callable) -> None:
    verify_results(str(root), table=str(root / "verification.tsv"))
    (root / "Reb1/deepbind/roc.svg").unlink()
    assert [check.found for check in verified()] == ["it is missing"]


@pytest.mark.parametrize("key", ["auroc", "auprc_low", "gain_high", "n_train", "baseline"])
def test_an_edited_metric_is_found_by_its_name(key: str, root: Path, verified: Callable) -> None:
    for model in ("deepbind",):
        file = root / "Reb1" / model / "metrics.json"
        values = json.loads(file.read_text())
        values[key] = "pwm" if key == "baseline" else values[key] + 1
        file.write_text(json.dumps(values))
        wrong = {(check.file, check.check) for check in verified()}
        assert (f"Reb1/{model}/metrics.json", key) in wrong


def test_an_edited_prediction_is_found_by_digest_metrics_and_model(
    root: Path, verified: Callable
) -> None:
    file = root / "Reb1/deepbind/predictions.tsv.gz"
    lines = gzip.decompress(file.read_bytes()).decode().splitlines()
    cells = lines[-1].split("\t")
    cells[5] = "99" if float(cells[4]) == 0 else "-99"
    file.write_bytes(gzip.compress("\n".join([*lines[:-1], "\t".join(cells), ""]).encode()))
    wrong = {(check.file.rsplit("/", 1)[-1], check.check) for check in verified(deep=True)}
    assert {("predictions.tsv.gz", "digest"), ("metrics.json", "auroc")} <= wrong
    assert ("predictions.tsv.gz", "scores by the model") in wrong


def test_another_model_of_the_same_shape_is_found_by_its_scores(
    root: Path, verified: Callable
) -> None:
    from bindery.models.loading import load_model
    from bindery.models.saving import save

    model = load_model(root / "Reb1/deepbind")
    model.set_weights([values + 1 for values in model.get_weights()])
    save(model, root / "Reb1/deepbind/model.keras")
    wrong = {(check.file, check.check) for check in verified(deep=True)}
    assert ("Reb1/deepbind/predictions.tsv.gz", "scores by the model") in wrong
    assert ("Reb1/deepbind/card.json", "digest of the weights") in wrong


def test_an_edited_summary_is_found(root: Path, verified: Callable) -> None:
    file = root / "summary.tsv"
    file.write_text(file.read_text().replace("Reb1\tReb1", "Reb1\tRap1", 1))
    assert [check.check for check in verified()] == ["row of Reb1 deepbind"]


def test_a_missing_tensor_is_not_checked(root: Path, verified: Callable) -> None:
    (root / "Reb1/tensor.h5").unlink()
    found = verified()
    assert {check.verdict for check in found} == {UNCHECKED}
    assert verdict_of(found) == UNCHECKED


def test_a_folder_without_results_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no results of a study"):
        verify_results(str(tmp_path))

"""What makes which jobs run again: the promise that users notice."""

import os
import shutil

import pytest
from workflow.conftest import Study, copy_checkout

MODULES = "workflow/scripts/bindery"
EVALUATED = {
    "evaluate_classes": 2,
    "fit_baseline": 6,
    "write_card": 2,
    "summarise": 1,
    "plot_comparison": 1,
}
REPORTED = {"report_experiment": 2, "report_study": 1}


@pytest.fixture(scope="module")
def finished(tiny, tmp_path_factory):
    """A finished run in a folder, by an editable copy of the workflow."""
    checkout = tmp_path_factory.mktemp("edited")
    copy_checkout(checkout)
    study = Study(tiny.copied(tmp_path_factory.mktemp("finished")).folder, checkout)
    # The picture of the rules depends on where they are, so it and its page are made again.
    study.run()
    return study


@pytest.fixture
def study(finished, tmp_path):
    """A copy of the finished run, times included, that a test may change."""
    return finished.copied(tmp_path)


@pytest.fixture
def edited(study):
    """Appends a line to a file of the workflow for the length of a test."""
    kept = {}

    def append(name, text="\nEDITED = 1\n"):
        path = study.repository / name
        kept[path] = path.read_bytes()
        path.write_bytes(kept[path] + text.encode())

    yield append
    for path, content in kept.items():
        path.write_bytes(content)


def test_nothing_changed_reruns_nothing(study):
    assert study.jobs() == {}


def test_touching_any_file_of_the_workflow_reruns_nothing(study):
    for path in study.repository.rglob("*"):
        if path.is_file():
            os.utime(path)
    assert study.jobs() == {}


@pytest.mark.slow
def test_a_comment_reruns_nothing(study, edited):
    for path in (study.repository / MODULES).rglob("*.py"):
        edited(path.relative_to(study.repository), "\n# edited\n")
    assert study.jobs() == {}


def test_editing_training_reruns_trainings_and_what_follows(study, edited):
    edited(f"{MODULES}/training/train.py")
    assert study.jobs() == {
        "train": 2,
        "evaluate_classes": 2,
        "write_card": 2,
        "summarise": 1,
        "plot_comparison": 1,
        **REPORTED,
    }


def test_editing_a_kind_of_target_in_training_reruns_its_trainings(study, edited):
    edited(f"{MODULES}/training/intensities.py")
    assert study.jobs() == {}
    edited(f"{MODULES}/training/classes.py")
    assert study.jobs("--", *trained(study, "REST")) == {"train": 1}


def test_editing_evaluation_evaluates_again_and_trains_no_model(study, edited):
    edited(f"{MODULES}/evaluation/classes.py")
    assert study.jobs() == {**EVALUATED, **REPORTED}


def test_editing_a_figure_draws_it_again_and_fits_nothing(study, edited):
    edited(f"{MODULES}/figures/curves.py")
    jobs = study.jobs()
    assert jobs["evaluate_classes"] == 2
    assert not {"train", "fit_baseline", "build_tensor", "explain"} & set(jobs)


def test_editing_what_validates_or_fetches_makes_no_model(study, edited):
    for module in ("study/settings.py", "downloads.py", "study/schema.py"):
        edited(f"{MODULES}/{module}")
    assert study.jobs() == {}


def test_editing_an_architecture_reruns_its_trainings(study, edited):
    edited(f"{MODULES}/models/architectures/deepbind.py")
    assert study.jobs("--", *trained(study, "REST")) == {"train": 1}


def test_editing_a_module_that_only_pages_use_rewrites_pages(study, edited):
    edited(f"{MODULES}/figures/numerals.py")
    assert study.jobs() == REPORTED


@pytest.mark.slow
def test_editing_a_template_rewrites_its_pages(study, edited):
    edited(f"{MODULES}/report/templates/study.html", "<!-- edited -->")
    assert study.jobs() == {"report_study": 1}


@pytest.mark.slow
def test_editing_a_script_reruns_its_rule(study, edited):
    edited("workflow/scripts/summarise.py")
    assert study.jobs("--", "results/tiny/summary.tsv") == {"summarise": 1}


def test_one_experiments_setting_reruns_that_experiment_only(study):
    study.rows[0]["training.epochs"] = "3"
    study.write()
    jobs = study.jobs()
    assert jobs["train"] == 1
    assert "build_tensor" not in jobs and "fit_baseline" not in jobs
    assert jobs["evaluate_classes"] == 1
    assert "REST" in study.run("--dry-run", "--quiet", "host")


@pytest.mark.slow
def test_the_seed_of_the_study_reruns_all_trainings(study):
    study.config["training"]["learning_rate"] = 0.001
    study.write()
    assert study.jobs()["train"] == 2


def test_a_new_experiment_brings_only_its_own_jobs(study):
    study.rows.append({**study.rows[0], "experiment": "REST.again"})
    study.write()
    jobs = study.jobs("--", "results/tiny/REST.again/deepbind/metrics.json")
    assert jobs == {
        "normalise_peaks": 1,
        "build_tensor": 1,
        "train": 1,
        "fit_baseline": 3,
        "evaluate_classes": 1,
    }
    assert study.jobs()["train"] == 1


def trained(study, experiment):
    return [f"results/tiny/{experiment}/deepbind/model.keras"]


@pytest.mark.slow
def test_forcerun_repeats_one_training_only(study):
    target = "results/tiny/REST/deepbind/metrics.json"
    jobs = study.jobs("--forcerun", "train", "--", target)
    assert jobs == {"train": 1, "evaluate_classes": 1}


def test_a_skipped_experiment_is_left_out_but_can_be_asked_for(study):
    study.rows[1]["skip"] = "too few peaks"
    study.write()
    study.folder.joinpath("results/tiny/CTCF/deepbind/model.keras").unlink()
    assert "train" not in study.jobs()
    assert study.jobs("--", *trained(study, "CTCF")) == {"train": 1}


@pytest.mark.slow
def test_a_changed_peak_file_reruns_its_experiment(study):
    own = study.folder / "own.narrowPeak"
    shutil.copy(study.folder / "resources/simulated/REST.narrowPeak", own)
    study.rows[0]["peaks"] = "own.narrowPeak"
    study.write()
    study.run("--", *trained(study, "REST"))
    lines = own.read_text().splitlines(keepends=True)
    own.write_text("".join(lines[:-1]))
    jobs = study.jobs("--", *trained(study, "REST"))
    assert jobs["normalise_peaks"] == 1 and jobs["train"] == 1

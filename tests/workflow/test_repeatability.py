import os
import signal
import subprocess
import time

import numpy as np
import pytest
from workflow.conftest import Study

COMPARED = (
    "*/tensor.h5",
    "*/*.qc.tsv",
    "*/*/predictions.tsv.gz",
    "*/*/metrics.json",
    "*/*/history.tsv",
    "*/*/model.npz",
    "*/*/model.keras",
    "*/*/*.svg",
    "*.svg",
    "summary.tsv",
    "report.html",
)


def contents(study):
    root = study.path()
    files = [path for pattern in COMPARED for path in root.glob(pattern)]
    return {str(path.relative_to(root)): path.read_bytes() for path in files}


def differing(one, other):
    assert one.keys() == other.keys() and len(one) > 30
    return [name for name in one if one[name] != other[name]]


@pytest.fixture(scope="module")
def again(copied_workflow, tmp_path_factory):
    """The tiny study, killed in a training and then run to its end, on one core."""
    study = Study(tmp_path_factory.mktemp("again"), copied_workflow)
    study.write()
    log = study.path("logs", "train", "REST", "deepbind.log")
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        study.command("--", "results/tiny/REST/deepbind/metrics.json", cores=1),
        cwd=study.folder,
        env=environment,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        deadline = time.monotonic() + 120
        while not (log.exists() and "epoch 1 of" in log.read_text()):
            assert time.monotonic() < deadline and process.poll() is None
            time.sleep(0.05)
        os.killpg(process.pid, signal.SIGKILL)
    assert not study.path("REST", "deepbind", "metrics.json").exists()
    study.run("--unlock")
    study.run(cores=1)
    return study


@pytest.mark.slow
def test_killed_in_training_and_run_again_gives_the_same_bytes(tiny, again):
    for name in ("tensor.h5", "deepbind/predictions.tsv.gz", "deepbind/metrics.json"):
        assert again.path("REST", name).read_bytes() == tiny.path("REST", name).read_bytes()


@pytest.mark.slow
def test_the_same_config_gives_the_same_bytes_whatever_the_cores(tiny, again, keras):
    import bindery.models.layers  # noqa: F401  Saved models name its layers.

    assert differing(contents(tiny), contents(again)) == []
    one, other = (
        keras.saving.load_model(run.path("CTCF", "deepbind", "model.keras")).get_weights()
        for run in (tiny, again)
    )
    for left, right in zip(one, other, strict=True):
        np.testing.assert_array_equal(left, right)


def test_the_order_of_experiments_and_new_ones_change_no_other(tiny, study):
    study.rows = [{**study.rows[0], "experiment": "another"}, *reversed(study.rows)]
    study.write()
    study.run("--", "results/tiny/CTCF/deepbind/metrics.json")
    for name in ("tensor.h5", "deepbind/predictions.tsv.gz", "deepbind/metrics.json"):
        assert study.path("CTCF", name).read_bytes() == tiny.path("CTCF", name).read_bytes()


def test_another_seed_gives_another_result(tiny, study):
    study.config["seed"] = 2
    study.write()
    study.run("--", "results/tiny/CTCF/tensor.h5")
    changed = study.path("CTCF", "tensor.h5").read_bytes()
    assert changed != tiny.path("CTCF", "tensor.h5").read_bytes()

"""What the profiles for clusters ask for, by a dry run."""

import functools
import re

import pytest
from workflow.conftest import TRUNK, Study

PROFILES = {"slurm": "slurm_partition", "generic": "queue"}
ON_GPU = {"train", "explain"}


@pytest.fixture(scope="module")
def plan(copied_workflow, tmp_path_factory):
    """A function: what a profile's dry run of a study with most rules prints."""
    study = Study(tmp_path_factory.mktemp("profiles"), copied_workflow)
    study.config["calibration"] = {"preset": "quick"}
    study.config["explanation"] = {"patterns": True}
    study.config["scoring"] = {"candidates": "candidates.fa"}
    (study.folder / "candidates.fa").write_text(">a\nACGT\n")
    study.write()

    @functools.cache
    def printed(profile, *arguments):
        folder = str(copied_workflow / "profiles" / profile)
        # What this machine has does not matter to a cluster.
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("BINDERY_GPU", "1")
            return study.run("--dry-run", "--workflow-profile", folder, *arguments)

    return printed


def resources(printed):
    """Rule and resources of each job of a dry run, but for `all`."""
    job = r"^ *(?:local)?rule (\w+):\n(?:.*\n)*?^ *resources: (.*)$"
    found = re.findall(job, printed, flags=re.MULTILINE)
    pairs = [(rule, dict(re.findall(r"(\w+)=([^,]+)", text))) for rule, text in found]
    return [(rule, asked) for rule, asked in pairs if rule != "all"]


@pytest.mark.parametrize("profile", PROFILES)
def test_only_what_trains_or_explains_asks_for_a_gpu(plan, profile):
    jobs = resources(plan(profile))
    assert {rule for rule, asked in jobs if asked.get("gpu", "0") != "0"} == ON_GPU
    assert {rule for rule, asked in jobs if asked[PROFILES[profile]] == "gpu"} == ON_GPU


@pytest.mark.parametrize("profile", PROFILES)
def test_every_job_asks_for_memory_and_time(plan, profile):
    jobs = resources(plan(profile))
    assert len({rule for rule, _ in jobs}) > 15
    for rule, asked in jobs:
        assert 0 < int(asked["mem_mb"]) <= 4100, rule
        assert 0 < int(asked["runtime"]) <= 180, rule


@pytest.mark.parametrize("profile", PROFILES)
def test_no_training_is_in_a_group(plan, profile):
    printed = plan(profile)
    grouped = set(re.findall(r"^ +rule (\w+):$", printed, flags=re.MULTILINE))
    assert {"build_tensor", "fit_baseline", "evaluate_classes", "report_experiment"} <= grouped
    assert not grouped & (ON_GPU | {"find_patterns", "score_sequences"})
    # Two groups for each of two experiments, and one for the study.
    assert len(re.findall(r"Group job \w+", printed)) == 5


def test_a_second_attempt_asks_for_twice_as_much(plan):
    first, second = (dict(resources(plan("slurm", *more))) for more in ((), ("--attempt", "2")))
    for name in ("mem_mb", "runtime"):
        doubled = {rule: 2 * int(asked[name]) for rule, asked in first.items()}
        assert {rule: int(asked[name]) for rule, asked in second.items()} == doubled


def test_memory_and_time_grow_with_the_tensor(study):
    study.write()
    tensor = study.path("REST", "tensor.h5")
    tensor.parent.mkdir(parents=True)
    tensor.write_bytes(bytes(10_000_000))
    target = "results/tiny/REST/deepbind/model.keras"
    arguments = ("--dry-run", "--allowed-rules", "train", "--", target)
    printed = study.run(*arguments)
    assert "mem_mb=4600" in printed and "runtime=110" in printed
    # The search has its time too.
    study.config["calibration"] = {"preset": "quick"}
    study.write()
    assert "runtime=330" in study.run(*arguments)


@pytest.mark.parametrize("devices", [1, 3])
@pytest.mark.parametrize("profile", PROFILES)
def test_a_trunk_asks_for_as_many_gpus_as_devices(study, copied_workflow, profile, devices):
    study.config |= {
        "background": {"method": "genomic"},
        "multitask": {"trunks": {"narrow": TRUNK}},
        "models": {"shared": {"trunk": "narrow"}},
        "baselines": ["pwm"],
        "devices": devices,
    }
    study.write()
    folder = str(copied_workflow / "profiles" / profile)
    model = "results/tiny/study/narrow/model.keras"
    printed = study.run("--dry-run", "--workflow-profile", folder, "--", model)
    asked = dict(resources(printed))["train_trunk"]
    assert (asked[PROFILES[profile]], asked["gpu"]) == ("gpu", str(devices))

"""A tiny study through the SLURM profile, on a cluster that is disturbed."""

import subprocess
import sys
import time
from pathlib import Path

import pytest
from slurm.cluster import FIRST_JOB, Cluster, missing, wait_for
from workflow.conftest import Study

pytestmark = pytest.mark.slow

# Seconds after which a run of Snakemake is killed: its plugin can wait for ever.
LIMIT = 540
TRAINED = ("model.keras", "history.tsv", "predictions.tsv.gz", "provenance.json")
PREDICTIONS = [f"results/tiny/{name}/deepbind/predictions.tsv.gz" for name in ("REST", "CTCF")]
REPEATED = ("tensor.h5", "deepbind/predictions.tsv.gz", "deepbind/metrics.json")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    reason = missing()
    if reason:
        pytest.skip(reason)
    made = Cluster(tmp_path_factory.mktemp("cluster"))
    try:
        made.start()
        yield made
    finally:
        made.stop()
    assert made.processes() == []


class Run:
    """Snakemake at work on a cluster."""

    def __init__(self, cluster, study, *arguments):
        self.cluster = cluster
        self.study = study
        self.started = time.time()
        self.first = max([FIRST_JOB, *(int(job["JobId"]) + 1 for job in cluster.jobs())])
        profile = study.repository / "profiles" / "slurm"
        # This cluster keeps no accounts, so squeue tells of jobs.
        options = ["--workflow-profile", str(profile), "--slurm-status-command", "squeue"]
        options += ["--slurm-init-seconds-before-status-checks", "2", "--latency-wait", "5"]
        snakemake = study.command(*options, *arguments)
        programs = Path(sys.executable).parent
        environment = cluster.environment()
        environment["PATH"] = f"{environment['PATH']}:{programs}"
        self.output = study.folder / "snakemake.out"
        with open(self.output, "w") as output:
            self.process = subprocess.Popen(
                ["timeout", "--kill-after=10", str(LIMIT), *snakemake],
                cwd=study.folder,
                env=environment | {"PYTHONUNBUFFERED": "1"},
                stdout=output,
                stderr=output,
            )

    def jobs(self, rule):
        """This run's jobs of a rule or group, oldest first."""
        found = [job for job in self.cluster.jobs() if int(job["JobId"]) >= self.first]
        return [job for job in found if job["Comment"].startswith(f"rule_{rule}")]

    def in_training(self, experiment):
        """Wait until an experiment's training has got to its first epochs; its job."""
        rule = f"train_wildcards_{experiment}_"
        log = self.study.path("logs", "train", experiment, "deepbind.log")

        def is_training():
            assert self.process.poll() is None, self.output.read_text()[-4000:]
            running = [job for job in self.jobs(rule) if job["JobState"] == "RUNNING"]
            written = log.exists() and log.stat().st_mtime > self.started
            return running and written and "epoch 1 of" in log.read_text()

        wait_for(is_training, f"the training of {experiment}", LIMIT)
        return self.jobs(rule)[-1]

    def finish(self):
        code = self.process.wait()
        assert code == 0, self.output.read_text()[-4000:]

    def stop(self):
        """End Snakemake, if something went wrong before it was through."""
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait()


def gpus(job):
    """GPUs that a job asked for."""
    return int(job.get("TresPerJob", "gres:gpu:0").rpartition(":")[2])


def new_study(folder, repository):
    """Two proteins whose trainings last some seconds; one of them is explained."""
    study = Study(folder, repository)
    study.config["training"] = {"epochs": 12, "patience": 12, "least_steps": 200, "restarts": 1}
    study.config["baselines"] = ["kmer_logreg"]
    study.config["explanation"] = {"maps": 2}
    study.rows[0] |= {"explanation.enabled": "false"}
    study.write()
    return study


@pytest.fixture(scope="module")
def finished(cluster, copied_workflow, tmp_path_factory):
    """A whole study; one of its trainings was cancelled half-way, the other one requeued."""
    run = Run(cluster, new_study(tmp_path_factory.mktemp("study"), copied_workflow))
    try:
        cancelled = run.in_training("REST")["JobId"]
        cluster.ask("scancel", cancelled)
        requeued = run.in_training("CTCF")["JobId"]
        cluster.ask("scontrol", "requeue", requeued)
        wait_for(lambda: not cluster.runs(requeued), "the requeued training to stop")
        left = [name for name in TRAINED if run.study.path("CTCF", "deepbind", name).exists()]
        run.finish()
    finally:
        run.stop()
    return run, cancelled, requeued, left


@pytest.fixture(scope="module")
def local(copied_workflow, tmp_path_factory):
    """The same study's trainings without a cluster."""
    study = new_study(tmp_path_factory.mktemp("local"), copied_workflow)
    study.run("--", *PREDICTIONS, "results/tiny/CTCF/deepbind/metrics.json")
    return study


def test_trainings_ask_for_one_gpu_and_others_for_none(finished):
    run, *_ = finished
    asked = {job["Comment"]: (gpus(job), job["Partition"]) for job in run.jobs("")}
    trained = {name for name in asked if name.split("_")[1] in ("train", "explain")}
    assert len(trained) == 3
    for name, found in asked.items():
        assert found == ((1, "gpu") if name in trained else (0, "cpu")), name


def test_short_jobs_of_an_experiment_are_one_submission(finished):
    run, *_ = finished
    counts = {group: len(run.jobs(group)) for group in ("data", "page", "study")}
    assert counts == {"data": 2, "page": 2, "study": 1}
    assert {job["NumCPUs"] for job in run.jobs("")} == {"1"}


def test_a_cancelled_training_is_sent_again_and_asks_for_more(finished):
    run, cancelled, *_ = finished
    first, second = run.jobs("train_wildcards_REST_")
    assert first["JobId"] == cancelled and first["JobState"] == "CANCELLED"
    assert second["JobState"] == "COMPLETED" and second["Restarts"] == "0"
    megabytes = [int(job["MinMemoryNode"].rstrip("M")) for job in (first, second)]
    # The tensor's size counts too.
    assert megabytes[0] > 4000
    assert abs(megabytes[1] - 2 * megabytes[0]) <= 1


def test_a_requeued_training_starts_anew_as_the_same_job(finished):
    run, _, requeued, left = finished
    (job,) = run.jobs("train_wildcards_CTCF_")
    assert job["JobId"] == requeued and job["JobState"] == "COMPLETED"
    assert job["Restarts"] == "1"
    assert left == []


def test_results_are_those_of_a_workstation(finished, local):
    run, *_ = finished
    for name in REPEATED:
        assert run.study.path("CTCF", name).read_bytes() == local.path("CTCF", name).read_bytes()


def test_nothing_is_left_to_do_on_a_workstation(finished):
    run, *_ = finished
    assert run.study.jobs() == {}


def test_trainings_outlive_a_dead_daemon_and_start_again_after_a_dead_node(cluster, local):
    before = [(local.folder / file).read_bytes() for file in PREDICTIONS]
    run = Run(cluster, local, "--forcerun", "train", "--", *PREDICTIONS)
    try:
        jobs = [run.in_training(name)["JobId"] for name in ("REST", "CTCF")]
        cluster.kill_daemon_of_node()
        cluster.start_node()
        assert all(cluster.runs(job) for job in jobs)
        cluster.reboot_node()
        run.finish()
    finally:
        run.stop()
    ended = run.jobs("train")
    assert sorted(job["JobId"] for job in ended) == sorted(jobs)
    assert {(job["JobState"], job["Restarts"]) for job in ended} == {("COMPLETED", "1")}
    assert [(local.folder / file).read_bytes() for file in PREDICTIONS] == before

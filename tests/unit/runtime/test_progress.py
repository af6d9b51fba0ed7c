import json
import logging
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from snakemake.logging import LoggerManager
from snakemake.settings.types import OutputSettings

from bindery.runtime import job_lines, progress

METRICS = {
    "experiment": "CTCF",
    "model": "deepbind",
    "auroc": 0.9534,
    "auprc": 0.9,
    "auroc_low": 0.93,
    "auroc_high": 0.97,
    "auprc_low": 0.8,
    "auprc_high": 0.95,
    "baseline": "kmer_logreg",
    "baseline_auroc": 0.912,
    "gain_auroc": 0.04,
    "gain_low": 0.01,
    "gain_high": 0.05,
}
STATS = {"build_tensor": 2, "fit_baseline": 4, "train": 2, "evaluate": 2, "summarise": 1, "all": 1}
KILLED = "RuleException:\nCalledProcessError in x.smk:\nCommand 'tmp1.py' died with <Signals.9: 9>."


class Run:
    """A made-up run of Snakemake: its logger, its workflow, and the messages that it logs."""

    def __init__(self, settings: OutputSettings, mode: str, main: bool):
        self.logger = logging.Logger("made-up")
        self.dag = SimpleNamespace(jobs=[SimpleNamespace(output=["report.html"])])
        self.workflow = SimpleNamespace(
            dryrun=False,
            touch=False,
            dag=self.dag,
            exec_mode=SimpleNamespace(name=mode),
            output_settings=settings,
            modifier=SimpleNamespace(is_main_snakefile=lambda: main),
            logger_manager=LoggerManager(self.logger, settings),
        )
        self.progress = progress.start(self.workflow, "report.html", "summary.tsv")

    def say(self, text: str | None, event: str | None = None, **more: Any) -> None:
        self.logger.info(text, extra={"event": event, **more} if event else None)

    def begin(self, stats: dict[str, int] = STATS) -> None:
        host = "datetime workflow_id platform host user snakemake_version python_version cmd"
        files = "snakefile_main basedir rundir cwd configfiles config_md5"
        header = dict.fromkeys(f"{host} {files}".split(), "x")
        self.say("Workflow has started!", "workflow_started", **header)
        self.say("Building DAG of jobs...")
        total = {"total": sum(stats.values())}
        self.say("Job stats:\na table", "run_info", stats=stats | total)

    def job(
        self, number: int, rule: str, *output: str, log: str = "rule.log", **names: str
    ) -> None:
        self.say(
            f" Rule: {rule}, Jobid: {number}",
            "job_info",
            jobid=number,
            rule_name=rule,
            wildcards=names,
            output=list(output),
            log=["rule.log"],
            local=True,
        )

    def finish(self, number: int) -> None:
        self.say(f"Finished jobid: {number}", "job_finished", job_id=number)
        self.say(None, "progress", done=1, total=9)

    def fail(self, number: int, rule: str, log: str = "rule.log", **more: Any) -> None:
        usual = {"indent": False, "rule_msg": None, "shellcmd": None, "aux": {}}
        record = {"jobid": number, "rule_name": rule, "log": [log], **usual, **more}
        self.logger.error(f"Error in rule {rule}", extra={"event": "job_error", **record})


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Run]]:
    """A function that starts a made-up run in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(progress.VARIABLE, "left by another run")

    def start(mode: str = "DEFAULT", main: bool = True, **settings: Any) -> Run:
        return Run(OutputSettings(**settings), mode, main)

    yield start


def printed(capsys: pytest.CaptureFixture) -> list[str]:
    return capsys.readouterr().err.splitlines()


def test_a_run_is_a_line_a_job_with_its_score(run, capsys) -> None:
    Path("metrics.json").write_text(json.dumps(METRICS))
    own = run()
    own.say("Assuming unrestricted shared filesystem usage.")
    own.begin()
    own.say("Select jobs to execute...")
    own.job(1, "build_tensor", "tensor.h5", experiment="CTCF")
    own.finish(1)
    own.job(2, "train", "model.keras", experiment="CTCF", model="deepbind")
    own.job(3, "fetch_data", "x", sha256="0" * 64, file="x.bed")
    own.finish(3)
    own.finish(2)
    own.job(4, "evaluate", "metrics.json", "roc.svg", experiment="CTCF", model="deepbind")
    own.finish(4)
    own.job(0, "all")
    own.finish(0)
    assert printed(capsys) == [
        "11 jobs to do: 2 train, 4 fit baseline, 2 build tensor, 2 evaluate, 1 other",
        "[ 1/11] build tensor CTCF",
        "        train CTCF deepbind ...",
        "[ 2/11] fetch data x.bed",
        "[ 3/11] train CTCF deepbind  0 s",
        "[ 4/11] evaluate CTCF deepbind  AUROC 0.953 (0.930-0.970), baseline kmer_logreg 0.912",
    ]


def test_what_the_package_warned_of_is_shown_and_libraries_warnings_are_not(run, capsys) -> None:
    lines = ["INFO x", "WARNING own.bed: 3 rows dropped", "WARNING:tensorflow:5 out of the last 7"]
    Path("rule.log").write_text("\n".join(lines))
    own = run()
    own.begin({"normalise_peaks": 30})
    for number in range(30):
        own.job(number, "normalise_peaks", experiment=f"P{number}")
        own.finish(number)
    own.dag.jobs = []
    own.progress.succeed()
    shown = printed(capsys)
    assert shown[1:3] == ["[ 1/30] normalise peaks P0", "        WARNING own.bed: 3 rows dropped"]
    assert sum("rows dropped" in line for line in shown) == progress.WARNINGS_SHOWN
    assert not any("tensorflow" in line for line in shown)
    assert shown[-1] == "30 jobs done in 0 s, 30 warnings (the later ones in the jobs' logs)"


def test_a_bad_input_is_its_one_line(run, capsys) -> None:
    Path("rule.log").write_text("INFO reading\nERROR own.bed, row 1: it is wrong; mend it\n")
    own = run()
    own.begin({"normalise_peaks": 2})
    own.job(1, "normalise_peaks", experiment="CTCF")
    error = "RuleException:\nCalledProcessError in file x:\nreturned non-zero exit status 1."
    own.logger.error(error, extra={"event": "error", "exception": "RuleException"})
    own.fail(1, "normalise_peaks")
    own.logger.error("Exiting because a job execution failed. Look above for error messages")
    own.progress.give_up(["a.snakemake.log"])
    own.logger.error("WorkflowError:\nAt least one job did not complete successfully.")
    assert printed(capsys)[1:] == [
        "FAILED normalise peaks CTCF",
        "    ERROR own.bed, row 1: it is wrong; mend it",
        "    log: rule.log",
        "1 job failed, 0 of 2 jobs done",
        "Snakemake's log: a.snakemake.log",
        "ERROR own.bed, row 1: it is wrong; mend it",
    ]


def test_of_many_errors_the_last_ones_end_the_run(run, capsys) -> None:
    own = run()
    own.begin()
    for number in range(8):
        Path(f"{number}.log").write_text(f"ERROR {number}.bed: it is wrong\n")
        own.fail(number, "normalise_peaks", log=f"{number}.log")
    own.progress.give_up([])
    assert printed(capsys)[-6:] == [
        "... 3 more errors above",
        *(f"ERROR {number}.bed: it is wrong" for number in range(3, 8)),
    ]


@pytest.mark.parametrize("asked", [{"printshellcmds": True}, {"verbose": True}], ids=str)
def test_errors_are_the_last_words_of_snakemakes_own_output_too(run, capsys, asked) -> None:
    Path("rule.log").write_text("ERROR own.bed, row 1: it is wrong; mend it\n")
    Path("mended.log").write_text("ERROR it was tried again\n")
    own = run(**asked)
    usual = own.logger.handlers[0]
    own.fail(1, "normalise_peaks")
    own.fail(2, "fetch_data", log="mended.log")
    own.finish(2)
    own.logger.error("WorkflowError:\nAt least one job did not complete successfully.")
    usual.filters[0].speak(usual.stream)
    assert printed(capsys)[-1] == "ERROR own.bed, row 1: it is wrong; mend it"


def test_an_error_of_a_config_is_its_line_without_the_place_in_the_code(run, capsys) -> None:
    own = run(dryrun=True)
    own.logger.error(
        'WorkflowError in file "rules/common.smk", line 73:\nc.yaml: it is wrong; mend it\n'
        '  File "rules/common.smk", line 73, in <module>'
    )
    assert printed(capsys) == ["WorkflowError:", "c.yaml: it is wrong; mend it"]


def test_an_error_of_a_rule_s_input_is_its_line_without_a_trace(run, capsys) -> None:
    own = run()
    own.logger.error(
        'InputFunctionException in rule all in file "Snakefile", line 53:\nError:\n'
        "  WorkflowError:\n    e.tsv: nothing is left to do; empty it\nWildcards:\n\n"
        'Traceback:\n  File "inputs.smk", line 273, in final_outputs'
    )
    assert printed(capsys)[-1] == "e.tsv: nothing is left to do; empty it"


def test_a_crash_shows_the_end_of_its_log_and_how_the_process_ended(run, capsys) -> None:
    trace = [f"line {number}" for number in range(20)]
    Path("rule.log").write_text("\n".join(["INFO x", *trace]))
    own = run()
    own.begin()
    own.logger.error(KILLED, extra={"event": "error", "exception": "RuleException"})
    own.fail(1, "train", rule_msg="SLURM status is: 'TIMEOUT'")
    shown = printed(capsys)[1:]
    assert shown[0] == "FAILED train"
    assert shown[1:-3] == [f"    line {number}" for number in range(10, 20)]
    assert shown[-3:] == [
        "    ERROR train was ended by SIGKILL, perhaps because memory ran out; run fewer jobs "
        "at once (--cores), give the job more (--set-resources train:mem_mb=...), or lower "
        "training.batch_size",
        "    SLURM status is: 'TIMEOUT'",
        "    log: rule.log",
    ]


def test_a_job_tried_again_is_no_failure_of_the_run(run, capsys) -> None:
    own = run()
    own.begin({"fetch_data": 1})
    own.job(1, "fetch_data", file="x.bed")
    own.fail(1, "fetch_data")
    own.say("Trying to restart job 1.")
    own.job(1, "fetch_data", file="x.bed")
    own.finish(1)
    shown = printed(capsys)
    assert shown[-2:] == ["      again: fetch data x.bed", "[1/1] fetch data x.bed"]
    assert not own.progress.failed


def test_of_a_failed_group_only_the_job_that_failed_is_told_of(run, capsys) -> None:
    Path("bad.log").write_text("ERROR it is wrong\n")
    Path("good.log").write_text("INFO it is well\n")
    own = run()
    own.begin()
    group = [{"rule_name": "build_tensor"}, {"rule_name": "fit_baseline"}]
    own.logger.error(
        "Error in group",
        extra={"event": "group_error", "aux_logs": ["slurm.log"], "job_error_info": group},
    )
    own.fail(1, "build_tensor", log="good.log", indent=True)
    own.fail(2, "fit_baseline", log="bad.log", indent=True)
    assert printed(capsys)[1:] == [
        "FAILED a group of jobs: build tensor, fit baseline",
        "    log: slurm.log",
        "FAILED fit baseline",
        "    ERROR it is wrong",
        "    log: bad.log",
    ]


def test_what_it_does_not_know_is_handed_on(run, capsys) -> None:
    own = run()
    own.say("Unlocked working directory.")
    own.begin()
    own.say("Job 3 has been submitted with SLURM jobid 12")
    own.logger.warning("a warning of Snakemake's")
    own.logger.error("MissingOutputException in rule x", extra={"event": "error"})
    # An event that lacks what it should have.
    own.say("Finished jobid: 3", "job_finished")
    shown = printed(capsys)
    assert shown[0] == "Unlocked working directory."
    assert shown[2:5] == [
        "Job 3 has been submitted with SLURM jobid 12",
        "a warning of Snakemake's",
        "MissingOutputException in rule x",
    ]
    assert shown[-1] == "Finished jobid: 3"


def test_a_run_of_a_study_ends_with_its_table_and_page(run, capsys) -> None:
    columns = [*METRICS]
    rows = [{**METRICS, "experiment": f"P{number:03}"} for number in range(150)]
    rows[1]["model"] = "deepbind_wide"
    baseline = METRICS | {
        "model": "kmer_logreg",
        "baseline": "",
        "baseline_auroc": "",
        "gain_auroc": "",
    }
    lines = ["\t".join(str(row[column]) for column in columns) for row in [*rows, baseline]]
    Path("summary.tsv").write_text("\n".join(["\t".join(columns), *lines]) + "\n")
    own = run()
    own.begin()
    own.progress.succeed()
    shown = printed(capsys)[2:]
    assert shown[:3] == [
        "",
        "P000  deepbind       AUROC 0.953 (0.930-0.970)  baseline kmer_logreg 0.912",
        "P001  deepbind_wide  AUROC 0.953 (0.930-0.970)  baseline kmer_logreg 0.912",
    ]
    assert shown[-3:] == ["... 130 more in summary.tsv", "", "Report: report.html"]
    assert len(shown) == 1 + job_lines.ROWS_SHOWN + 3


def test_a_run_of_less_than_the_page_names_no_page(run, capsys) -> None:
    own = run()
    own.dag.jobs = [SimpleNamespace(output=["tensor.h5"])]
    own.begin({"build_tensor": 1})
    own.progress.succeed()
    own.say("Nothing to be done (all requested files are present and up to date).")
    assert not any("Report" in line for line in printed(capsys))


@pytest.mark.parametrize("kind", ["dryrun", "touch"])
def test_a_run_that_makes_nothing_is_snakemakes(run, capsys, kind) -> None:
    own = run()
    setattr(own.workflow, kind, True)
    own.begin()
    shown = printed(capsys)
    assert "SNAKEMAKE" in shown and shown[-2:] == ["Job stats:", "a table"]
    assert progress.VARIABLE not in os.environ


FLAGS = [{flag: True} for flag in progress.FLAGS if flag != "quiet"]


@pytest.mark.parametrize(
    "asked", [*FLAGS, {"quiet": {"all"}}, {"mode": "REMOTE"}, {"main": False}], ids=str
)
def test_whoever_asks_for_it_gets_snakemakes_own(run, asked) -> None:
    own = run(**asked)
    assert own.progress is None
    assert [handler.name for handler in own.logger.handlers] == ["DefaultStreamHandler"]
    assert progress.VARIABLE not in os.environ


def test_another_logger_keeps_the_terminal(run) -> None:
    own = run()
    assert own.logger.handlers == [own.progress]
    assert progress.start(own.workflow, "", "") is None


def test_scripts_know_that_their_logs_are_read(run) -> None:
    own = run()
    assert progress.VARIABLE not in os.environ
    own.begin()
    assert os.environ[progress.VARIABLE]
    run(mode="SUBPROCESS")
    assert os.environ[progress.VARIABLE]


def test_colour_is_for_terminals(run, capsys) -> None:
    own = run()
    own.begin()
    own.fail(1, "train")
    assert "\033" not in capsys.readouterr().err
    own.progress.usual.nocolor = False
    own.fail(1, "train")
    assert capsys.readouterr().err == "\033[31mFAILED train\n    log: rule.log\033[0m\n"


@pytest.mark.parametrize(
    ("metrics", "said"),
    [
        (METRICS, ("AUROC 0.953 (0.930-0.970)", "baseline kmer_logreg 0.912")),
        ({key: str(value) for key, value in METRICS.items()}, job_lines.score(METRICS)),
        (
            {"pearson": 0.5, "pearson_low": 0.4, "pearson_high": 0.6, "baseline": "kmer_ridge"},
            ("Pearson 0.500 (0.400-0.600)", ""),
        ),
        ({"auroc": 0.5, "auroc_low": None, "auroc_high": None}, ("", "")),
        ({"n_train": 5}, ("", "")),
    ],
)
def test_a_score_is_the_first_measure_with_an_interval(metrics, said) -> None:
    assert job_lines.score(metrics) == said

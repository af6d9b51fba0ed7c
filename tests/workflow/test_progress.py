"""What a run shows on the terminal."""

import re

import pytest
from workflow.conftest import PRINTED

HEADER = "Using workflow specific profile"


@pytest.fixture(scope="module")
def finished(tiny, tmp_path_factory):
    """A finished run and what it printed."""
    study = tiny.copied(tmp_path_factory.mktemp("progress"))
    return study, (study.folder / PRINTED).read_text()


def test_a_run_shows_a_line_a_job_and_ends_with_scores_and_page(finished):
    _, printed = finished
    lines = [line for line in printed.splitlines() if not line.startswith(HEADER)]
    score = r"AUROC [01]\.\d{3} \([01]\.\d{3}-[01]\.\d{3}\)"
    kinds = (
        r"\d+ jobs to do: 2 train, .*",
        r"\[ ?\d+/\d+\] [a-z ]+( (REST|CTCF)( \w+)?)?(  \d+ s)?",
        rf"\[ ?\d+/\d+\] evaluate classes \w+ \w+  {score}, baseline \w+ [01]\.\d{{3}}",
        rf"\[ ?\d+/\d+\] fit baseline \w+ \w+  {score}",
        r" +train (REST|CTCF) deepbind \.\.\.",
        r" +WARNING .*",
        r"\d+ jobs done in .*",
        "",
        rf"(REST|CTCF)  deepbind  {score}  baseline \w+ [01]\.\d{{3}}",
        "Report: results/tiny/report.html",
    )
    strange = [line for line in lines if not any(re.fullmatch(kind, line) for kind in kinds)]
    assert strange == []
    jobs = [line for line in lines if line.startswith("[")]
    assert jobs[-1].startswith(f"[{len(jobs)}/{len(jobs)}] ")
    assert lines[-5].startswith("REST") or lines[-4].startswith("REST")
    assert lines[-1].startswith("Report: ")


def test_what_libraries_and_trainings_say_is_in_their_logs(finished):
    study, printed = finished
    assert "epoch 1 of" in study.path("logs", "train", "REST", "deepbind.log").read_text()
    assert "epoch" not in printed


def test_snakemakes_own_is_one_flag_away(finished):
    study, _ = finished
    arguments = ("--force", "--", "results/tiny/summary.tsv")
    printed = study.run("--printshellcmds", *arguments)
    assert "rule summarise:" in printed and "1 of 1 steps (100%) done" in printed
    assert "[1/1]" not in printed
    printed = study.run(*arguments)
    assert "[1/1] summarise" in printed and "rule summarise:" not in printed


def test_with_snakemakes_own_the_packages_lines_are_shown_too(finished):
    study, _ = finished
    log = study.path("logs", "fit_baseline", "REST", "kmer_logreg.log").read_text()
    line, *_ = [line for line in log.splitlines() if line.startswith("INFO ")]
    target = "results/tiny/REST/kmer_logreg/model.npz"
    assert f"{line}\n" in study.run("--printshellcmds", "--force", "--", target)


def test_a_finished_study_is_summed_up_again(finished):
    study, first = finished
    study.run()
    again = study.run()
    assert "Nothing to be done" in again
    assert again.split("Nothing to be done")[1].splitlines()[1:] == first.splitlines()[-5:]


def test_a_failed_job_is_one_block(study):
    (study.folder / "own.bed").write_text("sim1\t300\t200\n")
    study.rows[0]["peaks"] = "own.bed"
    study.write()
    printed = study.run("--", "results/tiny/REST/peaks.bed", fails=True)
    block = re.search(r"^FAILED (.*)\n    (.*)\n    log: (.*)\n", printed, flags=re.MULTILINE)
    assert block[1] == "normalise peaks REST"
    assert block[2].startswith("ERROR own.bed, row 1: start 300 is not below end 200")
    assert block[3] == "results/tiny/logs/normalise_peaks/REST.log"
    assert printed.count("FAILED") == 1
    assert "RuleException" not in printed and ".snakemake/scripts" not in printed
    assert re.search(r"^1 job failed, 3 of 4 jobs done$", printed, flags=re.MULTILINE)
    last = "ERROR own.bed, row 1: start 300 is not below end 200"
    assert printed.rstrip().splitlines()[-1].startswith(last)
    printed = study.run("--printshellcmds", "--", "results/tiny/REST/peaks.bed", fails=True)
    assert "CalledProcessError" in printed
    assert printed.rstrip().splitlines()[-1].startswith(last)


def test_a_study_in_which_nothing_is_left_says_so_last_and_fails(study):
    for row in study.rows:
        row["skip"] = "bad"
    study.write()
    printed = study.run(fails=True)
    assert "experiments.tsv: nothing is left to do: " in printed.rstrip().splitlines()[-1]
    assert study.jobs("--", "results/tiny/REST/peaks.bed")["normalise_peaks"] == 1

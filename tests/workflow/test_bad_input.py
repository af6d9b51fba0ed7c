"""Bad input stops before training, with one line: file, row, problem, remedy.

What is refused when the workflow is parsed has unit tests: `unit/study/test_refusals.py`.
"""

import gzip

import pytest


def test_a_bad_config_stops_at_parse_time(study):
    study.config["trainning"] = {}
    study.write()
    printed = study.run(fails=True)
    assert "unknown key 'trainning'; did you mean 'training'?" in printed
    assert "Traceback" not in printed
    assert "unknown key 'trainning'" in printed.rstrip().splitlines()[-1]
    assert not study.path().exists()


def test_a_config_without_a_table_is_not_taken_for_the_demos(study):
    del study.config["experiments"]
    study.write()
    printed = study.run(fails=True)
    assert "config.yaml: key 'experiments' is missing; config/README.md describes" in printed


WHOLE = gzip.compress(b"sim1\t100\t200\n" * 5000)
# Content and error of a peak file; "{file}" stands for its path.
BAD_PEAKS = {
    "unknown chromosome": ("1\t100\t200\n", "{file}, row 1: chromosome '1' is not in tiny"),
    "swapped": ("sim1\t100\t200\nsim1\t300\t200\n", "{file}, row 2: start 300 is not below end"),
    "negative": ("sim1\t-5\t200\n", "{file}, row 1: start -5 is negative"),
    "not a number": ("sim1\t1e3\t2000\n", "{file}, row 1: start '1e3' is not a whole number"),
    "past the end": ("sim1\t39000\t41000\n", "{file}, row 1: sim1:39000-41000 ends past the end"),
    "empty": ("", "{file}: the file has no peaks"),
    "columns": ("sim1\t100\n", "{file}, row 1: 2 columns"),
    "page": ("<!DOCTYPE html>\n<html>", "{file}: this is a web page, not a BED"),
    "one split": ("sim1\t100\t200\n", "{file}: no peak is left for validation (on sim4;"),
    "truncated gzip": (
        WHOLE[: len(WHOLE) // 2],
        "{file}: the gzip data is truncated or damaged",
    ),
    "checksum": ("sim1\t100\t200\n", "{file}: sha256 is "),
}


def experiment_of(case):
    return case.replace(" ", "_")


def file_of(case):
    return f"{experiment_of(case)}.bed" + (".gz" if "gzip" in case else "")


@pytest.fixture(scope="module")
def refused(tiny, tmp_path_factory):
    """A study with an experiment for each bad file and a good one, and what its run printed."""
    study = tiny.copied(tmp_path_factory.mktemp("refused"))
    good, other = study.rows
    study.rows = [{**good, "experiment": "good"}]
    for case, (content, _) in BAD_PEAKS.items():
        data = content if isinstance(content, bytes) else content.encode()
        (study.folder / file_of(case)).write_bytes(data)
        study.rows.append({**other, "experiment": experiment_of(case), "peaks": file_of(case)})
    study.rows[-1]["sha256"] = "0" * 64
    study.write()
    targets = [f"results/tiny/{experiment_of(case)}/deepbind/model.keras" for case in BAD_PEAKS]
    printed = study.run(
        "--keep-going", "--", "results/tiny/good/peaks.bed", *targets, cores=4, fails=True
    )
    return study, printed


@pytest.mark.parametrize("case", BAD_PEAKS)
def test_a_bad_peak_file_stops_that_experiment_before_its_training(refused, case):
    study, printed = refused
    line = BAD_PEAKS[case][1].format(file=file_of(case))
    assert f"ERROR {line}" in printed
    assert "Traceback" not in printed
    assert line in study.path("logs", "normalise_peaks", f"{experiment_of(case)}.log").read_text()
    assert not study.path(experiment_of(case), "deepbind", "model.keras").exists()


def test_a_wrong_checksum_is_named(refused):
    assert f"not {'0' * 64}" in refused[1]


def test_one_bad_file_does_not_keep_others_from_being_checked(refused):
    assert refused[0].path("good", "peaks.bed").exists()


def test_duplicates_and_windows_over_the_edge_are_counted_and_warned_of(tiny, tmp_path):
    study = tiny.copied(tmp_path)
    lines = (study.folder / "resources/simulated/REST.narrowPeak").read_text()
    columns = lines.splitlines()[0].split("\t")
    edge = "\t".join(["sim1", "2", "20", *columns[3:9], "5"])
    (study.folder / "own.narrowPeak").write_text(f"{lines}{lines.splitlines()[0]}\n{edge}\n")
    study.rows[0]["peaks"] = "own.narrowPeak"
    study.write()
    printed = study.run("--", "results/tiny/REST/peaks.bed")
    assert "1 rows dropped: duplicate position" in printed
    assert "1 rows dropped: window leaves the chromosome" in printed
    row_counts = study.path("REST", "peaks.qc.tsv").read_text().splitlines()[1:]
    counts = {tuple(line.split("\t")[:2]): int(line.split("\t")[2]) for line in row_counts}
    assert (
        counts[("read", "peaks")]
        == 62
        == sum(count for (step, _), count in counts.items() if step in ("dropped", "kept"))
    )


def test_another_seed_in_the_same_folder_makes_another_genome(tiny, tmp_path):
    study = tiny.copied(tmp_path)
    study.config["seed"] = 2
    study.write()
    study.run("--", "results/tiny/REST/peaks.bed")
    genome = "resources/genomes/tiny/genome.fa"
    assert (study.folder / genome).read_bytes() != (tiny.folder / genome).read_bytes()

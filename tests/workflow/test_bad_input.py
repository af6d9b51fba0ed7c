"""Bad input stops before training, with one line: file, row, problem, remedy."""

import gzip

import pytest


def stopped(study, *targets):
    """Run a study that must fail; return Snakemake's output."""
    study.write()
    printed = study.run("--", *targets, fails=True) if targets else study.run(fails=True)
    assert not study.path("REST", "deepbind", "model.keras").exists()
    return printed


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"trainning": {}}, "unknown key 'trainning'; did you mean 'training'?"),
        (
            {"training": {"epoch": 1}},
            "unknown key 'epoch' under 'training'; did you mean 'epochs'?",
        ),
        ({"window": "wide"}, "'window': 'wide' is not of type 'integer'"),
        ({"models": {"mine": {"architecture": "deepfind"}}}, "has architecture 'deepfind'"),
        (
            {"models": {"mine": {"architecture": "deepbind", "settings": {"detector": 8}}}},
            "unknown setting 'detector' of model 'mine'; deepbind takes detectors, width",
        ),
        (
            {"models": {"mine": {"architecture": "deepbind", "settings": {"width": "wide"}}}},
            "setting 'width' of model 'mine' is 'wide', not int",
        ),
        ({"genome": "hg99"}, "genome 'hg99' is not a preset and has no FASTA; presets are hg38"),
        ({"experiments": "nowhere.tsv"}, "nowhere.tsv: there is no such experiments table"),
    ],
)
def test_a_bad_config_stops_at_parse_time(study, change, line):
    study.config |= change
    printed = stopped(study)
    assert line in printed
    assert "Traceback" not in printed
    assert not study.path().exists()


@pytest.mark.parametrize(
    ("row", "line"),
    [
        ({"experiment": "REST"}, "row 4: experiment 'REST' is in row 2 already"),
        ({"experiment": "../x"}, "row 4: experiment '../x' is not a valid name"),
        ({"experiment": "b", "peaks": "https://a.org/b.bed"}, "row 4: 'b' has a URL but no sha256"),
        ({"experiment": "b", "window": "5.5"}, "row 4: 'window': 5.5 is not of type 'integer'"),
        ({"experiment": "b", "wimdow": "51"}, "row 1: unknown column 'wimdow'"),
        ({"experiment": "b", "background.method": "given"}, "column 'background' is empty"),
    ],
)
def test_a_bad_table_stops_at_parse_time(study, row, line):
    study.rows.append({**study.rows[0], **row})
    printed = stopped(study)
    assert f"experiments.tsv, {line}" in printed or line in printed
    assert "Traceback" not in printed


BAD_PEAKS = {
    "unknown chromosome": ("1\t100\t200\n", "own.bed, row 1: chromosome '1' is not in tiny"),
    "swapped": ("sim1\t100\t200\nsim1\t300\t200\n", "own.bed, row 2: start 300 is not below end"),
    "negative": ("sim1\t-5\t200\n", "own.bed, row 1: start -5 is negative"),
    "not a number": ("sim1\t1e3\t2000\n", "own.bed, row 1: start '1e3' is not a whole number"),
    "past the end": ("sim1\t39000\t41000\n", "own.bed, row 1: sim1:39000-41000 ends past the end"),
    "empty": ("", "own.bed: the file has no peaks"),
    "columns": ("sim1\t100\n", "own.bed, row 1: 2 columns"),
    "page": ("<!DOCTYPE html>\n<html>", "own.bed, row 1: this is a web page, not a BED"),
    "one split": ("sim1\t100\t200\n", "own.bed: no peak is left for validation (on sim4;"),
}


@pytest.mark.parametrize("case", BAD_PEAKS)
def test_a_bad_peak_file_stops_that_experiment_before_its_training(study, case):
    content, line = BAD_PEAKS[case]
    (study.folder / "own.bed").write_text(content)
    study.rows[0]["peaks"] = "own.bed"
    printed = stopped(study, "results/tiny/REST/deepbind/model.keras")
    assert f"ERROR {line}" in printed
    assert "Traceback" not in printed
    assert line in study.path("logs", "normalise_peaks", "REST.log").read_text()


def test_a_truncated_gzip_is_named(study):
    whole = gzip.compress(b"sim1\t100\t200\n" * 5000)
    (study.folder / "own.bed.gz").write_bytes(whole[: len(whole) // 2])
    study.rows[0]["peaks"] = "own.bed.gz"
    printed = stopped(study, "results/tiny/REST/peaks.bed")
    assert "own.bed.gz: the gzip data is truncated or damaged" in printed


def test_a_wrong_checksum_is_named(study):
    (study.folder / "own.bed").write_text("sim1\t100\t200\n")
    study.rows[0] |= {"peaks": "own.bed", "sha256": "0" * 64}
    printed = stopped(study, "results/tiny/REST/peaks.bed")
    assert "own.bed: sha256 is " in printed and f"not {'0' * 64}" in printed


def test_one_bad_file_does_not_keep_others_from_being_checked(study):
    (study.folder / "own.bed").write_text("")
    study.rows[0]["peaks"] = "own.bed"
    study.write()
    study.run(
        "--keep-going", "--", *(f"results/tiny/{n}/peaks.bed" for n in ("REST", "CTCF")), fails=True
    )
    assert study.path("CTCF", "peaks.bed").exists()


def test_duplicates_and_windows_over_the_edge_are_counted_and_warned_of(study):
    simulated = "resources/simulated/REST.narrowPeak"
    study.write()
    study.run("--", simulated)
    lines = (study.folder / simulated).read_text()
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
        == sum(count for (step, _), count in counts.items() if step != "read")
    )


def test_a_config_without_a_table_is_not_taken_for_the_demos(study):
    del study.config["experiments"]
    printed = stopped(study)
    assert "config.yaml: key 'experiments' is missing; config/README.md describes" in printed


def test_a_misspelt_path_is_named_by_its_row(study):
    study.rows[1]["peaks"] = "no_such.bed"
    printed = stopped(study)
    assert "experiments.tsv, row 3: there is no file 'no_such.bed'; correct the path" in printed


def test_another_seed_in_the_same_folder_makes_another_genome(study):
    study.write()
    study.run("--", "resources/genomes/tiny/chrom.sizes")
    study.config["seed"] = 2
    study.write()
    study.run("--", "results/tiny/REST/peaks.bed")

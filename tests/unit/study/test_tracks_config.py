"""What is wrong with `scan` and `saturation` is told when the workflow is parsed."""

import gzip
from pathlib import Path

import pytest
from helpers import containing, write_lines

from bindery.errors import InputError
from bindery.study.reading import tracks

GENOME = {
    "name": "tiny",
    "aliases": {"1": "chrI"},
    "sequences": {"chrI": [1000, "m5"], "chrII": [500, "m5"]},
}
NO_GENOME = {"name": "", "aliases": {}, "sequences": None}
# Its lengths are known when it is there.
OWN_GENOME = {"name": "own", "aliases": {}, "sequences": None}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write_lines(tmp_path / "good.bed", [("track",), ("1", 0, 1000), ("chrII", 5, 500, "a")])
    write_lines(tmp_path / "past.bed", [("chrI", 0, 9), ("chrII", 5, 501)])
    write_lines(tmp_path / "strange.bed", [("chrI", 0, 9), ("chr9", 5, 9), ("chr8", 5, 9)])
    with gzip.open(tmp_path / "past.bed.gz", "wt") as handle:
        handle.write("chrI\t0\t1001\n")
    return tmp_path


def settle(genome: dict, **given: dict) -> dict:
    config = {"scan": {}, "saturation": {}} | given
    config["scan"] = {name: {"regions": None} | own for name, own in config["scan"].items()}
    tracks.settle(config, genome, "config.yaml")
    return config


@pytest.mark.parametrize(
    ("genome", "given", "line"),
    [
        (
            NO_GENOME,
            {"scan": {"all": {}}},
            "config.yaml: scan.all asks for scores along a genome, but the study has none; name",
        ),
        (
            NO_GENOME,
            {"saturation": {"a": "chrI:1-5"}},
            "saturation.a asks for scores along a genome, but the study has none",
        ),
        (
            GENOME,
            {"scan": {"all": {"threshold": 1, "fdr": 0.1}}},
            "config.yaml: scan.all has both `threshold` and `fdr`; leave one of them out",
        ),
        (
            GENOME,
            {"saturation": {"a": "chr2:1-5"}},
            "config.yaml: saturation.a: chromosome 'chr2' is not in tiny; add under `genome:` in "
            "the config: aliases: {",
        ),
        (
            GENOME,
            {"saturation": {"a": "1:990-1,001"}},
            "config.yaml: region chrI:990-1001, which saturation.a names ends past the end of chrI "
            "in tiny (1000 bases)",
        ),
        (
            GENOME,
            {"saturation": {"a": "chrI:9-8"}},
            "config.yaml: region 'chrI:9-8', which saturation.a names has no base",
        ),
        (
            GENOME,
            {"saturation": {"a": "chrI:5"}},
            "config.yaml: 'chrI:5', which saturation.a names, is neither a region nor a file; "
            "write chr:start-end",
        ),
        (
            GENOME,
            {"saturation": {"a": "absent.bed"}},
            "config.yaml: there is no file 'absent.bed', which saturation.a names; correct",
        ),
        (GENOME, {"saturation": {"a": "past.bed"}}, "past.bed, row 2: chrII:5-501 ends past the"),
        (GENOME, {"scan": {"a": {"regions": "past.bed.gz"}}}, "past.bed.gz, row 1: chrI:0-1001"),
        (
            GENOME,
            {"scan": {"a": {"regions": "strange.bed"}}},
            "strange.bed, row 2: 2 chromosomes, 'chr9', 'chr8', are not in tiny, which has chrI",
        ),
    ],
)
def test_what_is_wrong_is_one_line(genome: dict, given: dict, line: str) -> None:
    with pytest.raises(InputError, match=containing(line)) as caught:
        settle(genome, **given)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("genome", "given"),
    [
        (GENOME, {"scan": {"all": {"fdr": 0.1}, "some": {"regions": "good.bed"}}}),
        (GENOME, {"saturation": {"a": "1:1-1,000", "b": "good.bed", "c": "<results>/made.bed"}}),
        # The job that reads these checks them.
        (OWN_GENOME, {"scan": {"a": {"regions": "past.bed"}}, "saturation": {"b": "chr9:1-9"}}),
        (NO_GENOME, {}),
    ],
)
def test_what_is_right_passes(genome: dict, given: dict) -> None:
    settle(genome, **given)


def test_a_large_file_is_left_to_the_job(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tracks, "LARGEST_BED", 5)
    settle(GENOME, scan={"a": {"regions": "past.bed"}})


def test_home_is_found(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(folder))
    found = settle(GENOME, saturation={"a": "~/good.bed"})["saturation"]
    assert found == {"a": str(folder / "good.bed")}

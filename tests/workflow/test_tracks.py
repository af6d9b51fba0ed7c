"""Scans, their peaks and saturations, through the whole workflow."""

import csv
import gzip

import numpy as np
import pytest

from bindery.genomics import bigwig

pytestmark = pytest.mark.slow
FOLDER = "results/tiny/REST/deepbind"


@pytest.fixture(scope="module")
def scanned(tiny, tmp_path_factory):
    """The tiny study with scans of the genome and of regions, and a saturation."""
    study = tiny.copied(tmp_path_factory.mktemp("scanned"))
    study.config["scan"] = {
        "whole": {"threshold": 0.0},
        "some": {"regions": "some.bed", "stride": 5, "fdr": 0.5},
    }
    study.config["saturation"] = {"locus": "sim1:101-160", "two": "some.bed"}
    (study.folder / "some.bed").write_text("sim1\t500\t900\nsim2\t0\t40\n")
    study.write()
    names = ["scan.whole.narrowPeak", "scan.some.narrowPeak"]
    names += [f"saturation.{name}.{end}" for name in ("locus", "two") for end in ("svg", "tsv.gz")]
    study.run("--", *(f"{FOLDER}/{name}" for name in names))
    return study


def covered(path) -> dict[str, int]:
    found: dict[str, int] = {}
    for batch in bigwig.read(path):
        found[batch.chrom] = found.get(batch.chrom, 0) + int((batch.end - batch.start).sum())
    return found


def test_tracks_cover_the_genome_or_the_regions(scanned):
    whole = covered(scanned.path("REST", "deepbind", "scan.whole.bw"))
    assert whole == {f"sim{number}": 40000 for number in range(1, 6)}
    for track in ("scan.some.bw", "scan_shuffled.some.bw"):
        assert covered(scanned.path("REST", "deepbind", track)) == {"sim1": 400, "sim2": 40}


def test_a_saturation_has_three_rows_for_each_position(scanned):
    for name, positions in (("locus", 60), ("two", 440)):
        path = scanned.path("REST", "deepbind", f"saturation.{name}.tsv.gz")
        with gzip.open(path, "rt") as handle:
            rows = list(csv.DictReader(handle, delimiter="\t"))
        assert len(rows) == 3 * positions
    svg = scanned.path("REST", "deepbind", "saturation.two.svg").read_text()
    assert "sim1:501-900" in svg and "sim2:1-40" in svg and "simulated data" in svg


def test_called_peaks_can_be_an_experiments_peaks(scanned, tmp_path):
    study = scanned.copied(tmp_path)
    study.rows.append({"experiment": "again", "peaks": f"{FOLDER}/scan.whole.narrowPeak"})
    study.write()
    study.run("--", "results/tiny/again/peaks.bed")
    peaks = [line.split("\t") for line in study.path("again", "peaks.bed").open()]
    called = study.path("REST", "deepbind", "scan.whole.narrowPeak").read_text().splitlines()
    assert 0 < len(peaks) <= len(called)
    assert np.all([int(row[2]) - int(row[1]) == 61 for row in peaks])


def test_all_asks_for_what_the_config_names(scanned):
    jobs = scanned.jobs()
    # Of two experiments, of which one has them already.
    assert (jobs["scan_genome"], jobs["scan_shuffled"], jobs["call_peaks"]) == (2, 1, 2)
    assert (jobs["saturate_region"], jobs["draw_saturation"]) == (2, 2)


def test_unknown_names_are_told(scanned):
    printed = scanned.run("--dry-run", "--", f"{FOLDER}/scan.other.bw", fails=True)
    assert "there is no 'other' under scan" in printed

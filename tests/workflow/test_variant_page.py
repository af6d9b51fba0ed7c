"""The page of a file of variants through Snakemake, from scores as other rules write them."""

from pathlib import Path

import h5py
import numpy as np
import pytest
from variant_files import write_changes, write_counts, write_random, write_scores
from workflow.conftest import Study

from bindery import alphabet
from bindery.alphabet import BASES
from bindery.variants.map_files import read_maps

# The page that other rules' scores lead to is made in test_variants.py.
pytestmark = pytest.mark.slow
OWN_RULES = ("explain_variants", "report_variants")
WINDOW = 61


def chromosomes(path: Path) -> dict[str, np.ndarray]:
    found = {}
    for record in path.read_text().split(">")[1:]:
        name, *lines = record.splitlines()
        found[name.split()[0]] = alphabet.encode("".join(lines))
    return found


@pytest.fixture(scope="module")
def study(tiny: Study, tmp_path_factory: pytest.TempPathFactory) -> Study:
    """The tiny study with eight variants, of which the first two have the largest effects."""
    study = tiny.copied(tmp_path_factory.mktemp("variants"))
    (study.folder / "mine.vcf").write_text("##fileformat=VCFv4.2\n")
    study.config["variants"] = {"mine": {"file": "mine.vcf", "top": 2}}
    study.write()
    genome = chromosomes(study.folder / "resources/simulated/genome.fa")
    rows = []
    for number in range(8):
        at = 1000 + 300 * number
        ref = alphabet.decode(genome["sim5"][at - 1 : at])
        alt = BASES[BASES.index(ref) - 1]
        rows.append((f"rs{number}", "sim5", at, ref, alt))
    folder = study.path("variants", "mine")
    write_changes(folder / "changes.h5", rows, genome, WINDOW)
    write_counts(folder, len(rows), [(99, ".", "sim5", 7, "A", "*", "star allele")])
    effects = np.array([-3, 2, 0.3, 0.2, 0.1, 0, 0, 0])
    random = np.linspace(-1, 1, 50)
    kinds = [f"{row[3]}>{row[4]}" for row in rows for _ in random]
    effects_of_random = np.tile(random, len(rows))
    for experiment in ("REST", "CTCF"):
        for model in (path.parent for path in study.path(experiment).glob("*/model.keras")):
            scores = np.stack([np.ones(8), 1 + effects], axis=1)
            write_scores(model / "variants.mine.tsv.gz", rows, scores, effects_of_random, kinds)
            before = np.zeros(len(kinds))
            write_random(model / "random_changes.mine.h5", before, effects_of_random, kinds)
    study.run("--allowed-rules", *OWN_RULES, "--", "results/tiny/variants/mine/report.html")
    return study


def test_each_model_has_maps_of_its_top_variants(study: Study) -> None:
    found = sorted(study.path().glob("*/*/variant_maps.mine.h5"))
    assert len(found) == 2
    for path in found:
        maps = read_maps(path)
        assert maps.row.tolist() == [0, 1]
        assert maps.reference_effects.shape == (2, WINDOW, 4)
        with h5py.File(study.path("variants", "mine", "changes.h5")) as file:
            np.testing.assert_array_equal(maps.alternative, file["alternative"][:2])


def test_the_page_shows_them_beside_what_was_not_scored(study: Study) -> None:
    page = study.path("variants", "mine", "report.html").read_text()
    for said in ("star allele", "Both alleles of the top variants", "rs0", "simulated data"):
        assert said in page
    assert "map-2" in page and "map-3" not in page


def test_another_number_of_maps_reruns_both_rules(study: Study, tmp_path: Path) -> None:
    changed = study.copied(tmp_path)
    changed.config["variants"]["mine"]["top"] = 3
    changed.write()
    target = "results/tiny/variants/mine/report.html"
    jobs = changed.jobs("--allowed-rules", *OWN_RULES, "--", target)
    assert jobs == {"explain_variants": 2, "report_variants": 1}


def test_an_unknown_name_is_one_line(study: Study) -> None:
    target = "results/tiny/variants/other/report.html"
    printed = study.run("--allowed-rules", *OWN_RULES, "--", target, fails=True)
    assert "there is no 'other' under variants" in printed

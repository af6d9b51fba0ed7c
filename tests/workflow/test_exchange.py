"""Models that travel: cards in a study, an archive of its models, and another study that scores."""

import gzip
import json
import os
import subprocess
import sys

import numpy as np
import pytest

from bindery import alphabet
from bindery.exchange.archive import Archive
from bindery.files import sha256
from bindery.genomics.genome import Genome
from bindery.steps.export_models import export_models

SNIPPET = "```python\n"
OTHERS = {"A": "C", "C": "A", "G": "T", "T": "G"}


@pytest.fixture(scope="module")
def carded(tiny, tmp_path_factory):
    """A copy of the finished tiny study, whose rows state a licence in part."""
    study = tiny.copied(tmp_path_factory.mktemp("exchange"))
    study.rows[0]["licence"] = "CC0"
    study.write()
    study.run("--", *(f"results/tiny/{name}/deepbind/card.json" for name in ("REST", "CTCF")))
    return study


def card_of(study, experiment):
    return json.loads(study.path(experiment, "deepbind", "card.json").read_text())


def test_all_of_a_study_has_cards(tiny):
    assert tiny.path("REST", "deepbind", "card.md").is_file()


def test_a_card_says_what_the_model_is_and_was_trained_on(carded):
    card = card_of(carded, "REST")
    metrics = json.loads(carded.path("REST", "deepbind", "metrics.json").read_text())
    assert (card["window"], card["target"], card["strands"]) == (61, "class", "both, larger")
    assert card["metrics"] == metrics and card["measure"] == "auroc"
    (peaks,) = card["trained_on"]["data"]
    file = carded.folder / "resources/simulated/REST.narrowPeak"
    assert peaks == {"column": "peaks", "source": "REST.narrowPeak", "sha256": sha256(file)}
    assert card["trained_on"]["rows"]["n_test"] == metrics["n_test"]
    provenance = json.loads(carded.path("REST", "deepbind", "provenance.json").read_text())
    assert card["digests"]["tensor"] == provenance["tensor_sha256"]
    assert card["genome"]["digest"] == provenance["tensor"]["genome_digest"]
    assert card["architecture"]["parameters"] == provenance["parameters"]
    assert (card["licence"], card_of(carded, "CTCF")["licence"]) == ("CC0", "not stated")


def test_a_card_is_repeatable_and_names_no_place(carded):
    files = [carded.path("REST", "deepbind", name) for name in ("card.json", "card.md")]
    before = [file.read_bytes() for file in files]
    carded.run("--forcerun", "write_card", "--", "results/tiny/REST/deepbind/card.json")
    assert [file.read_bytes() for file in files] == before
    assert not any(str(carded.folder).encode() in text for text in before)


def test_the_snippet_of_a_card_runs_in_the_folder_alone(carded, tmp_path):
    for name in ("model.keras", "card.json", "card.md"):
        (tmp_path / name).write_bytes(carded.path("REST", "deepbind", name).read_bytes())
    page = (tmp_path / "card.md").read_text()
    code = page.split(SNIPPET)[1].split("```")[0] + "print(score.shape)\n"
    scripts = str(carded.repository / "workflow" / "scripts")
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": scripts, "CUDA_VISIBLE_DEVICES": ""},
        capture_output=True,
        text=True,
    )
    assert run.stdout.split("\n")[-2] == "(1, 1)", run.stderr[-2000:]


@pytest.mark.slow
def test_another_study_scores_by_an_archive_and_by_a_folder(carded, study):
    archive = study.folder / "zoo.zip"
    names = export_models(folders=[str(carded.path())], archive=str(archive))
    assert names == ["CTCF/deepbind", "REST/deepbind"]
    with Archive(archive) as opened:
        assert opened.models["REST/deepbind"]["measure"] == "auroc"
    sequences = ">one\n" + "ACGTTGCA" * 10 + "\n>two\n" + "TTGACCAG" * 10 + "\n"
    (study.folder / "mine.fa").write_text(sequences)
    (carded.folder / "mine.fa").write_text(sequences)
    study.config["scoring"] = {"mine": "mine.fa"}
    study.config["released_models"] = {
        "archived": "zoo.zip#REST/deepbind",
        "copied": {"path": str(carded.path("REST", "deepbind"))},
    }
    study.write()
    paths = [f"results/tiny/released/{name}/scores.mine.tsv.gz" for name in ("archived", "copied")]
    assert study.jobs("--", *paths)["score_released"] == 2
    study.run("--", *paths)
    carded.config["scoring"] = {"mine": "mine.fa"}
    carded.write()
    carded.run("--", "results/tiny/REST/deepbind/scores.mine.tsv.gz")
    expected = gzip.decompress(carded.path("REST", "deepbind", "scores.mine.tsv.gz").read_bytes())
    for path in paths:
        assert gzip.decompress((study.folder / path).read_bytes()) == expected
    # They are among the files of the whole study, and no experiment may take the folder's name.
    assert study.jobs()["write_card"] == 2
    study.rows[0]["experiment"] = "released"
    study.write()
    assert "the workflow writes" in study.run("--dry-run", fails=True)


@pytest.mark.slow
def test_a_released_model_scores_variants_as_trained_ones_do(carded, tmp_path):
    study = carded.copied(tmp_path)
    with Genome(study.folder / "resources/genomes/tiny/genome.fa") as genome:
        codes = genome.windows(np.array(["sim5", "sim2"], object), np.array([1999, 700]), 1)
    places = ("sim5", 2000), ("sim2", 701)
    lines = []
    for (chrom, at), row in zip(places, codes, strict=True):
        ref = alphabet.decode(row)
        lines.append(f"{chrom}\t{at}\t.\t{ref}\t{OTHERS[ref]}")
    lines.append("sim1\t50\t.\tA\t<DEL>")
    (study.folder / "mine.vcf").write_text("##fileformat=VCFv4.2\n" + "\n".join(lines) + "\n")
    study.config["variants"] = {"mine": {"file": "mine.vcf", "random": 20}}
    study.config["released_models"] = {"theirs": str(carded.path("REST", "deepbind"))}
    study.write()
    assert study.jobs()["score_released_variants"] == 1
    folders = ("REST/deepbind", "released/theirs")
    study.run("--", *(f"results/tiny/{name}/variants.mine.tsv.gz" for name in folders))
    paths = [study.path(name) for name in folders]
    own, theirs = (gzip.decompress((path / "variants.mine.tsv.gz").read_bytes()) for path in paths)
    assert theirs == own and theirs.count(b"\n") == 3
    assert "<DEL>" in (paths[1] / "unscored.mine.tsv").read_text()
    # Without models of its own, the study asks for theirs, and for no page of its own models.
    study.config["models"] = {}
    study.write()
    planned = study.jobs()
    assert "report_variants" not in planned and "read_variants" not in planned


def test_a_released_model_that_is_not_there_is_named(study):
    study.config["released_models"] = {"theirs": "gone.zip#CTCF"}
    study.write()
    assert "released_models.theirs: there is no model at 'gone.zip#CTCF'" in study.run(
        "--dry-run", fails=True
    )

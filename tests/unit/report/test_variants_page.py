"""The page of a file of variants: counts, models, top variants, maps, loci and links."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from helpers import containing
from unit.report.test_experiment_page import METRICS, Page
from variant_files import write_counts, write_random, write_scores
from variant_maps import made

from bindery.errors import InputError
from bindery.report.variant_counts import counts_view, unscored_view
from bindery.report.variant_tables import as_by_chance, loci, most_unusual, read_model
from bindery.steps.report_variants import report_variants
from bindery.variants.map_files import write_maps

SCRIPT = "<script>alert(1)</script>"
# Three variants in a locus, and one on another chromosome.
ROWS = [
    ("rs1", "chr1", 1000, "T", "A"),
    (".", "chr1", 1500, "C", "CGG"),
    (SCRIPT, "chr1", 3000, "TA", "T"),
    ("rs4", "chr2", 3000, "A", "G"),
]
RANDOM = np.linspace(-1, 1, 99)
KINDS = ["T>A", "insertion_2", "deletion_1", "A>G"]
UNSCORED = [
    *[(line, ".", "chr1", 5, "A", "<DEL>", "symbolic allele") for line in range(90, 97)],
    (99, "rs9", "chr1", 7, "A", "C", "REF differs from the genome"),
]
EFFECTS = {"mine": [-3.0, 0.2, 1.5, 0.1], "other": [0.1, 0.3, 2.5, -0.2]}


def prepared(tmp_path: Path) -> dict:
    """The files of two models, each of which mapped its top three variants."""
    found: dict = {"scores": [], "random": [], "maps": [], "metrics": []}
    for name, effects in EFFECTS.items():
        folder = tmp_path / "REST" / name
        folder.mkdir(parents=True)
        scores = np.stack([np.ones(4), 1 + np.array(effects)], axis=1)
        kinds = [kind for kind in KINDS for _ in RANDOM]
        random = np.tile(RANDOM, len(KINDS))
        write_scores(folder / "variants.tsv.gz", ROWS, scores, random, kinds)
        write_random(folder / "random.h5", np.zeros(len(random)), random, kinds)
        maps = made()
        # Both models' top three.
        maps.row[:] = [0, 2, 1] if name == "mine" else [2, 1, 3]
        write_maps(folder / "maps.h5", maps)
        (folder / "metrics.json").write_text(json.dumps(METRICS))
        for kind, file in (("scores", "variants.tsv.gz"), ("random", "random.h5")):
            found[kind].append(str(folder / file))
        found["maps"].append(str(folder / "maps.h5"))
        found["metrics"].append(str(folder / "metrics.json"))
    (tmp_path / "variants").mkdir()
    write_counts(tmp_path / "variants", 4, UNSCORED)
    return found | {
        name: str(tmp_path / "variants" / f"{name}.tsv") for name in ("counts", "unscored")
    }


def write(inputs: dict, folder: Path) -> Page:
    settings = {"name": "mine", "file": "my/file.vcf", "label": "made", "top": 2}
    settings["models"] = [("REST", "mine"), ("REST", "other")]
    report_variants(page=str(folder / "report.html"), inputs=inputs, settings=settings)
    return Page(folder / "report.html")


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Page:
    """The page of files that no test changes."""
    folder = tmp_path_factory.mktemp("page")
    return write(prepared(folder), folder)


@pytest.fixture
def inputs(tmp_path: Path) -> dict:
    return prepared(tmp_path)


@pytest.fixture
def written(inputs: dict, tmp_path: Path) -> Callable:
    return lambda: write(inputs, tmp_path)


def test_every_line_is_accounted_for(page: Page) -> None:
    text = page.text
    for said in (
        *("read: lines 12", "unscored: symbolic allele 7", "scored: changes 4"),
        "symbolic allele 7 line 90, line 91, line 92, line 93, line 94, …",
        "REF differs from the genome 1 line 99 (rs9)",
    ):
        assert said in text


def test_the_top_variants_are_the_most_unusual_for_any_model(page: Page) -> None:
    top = page.text[page.text.index("Top variants Variant") :]
    # |z| of 5.25 by mine, 4.37 by other, 0.5 by other, 0.35 by other.
    places = [top.index(name) for name in ("rs1", SCRIPT, "chr1:1500 C>CGG", "rs4")]
    assert places == sorted(places)
    assert "2 of 2" in top and "1 of 2" in top
    # A hundred and one in a hundred.
    assert "0.01 " in top


def test_names_are_text_and_not_markup(page: Page) -> None:
    assert SCRIPT not in page.source and SCRIPT in page.text


def test_maps_have_a_sentence_and_their_ids_differ(page: Page) -> None:
    assert "1. rs1" in page.text
    assert "breaks AP1 (MA1.1, the experiment's own matrix)" in page.text
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    assert {"map-1", "map-2"} <= set(ids) and "map-3" not in ids
    assert {"#map-1", "#map-2"} <= set(page.values("href"))
    label = "Mutation maps of both alleles of rs1 by REST: mine"
    assert label in page.values("aria-label")


def test_links_lead_to_the_other_pages_and_files(page: Page) -> None:
    links = set(page.values("href"))
    assert {
        "../../report.html",
        "../../REST/report.html",
        "../../REST/other/variants.mine.tsv.gz",
        "unscored.tsv",
        "counts.tsv",
    } <= links


@pytest.mark.parametrize(
    ("rare", "expected", "chance"), [(1, 3.3, True), (7, 3.3, False), (1, 0.2, False)]
)
def test_as_many_rare_p_as_chance_gives_are_told(rare: int, expected: float, chance: bool) -> None:
    assert as_by_chance(rare, expected) is chance


def test_the_top_variants_are_told_to_be_the_largest_of_many(
    written: Callable, monkeypatch: pytest.MonkeyPatch, page: Page
) -> None:
    told = "No model has clearly more variants with p ≤ 0.01 than random changes have"
    assert told not in page.text
    monkeypatch.setattr("bindery.report.variant_tables.as_by_chance", lambda rare, expected: True)
    assert told in written().text


def test_the_page_says_what_the_numbers_do_not_mean(page: Page) -> None:
    text = page.text
    assert "They are no measured effects on binding." in text
    assert "that a gene changes its expression" in text


def test_a_model_at_chance_is_left_out_of_the_top(
    written: Callable, inputs: dict, tmp_path: Path
) -> None:
    chance = METRICS | {"auroc": 0.52, "auroc_low": 0.4, "auroc_high": 0.6}
    Path(inputs["metrics"][0]).write_text(json.dumps(chance))
    page = written()
    assert "not better than chance. Its numbers mean nothing" in page.text
    top = page.text[page.text.index("Top variants Variant") :]
    assert "REST: mine" not in top.split("Files")[0]
    Path(inputs["metrics"][1]).write_text(json.dumps(chance))
    assert "What this page says of the variants means nothing." in written().text


def test_intensities_have_no_odds(written: Callable, inputs: dict) -> None:
    values = {"pearson": 0.9, "pearson_low": 0.8, "pearson_high": 0.95, "target": "intensity"}
    for file in inputs["metrics"]:
        Path(file).write_text(json.dumps(METRICS | values))
    text = written().text
    assert "odds" not in text and "change of the score" in text


def test_a_page_is_the_same_twice(page: Page, written: Callable) -> None:
    assert written().source == page.source


def test_models_that_scored_other_changes_are_refused(
    written: Callable, inputs: dict, tmp_path: Path
) -> None:
    write_scores(Path(inputs["scores"][1]), ROWS[:2], np.ones((2, 2)), RANDOM, KINDS[:1] * 99)
    with pytest.raises(InputError, match=containing("scored other changes")):
        written()


def test_a_file_without_a_scored_change_has_a_page(
    written: Callable, inputs: dict, tmp_path: Path
) -> None:
    for scores, maps in zip(inputs["scores"], inputs["maps"], strict=True):
        write_scores(Path(scores), [], np.zeros((0, 2)), np.zeros(0), [])
        write_maps(maps, made().select(np.zeros(0, int)))
    page = written()
    assert "No variant was scored." in page.text and "0 changes scored" in page.text


def test_changes_without_random_ones_have_a_table_of_their_own(
    written: Callable, inputs: dict
) -> None:
    for scores in inputs["scores"]:
        text = gzip.decompress(Path(scores).read_bytes()).decode().splitlines()
        cells = text[4].split("\t")
        text[4] = "\t".join([*cells[:6], "haplotype", "HG1|1", *cells[8:-2], "", ""])
        Path(scores).write_text("\n".join(text) + "\n")
    text = written().text
    top, rest = text.split("Changes without random ones of their kind")
    assert "rs4" not in top and "rs4" in rest and "haplotype HG1|1" in rest
    assert "1 change has no p and no z" in rest


def models_of(inputs: dict) -> list:
    return [
        read_model(
            experiment="REST",
            model=name,
            verdict=("", True),
            files={kind: inputs[kind][number] for kind in ("scores", "random", "maps")},
        )
        for number, name in enumerate(EFFECTS)
    ]


def test_each_top_variant_is_that_of_the_model_with_the_largest_z(inputs: dict) -> None:
    models = models_of(inputs)
    order, best = most_unusual(models)
    z = np.stack([own.scored.z for own in models])
    np.testing.assert_array_equal(best, np.abs(z).argmax(axis=0))
    np.testing.assert_array_equal(order, np.argsort(-np.abs(z).max(axis=0)))


def test_a_locus_has_the_variants_around_a_top_one(inputs: dict) -> None:
    models = models_of(inputs)
    order, _ = most_unusual(models)
    ((found, left),) = loci(models, order)
    assert found.chrom == "chr1" and found.positions.tolist() == [1000, 1500, 3000]
    assert [series.model for series in found.series] == ["REST: mine", "REST: other"]
    assert left == 0
    for own in models:
        own.scored.chrom[:] = ""
    assert loci(models, order) == []


def test_counts_of_any_columns_are_words_and_a_number(tmp_path: Path) -> None:
    (tmp_path / "counts.tsv").write_text("what\tcount\nlines\t12\n")
    assert counts_view(tmp_path / "counts.tsv") == [("lines", 12)]


def test_reasons_are_ordered_by_how_many_they_are(tmp_path: Path) -> None:
    write_counts(tmp_path, 0, UNSCORED[::-1])
    found = unscored_view(tmp_path / "unscored.tsv")
    assert [entry["count"] for entry in found] == [7, 1]
    assert found[0]["more"] and not found[1]["more"]


def test_a_score_that_goes_against_the_motif_is_said_so(written: Callable, inputs: dict) -> None:
    # The motif of both models' maps is broken; the score of the second variant rises.
    text = written().text
    assert "breaks AP1 , although" not in text.split("2. ")[0]
    assert "although the model's score rises" in text

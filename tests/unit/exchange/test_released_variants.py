"""Variants scored by a released model, whose card tells window and target."""

import logging
from pathlib import Path
from typing import Any

import pytest
from exchange_cards import card_of
from helpers import random_letters

from bindery import tsv
from bindery.exchange.released import aliases_in
from bindery.steps.score_released_variants import score_released_variants

OTHERS = {"A": "C", "C": "A", "G": "T", "T": "G"}
READING = {"shifts": 0, "haplotypes": False, "mismatches": "warn", "assembly": "tiny"}


def scored(folder: Path, file: Path, genome: Path | None, out: Path) -> dict[str, list[dict]]:
    """Rows of the scores and of what was not scored."""
    paths = {name: str(out / name) for name in ("scores.tsv.gz", "random.h5", "unscored.tsv")}
    settings: dict[str, Any] = {
        "reading": READING | {"aliases": {"1": "chrI"}},
        "drawing": {"name": "mine", "count": 20, "seed": 3},
        "architectures": [],
        "backend": "tensorflow",
        "backend_threads": 1,
    }
    score_released_variants(
        file=str(file),
        model=str(folder / "model.keras"),
        genome=str(genome) if genome else None,
        scores=paths["scores.tsv.gz"],
        random_scores=paths["random.h5"],
        unscored=paths["unscored.tsv"],
        threads=1,
        settings=settings,
    )
    assert (out / "random.h5").is_file()
    return {name: tsv.read(paths[name]) for name in ("scores.tsv.gz", "unscored.tsv")}


def test_a_vcf_is_scored_in_windows_of_the_card(
    keras: Any, folder: Path, fasta: Path, sequences: dict[str, str], tmp_path: Path
) -> None:
    from bindery import alphabet
    from bindery.models.loading import load_model

    ref = sequences["chrI"][299]
    # Names are those of the study, of the card (`chr1`), and of the genome.
    lines = [f"{name}\t300\t.\t{ref}\t{OTHERS[ref]}" for name in ("1", "chr1", "chrI")]
    file = tmp_path / "mine.vcf"
    file.write_text("\n".join(["##fileformat=VCFv4.2", *lines, "chrI\t400\tx\tA\t<DEL>"]) + "\n")
    found = scored(folder, file, fasta, tmp_path)
    assert [row["name"] for row in found["unscored.tsv"]] == ["x"]
    assert len(found["scores.tsv.gz"]) == 3
    window = sequences["chrI"][279:320]
    changed = window[:20] + OTHERS[ref] + window[21:]
    codes = alphabet.encode(window), alphabet.encode(changed)
    model = load_model(folder)
    expected = [float(model.predict(own[None], verbose=0)[0, 0]) for own in codes]
    for row in found["scores.tsv.gz"]:
        values = [float(row[f"{allele}_score"]) for allele in ("reference", "alternative")]
        assert values == pytest.approx(expected, abs=1e-5)
        assert 0 < float(row["p"]) <= 1


def test_a_table_of_alleles_needs_no_genome(keras: Any, folder: Path, tmp_path: Path) -> None:
    letters = [random_letters(41, seed) for seed in range(4)]
    rows = [f"{own}\t{own[:20]}{OTHERS[own[20]]}{own[21:]}" for own in letters]
    file = tmp_path / "alleles.tsv"
    file.write_text("\n".join(["reference\talternative", *rows]) + "\n")
    assert len(scored(folder, file, None, tmp_path)["scores.tsv.gz"]) == 4


def test_another_assembly_is_warned_of_and_the_study_s_names_come_first(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.WARNING):
        found = aliases_in(card_of("CTCF/deepbind"), "other", {"chr1": "one"})
    assert found == {"chr1": "one"}
    assert "trained on tiny, and scores regions of other" in caplog.text
    caplog.clear()
    assert aliases_in(card_of("CTCF/deepbind"), "tiny", {}) == {"chr1": "chrI"}
    assert not caplog.text

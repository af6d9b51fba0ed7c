"""Variants whose protein is known from the literature: which motif they make or break."""

import csv
from pathlib import Path

import pytest

from bindery import alphabet
from bindery.motifs.matrices import jaspar_motif
from bindery.variants.differences import difference_between
from bindery.variants.motif_changes import OWN, change_of

pytestmark = pytest.mark.real_data
MATRICES = {"GABPA/ETS": "MA0062.4", "SP1": "MA0079.5"}


def test_changes_of_ets_and_sp1_sites_make_and_break_their_matrices(real_data: Path) -> None:
    found = {}
    with open(real_data / "variants" / "known_variants_GRCh37.tsv", newline="") as text:
        for row in csv.DictReader(text, delimiter="\t"):
            if row["TF"] in MATRICES:
                alleles = [alphabet.encode(row[f"{own}_seq_101"]) for own in ("ref", "alt")]
                motif = jaspar_motif(MATRICES[row["TF"]], "JASPAR2026")
                change = change_of(motif, OWN, alleles, difference_between(*alleles))
                found[row["id"]] = change.counts, change.verb, row["expected_TF_effect"]
    assert len(found) == 6
    expected = {"gain": "makes", "loss": "breaks"}
    assert all(counts and verb == expected[effect] for counts, verb, effect in found.values())

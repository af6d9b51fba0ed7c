"""Variants of a tiny study are scored, and judged by random changes."""

import csv
import gzip

import h5py
import numpy as np
import pytest
from helpers import random_codes

from bindery import alphabet
from bindery.variants.changes_file import Changes, ChangesWriter

SCORES = "results/tiny/REST/deepbind/variants.mine.tsv.gz"
ROWS, STORED = 12, 65


def write_changes(study) -> Changes:
    """Substitutions, deletions and a complex change in windows wider than the model's."""
    reference = random_codes(ROWS, STORED, 1)
    middle = STORED // 2
    reference[:, middle] = 0
    alternative = reference.copy()
    alternative[:, middle] = 1
    alternative[6:, middle:-2] = reference[6:, middle + 2 :]
    kinds = np.array(["A>C"] * 6 + ["deletion_2"] * 5 + ["complex"], object)
    rows = Changes(
        reference=reference,
        alternative=alternative,
        line=np.arange(10, 10 + ROWS),
        name=np.array([f"v{row}" for row in range(ROWS)], object),
        chrom=np.full(ROWS, "sim1", object),
        position=np.arange(ROWS) * 100 + 500,
        ref=np.array([alphabet.decode(row[middle - 1 : middle + 2]) for row in reference], object),
        alt=np.array([alphabet.decode(row[middle - 1 : middle]) for row in reference], object),
        kind=kinds,
        haplotype=np.full(ROWS, "", object),
        offset=np.full(ROWS, middle - 1),
    )
    path = study.path("variants", "mine", "changes.h5")
    path.parent.mkdir(parents=True)
    with ChangesWriter(path, STORED, {"shifts": 2}) as writer:
        writer.append(rows)
    return rows


@pytest.fixture
def scored(study):
    study.config["models"] = {"deepbind": {"architecture": "deepbind"}}
    study.write()
    return study, write_changes(study)


@pytest.mark.slow
def test_variants_are_scored_and_judged(scored, keras) -> None:
    from bindery.models.loading import load_model

    study, rows = scored
    study.run("--", SCORES)
    with gzip.open(study.folder / SCORES, "rt") as handle:
        found = list(csv.DictReader(handle, delimiter="\t"))
    assert [row["name"] for row in found] == rows.name.tolist()
    assert [row["line"] for row in found] == [str(line) for line in rows.line]
    model = load_model(study.path("REST", "deepbind"))
    expected = [
        np.max(
            [
                model.predict(codes[:, 2 + shift : 63 + shift], verbose=0)[:, 0]
                for shift in range(-2, 3)
            ],
            axis=0,
        )
        for codes in (rows.reference, rows.alternative)
    ]
    own = {name: np.array([float(row[name]) for row in found]) for name in found[0] if "_" in name}
    np.testing.assert_allclose(own["reference_score"], expected[0], atol=1e-5)
    np.testing.assert_allclose(own["alternative_score"], expected[1], atol=1e-5)
    np.testing.assert_allclose(own["log_odds_ratio"], expected[1] - expected[0], atol=2e-5)
    difference = own["alternative_probability"] - own["reference_probability"]
    given = [float(row["difference"]) for row in found]
    np.testing.assert_allclose(given, difference, atol=2e-6)
    with h5py.File(study.path("REST", "deepbind", "random_changes.mine.h5")) as handle:
        kinds, bins = handle["kind"].asstr()[:], handle["gc"][:]
        effects = handle["alternative_score"][:] - handle["reference_score"][:]
    assert set(kinds) == {"A>C", "deletion_2"}
    assert (kinds == "deletion_2").sum() == 1000 and set(bins) <= set(range(5))
    p = [row["p"] for row in found]
    assert p[-1] == "" and found[-1]["z"] == ""
    random = effects[kinds == "deletion_2"]
    size = abs(own["log_odds_ratio"][6])
    chance = (1 + (np.abs(random) >= size).sum()) / 1001
    assert abs(float(p[6]) - chance) < 0.01
    # Nothing is drawn or scored twice.
    assert not study.jobs(SCORES)

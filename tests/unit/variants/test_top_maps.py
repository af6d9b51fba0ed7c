"""Maps of a model's top variants: effects of both alleles, and the motif that is named."""

from pathlib import Path
from types import ModuleType

import h5py
import numpy as np
import pytest
from helpers import containing, random_codes
from variant_files import write_changes, write_scores

from bindery import alphabet
from bindery.errors import InputError
from bindery.variants.map_files import read_maps

WINDOW, STORED = 20, 32
SITE = "GGAA"


@pytest.fixture(scope="module")
def study(keras: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> dict:
    """A model that sees GGAA, a chromosome with a site, and changes in and beside it."""
    from bindery.models import registry
    from bindery.motifs.tomtom import Matching

    folder = tmp_path_factory.mktemp("maps")
    model = registry.build("deepbind", WINDOW, detectors=1, width=4)
    kernel = np.zeros((4, 4, 1), np.float32)
    kernel[[0, 1, 2, 3], [2, 2, 0, 0], 0] = 1
    model.set_weights([kernel, np.zeros(1), np.ones((1, 1)), np.zeros(1)])
    model.save(folder / "model.keras")
    chromosome = random_codes(1, 400, 3)[0]
    chromosome[190:210] = alphabet.encode("CTCTCTCACGGAAGTCTCTC")
    bases = alphabet.decode(chromosome)
    rows = [
        ("beside", "chr1", 60, bases[59], "ACGT"["ACGT".index(bases[59]) - 1]),
        ("broken", "chr1", 200, "G", "T"),
        ("deleted", "chr1", 200, "GG", "G"),
    ]
    write_changes(folder / "changes.h5", rows, {"chr1": chromosome}, STORED)
    scores = np.array([[1.0, 1.0], [4.0, 3.0], [4.0, 3.5]])
    write_scores(folder / "scores.tsv.gz", rows, scores, np.zeros(0), [])
    (folder / "known.meme").write_text(
        "MEME version 4\n\nALPHABET= ACGT\n\nMOTIF M1 ETS\n"
        "letter-probability matrix: alength= 4 w= 6 nsites= 50\n"
        + "".join(
            " ".join("0.97" if base == own else "0.01" for base in "ACGT") + "\n"
            for own in "CGGAAG"
        )
    )
    matching = Matching(str(folder / "known.meme"), "JASPAR2026", None, 0.05, "x", None)
    settings = {"architectures": [], "jaspar": None, "matching": matching, "motif_table": None}
    files = {name: str(folder / name) for name in ("changes.h5", "scores.tsv.gz", "model.keras")}
    changes, scored, trained = files.values()
    settings |= {"changes": changes, "scores": scored, "model": trained, "top": 2}
    return {"folder": folder, "settings": settings, "model": model}


@pytest.fixture(scope="module")
def maps(study: dict):
    from bindery.variants.top_maps import map_top_variants

    map_top_variants(maps=str(study["folder"] / "maps.h5"), **study["settings"])
    return read_maps(study["folder"] / "maps.h5")


def test_the_top_variants_are_mapped_in_their_order(maps) -> None:
    assert maps.row.tolist() == [1, 2]
    assert maps.reference.shape == (2, WINDOW)


def test_maps_are_of_the_middle_that_the_model_reads(maps, study: dict) -> None:
    with h5py.File(study["folder"] / "changes.h5") as file:
        stored = file["reference"][1]
    np.testing.assert_array_equal(maps.reference[0], stored[6:26])
    difference = maps.difference(0)
    assert (difference.start, difference.removed, difference.inserted) == (10, 1, 1)
    assert alphabet.decode(maps.reference[0][9:14]) == "CGGAA"
    assert alphabet.decode(maps.alternative[0][9:14]) == "CTGAA"
    # Of two equal bases the deleted one is the first.
    assert (maps.start[1], maps.removed[1], maps.inserted[1]) == (10, 1, 0)


def test_effects_of_both_alleles_are_those_of_predictions(maps, study: dict) -> None:
    from bindery.explanation.mutagenesis import effects_by_prediction

    for codes, effects in (
        (maps.reference, maps.reference_effects),
        (maps.alternative, maps.alternative_effects),
    ):
        expected = effects_by_prediction(study["model"], codes)
        np.testing.assert_allclose(effects, expected, atol=1e-5)
    assert np.abs(maps.reference_effects).max() > 0.5


def test_the_known_motif_is_placed_in_the_models_window(maps) -> None:
    assert maps.sentence[0].startswith(
        "breaks ETS, position 2, G>T on its strand (forward), score "
    )
    assert (maps.source[0], maps.motif[0], maps.motif_name[0]) == ("library", "M1", "ETS")
    assert (maps.site_start[0], maps.site_reverse[0], maps.site_made[0]) == (9, False, False)
    known = maps.known_motif(0)
    assert known is not None and known.counts.shape == (6, 4)


def test_the_same_run_has_the_same_bytes(maps, study: dict) -> None:
    from bindery.variants.top_maps import map_top_variants

    map_top_variants(maps=str(study["folder"] / "again.h5"), **study["settings"])
    again, first = (study["folder"] / name for name in ("again.h5", "maps.h5"))
    assert again.read_bytes() == first.read_bytes()


def test_the_experiments_own_matrix_comes_first(maps, study: dict) -> None:
    from bindery.variants.top_maps import map_top_variants

    settings = study["settings"] | {"jaspar": "MA0062.4", "top": 1}
    map_top_variants(maps=str(study["folder"] / "own.h5"), **settings)
    found = read_maps(study["folder"] / "own.h5")
    assert (found.source[0], found.motif[0]) == ("own", "MA0062.4")


def test_scores_of_other_changes_are_refused(maps, study: dict, tmp_path: Path) -> None:
    from bindery.variants.top_maps import map_top_variants

    with h5py.File(study["folder"] / "changes.h5") as file, h5py.File(tmp_path / "c.h5", "w") as to:
        for name in file:
            file.copy(name, to)
        to["line"][0] = 7
    settings = study["settings"] | {"changes": str(tmp_path / "c.h5")}
    with pytest.raises(InputError, match=containing("not the changes that were scored")):
        map_top_variants(maps=str(tmp_path / "maps.h5"), **settings)
    assert not (tmp_path / "maps.h5").exists()

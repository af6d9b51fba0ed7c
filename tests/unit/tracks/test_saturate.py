import csv
import gzip

import numpy as np
import pytest

from bindery import alphabet
from bindery.genomics.genome import Genome
from bindery.given.regions import Region

WINDOW = 30


@pytest.fixture(scope="module")
def model(keras):
    from bindery.models import registry

    keras.utils.set_random_seed(3)
    model = registry.build("deepbind", WINDOW, detectors=4, width=8)
    generator = np.random.default_rng(5)
    model.set_weights([generator.normal(size=own.shape) for own in model.weights])
    return model


@pytest.fixture
def found(model, fasta, monkeypatch):
    """Both ends of a short chromosome, and the edge of a run of N, in parts."""
    from bindery.tracks import saturate
    from bindery.tracks.stretches import GenomeSource

    monkeypatch.setattr(saturate, "POSITIONS", 40)
    regions = [Region("chrM", 0, 90), Region("chrI", 990, 1003)]
    with Genome(fasta) as genome:
        return [saturate.saturated(model, GenomeSource(genome), one) for one in regions]


def padded(letters: str, centre: int) -> np.ndarray:
    pad = np.full(WINDOW, alphabet.UNKNOWN, np.uint8)
    codes = np.concatenate([pad, alphabet.encode(letters), pad])
    start = centre - WINDOW // 2 + WINDOW
    return codes[start : start + WINDOW].copy()


def test_each_change_is_scored_in_the_window_centred_on_it(found, model, sequences):
    for one in found:
        letters = sequences[one.region.chrom]
        for row, position in enumerate(range(one.region.start, one.region.end)):
            window = padded(letters, position)
            assert one.codes[row] == window[WINDOW // 2]
            given = np.repeat(window[None], 5, axis=0)
            given[np.arange(4), WINDOW // 2] = np.arange(4)
            scores = model.predict(given, verbose=0)[:, 0]
            np.testing.assert_allclose(one.reference[row], scores[4], atol=1e-5)
            if one.codes[row] == alphabet.UNKNOWN:
                assert np.isnan(one.scores[row]).all()
            else:
                np.testing.assert_allclose(one.scores[row], scores[:4], atol=1e-5)


def test_an_effect_is_that_of_mutagenesis_in_the_same_window(found, model, sequences):
    from bindery.explanation.mutagenesis import effects

    one = found[0]
    windows = np.stack([padded(sequences["chrM"], position) for position in range(90)])
    expected = effects(model, windows)[:, WINDOW // 2]
    np.testing.assert_allclose(one.scores - one.reference[:, None], expected, atol=1e-5)


def test_the_table_has_a_row_for_each_change(found, tmp_path, caplog):
    from bindery.tracks.saturate import write_saturated

    for binary in (True, False):
        path = tmp_path / "changes.tsv.gz"
        write_saturated(path, found, binary=binary)
        with gzip.open(path, "rt") as handle:
            rows = list(csv.DictReader(handle, delimiter="\t"))
        assert len(rows) == 3 * (90 + 10)
        first = rows[0]
        assert (first["chrom"], first["position"]) == ("chrM", "1")
        assert {row["alt"] for row in rows[:3]} | {first["ref"]} == set("ACGT")
        difference = float(first["alternative_score"]) - float(first["reference_score"])
        column = "log_odds_ratio" if binary else "difference"
        assert float(first[column]) == pytest.approx(difference, abs=1e-4)
        assert ("reference_probability" in first) == binary
    assert "3 positions with unknown bases have no rows" in caplog.text


def test_the_figure_shows_what_the_table_has(found, tmp_path):
    from bindery.figures.tracks.saturation import importance, plot_saturation, read_blocks
    from bindery.tracks.saturate import write_saturated

    path = tmp_path / "changes.tsv.gz"
    write_saturated(path, found, binary=True)
    blocks = read_blocks(path)
    assert [(one.chrom, one.first, len(one.bases)) for one in blocks] == [
        *(("chrM", 1, 90), ("chrI", 991, 10)),
    ]
    changes = found[0].scores - found[0].reference[:, None]
    np.testing.assert_allclose(blocks[0].effects, changes, atol=1e-4)
    np.testing.assert_allclose(importance(blocks[0]), -changes.sum(axis=1) / 3, atol=1e-4)
    for name in "ab":
        plot_saturation(tmp_path / f"{name}.svg", blocks, "REST")
    text = (tmp_path / "a.svg").read_text()
    assert text == (tmp_path / "b.svg").read_text() and "chrM:1-90" in text


def test_of_a_long_region_the_first_part_is_drawn_and_the_rest_named(found, tmp_path, monkeypatch):
    from bindery.figures.tracks import saturation
    from bindery.tracks.saturate import write_saturated

    monkeypatch.setattr(saturation, "MOST", 60)
    write_saturated(tmp_path / "changes.tsv.gz", found, binary=True)
    blocks = saturation.read_blocks(tmp_path / "changes.tsv.gz")
    saturation.plot_saturation(tmp_path / "a.svg", blocks, "REST")
    text = (tmp_path / "a.svg").read_text()
    assert "40 more positions are in the table" in text and "chrI:" not in text

from pathlib import Path

import numpy as np
import pytest
from helpers import containing, lengths_of, sha256_of, write_lines

from bindery import alphabet
from bindery.errors import InputError
from bindery.genomics import bigwig
from bindery.genomics.genome import Genome

WINDOW = 31


@pytest.fixture(scope="module")
def models(keras, tmp_path_factory) -> dict[str, Path]:
    """Two small networks of different windows, saved."""
    from bindery.models import registry

    folder = tmp_path_factory.mktemp("models")
    keras.utils.set_random_seed(3)
    made = {
        "narrow": registry.build("deepbind", WINDOW, detectors=4, width=8),
        "wide": registry.build("deepbind", 48, detectors=3, width=6, pooling="max_average"),
    }
    generator = np.random.default_rng(5)
    for name, model in made.items():
        model.set_weights([generator.normal(size=own.shape) for own in model.weights])
        model.save(folder / f"{name}.keras")
    return {name: folder / f"{name}.keras" for name in made}


@pytest.fixture
def scan(keras, models, fasta, tmp_path):
    """Scan the tiny genome by models; give the value of every base of each chromosome."""
    from bindery.tracks.scan_files import scan_files

    def scanned(*names: str, **settings) -> list[dict[str, np.ndarray]]:
        tracks = [[tmp_path / f"{name}.bw"] for name in names]
        chosen = [(models[name], ()) for name in names]
        scan_files(models=chosen, tracks=tracks, genome=fasta, **settings)
        return [bases_of(own[0], fasta) for own in tracks]

    return scanned


def bases_of(track: Path, fasta: Path) -> dict[str, np.ndarray]:
    with Genome(fasta) as genome:
        found = {name: np.full(length, np.nan) for name, length in genome.lengths.items()}
    for batch in bigwig.read(track):
        for start, end, value in zip(batch.start, batch.end, batch.value, strict=True):
            found[batch.chrom][start:end] = value
    return found


def expected(keras, path: Path, letters: str, stride: int) -> np.ndarray:
    """By slicing: the value of each base is the score of the window about its bin's middle."""
    model = keras.saving.load_model(path, compile=False)
    window = model.input_shape[1]
    pad = np.full(2 * window, alphabet.UNKNOWN, np.uint8)
    codes = np.concatenate([pad, alphabet.encode(letters), pad])
    values = np.full(len(letters), np.nan)
    for start in range(0, len(letters), stride):
        first = start + stride // 2 - window // 2 + len(pad)
        part = codes[first : first + window]
        if (part == alphabet.UNKNOWN).mean() <= 0.5:
            values[start : start + stride] = model.predict(part[None], verbose=0)[0, 0]
    return values


@pytest.mark.parametrize("stride", [pytest.param(7, marks=pytest.mark.slow), 40])
def test_a_base_has_the_score_of_the_window_about_its_bins_middle(
    scan, keras, models, sequences, stride
):
    (found,) = scan("narrow", stride=stride)
    # One chromosome has a run of N, another is about as short as a window.
    for name in ("chrM", "chrI"):
        letters = sequences[name][:2000] if name == "chrI" else sequences[name]
        own = expected(keras, models["narrow"], letters, stride)
        inside = slice(0, 1900 if name == "chrI" else None)
        np.testing.assert_allclose(found[name][inside], own[inside], atol=1e-5)
    assert np.isnan(found["chrI"][1020:1080]).all()
    # Contig ends have scores, of padded windows; the last bin's middle may be too far outside.
    assert np.isfinite(found["chrM"][:80]).all()
    assert np.isfinite(found["chrM"][80:]).all() == (stride == 7)


def test_several_models_in_one_pass_score_as_one_at_a_time(scan):
    together = scan("narrow", "wide", stride=5)
    for name, found in zip(("narrow", "wide"), together, strict=True):
        (alone,) = scan(name, stride=5)
        for chrom in alone:
            np.testing.assert_array_equal(found[chrom], alone[chrom])


def test_the_genome_is_read_once_for_all_models(scan, monkeypatch):
    from bindery.tracks import stretches

    read: list[tuple] = []
    original = stretches.GenomeSource.read

    def counted(self, *where):
        read.append(where)
        return original(self, *where)

    monkeypatch.setattr(stretches.GenomeSource, "read", counted)
    scan("narrow", "wide")
    assert len(read) == len(set(read)) == 5


def test_regions_have_the_values_of_the_genomes_part(scan, tmp_path):
    (whole,) = scan("narrow", stride=10)
    rows = [("chrIV", 3985, 3995), ("chrI", 5, 333), ("chrI", 300, 400), ("1", 5990, 6000)]
    bed = write_lines(tmp_path / "parts.bed", rows)
    (parts,) = scan("narrow", stride=10, regions=str(bed), aliases={"1": "chrI"})
    for chrom, values in parts.items():
        seen = np.isfinite(values)
        np.testing.assert_allclose(values[seen], whole[chrom][seen], atol=1e-5)
    assert np.flatnonzero(np.isfinite(parts["chrI"])).tolist() == [*range(400), *range(5990, 6000)]
    assert np.flatnonzero(np.isfinite(parts["chrIV"])).tolist() == [*range(3980, 4000)]
    assert np.isnan(parts["chrII"]).all()


def test_a_region_may_be_a_text(scan):
    (found,) = scan("narrow", stride=1, regions="chrII:11-20")
    assert np.flatnonzero(np.isfinite(found["chrII"])).tolist() == list(range(10, 20))


def test_loads_of_any_size_give_the_same_track(scan, tmp_path, monkeypatch):
    from bindery.tracks import stretches

    scan("narrow", stride=3)
    before = bigwig.read(tmp_path / "narrow.bw")
    values = np.concatenate([np.repeat(one.value, one.end - one.start) for one in before])
    monkeypatch.setattr(stretches, "WINDOWS", 100)
    scan("narrow", stride=3)
    after = bigwig.read(tmp_path / "narrow.bw")
    found = np.concatenate([np.repeat(one.value, one.end - one.start) for one in after])
    np.testing.assert_allclose(found, values, atol=1e-5)


def test_the_same_scan_gives_the_same_bytes(scan, tmp_path):
    digests = []
    for _ in range(2):
        scan("narrow", "wide")
        digests.append([sha256_of(tmp_path / f"{name}.bw") for name in ("narrow", "wide")])
    assert digests[0] == digests[1]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["narrow.bw", "wide.bw"]


def test_windows_without_a_score_are_counted(scan, caplog):
    scan("narrow", stride=10)
    # Those with their middles in the run of 100 N, and past the end of a chromosome.
    assert "11 of 1910 windows have no score: more than 0.5 of their bases" in caplog.text


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ([("chr9", 1, 5)], "chromosome 'chr9' is not in tiny"),
        ([("chrM", 1, 91)], "chrM:1-91 ends past the end of chrM in tiny (90 bases"),
        ([], "the file has no regions"),
        ([("chrI", 1040, 1060)], "no window has a score"),
    ],
)
def test_regions_that_cannot_be_scanned_are_refused(scan, tmp_path, rows, problem):
    bed = write_lines(tmp_path / "parts.bed", rows)
    with pytest.raises(InputError, match=containing(problem)):
        scan("narrow", regions=str(bed), assembly="tiny")


def test_bins_of_regions_are_in_the_genomes_order_each_once(sequences):
    from bindery.tracks.stretches import Stretch, stretches_of

    lengths = lengths_of(sequences)
    regions = [("chrII", 95, 101), ("chrI", 40, 50), ("chrI", 0, 25), ("chrI", 11, 31)]
    assert stretches_of(regions, lengths, 10) == [
        *(Stretch("chrI", 0, 5), Stretch("chrII", 9, 2)),
    ]
    assert [one.count for one in stretches_of(None, lengths, 10)] == [600, 500, 400, 401, 9]

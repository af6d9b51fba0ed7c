"""Released models of other projects, imported: they give their published or stated outputs."""

import csv
import gzip
import json
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from bindery.alphabet import encode

pytestmark = [pytest.mark.real_data, pytest.mark.slow, pytest.mark.usefixtures("keras")]
PROMOTERS = "1d_cnn_sequential_onehot.hdf5"
ALX4 = "ALX4_TGTGTC20NGA.h5"
NUCLEOSOMES = "weights_CNN_nucleosome_in_vivo_all_data.hdf5"
# The yeast chromosomes in the order of the file of dyads; XVI is not the network's training data.
CHROMOSOMES = "I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI".split()
# How dyads are smoothed, and where they are too few, was chosen on chrXIV: see docs/sharing.md.
SMOOTHING, NEAR, FEWEST, STRIDE = 35, 501, 0.2, 40


@pytest.fixture(scope="module")
def weights(real_data: Path) -> Path:
    folder = real_data / "weights"
    if not folder.is_dir():
        pytest.skip(f"no released models at {folder}")
    return folder


@pytest.fixture
def imported(weights: Path, tmp_path: Path):
    """A function: the folder of an imported model."""
    from bindery.exchange.foreign_card import Stated
    from bindery.steps.import_model import import_model

    def made(name: str, bases: str, target: str, *outputs: str, unknown: str = "quarter") -> Path:
        folder = tmp_path / f"{name}.{bases}.{target}"
        import_model(
            source=str(weights / name),
            folder=str(folder),
            bases=bases,
            unknown=unknown,
            target=target,
            stated=Stated(name.split(".")[0], outputs=outputs),
        )
        return folder

    return made


def outputs_of(folder: Path, codes: np.ndarray) -> np.ndarray:
    from bindery.models.loading import load_model

    return load_model(folder).predict(codes, batch_size=512, verbose=0)


def published(weights: Path) -> tuple[np.ndarray, np.ndarray]:
    """Codes and outputs of the 100 promoters that ExpressYeaself published."""
    with open(weights / "cnn_result.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    codes = np.stack([encode(row["seq"]) for row in rows])
    return codes, np.array([float(row["el_prediction"]) for row in rows])


@pytest.mark.parametrize("unknown", ["quarter", "zero", "P"])
def test_the_hundred_published_outputs_of_expressyeaself(weights, imported, unknown):
    codes, expected = published(weights)
    assert codes.shape == (100, 80)
    folder = imported(PROMOTERS, "ATGCP", "intensity", unknown=unknown)
    np.testing.assert_allclose(outputs_of(folder, codes)[:, 0], expected, atol=1e-6)


def test_log_odds_of_classes_are_those_of_the_published_outputs(weights, imported):
    codes, expected = published(weights)
    found = outputs_of(imported(PROMOTERS, "ATGCP", "class"), codes)[:, 0]
    np.testing.assert_allclose(1 / (1 + np.exp(-found)), expected, atol=1e-6)


def test_another_order_of_bases_gives_other_outputs(weights, imported):
    codes, expected = published(weights)
    found = outputs_of(imported(PROMOTERS, "ACGTP", "intensity"), codes)[:, 0]
    assert np.abs(found - expected).max() > 0.2


STATED = {0: (0.93, 0.95, 0.01, 0, 0), 4: (0, 0, 1, 1, 0.99)}


def reads(real_data: Path, cycle: int) -> np.ndarray:
    """Codes of the reads of a cycle of ALX4, with four unknown bases at each end, (n, 28)."""
    with gzip.open(real_data / f"htselex/ALX4_TGTGTC20NGA_W_{cycle}.fastq.gz", "rt") as file:
        found = [line.strip() for line in file]
    assert len(found) == 15_000
    return np.stack([encode(f"NNNN{read}NNNN") for read in found])


@pytest.mark.parametrize("cycle", STATED)
def test_cycles_of_alx4_are_told_apart_by_deepselex(real_data, imported, cycle):
    folder = imported(ALX4, "ACGT", "class", *(f"cycle_{n}" for n in range(5)))
    found = outputs_of(folder, reads(real_data, cycle))
    np.testing.assert_allclose((1 / (1 + np.exp(-found))).mean(axis=0), STATED[cycle], atol=0.015)
    card = json.loads((folder / "card.json").read_text())
    assert card["outputs"] == [f"cycle_{n}" for n in range(5)] and card["window"] == 28


def smoothed(real_data: Path, number: int) -> tuple[np.ndarray, np.ndarray]:
    """Smoothed dyads at each base of a chromosome, and whether there are enough around it."""
    from scipy.io import loadmat
    from scipy.ndimage import gaussian_filter1d, uniform_filter1d

    dyads = loadmat(real_data / "signal/Dyads_AGH01-1_120_160.mat")["Dyads"].ravel()
    own = np.asarray(dyads[number], float).ravel()
    return gaussian_filter1d(own, SMOOTHING), uniform_filter1d(own, NEAR) > FEWEST


def correlations(real_data: Path, folder: Path, name: str) -> tuple[float, float]:
    """Correlations of a nucleosome model with a chromosome's dyads: where enough, and in all."""
    with gzip.open(real_data / "yeast/sacCer3.fa.gz", "rt") as file:
        records = file.read().split(">")[1:]
    (text,) = [own for own in records if own.split("\n")[0] == f"chr{name}"]
    codes = encode("".join(text.split("\n")[1:]))
    dyads, enough = smoothed(real_data, CHROMOSOMES.index(name))
    assert len(codes) == len(dyads)
    starts = np.arange(0, len(codes) - 2000, STRIDE)
    windows = np.lib.stride_tricks.sliding_window_view(codes, 2001)[starts]
    middle = starts + 1000
    found, measured = outputs_of(folder, windows)[:, 0], dyads[middle]

    def of(rows: np.ndarray) -> float:
        own = measured[rows]
        return float(np.corrcoef(found[rows], np.minimum(own, np.percentile(own, 99)))[0, 1])

    return of(enough[middle]), of(np.ones(len(middle), bool))


def test_nucleosomes_of_a_chromosome_that_was_not_trained_on(real_data, imported, capsys):
    found, whole = correlations(real_data, imported(NUCLEOSOMES, "ATGC", "intensity"), "XVI")
    wrong, _ = correlations(real_data, imported(NUCLEOSOMES, "ACGT", "intensity"), "XVI")
    with capsys.disabled():
        print(f"\nnucleosomes on chrXVI: r {found:.3f} in A T G C, {wrong:.3f} in A C G T")
        print(f"without the limit on dyads: r {whole:.3f}")
    assert found == pytest.approx(0.37, abs=0.02)
    assert wrong < 0.12


def test_a_released_model_is_interpreted(weights, imported, keras: ModuleType):
    from bindery.explanation.mutagenesis import effects
    from bindery.models.loading import load_model

    codes, expected = published(weights)
    model = load_model(imported(PROMOTERS, "ATGCP", "intensity"))
    found = effects(model, codes[:2])
    changed = codes[0].copy()
    changed[40] = (changed[40] + 1) % 4
    after = model.predict(changed[None], verbose=0)[0, 0]
    assert found[0, 40, changed[40]] == pytest.approx(after - expected[0], abs=1e-6)

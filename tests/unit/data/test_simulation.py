import itertools
from pathlib import Path

import numpy as np
import pytest
from helpers import containing, sha256_of

from bindery import alphabet
from bindery.data.simulation import TRANSITIONS, random_genome, sample_sites
from bindery.errors import InputError
from bindery.genomics.genome import Genome, index
from bindery.genomics.peak_files import read_bed
from bindery.genomics.windows import inside, rename, resize
from bindery.motifs.matrices import Motif, best_match, jaspar_motif
from bindery.steps.simulate import simulate

MOTIFS = {"MAX": "MA0058.4", "CTCF": "MA0139.2"}


def run(folder: Path, **changed) -> Path:
    folder.mkdir(exist_ok=True)
    settings = {"chromosomes": 3, "length": 40_000, "count": 45, "seed": 5} | changed
    peaks = {protein: str(folder / f"{protein}.narrowPeak") for protein in MOTIFS}
    simulate(
        genome=folder / "genome.fa", peaks=peaks, motifs=MOTIFS, release="JASPAR2026", **settings
    )
    return folder


@pytest.fixture(scope="module")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = run(tmp_path_factory.mktemp("simulated"))
    index(folder / "genome.fa", folder / "sizes")
    return folder


def test_transitions_are_chances() -> None:
    np.testing.assert_allclose(TRANSITIONS.sum(axis=1), 1)


@pytest.mark.parametrize("length", [1, 999, 1000, 2501])
def test_genome_has_its_chromosomes_and_lengths(length: int) -> None:
    genome = random_genome(3, length, np.random.default_rng(0))
    assert list(genome) == ["sim1", "sim2", "sim3"]
    assert [codes.shape for codes in genome.values()] == [(length,)] * 3
    assert max(codes.max() for codes in genome.values()) <= 3


def test_genome_follows_its_transitions() -> None:
    codes = random_genome(1, 400_000, np.random.default_rng(0))["sim1"]
    counts = np.zeros((4, 4))
    np.add.at(counts, (codes[:-1], codes[1:]), 1)
    np.testing.assert_allclose(counts / counts.sum(axis=1, keepdims=True), TRANSITIONS, atol=0.006)


def test_sites_follow_their_matrix_and_carry_its_log_odds() -> None:
    motif = Motif("M", "m", np.array([[90.0, 10, 0, 0], [25, 25, 25, 25], [0, 0, 0, 100]]))
    sites, scores = sample_sites(motif, 20_000, np.random.default_rng(0))
    assert sites.dtype == np.uint8 and sites.shape == (20_000, 3)
    share = np.stack([(sites == base).mean(axis=0) for base in range(4)], axis=1)
    np.testing.assert_allclose(share, motif.probabilities(), atol=0.015)
    by_hand = [sum(motif.log_odds()[n][base] for n, base in enumerate(site)) for site in sites[:50]]
    np.testing.assert_allclose(scores[:50], by_hand)


def test_peaks_fit_the_genome_and_do_not_meet(simulated: Path) -> None:
    positions = []
    with Genome(simulated / "genome.fa") as genome:
        assert genome.lengths == {"sim1": 40_000, "sim2": 40_000, "sim3": 40_000}
        for protein in MOTIFS:
            found = read_bed(simulated / f"{protein}.narrowPeak")
            assert len(found) == 45
            assert all(name.startswith(f"simulated_{protein}_") for name in found.name)
            rename(found, {}, genome.lengths, "p", "simulated")
            assert inside(resize(found, 201), genome.lengths).all()
            positions += zip(found.chrom, found.start.tolist(), found.end.tolist(), strict=True)
    positions.sort()
    for (chrom, _, end), (other, start, _) in itertools.pairwise(positions):
        assert chrom != other or end <= start


def test_a_site_of_the_protein_lies_in_each_peak(simulated: Path) -> None:
    with Genome(simulated / "genome.fa") as genome:
        for protein, identifier in MOTIFS.items():
            found = resize(read_bed(simulated / f"{protein}.narrowPeak"), 101)
            weights = jaspar_motif(identifier, "JASPAR2026").log_odds()
            inside_peaks = best_match(genome.windows(found.chrom, found.start, 101), weights)
            beside = best_match(genome.windows(found.chrom, found.start + 250, 101), weights)
            assert np.median(inside_peaks) > np.median(beside) + 4
            signal = np.corrcoef(found.score, np.exp2(inside_peaks / 4))[0, 1]
            assert signal > 0.3


def test_sites_lie_on_both_strands(simulated: Path) -> None:
    weights = jaspar_motif("MA0139.2", "JASPAR2026").log_odds()
    found = resize(read_bed(simulated / "CTCF.narrowPeak"), 101)
    with Genome(simulated / "genome.fa") as genome:
        codes = genome.windows(found.chrom, found.start, 101)

    def best_on_one_strand(codes: np.ndarray) -> np.ndarray:
        views = np.lib.stride_tricks.sliding_window_view(codes, len(weights), axis=1)
        return weights[np.arange(len(weights)), views].sum(axis=2).max(axis=1)

    forward = best_on_one_strand(codes) > best_on_one_strand(alphabet.reverse_complement(codes))
    assert 0.2 < forward.mean() < 0.8


def test_simulation_repeats_with_its_seed_only(simulated: Path, tmp_path: Path) -> None:
    again, other = run(tmp_path / "again"), run(tmp_path / "other", seed=6)
    for name in ("genome.fa", "MAX.narrowPeak", "CTCF.narrowPeak"):
        assert sha256_of(again / name) == sha256_of(simulated / name)
        assert sha256_of(other / name) != sha256_of(simulated / name)


def test_more_peaks_than_the_genome_has_room_for_are_refused(tmp_path: Path) -> None:
    with pytest.raises(
        InputError, match=containing("4000 peaks do not fit on 3 chromosomes of 40000")
    ):
        run(tmp_path, count=2000)
    assert list(tmp_path.iterdir()) == []

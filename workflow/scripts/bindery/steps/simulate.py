"""Rule simulate: simulate a genome with planted binding sites, and its peaks."""

from os import PathLike

import numpy as np

from bindery import alphabet
from bindery.data.simulation import narrowpeak, positions_of_sites, random_genome, sample_sites
from bindery.files import write_text
from bindery.genomics.genome import write_fasta
from bindery.motifs.matrices import jaspar_motif


def simulate(
    *,
    genome: str | PathLike,
    peaks: dict[str, str],
    motifs: dict[str, str],
    release: str,
    chromosomes: int,
    length: int,
    count: int,
    seed: int,
) -> None:
    """Simulate a genome and peaks, with one planted site of the protein's matrix in each peak.

    Args:
        genome: output, FASTA.
        peaks: protein -> output, narrowPeak, with names that begin with `simulated`.
        motifs: protein -> JASPAR matrix.
        release: release of JASPAR.
        chromosomes: number of chromosomes.
        length: bases in each chromosome.
        count: number of peaks of each protein.
        seed: seed of genome and peaks.
    """
    generator = np.random.default_rng(seed)
    sequences = random_genome(chromosomes, length, generator)
    positions = positions_of_sites(count * len(motifs), sequences, generator)
    for number, (protein, identifier) in enumerate(motifs.items()):
        here = positions[number * count : (number + 1) * count]
        sites, scores = sample_sites(jaspar_motif(identifier, release), count, generator)
        turned = generator.random(count) < 0.5
        sites[turned] = alphabet.reverse_complement(sites[turned])
        for (chrom, centre), site in zip(here, sites, strict=True):
            start = centre - len(site) // 2
            sequences[chrom][start : start + len(site)] = site
        write_text(peaks[protein], narrowpeak(here, scores, protein, generator))
    write_fasta(genome, {name: alphabet.decode(codes) for name, codes in sequences.items()})

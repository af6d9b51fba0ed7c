"""Rule saturate_region: score every single-base change of regions by a trained model."""

from collections.abc import Mapping, Sequence

from bindery.errors import InputError
from bindery.runtime import devices

# Positions of all regions, each of which is scored four times.
MOST = 200_000


def saturate_region(
    *,
    model: str,
    genome: str,
    regions: str,
    changes: str,
    assembly: str,
    aliases: Mapping[str, str],
    target: str,
    architectures: Sequence[str] = (),
    backend: str,
    backend_threads: int,
) -> None:
    """Score every single-base change of regions, and write them as a table.

    Args:
        model: trained model, `.keras`.
        genome: indexed FASTA.
        regions: `chr:start-end`, or a BED file.
        changes: output, TSV.gz, see `tracks.saturate.write_saturated`.
        assembly: name of the genome, for errors.
        aliases: the regions' names of chromosomes -> the genome's.
        target: kind of target that the model was trained on.
        architectures: see `loading.load_model`.
        backend: Keras's backend.
        backend_threads: its number of threads.
    """
    # Keras reads its backend when it is first imported, so the import waits for the choice.
    devices.prepare(backend, backend_threads)
    from bindery.genomics.genome import Genome
    from bindery.models.loading import load_model
    from bindery.targets.kinds import kind_of
    from bindery.tracks.regions import named_regions
    from bindery.tracks.saturate import saturated, write_saturated
    from bindery.tracks.stretches import GenomeSource

    with Genome(genome) as opened:
        chosen = named_regions(regions, opened.lengths, assembly, aliases)
        count = sum(region.end - region.start for region in chosen)
        if not 0 < count <= MOST:
            raise InputError(
                f"the regions have {count} positions, and saturation takes 1 to {MOST}",
                file=regions,
                remedy="name other regions; `scan` scores whole genomes",
            )
        network = load_model(model, *architectures)
        found = [saturated(network, GenomeSource(opened), region) for region in chosen]
    write_saturated(changes, found, binary=kind_of(target).binary)

"""Rules scan_genome and scan_shuffled: score windows along the genome by a trained model."""

from bindery.runtime import devices


def scan_genome(
    *, model: str, genome: str, regions: str | None, track: str, settings: dict
) -> None:
    """Score windows along regions, or a whole genome, and write a bigWig.

    Args:
        model: trained model, `.keras`.
        genome: indexed FASTA.
        regions: BED file; None for the whole genome.
        track: output, bigWig.
        settings: other arguments of `tracks.scan_files.scan_files`, with architectures, backend and
            backend_threads.
    """
    settings = dict(settings)
    # Keras reads its backend when it is first imported, so the import waits for the choice.
    devices.prepare(settings.pop("backend"), settings.pop("backend_threads"))
    from bindery.tracks.scan_files import scan_files

    models = [(model, settings.pop("architectures"))]
    scan_files(models=models, tracks=[[track]], genome=genome, regions=regions, **settings)

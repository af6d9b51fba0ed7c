"""Rule score_variants: score changes and random ones by trained models."""

from bindery.runtime import devices


def score_variants(
    *,
    changes: str,
    random: str,
    models: list[str],
    scores: list[str],
    random_scores: list[str],
    threads: int,
    settings: dict,
) -> None:
    """Score both alleles of changes by trained models, and judge them by random changes.

    Args:
        changes: file of changes.
        random: file of random changes.
        models: trained models, `.keras`.
        scores: output of each, TSV.gz.
        random_scores: output of each, HDF5.
        threads: number of threads, which changes no result.
        settings: the other arguments of `variants.score_variants.score_variants`, with backend and
            backend_threads.
    """
    settings = dict(settings)
    # Keras reads its backend when it is first imported, so the import waits for the choice.
    devices.prepare(settings.pop("backend"), settings.pop("backend_threads"))
    from bindery.variants import score_variants as scoring

    scoring.score_variants(
        changes=changes,
        random=random,
        models=models,
        scores=scores,
        random_scores=random_scores,
        threads=threads,
        **settings,
    )

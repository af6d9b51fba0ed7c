"""Rule explain_trunk: measure the influence of a trunk's detectors on its tasks."""

from collections.abc import Sequence

from bindery.runtime import devices


def explain_trunk(
    *, tensors: Sequence[str], model: str, influence: str, meme: str, settings: dict
) -> None:
    """Write the influence of a trunk's detectors on its tasks, and the detectors' motifs.

    Args:
        tensors: tensor file of each task.
        model: the trained trunk, `.keras`.
        influence: output, TSV.
        meme: output, MEME's format.
        settings: the other arguments of `explanation.explain_trunk.explain_trunk`, with backend,
            backend_threads, and the seed of random layers that are also random in prediction.
    """
    settings = dict(settings)
    # Keras reads its backend when it is first imported, so the import waits for the choice.
    devices.prepare(settings.pop("backend"), settings.pop("backend_threads"))
    from bindery.explanation.explain_trunk import explain_trunk as explain

    devices.seed_everything(settings.pop("seed"))
    explain(tensors=tensors, model=model, influence=influence, meme=meme, **settings)

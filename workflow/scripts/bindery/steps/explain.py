"""Rule explain: interpret one trained model of one experiment."""

from typing import Any

from bindery.runtime import devices


def explain(*, files: dict[str, Any], settings: dict) -> None:
    """Write a model's motifs, attributions, mutagenesis and features.

    Args:
        files: `tensor` and `model`, and the outputs, see `explanation.explain.explain`.
        settings: the other arguments of that function, with backend, backend_threads, and the
            seed of random layers that are also random in prediction.
    """
    settings = dict(settings)
    # Keras reads its backend when it is first imported, so the import waits for the choice.
    devices.prepare(settings.pop("backend"), settings.pop("backend_threads"))
    from bindery.explanation.explain import explain as write_explanation

    devices.seed_everything(settings.pop("seed"))
    write_explanation(**files, **settings)

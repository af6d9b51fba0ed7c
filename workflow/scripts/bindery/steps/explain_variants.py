"""Rule explain_variants: map the top variants of a file by one trained model."""

from collections.abc import Mapping
from typing import Any

from bindery.runtime import devices


def explain_variants(
    *, inputs: Mapping[str, Any], maps: str, matching: dict, settings: dict
) -> None:
    """Map the variants with the most unusual effects, and name the motifs that they change.

    Args:
        inputs: `changes` (HDF5), `scores` (TSV) and `model`; `motif_table` and `known`, the MEME
            file of known motifs, may be empty.
        maps: output, HDF5, see `variants.map_files.write_maps`.
        matching: the other arguments of `tomtom.Matching`.
        settings: the other arguments of `variants.top_maps.map_top_variants`, with backend,
            backend_threads, and the seed of random layers that are also random in prediction.
    """
    settings = dict(settings)
    # Keras reads its backend when it is first imported, so the import waits for the choice.
    devices.prepare(settings.pop("backend"), settings.pop("backend_threads"))
    from bindery.motifs.tomtom import Matching
    from bindery.variants.top_maps import map_top_variants

    devices.seed_everything(settings.pop("seed"))
    map_top_variants(
        changes=inputs["changes"],
        scores=inputs["scores"],
        model=inputs["model"],
        motif_table=inputs.get("motif_table") or None,
        maps=maps,
        matching=Matching(known=inputs.get("known") or None, **matching),
        **settings,
    )

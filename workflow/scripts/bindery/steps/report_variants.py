"""Rule report_variants: write the page of a file of variants."""

from collections.abc import Mapping
from typing import Any

from bindery.report.chance import read_verdict
from bindery.report.variant_tables import ModelOfPage, read_model
from bindery.report.variants_page import write_variants_page


def report_variants(*, page: str, inputs: Mapping[str, Any], settings: dict) -> None:
    """Write the page of a file of variants.

    Args:
        page: output, HTML.
        inputs: `counts` and `unscored` (TSV), and the lists `scores` (TSV), `random` (HDF5), `maps`
            (HDF5) and `metrics` (JSON), with a file for each model.
        settings: see `write_variants_page`; `models` has the experiment and the name of each model.
    """
    settings = dict(settings)
    names = settings.pop("models")
    lists = (inputs[name] for name in ("scores", "random", "maps", "metrics"))
    models: list[ModelOfPage] = []
    for (experiment, model), scores, random, maps, metrics in zip(names, *lists, strict=True):
        own = read_model(
            experiment=experiment,
            model=model,
            verdict=read_verdict(metrics),
            files={"scores": scores, "random": random, "maps": maps},
            first=models[0] if models else None,
        )
        models.append(own)
    write_variants_page(
        page=page,
        counts=inputs["counts"],
        unscored=inputs["unscored"],
        models=models,
        **settings,
    )

"""Rule report_study: write the study's page."""

from collections.abc import Mapping
from typing import Any

from bindery.genomics.digests import genome_digest, read_digests
from bindery.report.study_page import write_study_page


def report_study(*, page: str, inputs: Mapping[str, Any], settings: dict) -> None:
    """Write the page of a study.

    Args:
        page: output, HTML.
        inputs: the files that the page shows: summary, comparison, rulegraph; the lists row_counts
            (of peaks) and tensors (row counts of the tensor files); the lists motif_tables and
            memes; libraries of known motifs, of these and of each trunk; influences, a figure of
            each trunk; and digests, verification, published and models (table and figure), which
            may be empty.
        settings: see `write_study_page`; `with_peaks`, `experiments`, `explained` and `trunks` have
            the names that belong to the lists.
    """
    settings = dict(settings)
    if inputs["digests"]:
        digest = genome_digest(read_digests(inputs["digests"]))
        settings["genome"] = settings["genome"] | {"digest": digest}
    if files := inputs.get("verification"):
        settings["verification"] = files[0]
    for part in ("published", "models"):
        if files := inputs.get(part):
            settings[part] = settings.get(part, {}) | {"table": files[0], "figure": files[1]}
    peaks = dict(zip(settings.pop("with_peaks"), inputs["row_counts"], strict=True))
    settings["experiments"] = [
        {
            "experiment": name,
            "row_counts": ({"Peaks": peaks[name]} if name in peaks else {}) | {"Sequences": tensor},
        }
        for name, tensor in zip(settings["experiments"], inputs["tensors"], strict=True)
    ]
    motifs = inputs["motif_tables"], inputs["memes"]
    explained, trunks = settings["explained"], settings["trunks"]
    settings["explained"] = list(zip(explained, *motifs, strict=True))
    settings["trunks"] = list(zip(trunks, inputs["influences"], strict=True))
    names = [experiment for experiment, _ in explained] + [f"trunk {own}" for own in trunks]
    settings["libraries"] = list(zip(names, inputs["libraries"], strict=True))
    shown = {name: inputs[name] for name in ("summary", "comparison", "rulegraph")}
    write_study_page(page=page, **shown, **settings)

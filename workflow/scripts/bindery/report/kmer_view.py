"""The 8-mers of a microarray or of SELEX on an experiment's page."""

from collections.abc import Mapping

from bindery import tsv
from bindery.figures import numerals
from bindery.report.inline_svg import inline_svg

SHOWN = 10
TEXT = ("kmer", "reverse_complement")
NUMBERS = ("probes", "median_intensity", "e_score", "predicted_e_score")


def kmer_view(number: int, model: Mapping) -> dict | None:
    """The figure and the best rows of a model's table of 8-mers; None if it has none.

    Args:
        number: number of the model on the page.
        model: see `experiment_page.write_experiment_page`.
    """
    if not model.get("kmer_table"):
        return None
    words = f"Enrichment scores of 8-mers, measured and by {model['name']}"
    rows = [
        {key: row[key] for key in TEXT} | {key: float(row[key]) for key in NUMBERS}
        for row in tsv.read(model["kmer_table"])
    ]
    figure = inline_svg(model["kmers"], f"kmers{number}-", words)
    return {"figure": figure, "rows": rows[:SHOWN], "count": len(rows)}


def enrichment_view(files: Mapping[str, str]) -> dict | None:
    """The figure and the best rows of a table of enriched 8-mers; None without one.

    Args:
        files: `enrichment` (SVG), `enrichment_table` and `enrichment_cycles` (TSV), or empty.
    """
    if not files:
        return None
    rows = tsv.read(files["enrichment_table"])
    cycles = [name for name in rows[0] if f"{name}_enrichment" in rows[0]]
    words = "Enrichment of the best 8-mers from cycle to cycle"
    shown = [
        {
            "names": f"{row['kmer']}, {row['reverse_complement']}",
            "cells": [(int(row[name]), _times(row[f"{name}_enrichment"])) for name in cycles],
        }
        for row in rows[:SHOWN]
    ]
    figure = inline_svg(files["enrichment"], "enrichment-", words)
    return {
        "figure": figure,
        "rows": shown,
        "cycles": [name.replace("_", " ") for name in cycles],
        "of_cycles": [_cycle(row) for row in tsv.read(files["enrichment_cycles"])],
    }


def _times(text: str) -> str:
    """How many times a share is as large, with three digits."""
    ratio = float(text)
    return numerals.count(ratio) if ratio >= 100 else f"{ratio:.3g}"


def _cycle(row: Mapping[str, str]) -> dict:
    """What a page tells of a cycle."""
    reads, ligands = int(row["reads"]), int(row["ligands"])
    return {
        "name": row["cycle"].replace("_", " "),
        "reads": reads,
        "ligands": ligands,
        "distinct": numerals.percent(ligands, reads),
        "information": row["information"],
        "positives": row["positives"] == "1",
    }

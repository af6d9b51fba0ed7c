"""Tables of a study: metrics of experiments, summaries of models, and row counts."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from bindery.evaluation.published import MEAN
from bindery.figures.words import Measures, kinds_of, measures_of
from bindery.report import backgrounds
from bindery.report.chance import beats_chance
from bindery.report.first_motif import FirstMotif

RowCounts = list[tuple[str, str, int]]
# Experiment and model -> the model's first motif, or None.
Motifs = Mapping[tuple[str, str], FirstMotif | None]
POSITIVES = ("positives_train", "positives_validation", "positives_test")


def comparisons(rows: list[dict], baselines: set[str], motifs: Motifs | None = None) -> list[dict]:
    """The tables of models and of experiments, for each kind of target among the rows.

    Args:
        rows: rows of the summary, one for each experiment and model.
        baselines: names of the models that are baselines.
        motifs: first motifs of the interpreted models.

    Returns:
        Dicts of `kind`, `models` (see `model_overview`), `further` (for each further background of
        test rows its name and an overview of the models against it) and `summary` (see
        `summary_table`).
    """
    found = []
    for kind in kinds_of(rows):
        own = [row for row in rows if measures_of(row) is kind]
        tables: dict = {"models": model_overview(own, baselines, kind), "further": []}
        for background, words in backgrounds.further(own).items():
            there = [row for row in (backgrounds.against(row, background) for row in own) if row]
            tables["further"].append((words, model_overview(there, baselines, kind)))
        table = summary_table(own, baselines, kind, motifs or {})
        found.append({"kind": kind, **tables, "summary": table})
    return found


def summary_table(rows: list[dict], baselines: set[str], kind: Measures, motifs: Motifs) -> dict:
    """The table of experiments: metrics and motifs of deep models, and metrics of baselines.

    Args:
        rows: rows of the summary, one for each experiment and model.
        baselines: names of the models that are baselines.
        kind: measures of their kind of target.
        motifs: first motifs of the interpreted models.

    Returns:
        `deep` and `baselines` (names in order); `explained` (the deep models with a column of
        motifs); `experiments` (in the order of their best deep models; each with its names,
        `models`: name -> row, `motifs`: name -> first motif, `counts`: a row with counts, and
        `positives` of all splits, or None); the name of positives; and whether proteins and assays
        need a column.
    """
    names = list(dict.fromkeys(row["model"] for row in rows))
    experiments: dict[str, dict] = {}
    for row in rows:
        entry = experiments.setdefault(
            row["experiment"],
            {"experiment": row["experiment"], "protein": row["protein"], "assay": row["assay"]}
            | {"models": {}, "motifs": {}, "counts": row, "positives": _positives(row)},
        )
        entry["models"][row["model"]] = row
        motif = motifs.get((row["experiment"], row["model"]))
        entry["motifs"][row["model"]] = motif and _doubted(motif, row)

    def best(entry: dict) -> float:
        scores = [row[kind.first] for name, row in entry["models"].items() if name not in baselines]
        return max((score for score in scores if score is not None), default=kind.worst)

    explained = {row["model"] for row in rows if (row["experiment"], row["model"]) in motifs}
    deep = [name for name in names if name not in baselines]
    return {
        "deep": deep,
        "baselines": [name for name in names if name in baselines],
        "explained": [name for name in deep if name in explained],
        "further": backgrounds.further(rows),
        "positives": _called({row["assay"] for row in rows}),
        "experiments": sorted(
            experiments.values(), key=lambda entry: (-best(entry), entry["experiment"])
        ),
        "with_protein": any(row["protein"] != row["experiment"] for row in rows),
        "with_assay": len({row["assay"] for row in rows}) > 1,
    }


def _called(assays: set[str]) -> str:
    """What the positives of all rows are called."""
    only = next(iter(assays)) if len(assays) == 1 else ""
    return {"peaks": "Peaks", "clip": "Sites"}.get(only, "Positives")


def _doubted(motif: FirstMotif, row: dict) -> FirstMotif:
    """A first motif without its name if the model is not better than chance."""
    return motif if beats_chance(row) else replace(motif, name="")


def _positives(row: dict) -> float | None:
    """The number of positives in all splits, which are the kept peaks; None if a row has none."""
    found = [row.get(column) for column in POSITIVES]
    return None if None in found else sum(filter(None, found))


def model_overview(rows: list[dict], baselines: set[str], kind: Measures) -> list[dict]:
    """Each model over all experiments: medians, quartiles, chance, and gains on its baseline."""
    names = list(dict.fromkeys(row["model"] for row in rows))
    gain, low, high = kind.gain
    overview = []
    for name in sorted(names, key=lambda name: name in baselines):
        own = [row for row in rows if row["model"] == name]
        gains = [row for row in own if row.get(low) is not None]
        above = sum(row[low] > 0 for row in gains)
        below = sum(row[high] < 0 for row in gains)
        overview.append(
            {
                "name": name,
                "is_baseline": name in baselines,
                "experiments": len(own),
                "first": _quartiles(own, kind.first),
                "second": _quartiles(own, kind.second),
                "gain": _quartiles(gains, gain),
                "at_chance": sum(not beats_chance(row) for row in own),
                "compared": len(gains),
                "above": above,
                "level": len(gains) - above - below,
                "below": below,
            }
        )
    return overview


def published_table(rows: list[dict], baselines: set[str], measure: str) -> dict:
    """The table of published values: for each experiment the value, and those of the models.

    Args:
        rows: the rows of `published.compare`.
        baselines: names of the models that are baselines.
        measure: column of the summary.

    Returns:
        `deep` and `baselines` (names in order); `experiments` (in the rows' order; each with its
        names, `published`, and `models`: name -> `value` and `difference`, the latter with the ends
        of its interval); `mean` of the published values; `means` (name -> row); and whether
        proteins need a column.
    """
    means = {row["model"]: row for row in rows if row["experiment"] == MEAN}
    experiments: dict[str, dict] = {}
    for row in rows:
        if row["experiment"] == MEAN:
            continue
        names = {key: row[key] for key in ("experiment", "protein", "published")}
        ends = (row[f"{measure}_low"], row[f"{measure}_high"])
        bounds = (None if end is None else end - row["published"] for end in ends)
        entry = experiments.setdefault(row["experiment"], {**names, "models": {}})
        cells = {"value": row[measure], "difference": (row["difference"], *bounds)}
        entry["models"][row["model"]] = cells
    found = list(experiments.values())
    return {
        "deep": [name for name in means if name not in baselines],
        "baselines": [name for name in means if name in baselines],
        "experiments": found,
        "mean": sum(entry["published"] for entry in found) / max(len(found), 1),
        "means": means,
        "measure": measure,
        "with_protein": any(entry["protein"] != entry["experiment"] for entry in found),
    }


def _quartiles(rows: list[dict], column: str) -> tuple[float | None, float | None, float | None]:
    """Median, lower and upper quartile; of a single value no quartiles, which would be itself."""
    values = [row[column] for row in rows if row.get(column) is not None]
    if not values:
        return None, None, None
    if len(values) == 1:
        return values[0], None, None
    low, middle, high = np.percentile(values, [25, 50, 75]).tolist()
    return middle, low, high


def quality_table(row_counts: dict[str, dict[str, RowCounts]]) -> dict:
    """The table of row counts, with a row for each experiment.

    Args:
        row_counts: experiment -> title -> (step, reason, rows).

    Returns:
        `groups`: title -> step -> reasons, each of which is a column; `experiments`: experiment ->
        rows of each column, None if the experiment has no such count. Reasons for which no
        experiment dropped a row have no column.
    """
    groups: dict[str, dict[str, dict[str, int]]] = {}
    for titles in row_counts.values():
        for title, counts in titles.items():
            for step, reason, rows in counts:
                totals = groups.setdefault(title, {}).setdefault(step, {})
                totals[reason] = totals.get(reason, 0) + rows
    shown = {title: _shown_columns(steps) for title, steps in groups.items()}
    columns = [
        (title, step, reason)
        for title, steps in shown.items()
        for step, reasons in steps.items()
        for reason in reasons
    ]
    experiments = {}
    for experiment, titles in row_counts.items():
        found = {
            (title, step, reason): rows
            for title, counts in titles.items()
            for step, reason, rows in counts
        }
        experiments[experiment] = [found.get(column) for column in columns]
    return {"groups": shown, "experiments": experiments}


def _shown_columns(steps: dict[str, dict[str, int]]) -> dict[str, list[str]]:
    """The reasons of each step that dropped rows; the kept rows come last."""
    ordered = sorted(steps.items(), key=lambda item: item[0] == "kept")
    shown = {
        step: [reason for reason, rows in totals.items() if rows or step in ("read", "kept")]
        for step, totals in ordered
    }
    return {step: reasons for step, reasons in shown.items() if reasons}

"""The page of an experiment, a single HTML file."""

from collections.abc import Iterable, Mapping, Sequence
from os import PathLike
from pathlib import Path
from types import MappingProxyType

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bindery import tsv
from bindery.figures import numerals
from bindery.figures.calibration import plot_trials
from bindery.figures.calibration_outcomes import view_of
from bindery.figures.curves import plot_history
from bindery.figures.words import kinds_of, measures_of
from bindery.files import read_json, write_text
from bindery.motifs.known_library import read_library
from bindery.report import chance
from bindery.report.asked_files import asked_view
from bindery.report.backgrounds import against, further
from bindery.report.cells import methylation_view
from bindery.report.choice import choice_view
from bindery.report.composition import sentence
from bindery.report.inline_svg import drawn_svg, inline_svg
from bindery.report.kmer_view import enrichment_view, kmer_view
from bindery.report.leaks import leaks_view
from bindery.report.scored_files import scores_view
from bindery.row_counts import read_row_counts
from bindery.study.baseline_names import is_baseline

SPLITS = ("train", "validation", "test")
EXPLANATIONS = {
    "motifs": "Motifs of the detectors of {} above known motifs",
    "maps": "Mutation maps of sequences by {}",
    "patterns": "Patterns in the attributions of {} above known motifs",
    "embedding": "Test sequences by the features of {} in two dimensions",
}
FILTERS = ("decimals", "count", "plain")
ESTIMATES = ("estimate", "signed_estimate", "gain")
# The facts of a result that readers ask for first.
PROVENANCE_FIRST = ("git_commit", "command", "seed", "device", "machine", "backend", "versions")


def render(page: str | PathLike, template: str, **context: object) -> None:
    """Write a page from a template in the folder `templates` and the values that it shows."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates", encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {name: getattr(numerals, name) for name in FILTERS}
    environment.globals |= {name: getattr(numerals, name) for name in ESTIMATES}
    environment.globals["beats_chance"] = chance.beats_chance
    text = environment.get_template(template).render(**context)
    write_text(page, text + "\n")


def _read_json(path: str | PathLike) -> dict:
    return read_json(path)


def _history_svg(path: str | PathLike, target: str, prefix: str, description: str) -> Markup:
    """The training curve, from its SVG or drawn from the history's TSV."""
    if Path(path).suffix == ".svg":
        return inline_svg(path, prefix, description)
    return drawn_svg(lambda drawn: plot_history(drawn, tsv.read(path), target), prefix, description)


def _calibration_view(
    number: int, model: dict, title: str, given: dict, facts: dict
) -> dict | None:
    """The section on a model's calibration, with its figure; None without a calibration."""
    if not model.get("calibration"):
        return None
    view = view_of(_read_json(model["calibration"]), given, facts)
    shown = f"Held-out {view['measure']} of the settings tried for {model['name']}"
    figure = drawn_svg(
        lambda drawn: plot_trials(model["calibration"], drawn, title), f"trials{number}-", shown
    )
    return view | {"figure": figure}


def _model_view(number: int, model: dict, titles: Sequence[str | None], chosen: dict) -> dict:
    """A model's part of an experiment's page: its metrics, figures and provenance.

    Args:
        number: number of the model, from 1.
        model: see `write_experiment_page`.
        titles: texts before and after the model's name in the titles of figures.
        chosen: the config's models, by name.
    """
    name = model["name"]
    given = chosen.get(name, {}).get("settings", {})
    title = ", ".join(filter(None, (titles[0], name, titles[1])))
    metrics = _read_json(model["metrics"])
    measured = measures_of(metrics)
    figures = [
        inline_svg(model[figure], f"{figure}{number}-", f"{words} of {name}")
        for figure, words in measured.words.figures.items()
        if model.get(figure)
    ]
    watched = measured.words.names[measured.kind.score]
    shown = f"Loss and validation {watched} of {name} by epoch"
    if model.get("calibration"):
        shown = f"Loss of {name} by passes over the data"
    history = model["history"] and _history_svg(
        model["history"], measured.target, f"history{number}-", shown
    )
    facts = _read_json(model["provenance"])
    calibration = _calibration_view(number, model, title, given, facts)
    order = [key for key in PROVENANCE_FIRST if key in facts]
    # The date would give each repetition another page; provenance.json has it.
    rest = sorted(facts.keys() - {*order, "date"})
    ordered = {key: facts[key] for key in [*order, *rest]}
    return {
        "name": name,
        "is_baseline": is_baseline(name),
        "metrics": metrics,
        "verdict": chance.verdict(metrics),
        "scores": scores_view(number, name, model.get("scores", {}), measured.kind.binary),
        "history": history,
        "calibration": calibration,
        "choice": choice_view(model["choice"], measured) if model.get("choice") else None,
        "kmers": kmer_view(number, model),
        "explanation": _explanation_view(number, model),
        "methylation": methylation_view(number, model),
        "provenance": numerals.flattened(ordered),
        "figures": figures,
    }


def _explanation_view(number: int, model: dict) -> dict | None:
    """A model's interpretation, as figures and tables; None if the model was not interpreted."""
    if not model.get("motifs"):
        return None
    name = model["name"]
    drawn = {
        kind: inline_svg(model[kind], f"{kind}{number}-", words.format(name))
        for kind, words in EXPLANATIONS.items()
        if model.get(kind)
    }
    rows = tsv.read(model["motif_table"])
    fire = [row for row in rows if row["consensus"]]
    named = [row for row in fire if row["significant"] == "1"]
    view: dict = {"motifs": fire, "figures": drawn, "known": read_library(model["library"])}
    for key, of in (("detectors", rows), ("firing", fire), ("named", named)):
        view[key] = sum(int(row["detectors"]) for row in of)
    if model.get("pattern_table"):
        lines = Path(model["pattern_table"]).read_text(encoding="utf-8").splitlines()
        view["reason"] = " ".join(line[2:] for line in lines if line.startswith("# "))
    return view


def _splits_view(metrics: Iterable[dict], counts: str) -> list[dict]:
    """Rows of each split, from the first model whose metrics have them, and one more count."""
    values = next(iter(metrics), {})
    rows = []
    for split in SPLITS:
        total, counted = values.get(f"n_{split}"), values.get(f"{counts}_{split}")
        if total is not None:
            share = numerals.percent(counted, total)
            rows.append({"split": split, "rows": total, "counted": counted, "share": share})
    return rows


def _intervals_named(settings: dict) -> str:
    """The name of the intervals, such as "95% bootstrap intervals", if their width is known."""
    confidence = (settings.get("evaluation") or {}).get("confidence")
    return f"{100 * confidence:g}% bootstrap intervals" if confidence else "bootstrap intervals"


def write_experiment_page(
    *,
    page: str | PathLike,
    experiment: str,
    protein: str,
    assay: str,
    label: str | None,
    row_counts: dict[str, str],
    leaks: str | None = None,
    models: list[dict],
    settings: dict,
    variants: Sequence[str] = (),
    enrichment: Mapping[str, str] | None = None,
    asked: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> None:
    """Write the page of one experiment as a single file, with all figures and styles in it.

    Args:
        page: output, HTML.
        experiment: name of the experiment.
        protein: name of the protein.
        assay: name of the assay.
        label: notice at the top, such as "simulated data", or None.
        row_counts: title -> TSV of step, reason, rows.
        leaks: TSV of the rule audit_splits; None for a page without it.
        models: deep models, then baselines, each with name, metrics (JSON), roc and pr, or for
            intensities scatter (SVG), history (SVG, the TSV of training, or None) and provenance
            (JSON). A calibrated model also has calibration (JSON), one that is chosen among
            candidates choice (TSV). An interpreted one has motifs, maps, embedding (SVG),
            motif_table (TSV) and library (JSON, the known motifs), and may have patterns (SVG) and
            pattern_table (TSV). One of a microarray has kmers (SVG) and kmer_table (TSV), one of
            methylation cells, contexts (TSV) and, if it reads neighbouring sites, neighbours (SVG).
            One that scored files of the user's has scores (name -> TSV).
        settings: settings of the experiment, nested.
        variants: names of the files of variants that all deep models scored.
        enrichment: of SELEX, `enrichment` (SVG), `enrichment_table` and `enrichment_cycles` (TSV),
            else None or empty.
        asked: deep model -> names of its tracks, saturations and designs, in its folder.
    """
    chosen = settings.get("models", {})
    views = [
        _model_view(number, model, (experiment, label), chosen)
        for number, model in enumerate(models, 1)
    ]
    kind = kinds_of(view["metrics"] for view in views)[0]
    render(
        page,
        "experiment.html",
        experiment=experiment,
        protein=protein,
        assay=assay,
        label=label,
        models=views,
        measured=[(view, view["metrics"]) for view in views],
        further=[
            (words, [(view, own) for view in views if (own := against(view["metrics"], name))])
            for name, words in further(view["metrics"] for view in views).items()
        ],
        kind=kind,
        deep=[view for view in views if not view["is_baseline"]],
        baselines=[view for view in views if view["is_baseline"]],
        composition=sentence((view["metrics"] for view in views), kind),
        splits=_splits_view((view["metrics"] for view in views), kind.words.counts),
        intervals=_intervals_named(settings),
        row_counts={title: read_row_counts(path) for title, path in row_counts.items()},
        leaks=leaks_view(leaks) if leaks else None,
        variants=variants,
        enrichment=enrichment_view(enrichment or {}),
        asked={name: view for name, files in asked.items() if (view := asked_view(files))},
        settings=numerals.flattened(settings),
    )

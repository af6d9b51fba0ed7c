"""Make the model card of a study's model. Nothing in it changes when the study is repeated."""

from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import Any

from bindery.exchange.card import CARD, FORMAT, NOT_STATED, PAGE, VERSION
from bindery.exchange.card_page import page_of
from bindery.files import read_json, sha256, write_json, write_text
from bindery.models import keras_files
from bindery.study.architecture_names import divided
from bindery.targets.kinds import kind_of

# What provenance tells of an architecture that a repetition gives again.
CHOSEN = ("architecture", "settings", "training", "penalty")
OWN_ARCHITECTURES = "own_architectures"


def write(folder: str | PathLike, card: dict[str, Any]) -> None:
    """Write a card as JSON and as Markdown into a model's folder."""
    write_json(Path(folder) / CARD, card, digits=10)
    write_text(Path(folder) / PAGE, page_of(card))


def card_of_study(
    *,
    model: str | PathLike,
    metrics: str | PathLike,
    provenance: str | PathLike,
    sources: Mapping[str, str],
    settings: dict[str, Any],
) -> dict[str, Any]:
    """The card of a model that a study trained.

    Args:
        model: its `.keras` file.
        metrics: its metrics.json.
        provenance: its provenance.json, of which only what a repetition gives again is taken.
        sources: column of the table -> its file, for files without a checksum in the table.
        settings: `study`, `label`, `experiment`, `protein`, `assay`, `model`, `window`, `target`,
            `data` (a list of `column`, `source`, `sha256`), `genome` (`name`, `aliases`) or None,
            `split`, `background`, `architectures`, `chosen` (settings where provenance has none),
            `seed`, `licence`.

    Returns:
        Plain values, as `card.json` holds them.
    """
    file = keras_files.describe(model)
    found = read_json(metrics, "n_train")
    facts = read_json(provenance, "versions")
    tensor = facts.get("tensor", {})
    kind = kind_of(settings["target"])
    genome = settings["genome"]
    return {
        "format": FORMAT,
        "version": VERSION,
        "name": f"{settings['experiment']}/{settings['model']}",
        "origin": "trained",
        **{key: settings[key] for key in ("study", "label", "experiment", "protein", "assay")},
        "model": settings["model"],
        "window": settings["window"],
        "strands": file.strands,
        "target": settings["target"],
        "outputs": [settings["experiment"]],
        "score": "log-odds" if kind.binary else "on a scale of its own",
        "trained_on": {
            "data": [_source(one, sources) for one in settings["data"]],
            "split": settings["split"],
            "background": settings["background"],
            "rows": _counts(found),
            "seed": settings["seed"],
        },
        "genome": genome and genome | {"digest": tensor.get("genome_digest")},
        "architecture": _architecture(facts, settings, file),
        **_flanks(tensor),
        "measure": kind.measures[0],
        "metrics": found,
        "digests": {"weights": file.weights, "tensor": facts.get("tensor_sha256")},
        "versions": facts.get("versions", {}),
        "licence": settings["licence"] or NOT_STATED,
    }


def _source(one: dict[str, Any], sources: Mapping[str, str]) -> dict[str, Any]:
    """A file of data; a local one by its name alone, since its folder is this machine's."""
    digest = one["sha256"]
    if not digest and one["column"] in sources:
        digest = sha256(sources[one["column"]])
    return one | {"sha256": digest or None}


def _flanks(tensor: Mapping[str, Any]) -> dict[str, list[str]]:
    """Letters that all constructs of a reporter assay began and ended with; nothing for others."""
    found = [str(tensor.get(f"flank_{side}") or "") for side in ("before", "after")]
    return {"flanks": found} if any(found) else {}


def _counts(metrics: dict[str, Any]) -> dict[str, Any]:
    """Rows and positives of each split, as metrics.json has them."""
    return {
        key: value
        for key, value in metrics.items()
        if key.startswith(("n_", "positives_")) and value is not None
    }


def _architecture(
    facts: dict[str, Any], settings: dict[str, Any], file: keras_files.KerasFile
) -> dict[str, Any]:
    names = list(dict.fromkeys(settings["architectures"]))
    own = [name for name in map(_named, names) if ":" in name]
    chosen = {key: facts[key] for key in CHOSEN[1:] if key in facts} or settings["chosen"]
    if "candidates" in facts:
        weights = {name: one["weight"] for name, one in facts["candidates"].items()}
        chosen = {"candidates": weights}
    return {
        "name": ", ".join(map(_named, names)),
        **({OWN_ARCHITECTURES: own} if own else {}),
        "parameters": file.parameters,
        "layers": file.layers,
        **chosen,
    }


def _named(architecture: str) -> str:
    """An architecture's name; of a user's own, the file's name and its function."""
    file, function = divided(architecture)
    return architecture if file is None else f"{file.name}:{function}"

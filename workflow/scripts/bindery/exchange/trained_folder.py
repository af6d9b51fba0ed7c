"""What a study's files beside a model say of it: its scores and how it was trained. No Keras."""

from os import PathLike
from pathlib import Path
from typing import Any

from bindery.errors import InputError
from bindery.exchange.card import MODEL
from bindery.files import read_json, sha256

METRICS, PROVENANCE = "metrics.json", "provenance.json"
# Versions that are shown on one line, where they are known.
SHOWN_VERSIONS = ("bindery", "keras", "tensorflow", "tensorflow-cpu", "jax", "torch", "python")
# Of what a model was trained on, and how; each is shown on a line of its own, by these words.
TRAINED = {
    "date": "trained on",
    "device": "device",
    "seed": "seed",
    "git_commit": "commit",
    "tensor_sha256": "SHA-256 of the data",
}


def read(model: str | PathLike) -> dict[str, Any]:
    """The files beside a model, as far as they are there.

    Args:
        model: a model's folder, or its `model.keras`; of another file, nothing beside it counts.

    Returns:
        `sha256` of the model's file; `metrics` and `provenance`, the contents of metrics.json and
        provenance.json. Without what is not there.

    Raises:
        InputError: one of the files is damaged.
    """
    path = Path(model)
    file = path / MODEL if path.is_dir() else path
    if not file.is_file():
        return {}
    found: dict[str, Any] = {"sha256": sha256(file)}
    if file.name != MODEL:
        return found
    for key, name in (("metrics", METRICS), ("provenance", PROVENANCE)):
        beside = file.with_name(name)
        if beside.is_file():
            found[key] = _json(beside)
    return found


def _json(path: Path) -> dict[str, Any]:
    content = read_json(path)
    if not isinstance(content, dict):
        raise InputError("this is no JSON of a study", file=path, remedy="run the study again")
    return content


def rows(facts: dict[str, Any]) -> list[tuple[str, str]]:
    """Labels and values, as text, of what `read` returns.

    Args:
        facts: what `read` returns; with a `card`, what that tells is left out.
    """
    metrics, provenance = facts.get("metrics") or {}, facts.get("provenance") or {}
    found: list[tuple[str, str]] = []
    if metrics.get("label"):
        found.append(("note", str(metrics["label"])))
    if not facts.get("card"):
        found += [(key, str(metrics[key])) for key in ("experiment", "protein") if key in metrics]
        if "architecture" in provenance:
            found.append(("architecture", str(provenance["architecture"])))
        found += score_rows(metrics)
    for key, words in TRAINED.items():
        if provenance.get(key) is not None:
            found.append((words, str(provenance[key])))
    versions = provenance.get("versions") or {}
    told = [f"{name} {versions[name]}" for name in SHOWN_VERSIONS if name in versions]
    if told:
        found.append(("versions", ", ".join(told)))
    if "sha256" in facts:
        found.append(("SHA-256 of the file", facts["sha256"]))
    return found


def score_rows(metrics: dict[str, Any]) -> list[tuple[str, str]]:
    """The measures of a metrics.json that have an interval, beside those of the best baseline."""
    found = []
    for name, value in metrics.items():
        low, high = metrics.get(f"{name}_low"), metrics.get(f"{name}_high")
        if isinstance(value, float) and low is not None and high is not None:
            text = f"{value:.3f} ({low:.3f} to {high:.3f})"
            against = metrics.get(f"baseline_{name}")
            if against is not None:
                text += f"; best baseline, {metrics.get('baseline')}: {against:.3f}"
            found.append((f"test {name}", text))
    if "n_train" in metrics and "n_test" in metrics:
        found.append(("rows", f"{metrics['n_train']:,} training, {metrics['n_test']:,} test"))
    return found

"""What is known of a model, a model's folder or an archive of models, without Keras."""

from os import PathLike
from pathlib import Path
from typing import Any

from bindery.errors import InputError
from bindery.exchange.archive import Archive, is_archive
from bindery.exchange.card import CARD, MODEL, read_card
from bindery.exchange.resolve import divided
from bindery.models import keras_files


def describe(path: str | PathLike) -> dict[str, Any]:
    """What is known of a model or an archive.

    Args:
        path: a model's folder, a `.keras` file, an archive, or `archive.zip#name` of a model in it.

    Returns:
        `kind`: `archive` or `model`; `path`. Of an archive, `models`: a list of the index's
        entries, each with `name`, `window`, `target`, `strands`, `licence`, and, if known,
        `measure` and `value`. Of a model, `card`: its model card or None; and, of a file that is
        at hand, `file`: the fields of `keras_files.KerasFile` as a dict.

    Raises:
        InputError: there is no such model, or it is refused.
    """
    file, name = divided(path)
    found = Path(file)
    if found.is_file() and is_archive(found):
        with Archive(found) as archive:
            if name is None:
                return {"kind": "archive", "path": str(path), "models": [*archive.models.values()]}
            return {"kind": "model", "path": str(path), "card": archive.card(archive.named(name))}
    model = found / MODEL if found.is_dir() else found
    if name is not None or not model.is_file():
        raise InputError(
            "there is no model here",
            file=path,
            remedy="give a model's folder, a .keras file, or an archive of models",
        )
    card = read_card(model.parent) if (model.parent / CARD).is_file() else None
    file_facts = keras_files.describe(model)._asdict()
    if card is not None and model.name != MODEL:
        # The card is that of the folder's model.keras.
        card = None
    return {"kind": "model", "path": str(path), "card": card, "file": file_facts}


def lines(facts: dict[str, Any]) -> list[str]:
    """The lines in which `bindery info` shows what `describe` returns."""
    if facts["kind"] == "archive":
        return _archive_lines(facts)
    card, file = facts.get("card"), facts.get("file")
    rows: list[tuple[str, object]] = [("model", card["name"] if card else facts["path"])]
    if card:
        rows += _card_rows(card)
    elif file:
        rows += [(key, file[key]) for key in ("window", "strands", "outputs")]
    if file:
        rows += [
            ("parameters", f"{file['parameters']:,}"),
            ("layers", ", ".join(file["layers"])),
            ("weights", file["weights"]),
            ("Keras", file["keras"]),
        ]
    if not card:
        rows.append(("card", "none: what it was trained on is not known"))
    width = max(len(label) for label, _ in rows)
    return [f"{label:<{width}}  {value}" for label, value in rows]


def _card_rows(card: dict[str, Any]) -> list[tuple[str, object]]:
    rows: list[tuple[str, object]] = []
    for key in ("experiment", "protein", "assay"):
        if card.get(key):
            rows.append((key, card[key]))
    if card.get("genome"):
        rows.append(("genome", card["genome"]["name"]))
    rows += [(key, card[key]) for key in ("window", "strands", "target")]
    rows.append(("outputs", ", ".join(map(str, card["outputs"]))))
    if card.get("architecture"):
        rows.append(("architecture", card["architecture"].get("name") or "not stated"))
    measure, metrics = card.get("measure"), card.get("metrics") or {}
    if measure in metrics:
        low, high = metrics.get(f"{measure}_low"), metrics.get(f"{measure}_high")
        between = f" ({low:.3f} to {high:.3f})" if low is not None and high is not None else ""
        rows.append((f"test {measure}", f"{metrics[measure]:.3f}{between}"))
        baseline = metrics.get("baseline")
        if baseline:
            rows.append((f"best baseline, {baseline}", f"{metrics[f'baseline_{measure}']:.3f}"))
    rows.append(("licence of the data", card.get("licence", "not stated")))
    return rows


def _archive_lines(facts: dict[str, Any]) -> list[str]:
    models = facts["models"]
    width = max((len(one["name"]) for one in models), default=0)
    found = [f"{len(models)} models in {facts['path']}"]
    for one in models:
        value = f"  {one['measure']} {one['value']:.3f}" if "measure" in one else ""
        found.append(f"  {one['name']:<{width}}  {one['window']} bases  {one['target']}{value}")
    return found

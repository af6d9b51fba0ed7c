"""A model card as Markdown, for people. Standard library only."""

import json
import re
from collections.abc import Iterable
from typing import Any

# What a model gives, by its kind of target.
SCORES = {"class": "log-odds", "intensity": "a score on a scale of its own"}
ENDS = ("low", "high")


# What Markdown takes as markup within a line.
MARKUP = re.compile(r"([\\`*\[\]<>|])")


def text(words: object) -> str:
    """Words of a user or of another project as Markdown that shows them as they are."""
    return MARKUP.sub(r"\\\1", " ".join(str(words).split()))


def page_of(card: dict[str, Any]) -> str:
    """The card as Markdown; the same card gives the same text."""
    parts = [
        f"# {text(card['name'])}",
        _summary(card),
        _table("Model", _model_rows(card)),
        _table("Data", _data_rows(card)),
        _quality(card),
        _use(card),
        _table("Digests and versions", _digest_rows(card)),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _summary(card: dict[str, Any]) -> str:
    what = "Imported from another project." if card.get("origin") == "imported" else ""
    label = f"**{text(card['label'])}**" if card.get("label") else ""
    protein = card.get("protein") or card["name"]
    told = (
        f"A model of {text(protein)}: it reads {card['window']} bases and gives "
        f"{SCORES.get(card['target'], 'a score')}."
    )
    note = text(card.get("note") or "")
    return "\n\n".join(part for part in (what, told, label, note) if part)


def _table(title: str, rows: Iterable[tuple[str, Any]]) -> str:
    shown = [(label, _shown(value)) for label, value in rows if value not in (None, "", [], {})]
    if not shown:
        return ""
    lines = [f"| {label} | {value} |" for label, value in shown]
    return "\n".join([f"## {title}", "", "| | |", "|---|---|", *lines])


def _shown(value: Any) -> str:
    if isinstance(value, (dict, list)):
        # A backtick would end the code.
        code = json.dumps(value).replace("`", "\\u0060").replace("|", "\\|")
        return f"`{code}`"
    return text(value)


def _model_rows(card: dict[str, Any]) -> list[tuple[str, Any]]:
    own = card["architecture"]
    others = {key: own[key] for key in own if key not in ("name", "parameters", "layers")}
    return [
        ("architecture", own.get("name")),
        ("parameters", own.get("parameters")),
        *((key.replace("_", " "), value) for key, value in others.items()),
        ("window", card["window"]),
        ("strands", card["strands"]),
        ("target", card["target"]),
        ("outputs", ", ".join(map(str, card["outputs"]))),
        ("order of bases", card.get("bases")),
        ("unknown base", card.get("unknown")),
    ]


def _data_rows(card: dict[str, Any]) -> list[tuple[str, Any]]:
    trained, genome = card.get("trained_on") or {}, card.get("genome") or {}
    rows = [
        ("study", card.get("study")),
        ("experiment", card.get("experiment")),
        ("protein", card.get("protein")),
        ("assay", card.get("assay")),
        ("genome", genome.get("name")),
        ("genome's digest", genome.get("digest")),
    ]
    for one in trained.get("data") or []:
        digest = f", sha256 {one['sha256']}" if one.get("sha256") else ""
        rows.append((one["column"], f"{one['source']}{digest}"))
    counts = trained.get("rows") or {}
    for split in ("train", "validation", "test"):
        if f"n_{split}" in counts:
            bound = counts.get(f"positives_{split}")
            positives = "" if bound is None else f", {bound} positives"
            rows.append((f"{split} rows", f"{counts[f'n_{split}']}{positives}"))
    rows += [("split", trained.get("split")), ("background", trained.get("background"))]
    return [*rows, ("licence of the data", card.get("licence"))]


def _quality(card: dict[str, Any]) -> str:
    metrics, first = card.get("metrics") or {}, card.get("measure")
    names = [name for name in metrics if f"{name}_low" in metrics]
    if not names:
        return ""
    lines = [
        f"| {name} | {metrics[name]:.4f} | {_interval(metrics, name)} |"
        for name in names
        if isinstance(metrics[name], float)
    ]
    parts = [
        "## Quality on test rows",
        "",
        "| measure | value | interval |",
        "|---|---|---|",
        *lines,
    ]
    baseline = metrics.get("baseline")
    gain = metrics.get(f"gain_{first}")
    if baseline and gain is not None:
        # Of intensities, whose gain is in two measures, the keys name the measure.
        ends = [metrics.get(f"gain_{first}_{end}", metrics.get(f"gain_{end}")) for end in ENDS]
        paired = f" ({ends[0]:.4f} to {ends[1]:.4f}, paired)" if None not in ends else ""
        parts += [
            "",
            f"The best baseline on the same rows is {text(baseline)}, {first} "
            f"{metrics[f'baseline_{first}']:.4f}; the model's gain is {gain:.4f}{paired}.",
        ]
    return "\n".join(parts)


def _interval(metrics: dict[str, Any], name: str) -> str:
    low, high = metrics[f"{name}_low"], metrics[f"{name}_high"]
    return "" if low is None or high is None else f"{low:.4f} to {high:.4f}"


def _use(card: dict[str, Any]) -> str:
    """How to score with the folder alone; the code runs in this folder."""
    own = card["architecture"].get("own_architectures") or []
    more = "".join(f', "path/to/{name}"' for name in own)
    named = "".join(f" --architecture path/to/{name}" for name in own)
    note = (
        "\n\nThe model has layers of its authors' own, in a file of code that is not part of this "
        "folder: name it only if you trust it."
        if own
        else ""
    )
    return f"""## Use

In this folder, with Bindery installed:

```sh
bindery score .{named} --fasta sequences.fa
```

```python
from bindery.alphabet import encode
from bindery.models.loading import load_model

model = load_model("."{more})
codes = encode(("ACGT" * {card["window"]})[: {card["window"]}])  # A C G T = 0 1 2 3, others 4
score = model.predict(codes[None])  # {SCORES.get(card["target"], "a score")}
```{note}"""


def _digest_rows(card: dict[str, Any]) -> list[tuple[str, Any]]:
    return [
        *((key, value) for key, value in card["digests"].items()),
        *((key, value) for key, value in (card.get("source") or {}).items()),
        *((key, value) for key, value in (card.get("versions") or {}).items()),
    ]

"""`bindery info`: what a model is, on what it was trained, and how good it is. No Keras."""

import json
import re

import click

from bindery.cli.command import Command, model_argument


@click.command(
    "info",
    cls=Command,
    examples=(
        "info results/mine/CTCF/auto",
        "info --json results/mine/CTCF/auto/model.keras",
    ),
)
@model_argument
@click.option("--json", "as_json", is_flag=True, help="Print all that is known, as JSON.")
def command(model: str, as_json: bool) -> None:
    """Say what a model is and how good it is.

    Its window, strands, parameters and architecture; its scores on test sequences, beside the best
    baseline; with which versions it was trained on what. Of an archive, its models. What a study
    has written beside model.keras is read too.
    """
    from bindery.exchange import trained_folder
    from bindery.exchange.info import describe, lines

    facts = describe(model)
    facts |= trained_folder.read(model) if facts["kind"] == "model" else {}
    if as_json:
        click.echo(json.dumps(facts, indent=1))
        return
    if facts["kind"] == "archive":
        click.echo("\n".join(lines(facts)))
        return
    beside = trained_folder.rows(facts)
    told = [re.split(" {2,}", line, maxsplit=1) for line in lines(facts)]
    if "provenance" in facts:
        # Its files tell what a card would.
        told = [row for row in told if row[0] != "card"]
    table = [*told, *beside]
    width = max(len(label) for label, _ in table)
    click.echo("\n".join(f"{label:<{width}}  {value}" for label, value in table))

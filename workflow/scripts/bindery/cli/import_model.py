"""`bindery import`: a released model of another project as one of ours."""

import click


@click.command("import")
@click.argument("source", metavar="FILE", type=click.Path())
@click.option("--output", "-o", required=True, type=click.Path(), help="Folder of the new model.")
@click.option(
    "--bases",
    required=True,
    metavar="ORDER",
    help="A letter for each channel of its input: ACGT, ATGC, or ATGCP with one for padding.",
)
@click.option(
    "--unknown",
    default="quarter",
    show_default=True,
    metavar="WHAT",
    help="An unknown base to it: quarter (0.25 of each base), zero, or a channel's letter.",
)
@click.option(
    "--target",
    required=True,
    type=click.Choice(["class", "intensity"]),
    help="class: its sigmoid's probability, as log-odds; intensity: its outputs as they are.",
)
@click.option("--name", help="Name of the model; that of the file if not given.")
@click.option("--protein", help="The protein that it is of.")
@click.option("--outputs", help="Names of its outputs, with commas.")
@click.option("--window", type=int, help="Bases that it reads, if the file does not tell.")
@click.option("--architecture", type=click.Path(), help="JSON of its layers, for weights alone.")
@click.option("--assembly", help="The genome that it was trained on.")
@click.option("--licence", help="Licence of its data.")
@click.option("--note", help="A line for its card: where it is from, what it was trained on.")
def command(
    source: str,
    output: str,
    bases: str,
    unknown: str,
    target: str,
    name: str | None,
    protein: str | None,
    outputs: str | None,
    window: int | None,
    architecture: str | None,
    assembly: str | None,
    licence: str | None,
    note: str | None,
) -> None:
    """Import a model that Keras 1 or 2 saved (HDF5), or arrays (npz) with the layers as JSON.

    FILE is data alone: no code in it runs, and pickles are refused. The new model predicts as the
    other project's does.

    Example: bindery import ALX4.h5 --bases ACGT --target class -o models/ALX4
    """
    import os
    from pathlib import Path

    from bindery.exchange.foreign_card import Stated
    from bindery.steps.import_model import import_model

    stated = Stated(
        name or Path(source).name.split(".")[0],
        protein,
        tuple(one.strip() for one in outputs.split(",")) if outputs else (),
        licence,
        note,
        assembly,
    )
    card = import_model(
        source=source,
        folder=output,
        bases=bases,
        unknown=unknown,
        target=target,
        stated=stated,
        window=window,
        architecture=architecture,
        backend=os.environ.get("KERAS_BACKEND", "tensorflow"),
    )
    click.echo(f"{card['name']}: {card['window']} bases, {len(card['outputs'])} outputs, {output}")

"""`bindery export`: models of studies as one archive."""

import click

from bindery.cli.command import Command


@click.command("export", cls=Command, examples=("export results/mine --model auto -o models.zip",))
@click.argument("folders", nargs=-1, required=True, metavar="FOLDER...", type=click.Path())
@click.option("--output", "-o", required=True, type=click.Path(), help="The archive, .zip.")
@click.option(
    "--model",
    "models",
    multiple=True,
    metavar="NAME",
    help="Pack this model alone: deepbind (of all experiments) or CTCF/deepbind. May be repeated.",
)
def command(folders: tuple[str, ...], output: str, models: tuple[str, ...]) -> None:
    """Pack trained models into one archive.

    FOLDER is a study's results, an experiment's folder, or a model's. Others can score with the
    models by the archive's name and theirs, such as `models.zip#CTCF/auto`.
    """
    from bindery.steps.export_models import export_models

    names = export_models(folders=folders, archive=output, models=models)
    click.echo(f"{len(names)} models in {output}")

"""`bindery export`: models of studies as one archive."""

import click


@click.command("export")
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
    """Pack trained models into one archive, which others can score with.

    FOLDER is a study's results, an experiment's folder, or a model's.

    Example: bindery export results/yeast --model deepbind -o yeast.zip
    """
    from bindery.steps.export_models import export_models

    names = export_models(folders=folders, archive=output, models=models)
    click.echo(f"{len(names)} models in {output}")

"""`bindery verify`: whether a study's results agree with each other and with what was recorded."""

import click

from bindery.cli.command import Command, backend_options


@click.command(
    "verify",
    cls=Command,
    examples=(
        "verify results/mine",
        "verify --deep results/mine -o checks.tsv",
    ),
)
@click.argument("folder", metavar="RESULTS", type=click.Path())
@click.option("--deep", is_flag=True, help="Also score the held-out sequences again by each model.")
@click.option("-o", "--output", type=click.Path(), help="A table of all checks, TSV.")
@backend_options
def command(
    folder: str,
    deep: bool,
    output: str | None,
    architectures: tuple[str, ...],
    threads: int | None,
) -> int:
    """Check that nothing in a study's results is damaged or edited.

    Every file is read to its end, every recorded digest is compared, and every metric is computed
    again from the stored predictions, with its interval. Prints what does not agree, and a line
    that sums it up. Exit code 0: all agree. 1: something differs. 2: something was not checked.
    """
    from bindery.steps.verify_results import verify_results
    from bindery.verification.checks import CODES, summary_of, verdict_of, wrong

    if deep:
        from bindery.cli import models

        models.prepare(threads)
    checks = verify_results(folder, table=output, deep=deep, architectures=architectures)
    for check in wrong(checks):
        stored = f", stored {check.stored}" if check.stored else ""
        click.echo(f"{check.file}: {check.check} {check.verdict}: found {check.found}{stored}")
    click.echo(summary_of(checks))
    return CODES[verdict_of(checks)]

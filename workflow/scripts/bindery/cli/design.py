"""`bindery design`: sequences that raise or lower a model's score."""

import contextlib
import shutil
import tempfile
from pathlib import Path
from typing import Any

import click

from bindery.cli import models, streams
from bindery.cli.command import Command, backend_options, model_argument, output_option
from bindery.errors import InputError

GRADIENT = "gradient"
SEARCHES = ("greedy", "beam", "evolution", GRADIENT)


@click.command(
    "design",
    cls=Command,
    examples=(
        "design results/mine/CTCF/auto --count 5 --changes 10 -o designs.tsv",
        "design results/mine/CTCF/auto --start candidates.fa --lower --keep 5-10 --forbid EcoRI",
        "design results/mine/CTCF/deepbind --search gradient --count 3 --matrices class.meme",
    ),
)
@model_argument
@click.option("--against", metavar="MODEL", help="Another model, whose score is subtracted.")
@click.option("--start", type=click.Path(), help="Starts: FASTA, or a table with `sequence`.")
@click.option("--sequence", help="Letters of one start.")
@click.option(
    "--count", type=click.IntRange(min=1), help="Number of random ones, in place of those; 20."
)
@click.option("--lower", is_flag=True, help="Lower the score instead of raising it.")
@click.option(
    "--search",
    type=click.Choice(SEARCHES),
    default="beam",
    show_default=True,
    help="How sequences are changed; gradient finds what the model likes best.",
)
@click.option("--changes", type=click.IntRange(min=1), help="Changes of one base, at most; 10.")
@click.option("--keep", multiple=True, metavar="FIRST-LAST", help="Positions that stay; from 1.")
@click.option("--gc", type=(float, float), metavar="LOW HIGH", help="Range of the GC content.")
@click.option("--forbid", multiple=True, metavar="SITE", help="IUPAC letters, or an enzyme.")
@click.option("--width", type=click.IntRange(min=1), default=20, help="Of beam: sequences kept.")
@click.option("--population", type=click.IntRange(min=2), default=100, help="Of evolution.")
@click.option("--generations", type=click.IntRange(min=1), default=100, help="Of evolution.")
@click.option("--penalty", type=float, default=0.3, help="Of gradient: on what is far from even.")
@click.option("--seed", type=int, default=1, show_default=True, help="Of random numbers.")
@output_option("Table of designs, TSV")
@click.option("--paths", type=click.Path(), help="Table of the steps to each design, TSV.")
@click.option("--sequences", type=click.Path(), help="The designed sequences, FASTA.")
@click.option("--matrices", type=click.Path(), help="Of gradient: shares of bases, MEME's format.")
@click.option("--figure", type=click.Path(), help="Figure of the steps, or of the shares, SVG.")
@backend_options
def command(
    model: str,
    against: str | None,
    start: str | None,
    output: str,
    architectures: tuple[str, ...],
    threads: int | None,
    **given: Any,
) -> None:
    """Design sequences for a model.

    From random sequences, or from yours, changes of one base that raise the score, or with --lower
    lower it, or the difference to another model's. --keep, --gc and --forbid hold for all designs;
    forbidden sites are looked for on both strands.
    """
    _check(start, given)
    found = models.chosen(model)
    other = models.chosen(against) if against else None
    if other is not None and other.window != found.window:
        raise InputError(
            f"its window has {other.window} bases, and that of {model} {found.window}",
            file=against,
            remedy="subtract scores of models of one window",
        )
    settings = _settings(given) | {
        "window": found.window,
        "architectures": architectures,
        "backend": models.backend(),
        "backend_threads": threads or models.cores(),
    }
    with contextlib.ExitStack() as opened:
        file = opened.enter_context(streams.readable(start))[0] if start else None
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="bindery-")))
        made = {name: str(folder / name) for name in ("table", "fasta")}
        second = "meme" if given["search"] == GRADIENT else "paths"
        made[second] = str(folder / second)
        models.prepare(threads)
        opened.enter_context(models.loading(model))
        files = {"model": str(found.loadable), "against": other and str(other.loadable)}
        _step(given["search"])(**files, file=file, **made, settings=settings)
        if given["figure"] is not None:
            _draw(made, found.name, other and other.name, given)
        wanted = {"table": output, "fasta": given["sequences"], "paths": given["paths"]}
        for name, path in (wanted | {"meme": given["matrices"]}).items():
            if path is not None:
                with streams.writable(path) as target:
                    target.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(made[name], target)


def _check(start: str | None, given: dict[str, Any]) -> None:
    """Raise a usage error for options that do not go together."""
    if sum(value is not None for value in (start, given["sequence"], given["count"])) > 1:
        raise click.UsageError("Give one of --start, --sequence and --count.")
    by_gradient = given["search"] == GRADIENT
    if by_gradient and any(given[name] for name in ("changes", "keep", "gc", "forbid", "paths")):
        raise click.UsageError("--search gradient has no constraints and no --paths.")
    if given["matrices"] and not by_gradient:
        raise click.UsageError("--matrices goes with --search gradient.")


def _settings(given: dict[str, Any]) -> dict[str, Any]:
    """Settings of the steps, from options."""
    from bindery.study.requests.designs import CHANGES, COUNT, ranges_of

    same = ("sequence", "search", "width", "population", "generations", "penalty", "seed")
    return {name: given[name] for name in same} | {
        "count": given["count"] or COUNT,
        "changes": given["changes"] or CHANGES,
        "direction": "lower" if given["lower"] else "raise",
        "keep": ranges_of(list(given["keep"]), "--"),
        "gc": list(given["gc"]) if given["gc"] else None,
        "forbid": list(given["forbid"]),
    }


def _step(search: str) -> Any:
    if search == GRADIENT:
        from bindery.steps.optimise_input import optimise_input

        return optimise_input
    from bindery.steps.design_sequences import design_sequences

    return design_sequences


def _draw(made: dict[str, str], name: str, other: str | None, given: dict[str, Any]) -> None:
    from bindery.steps.draw_design import draw_design

    score = f"Score of {name}{f' less {other}' if other else ''}"
    beside = {key: made[key] for key in ("paths", "meme") if key in made}
    title = f"Designs by {name}"
    draw_design(
        table=made["table"],
        figure=given["figure"],
        title=title,
        score=score,
        lower=given["lower"],
        **beside,
    )

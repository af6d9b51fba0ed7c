"""`bindery init`: a config and a table for a user's own files, or a ready study's."""

import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import click

from bindery.cli import new_study, ready_studies
from bindery.cli.command import Command
from bindery.cli.new_study import Genome, Given
from bindery.errors import InputError

GROUPS = "vertebrates plants insects nematodes fungi urochordates all".split()
FASTA_START = (">", ";")


@click.command(
    "init",
    cls=Command,
    examples=(
        "init",
        "init --genome hg38 --peaks ctcf.narrowPeak.gz --peaks GATA1=gata1.bed",
        "init --genome genome.fa --group plants --peaks my.bed --validation 4 --test 5",
        "init --study demo",
    ),
)
@click.option("--genome", help="A genome that Bindery knows, such as hg38, or a FASTA.")
@click.option(
    "--peaks", multiple=True, metavar="[NAME=]FILE", help="Peaks of one experiment; repeatable."
)
@click.option(
    "--sequences",
    multiple=True,
    metavar="[NAME=]FILE",
    help="Bound sequences of one experiment, as FASTA or a table, in place of --peaks; repeatable.",
)
@click.option("--validation", multiple=True, metavar="CHROMOSOME", help="For the validation set.")
@click.option("--test", multiple=True, metavar="CHROMOSOME", help="For the test set.")
@click.option("--group", type=click.Choice(GROUPS), help="Group of a FASTA's species, for motifs.")
@click.option("--window", type=click.IntRange(min=8), help="Bases of a sequence; 201 for peaks.")
@click.option("--models", default="auto", show_default=True, help="`auto`, or an architecture.")
@click.option("--results", default="results/mine", show_default=True, help="Folder of the study.")
@click.option("--config", default="config.yaml", show_default=True, help="The config to write.")
@click.option("--table", default="experiments.tsv", show_default=True, help="The table to write.")
@click.option("--study", help="Write the files of a ready study instead, such as demo or yeast.")
def command(
    genome: str | None,
    peaks: tuple[str, ...],
    sequences: tuple[str, ...],
    validation: tuple[str, ...],
    test: tuple[str, ...],
    group: str | None,
    window: int | None,
    models: str,
    results: str,
    config: str,
    table: str,
    study: str | None,
) -> None:
    """Write a config and a table for your own data.

    Asks for a genome and for peaks, unless they are given. Every file is read and checked; nothing
    that exists is overwritten. Without --validation and --test, chromosomes of a FASTA with about a
    tenth and a fifth of the peaks are taken.
    """
    if study is not None:
        _tell_next(ready_studies.write(study))
        return
    if peaks and sequences:
        raise click.UsageError("Give --peaks or --sequences.")
    if bool(validation) != bool(test):
        raise click.UsageError("Give both --validation and --test, or neither.")
    for path in (config, table):
        ready_studies.check_new(path)
    split = {"validation": list(validation), "test": list(test)} if test else {}
    if sequences:
        own, given = None, _read(sequences, _sequences)
        window = window or max(8, max(one.longest for one in given))
    else:
        own = _genome(genome, group) if genome else _asked_genome(group)
        given = _read(peaks, _peaks) if peaks else _asked_peaks()
        own = own._replace(split=new_study.split_of(split, given, own))
    text = new_study.config_text(
        given,
        own,
        config=config,
        table=table,
        results=results,
        window=window or 201,
        models=models,
    )
    ready_studies.write_checked(config, text, table, new_study.table_text(given))
    what = "sequences" if sequences else "peaks"
    for one in given:
        click.echo(f"{one.experiment}: {one.rows:,} {what}")
    if own is not None and own.fasta is not None and own.group is None:
        click.echo(f"motifs get no names without --group, one of {', '.join(GROUPS)}")
    if models == "auto":
        click.echo("models: auto, several whose best are combined; --models deepbind is fastest")
    _tell_next([config, table])


def _tell_next(files: list[str]) -> None:
    click.echo(f"written: {', '.join(files)}")
    click.echo("run it: bindery run" + ("" if files[0] == "config.yaml" else f" {files[0]}"))


def _read(files: tuple[str, ...], read: Callable[[str, str], Given]) -> list[Given]:
    """Read the files of experiments, each as FILE or NAME=FILE."""
    found: list[Given] = []
    for word in files:
        found.append(_one(word, found, read))
    return found


def _one(word: str, before: list[Given], read: Callable[[str, str], Given]) -> Given:
    name, separator, path = word.partition("=")
    if not separator or Path(word).exists():
        name, path = new_study.experiment_name(word), word
    new_study.check_experiment(name, [one.experiment for one in before])
    if not Path(path).is_file():
        raise InputError("there is no such file", file=path, remedy="correct the path")
    return read(name, path)


def _peaks(name: str, path: str) -> Given:
    from bindery.genomics.peak_files import read_peaks

    intervals = read_peaks(path).intervals
    if not len(intervals):
        raise InputError("there are no peaks in it", file=path, remedy="give a file with peaks")
    return Given(name, path, len(intervals), Counter(intervals.chrom.tolist()), 0)


def _sequences(name: str, path: str) -> Given:
    from bindery.data.sequences import read_sequences

    records = read_sequences(path)
    return Given(name, path, len(records), {}, max(len(record.codes) for record in records))


def _genome(genome: str, group: str | None) -> Genome:
    """The genome of a preset's name or a FASTA's path."""
    presets = ready_studies.presets()
    if genome in presets:
        names = ready_studies.sequences_of(presets[genome])
        return Genome(genome, None, names, {}, group)
    path = Path(genome)
    if not path.is_file():
        raise InputError(
            f"'{genome}' is neither a genome that Bindery knows nor a FASTA",
            remedy=f"known are {', '.join(presets)}; or give the path of a FASTA",
        )
    names = _names_in(genome)
    return Genome(new_study.experiment_name(genome), genome, names, {}, group)


def _names_in(fasta: str) -> tuple[str, ...]:
    """The names of a FASTA's sequences, from its index if it has one."""
    from bindery.files import opened

    index = Path(f"{fasta}.fai")
    if index.is_file():
        return tuple(line.split("\t")[0] for line in index.read_text().splitlines())
    with opened(fasta) as handle:
        if not handle.read(1).decode("latin-1").startswith(FASTA_START):
            raise InputError("this is no FASTA", file=fasta, remedy="give the genome's FASTA")
        handle.seek(0)
        found = (line[1:].split() for line in handle if line.startswith(b">"))
        return tuple(words[0].decode() for words in found if words)


def _asked_genome(group: str | None) -> Genome:
    """Ask for a genome, until the answer is one, and for the group of a FASTA's species."""
    _check_terminal("--genome")
    known = ", ".join(ready_studies.presets())
    while True:
        answer: str = click.prompt(f"Genome ({known}, or the path of a FASTA)").strip()
        try:
            own = _genome(answer, group)
            break
        except InputError as error:
            click.echo(f"ERROR {error}", err=True)
    if own.fasta is None or own.group is not None:
        return own
    words = "Group of its species, which names motifs"
    return own._replace(group=click.prompt(words, type=click.Choice(GROUPS), default="all"))


def _asked_peaks() -> list[Given]:
    """Ask for files of peaks, one for each experiment, until an empty answer."""
    _check_terminal("--peaks")
    found: list[Given] = []
    while True:
        more = "Peaks of another experiment (press Enter if there are no more)"
        answer = click.prompt(
            more if found else "Peaks (FILE or NAME=FILE)",
            default="" if found else None,
            show_default=False,
        ).strip()
        if not answer:
            return found
        try:
            found.append(_one(answer, found, _peaks))
            click.echo(f"  {found[-1].experiment}: {found[-1].rows:,} peaks")
        except InputError as error:
            click.echo(f"ERROR {error}", err=True)


def _check_terminal(option: str) -> None:
    """Raise a usage error where there is nobody to ask."""
    if not sys.stdin.isatty():
        raise click.UsageError(f"Give {option}; without a terminal nothing is asked.")

"""The config and table of a new study, from a genome and files that were read and found good."""

import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from bindery.errors import InputError
from bindery.given.chromosome_names import aliases_of, other_spellings

# Shares of all peaks that the chromosomes of a split have, at least and at most.
SHARES = {"test": (0.15, 0.25), "validation": (0.08, 0.15)}
# A name of an experiment, and the endings of files that are none.
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
ENDINGS = re.compile(
    r"(\.(gz|bed\d*|narrowpeak|broadpeak|gappedpeak|fa|fasta|fna|tsv|csv|txt|seq|peaks))+$", re.I
)
PLAIN_WORD = re.compile(r"[A-Za-z0-9_/.][A-Za-z0-9_/. -]*")
HEAD = """\
# A study for Bindery, written by `bindery init`. Run it by `bindery run {config}`, in the folder
# that you wrote it in: all paths are relative to that. The table may have further columns.
"""


class Given(NamedTuple):
    """A file of an experiment, which was read.

    Attributes:
        experiment: name of the experiment.
        path: the file.
        rows: number of its peaks or sequences.
        chromosomes: number of peaks on each chromosome; empty for sequences.
        longest: length of the longest sequence; 0 for peaks.
    """

    experiment: str
    path: str
    rows: int
    chromosomes: Mapping[str, int]
    longest: int


class Genome(NamedTuple):
    """The genome of a new study.

    Attributes:
        name: a preset's name, or that of the FASTA.
        fasta: path of a FASTA; None for a preset.
        names: names of its sequences; empty where they are not known yet.
        split: chromosomes of validation and test set; empty for those of the preset.
        group: taxonomic group of motifs; None for that of the preset, or if it is not known.
    """

    name: str
    fasta: str | None
    names: tuple[str, ...]
    split: dict[str, list[str]]
    group: str | None


def experiment_name(path: str) -> str:
    """A name for the experiment of a file: that of the file without its endings."""
    stem = ENDINGS.sub("", Path(path).name)
    return re.sub(r"[^A-Za-z0-9._-]+", "_", stem).strip("._-") or "experiment"


def check_experiment(name: str, taken: Iterable[str]) -> None:
    """Raise InputError unless a name can be that of a further experiment."""
    if not NAME.fullmatch(name):
        raise InputError(
            f"'{name}' cannot be an experiment's name",
            remedy="use letters, digits, '.', '_' and '-', as in CTCF=path/to/peaks.bed",
        )
    if name in taken:
        raise InputError(
            f"two experiments are called '{name}'",
            remedy="name them, as in --peaks CTCF_1=first.bed --peaks CTCF_2=second.bed",
        )


def split_of(
    asked: dict[str, list[str]], given: list[Given], genome: Genome
) -> dict[str, list[str]]:
    """The split to write, by the genome's names: as asked for, or drawn for a FASTA.

    Raises:
        InputError: a chromosome is not in the genome; or see `drawn_split`.
    """
    if not asked and genome.fasta is None:
        return {}
    spelled = aliases(given, genome)
    found = {
        part: [spelled.get(name, name) for name in names]
        for part, names in (asked or drawn_split(given)).items()
    }
    strange = [name for part in found.values() for name in part if name not in genome.names]
    if genome.names and strange:
        raise InputError(
            f"chromosome '{strange[0]}' is not in {genome.name}",
            remedy=f"its chromosomes are {', '.join(genome.names[:8])}, ...",
        )
    return {part: sorted(names) for part, names in found.items()}


def drawn_split(given: Iterable[Given]) -> dict[str, list[str]]:
    """Chromosomes for test and validation set: about a fifth and a tenth of all peaks.

    Raises:
        InputError: no chromosomes have such shares, since there are too few.
    """
    counts: Counter[str] = Counter()
    for own in given:
        counts.update(own.chromosomes)
    total = counts.total()
    left = sorted(counts, key=lambda name: (-counts[name], name))
    found: dict[str, list[str]] = {}
    for part, (least, most) in SHARES.items():
        chosen: list[str] = []
        have = 0
        for name in left:
            if have < least * total and have + counts[name] <= most * total:
                chosen.append(name)
                have += counts[name]
        if have < least * total:
            raise InputError(
                f"no chromosomes have {least:.0%} to {most:.0%} of the peaks, for the {part} set",
                remedy="name chromosomes for both sets: --validation chr1 --test chr2",
            )
        found[part] = sorted(chosen)
        left = [name for name in left if name not in chosen]
    return {"validation": found["validation"], "test": found["test"]}


def aliases(given: Iterable[Given], genome: Genome) -> dict[str, str]:
    """The genome's names of chromosomes that files spell in another way.

    Of a preset whose sequences are not known before it is fetched, only a missing `chr` is told.

    Raises:
        InputError: more than 1% of a file's peaks are on sequences that the genome lacks.
    """
    found: dict[str, str] = {}
    for own in given:
        if not genome.names:
            found |= _with_prefix(own.chromosomes)
            continue
        strange = [name for name in own.chromosomes if name not in genome.names]
        spelled = other_spellings(strange, genome.names)
        lost = [name for name in strange if name not in spelled]
        if sum(own.chromosomes[name] for name in lost) > 0.01 * own.rows:
            has = ", ".join(genome.names[:4])
            raise InputError(
                f"chromosome '{lost[0]}' is not in {genome.name}, which has {has}, ...",
                file=own.path,
                remedy="give the genome that the peaks were called in",
            )
        found |= aliases_of(spelled, genome.names) if spelled else {}
    return found


def _with_prefix(names: Iterable[str]) -> dict[str, str]:
    names = list(names)
    if any(name.startswith("chr") for name in names):
        return {}
    return {name: "chrM" if name == "MT" else f"chr{name}" for name in names}


def config_text(
    given: list[Given],
    genome: Genome | None,
    *,
    config: str,
    table: str,
    results: str,
    window: int,
    models: str,
) -> str:
    """The text of a config.

    Args:
        given: the experiments' files.
        genome: the genome; None for sequences.
        config: the config's path, to name it.
        table: path of the experiments table.
        results: the study's folder.
        window: length of the window, in bases.
        models: `auto` or the name of an architecture.
    """
    names = ", ".join(own.experiment for own in given[:5]) + (", ..." if len(given) > 5 else "")
    keys: dict[str, Any] = {"title": f"Binding of {names}", "experiments": table}
    keys["pathvars"] = {"results": results}
    if genome is not None:
        keys["genome"] = _genome(genome, aliases(given, genome))
    keys["window"] = window
    keys["models"] = models if models == "auto" else {models: {"architecture": models}}
    text = io.StringIO()
    text.write(HEAD.format(config=config))
    _write(text, keys, "")
    return text.getvalue()


def _genome(genome: Genome, spelled: dict[str, str]) -> Any:
    keys: dict[str, Any] = {"name": genome.name}
    if genome.fasta is not None:
        keys["fasta"] = genome.fasta
    if genome.group is not None:
        keys["group"] = genome.group
    if genome.split:
        keys["split"] = genome.split
    if spelled:
        keys["aliases"] = spelled
    return genome.name if list(keys) == ["name"] else keys


def _write(text: io.StringIO, keys: Mapping[str, Any], margin: str) -> None:
    """Write plain values as YAML; JSON's strings are YAML's."""
    for key, value in keys.items():
        name = key if PLAIN_WORD.fullmatch(key) and not key[0].isdigit() else json.dumps(key)
        if isinstance(value, Mapping):
            text.write(f"{margin}{name}:\n")
            _write(text, value, margin + "  ")
        elif isinstance(value, list):
            text.write(f"{margin}{name}: [{', '.join(json.dumps(one) for one in value)}]\n")
        elif isinstance(value, int):
            text.write(f"{margin}{name}: {value}\n")
        else:
            plain = re.fullmatch(r"[A-Za-z_][A-Za-z0-9_/.-]*", value) and value.lower() not in (
                "yes no on off true false null y n".split()
            )
            text.write(f"{margin}{name}: {value if plain else json.dumps(value)}\n")


def table_text(given: Iterable[Given]) -> str:
    """The text of an experiments table."""
    rows = list(given)
    column = "peaks" if rows[0].chromosomes else "sequences"
    lines = [f"{own.experiment}\t{own.path}" for own in rows]
    return "\n".join([f"experiment\t{column}", *lines, ""])

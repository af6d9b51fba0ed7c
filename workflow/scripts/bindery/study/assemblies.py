"""The genome that a config names: its preset, its digests, and the split of its chromosomes.

Read when Snakemake parses the workflow, see `study`.
"""

import hashlib
from collections.abc import Callable
from pathlib import Path

import yaml

from bindery.errors import InputError
from bindery.study import settings
from bindery.study.chromosomes import check_apart, check_chromosomes, renamed

NO_GENOME: dict = {
    "name": "",
    "folder": "none",
    "aliases": {},
    **dict.fromkeys(
        (
            *("fasta", "sha256", "digests", "sequences", "blacklist", "blacklist_sha256"),
            *("annotation", "annotation_sha256", "group"),
        )
    ),
}


def genome_of(config: dict, resource: Callable[[str], str], file: str) -> dict:
    """The genome of a config, filled in from its preset; its name is "" without a genome.

    Args:
        config: config of a study, with all defaults.
        resource: function from the name of a file in the workflow's config folder to its path.
        file: name of the config file, for errors.
    """
    if "genome" not in config:
        return NO_GENOME
    known = yaml.safe_load(Path(resource("genomes.yaml")).read_text())
    genome = settings.with_preset(config["genome"], known)
    if "fasta" not in genome:
        raise InputError(
            f"genome '{genome['name']}' is not a preset and has no FASTA",
            file=file,
            remedy=f"presets are {', '.join(known)}; or give genome.name and genome.fasta",
        )
    genome = NO_GENOME | genome | {"folder": folder_of(genome, known.get(genome["name"]))}
    given = isinstance(config["genome"], dict) and config["genome"].get("digests")
    table = genome["digests"]
    if table and not given:
        table = resource(table)
    genome["sequences"] = _read_digests(table, file) if table else None
    return genome


def _read_digests(path: str, file: str) -> dict[str, list]:
    """Name -> [length, M5] of a genome's table of digests."""
    if not Path(path).is_file():
        raise InputError(
            f"there is no file '{path}', which genome.digests names",
            file=file,
            remedy="correct the path",
        )
    found: dict[str, list] = {}
    for number, line in enumerate(Path(path).read_text().splitlines(), 1):
        try:
            name, length, m5 = line.split("\t")
            found[name] = [int(length), m5]
        except ValueError:
            raise InputError(
                "this is not a line of name, length and M5",
                file=path,
                row=number,
                remedy="separate the three by one tab each",
            ) from None
    return found


def settled_split(
    split: dict[str, list[str]], genome: dict, file: str, row: int | None = None
) -> dict[str, list[str]]:
    """A split by the genome's names of chromosomes, after its aliases.

    Raises:
        InputError: it has chromosomes that the genome lacks, or one in both parts.
    """
    found = renamed(split, genome["aliases"])
    # Without digests, names are known only with the genome; then normalise_peaks checks them.
    if genome["sequences"]:
        check_chromosomes(found, genome["sequences"], genome["name"], file, row)
    check_apart(found, file, row)
    return found


def folder_of(genome: dict, preset: dict | None) -> str:
    """The name of the genome's folder, which tells the sources of FASTAs of one name apart.

    A copy that was made from one source is then never taken for that of another. A preset's own
    FASTA, and one that a rule makes, have the plain name.
    """
    source = genome["fasta"]
    plain = "<" in source or (preset is not None and source == preset["fasta"])
    return genome["name"] + ("" if plain else f"-{hashlib.sha256(source.encode()).hexdigest()[:8]}")

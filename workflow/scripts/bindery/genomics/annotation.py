"""Transcripts of an annotation in GTF or GFF3: their starts, and what they span."""

import logging
from collections.abc import Iterator
from os import PathLike
from typing import IO, NamedTuple, TypeVar

import numpy as np

from bindery.errors import InputError
from bindery.files import opened
from bindery.formats import foreign
from bindery.given.chromosome_names import alias_block, aliases_of, other_spellings

logger = logging.getLogger(__name__)

COLUMNS = 9
# What ends the names of features, as in transcript, primary_transcript, mRNA, lnc_RNA; gene,
# ncRNA_gene, pseudogene.
TRANSCRIPTS = ("transcript", "RNA")
GENES = "gene"
# Where the sequences begin that GFF3 may hold after its features.
SEQUENCES = b"##FASTA"


def transcription_starts(
    path: str | PathLike, aliases: dict[str, str], lengths: dict[str, int], assembly: str
) -> dict[str, np.ndarray]:
    """Read the 5' ends of all transcripts, or of all genes where no line is a transcript.

    Lines of unknown strand count for nothing; chromosomes that the genome lacks are left out, with
    a warning.

    Args:
        path: GTF or GFF3, gzipped or not.
        aliases: the file's name of a chromosome -> the genome's.
        lengths: names and lengths of the genome's sequences.
        assembly: name of the genome, for errors.

    Returns:
        Name of each sequence of the genome that has any -> positions of the starts, 0-based,
        sorted, each once: int64, shape (n,).

    Raises:
        InputError: the file is no GTF or GFF3, has no transcript or gene with a strand, has no
            chromosome in common with the genome, or a start past the end of its chromosome.
    """
    file = str(path)
    found: dict[str, set[int]] = {}
    for one in _transcripts(path, file):
        chrom, row = aliases.get(one.name, one.name), one.row
        position = one.first if one.strand == "+" else one.last
        if position >= lengths.get(chrom, position + 1):
            raise InputError(
                f"a start at {position + 1} is past the end of {chrom} in {assembly} "
                f"({lengths[chrom]} bases)",
                file=file,
                row=row,
                remedy="the annotation is of another assembly, or the file is damaged",
            )
        found.setdefault(chrom, set()).add(position)
    known = _of_genome(found, lengths, file, assembly)
    return {name: np.array(sorted(known[name]), np.int64) for name in known}


def transcribed(
    path: str | PathLike, aliases: dict[str, str], lengths: dict[str, int], assembly: str
) -> dict[tuple[str, str], np.ndarray]:
    """Read where each strand is transcribed: the union of its transcripts, introns included.

    Args:
        path: GTF or GFF3, gzipped or not.
        aliases: the file's name of a chromosome -> the genome's.
        lengths: names and lengths of the genome's sequences.
        assembly: name of the genome, for errors.

    Returns:
        Name of a sequence and strand -> stretches, sorted and apart: int64, shape (n, 2), first
        base, 0-based, and the one after the last.

    Raises:
        InputError: see `transcription_starts`.
    """
    file = str(path)
    found: dict[str, list[_Feature]] = {}
    for one in _transcripts(path, file):
        found.setdefault(aliases.get(one.name, one.name), []).append(one)
    spans: dict[tuple[str, str], np.ndarray] = {}
    for name, features in _of_genome(found, lengths, file, assembly).items():
        for strand in "+-":
            own = [one for one in features if one.strand == strand]
            ends = sorted((one.first, min(one.last + 1, lengths[name])) for one in own)
            if ends:
                spans[name, strand] = np.array(_united(ends), np.int64)
    return spans


def _united(ends: list[tuple[int, int]]) -> list[list[int]]:
    """The union of sorted stretches, of which touching ones are one."""
    united: list[list[int]] = []
    for first, last in ends:
        if united and first <= united[-1][1]:
            united[-1][1] = max(united[-1][1], last)
        else:
            united.append([first, last])
    return united


class _Feature(NamedTuple):
    """A transcript or gene: chromosome, first and last base, 0-based, strand, and line."""

    transcript: bool
    name: str
    first: int
    last: int
    strand: str
    row: int


def _transcripts(path: str | PathLike, file: str) -> list[_Feature]:
    """All transcripts of an annotation, or all genes where no line is a transcript."""
    with opened(path) as handle:
        found = list(_features(handle, file))
    transcripts = [one for one in found if one.transcript] or found
    if not transcripts:
        raise InputError(
            "there is no line of a transcript, mRNA or gene with a strand",
            file=file,
            remedy="give a GTF or GFF3 of genes under genome.annotation",
        )
    return transcripts


Own = TypeVar("Own")


def _of_genome(
    found: dict[str, Own], lengths: dict[str, int], file: str, assembly: str
) -> dict[str, Own]:
    """What is on sequences of the genome, in the genome's order."""
    others = sorted(found.keys() - lengths.keys())
    aliases = aliases_of(other_spellings(others, lengths), lengths)
    if len(others) == len(found):
        raise InputError(
            f"it has no chromosome in common with {assembly}: it names {', '.join(others[:3])}, "
            f"the genome {', '.join(list(lengths)[:3])}",
            file=file,
            remedy=f"add under `genome:` in the config: {alias_block(aliases)}"
            if aliases
            else "add the names to genome.aliases in the config, or give the genome's annotation",
        )
    if others:
        some = ", ".join(others[:3]) + (", ..." if len(others) > 3 else "")
        hint = f" (under `genome:`, {alias_block(aliases)} would join them)" if aliases else ""
        logger.warning(
            "%s: transcripts on %s left out: %s lacks them%s", file, some, assembly, hint
        )
    return {name: found[name] for name in lengths if name in found}


def _features(handle: IO[bytes], file: str) -> Iterator[_Feature]:
    """Each transcript or gene that has a strand."""
    begun = False
    for row, line in enumerate(handle, 1):
        other = None if begun or line.startswith(b"##gff") else foreign(line)
        if other is not None:
            raise InputError(
                f"this is {other.what}, not a GTF or GFF3", file=file, row=row, remedy=other.remedy
            )
        if line.startswith(SEQUENCES):
            return
        if line.startswith(b"#") or not line.strip():
            continue
        begun = True
        columns = line.decode("utf-8", errors="replace").rstrip("\r\n").split("\t")
        if len(columns) != COLUMNS:
            raise InputError(
                f"{len(columns)} columns",
                file=file,
                row=row,
                remedy="give a GTF or GFF3, which has nine, separated by tabs",
            )
        name, _, kind, start, end, _, strand = columns[:7]
        transcript = kind.endswith(TRANSCRIPTS)
        if (transcript or kind.endswith(GENES)) and strand in ("+", "-"):
            first, last = (_position(text, file, row) for text in (start, end))
            yield _Feature(transcript, name, first, last, strand, row)


def _position(text: str, file: str, row: int) -> int:
    """A position, 0-based, of one that counts from 1."""
    if not (text.isascii() and text.isdigit() and int(text)):
        raise InputError(
            f"'{text}' is not a position, which counts from 1",
            file=file,
            row=row,
            remedy="columns 4 and 5 are a feature's first and last base",
        )
    return int(text) - 1


def distance_to_start(
    starts: dict[str, np.ndarray],
    chrom: np.ndarray,
    position: np.ndarray,
    lengths: dict[str, int],
) -> np.ndarray:
    """Bases from positions to the nearest transcription start on either strand.

    Args:
        starts: see `transcription_starts`.
        chrom: sequence names, shape (n,).
        position: 0-based, int64, shape (n,).
        lengths: names and lengths of the genome's sequences.

    Returns:
        int64, shape (n,); the length of its sequence where that has no start.
    """
    distance = np.array([lengths[name] for name in chrom], np.int64)
    for name, own in starts.items():
        rows = np.flatnonzero(chrom == name)
        after = np.searchsorted(own, position[rows])
        left = own[np.maximum(after - 1, 0)]
        right = own[np.minimum(after, len(own) - 1)]
        distance[rows] = np.minimum(abs(position[rows] - left), abs(position[rows] - right))
    return distance

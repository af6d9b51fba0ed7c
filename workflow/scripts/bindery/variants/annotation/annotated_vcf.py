"""Write a VCF with the scores of all models as INFO; alleles without scores have the reason."""

import contextlib
import logging
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from bindery.errors import InputError
from bindery.genomics.vcf import BrokenLine, Line, Vcf
from bindery.genomics.vcf_header import DEFINED, completed
from bindery.genomics.vcf_writing import SortedVcf, named_columns, whole_cells
from bindery.variants.annotation.info_fields import (
    FIELDS,
    REASON,
    as_number,
    as_value,
    header_lines,
    is_ours,
    stems,
    without,
)
from bindery.variants.annotation.score_stream import AlleleStream

logger = logging.getLogger(__name__)

INFO = 7


def annotated(
    *,
    file: str,
    unscored: str,
    scores: Sequence[str],
    sizes: str | None,
    vcf: str,
    index: str,
    models: Sequence[tuple[str, str]],
    aliases: Mapping[str, str],
) -> None:
    """Write a VCF with the scores of models, sorted, bgzipped and indexed.

    Lines that break the format are left out, as no reader takes them; they are in `unscored`.

    Args:
        file: the VCF that was scored.
        unscored: TSV of the alleles that are not scored.
        scores: TSV.gz of each model's scores.
        sizes: lines `name<TAB>length` of the genome's chromosomes, or None.
        vcf: output, `.vcf.gz`.
        index: output, `.tbi`.
        models: experiment and name of each model.
        aliases: the file's names of chromosomes -> the genome's.

    Raises:
        InputError: the tables are not of this file.
    """
    given = Vcf(file)
    folder = Path(vcf).parent
    folder.mkdir(parents=True, exist_ok=True)
    earlier = {_identifier(line) for line in given.header if is_ours(line)} - {""}
    header = [line for line in given.header if not is_ours(line)]
    named = stems(models, {_identifier(line) for line in header})
    with contextlib.ExitStack() as stack:
        streams = [stack.enter_context(AlleleStream(path, list(FIELDS))) for path in scores]
        reasons = stack.enter_context(AlleleStream(unscored, ["reason"]))
        body = SortedVcf(stack.enter_context(tempfile.TemporaryFile(dir=folder)))
        columns = named_columns(given.columns)
        for cells in _annotated_lines(given, columns, streams, reasons, named, earlier):
            body.add(cells)
        for stream in (*streams, reasons):
            stream.check_end(file)
        added = header_lines(models, named, [stream.columns for stream in streams])
        lengths = _lengths(sizes, aliases, body.names.contigs)
        body.arrange(list(lengths))
        body.write(vcf, index, completed(header, columns, body.names, lengths, added))


def _identifier(line: str) -> str:
    found = DEFINED.match(line)
    return found[2] if found and found[1] == "INFO" else ""


def _annotated_lines(
    given: Vcf,
    columns: Sequence[str],
    streams: Sequence[AlleleStream],
    reasons: AlleleStream,
    named: Sequence[str],
    earlier: set[str],
) -> Iterator[list[str]]:
    """The cells of each line with its new INFO."""
    broken = changed = 0
    for line in given.lines():
        if isinstance(line, BrokenLine):
            reasons.skip(line.number)
            broken += 1
            continue
        cells = whole_cells(line.cells, columns)
        changed += cells != line.cells
        added = _fields(line, streams, reasons, named)
        kept = without(cells[INFO], earlier)
        cells[INFO] = ";".join(added if kept == "." else [kept, *added])
        yield cells
    if broken:
        logger.warning(
            "%s: %d lines that break the format are left out of the annotated VCF",
            given.path,
            broken,
        )
    if changed:
        logger.warning(
            "%s: %d lines were completed or cut to the columns of the header", given.path, changed
        )


def _fields(
    line: Line, streams: Sequence[AlleleStream], reasons: AlleleStream, named: Sequence[str]
) -> list[str]:
    """The new fields of a line, each with a value for each allele of ALT."""
    told: list[str] = []
    values: list[list[list[str]]] = [[] for _ in streams]
    for alt in line.alts:
        left = reasons.take(line.number, alt)
        told.append(as_value(left[0]) if left else ".")
        for stream, own in zip(streams, values, strict=True):
            found = ["."] * len(stream.columns) if left else stream.take(line.number, alt)
            if found is None:
                raise InputError(
                    f"line {line.number} of the file of variants has no scores",
                    file=stream.path,
                    remedy="the file of variants has changed: remove this file and run again",
                )
            own.append([as_number(cell) for cell in found])
    fields = []
    if any(one == "." for one in told):
        for stem, stream, own in zip(named, streams, values, strict=True):
            for at, column in enumerate(stream.columns):
                cells = ",".join(allele[at] for allele in own)
                fields.append(f"{stem}_{FIELDS[column][0]}={cells}")
    if any(one != "." for one in told):
        fields.append(f"{REASON}={','.join(told)}")
    return fields


def _lengths(
    sizes: str | None, aliases: Mapping[str, str], contigs: Iterable[str]
) -> dict[str, int]:
    """The lengths of a file's contigs that the genome has, in its order."""
    if sizes is None:
        return {}
    rows = (text.split("\t") for text in Path(sizes).read_text().splitlines())
    known = {cells[0]: int(cells[1]) for cells in rows}
    own = [(aliases.get(name, name), name) for name in contigs]
    order = {name: at for at, name in enumerate(known)}
    own = sorted((one for one in own if one[0] in known), key=lambda one: order[one[0]])
    return {name: known[genome] for genome, name in own}

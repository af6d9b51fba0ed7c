"""Write a VCF with the scores of its alleles as INFO fields, compressed and indexed."""

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from os import PathLike
from pathlib import Path

import pysam

from bindery import tsv
from bindery.files import opened, written
from bindery.genomics.genome import Genome
from bindery.genomics.vcf import FIXED, Line, Vcf
from bindery.variants.allele_kinds import HAPLOTYPE

# Column of a table of scores -> end of the INFO field's name, and what it is.
FIELDS = {
    "reference_score": ("REF", "score of the reference, log-odds"),
    "alternative_score": ("ALT", "score of the alternative allele, log-odds"),
    "difference": ("DIFF", "probability of the alternative less that of the reference"),
    "log_odds_ratio": (
        "LOR",
        "log odds ratio of the alternative to the reference",
    ),
    "p": ("P", "share of random changes of the same kind at least as far from zero"),
}
UNSCORED = "BINDERY_UNSCORED"
STANDARD = ("#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO")


def annotate_vcf(
    *,
    file: str,
    scores: dict[str, str],
    unscored: str,
    annotated: str | PathLike,
    genome: str,
    aliases: dict[str, str],
    version: str,
) -> None:
    """Write a VCF with scores of several models, by bgzip, and its index beside it (`.tbi`).

    Lines are sorted by chromosome, in the order of the genome, and position. Lines that break the
    format are not in it; they are in the table of what is not scored.

    Args:
        file: the VCF that was scored.
        scores: name of a model, such as `CTCF/deepbind` -> its TSV of scores.
        unscored: TSV of alleles that are not scored.
        annotated: output, VCF by bgzip.
        genome: indexed FASTA.
        aliases: the file's names of chromosomes -> the genome's.
        version: Bindery's, for the header.
    """
    vcf = Vcf(file)
    names = info_names(list(scores))
    with Genome(genome) as opened_genome:
        lengths = _lengths(vcf, aliases, opened_genome.lengths)
    reasons = {
        (row["line"], row["alt"]): row["reason"].replace(" ", "_").replace(",", "").replace(";", "")
        for row in tsv.read(unscored)
    }
    with written(annotated) as temporary:
        plain = Path(f"{temporary}.vcf")
        try:
            lines = sorted(_lines(vcf, scores, names, reasons), key=_sorter(lengths))
            with open(plain, "w", encoding="utf-8", newline="\n") as out:
                out.writelines(f"{line}\n" for line in _header(vcf, names, lengths, version))
                out.writelines("\t".join(cells) + "\n" for cells in lines)
            pysam.tabix_compress(str(plain), str(temporary), force=True)
        finally:
            plain.unlink(missing_ok=True)
    with written(f"{annotated}.tbi") as temporary:
        pysam.tabix_index(str(annotated), preset="vcf", force=True, index=str(temporary))


def _lengths(vcf: Vcf, aliases: dict[str, str], known: dict[str, int]) -> dict[str, int | None]:
    """The file's names of chromosomes in the genome's order, and lengths; None of unknown ones."""
    order = {name: number for number, name in enumerate(known)}
    renamed = {name: aliases.get(name, name) for name in vcf.chromosomes()}
    names = sorted(renamed, key=lambda name: order.get(renamed[name], len(order)))
    return {name: known.get(renamed[name]) for name in names}


def info_names(models: Sequence[str]) -> dict[str, str]:
    """What the INFO fields of each model begin with: its name in the letters that VCF allows."""
    found: dict[str, str] = {}
    for model in models:
        name = re.sub(r"[^A-Za-z0-9_]", "_", model)
        name = name if name[0].isalpha() else f"_{name}"
        taken = set(found.values())
        numbered = (f"{name}_{number}" for number in range(2, len(models) + 2))
        found[model] = next(own for own in (name, *numbered) if own not in taken)
    return found


def _header(
    vcf: Vcf,
    names: dict[str, str],
    lengths: dict[str, int | None],
    version: str,
) -> Iterator[str]:
    given = [line for line in vcf.header if line.count("=") and not line.startswith("##fileformat")]
    formats = [line for line in vcf.header if line.startswith("##fileformat=VCF")]
    yield formats[0] if formats else "##fileformat=VCFv4.2"
    yield from given
    known = {own[1] for line in given if (own := re.match(r"##contig=<ID=([^,>]+)", line))}
    for name, length in lengths.items():
        if name not in known:
            yield f"##contig=<ID={name}{f',length={length}' if length else ''}>"
    yield f"##bindery=<Version={version}>"
    for model, start in names.items():
        for end, what in FIELDS.values():
            yield (
                f'##INFO=<ID={start}_{end},Number=A,Type=Float,Description="Bindery {version}, '
                f'model {model}: {what}">'
            )
    yield (
        f"##INFO=<ID={UNSCORED},Number=A,Type=String,"
        f'Description="Bindery {version}: why an allele has no scores">'
    )
    columns = list(STANDARD)
    if _has_samples(vcf):
        columns += ["FORMAT", *vcf.samples]
    yield "\t".join(columns)


def _has_samples(vcf: Vcf) -> bool:
    return bool(vcf.samples) and vcf.columns[FIXED].upper() == "FORMAT"


def _lines(
    vcf: Vcf, scores: dict[str, str], names: dict[str, str], reasons: dict[tuple[str, str], str]
) -> Iterator[list[str]]:
    """The cells of each readable line, with scores."""
    tables = {model: _by_line(path) for model, path in scores.items()}
    width = FIXED + 1 + len(vcf.samples) if _has_samples(vcf) else FIXED
    current = {model: next(table, None) for model, table in tables.items()}
    for line in vcf.lines():
        if not isinstance(line, Line):
            continue
        own: dict[str, dict[str, dict[str, str]]] = {}
        for model, table in tables.items():
            found = current[model]
            while found is not None and found[0] < line.number:
                found = next(table, None)
            current[model] = found
            own[model] = found[1] if found is not None and found[0] == line.number else {}
        cells = _cells(line, width)
        cells[7] = ";".join([*_kept(cells[7]), *_info(line, own, names, reasons)]) or "."
        yield cells


def _by_line(path: str) -> Iterator[tuple[int, dict[str, dict[str, str]]]]:
    """Number of each line that has scores, and its rows by allele."""
    with opened(path) as handle, io.TextIOWrapper(handle, encoding="utf-8", newline="") as text:
        table = csv.DictReader(text, delimiter="\t", quoting=csv.QUOTE_NONE)
        rows = (row for row in table if row["kind"] != HAPLOTYPE)
        for number, own in groupby(rows, key=lambda row: int(row["line"])):
            yield number, {row["alt"]: row for row in own}


def _cells(line: Line, width: int) -> list[str]:
    """As many cells as there are columns, each of which a reader of VCF understands."""
    cells = [cell.strip() or "." for cell in line.cells[:width]]
    cells += ["."] * (width - len(cells))
    cells[5] = cells[5] if re.fullmatch(r"[0-9.eE+-]*[0-9]", cells[5]) else "."
    cells[2], cells[6] = (re.sub(r"\s", "_", cells[at]) for at in (2, 6))
    return cells


def _kept(info: str) -> list[str]:
    return [] if info == "." else [re.sub(r"\s", "_", info).strip(";")]


def _info(
    line: Line,
    own: dict[str, dict[str, dict[str, str]]],
    names: dict[str, str],
    reasons: dict[tuple[str, str], str],
) -> Iterator[str]:
    for model, rows in own.items():
        if rows:
            for column, (end, _) in FIELDS.items():
                values = [rows.get(alt, {}).get(column) or "." for alt in line.alts]
                if any(value != "." for value in values):
                    yield f"{names[model]}_{end}={','.join(values)}"
    why = [reasons.get((str(line.number), alt), ".") for alt in line.alts]
    if any(reason != "." for reason in why):
        yield f"{UNSCORED}={','.join(why)}"


def _sorter(lengths: dict[str, int | None]) -> Callable[[list[str]], tuple[int, int]]:
    order = {name: number for number, name in enumerate(lengths)}
    return lambda cells: (order[cells[0]], int(cells[1]))

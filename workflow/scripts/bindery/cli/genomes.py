"""The genome on the command line: a FASTA, indexed at first use."""

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from bindery.errors import InputError
from bindery.ownership import temporaries


@contextmanager
def indexed(fasta: str) -> Iterator[str]:
    """Yield the path of a FASTA that has an index beside it.

    An index that is there, such as samtools', is used if it is not older than the FASTA. Otherwise
    it is made; where the folder cannot be written to, beside a link in a temporary folder.

    Raises:
        InputError: there is no such file, it is compressed, or it cannot be indexed.
    """
    from bindery.files import is_gzip
    from bindery.genomics.genome import index

    path, fai = Path(fasta), Path(f"{fasta}.fai")
    if not path.is_file():
        raise InputError("there is no such FASTA", file=fasta, remedy="correct the path")
    if is_gzip(path):
        raise InputError(
            "the genome is compressed",
            file=fasta,
            remedy=f"unpack it: gunzip --stdout {fasta} > {path.stem}; or give the FASTA that a "
            "study has unpacked in resources/genomes",
        )
    if fai.is_file() and fai.stat().st_mtime >= path.stat().st_mtime:
        yield fasta
        return
    with tempfile.TemporaryDirectory(prefix="bindery-") as folder:
        beside = os.access(path.parent, os.W_OK)
        link = Path(folder) / path.name
        link.symlink_to(path.resolve())
        click.echo(f"indexing {fasta}", err=True)
        index(link, Path(folder) / "sizes", fasta)
        if beside:
            os.replace(_copied(Path(f"{link}.fai"), fai), fai)
        yield fasta if beside else str(link)


def spelled(regions: str, genome: str, known: dict[str, str] | None) -> dict[str, str]:
    """The genome's names of chromosomes that regions spell in another way, told in a warning.

    Args:
        regions: BED file, or `chr:start-end`.
        genome: indexed FASTA.
        known: names that are known already -> the genome's.
    """
    from bindery.genomics.peak_files import read_bed
    from bindery.given.regions import is_region, parsed

    if not is_region(regions) and not Path(regions).is_file():
        raise InputError(
            f"'{regions}' is neither a region nor a BED file",
            remedy="write chr:start-end, such as chrI:1001-2000, or correct the path",
        )
    names = [parsed(regions).chrom] if is_region(regions) else read_bed(regions).chrom.tolist()
    return _recognised(names, genome, known or {}, regions)


def spelled_in_vcf(vcf: str, genome: str, known: dict[str, str]) -> dict[str, str]:
    """The genome's names of chromosomes that a VCF spells in another way, told in a warning.

    Args:
        vcf: the file.
        genome: indexed FASTA.
        known: names that are known already -> the genome's.
    """
    from bindery.formats import is_vcf
    from bindery.genomics.vcf import Vcf

    return _recognised(Vcf(vcf).chromosomes(), genome, known, vcf) if is_vcf(vcf) else known


def _recognised(
    names: Iterable[str], genome: str, known: dict[str, str], file: str
) -> dict[str, str]:
    from bindery.genomics.genome import Genome
    from bindery.genomics.spellings import recognised

    with Genome(genome) as opened:
        lengths = opened.lengths
    strange = [name for name in dict.fromkeys(names) if known.get(name, name) not in lengths]
    return known | recognised(strange, list(lengths), file)


def _copied(made: Path, wanted: Path) -> Path:
    """A copy beside the wanted name, from where it can be renamed."""
    copy = temporaries.create(wanted)
    copy.write_bytes(made.read_bytes())
    return copy

"""Complete the header of a VCF, so that readers that want each name defined find it."""

import re
from collections.abc import Iterable, Mapping, Sequence

from bindery.genomics.vcf import COLUMNS, FIXED

VERSION = "##fileformat=VCFv4.2"
DEFINED = re.compile(r"##(INFO|FORMAT|FILTER|contig)=<(?:.*?,)?ID=([^,>]+)")
KEY = re.compile(r"[A-Za-z_0-9][0-9A-Za-z_.]*")
GENOTYPE = '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">'
UNTOLD = "Not defined in the file that Bindery read"


class Names:
    """The names that the lines of a VCF use, each once and in their order."""

    def __init__(self) -> None:
        """Begin without names."""
        self.contigs: dict[str, None] = {}
        self.filters: dict[str, None] = {}
        self.keys: dict[str, bool] = {}
        self.formats: dict[str, None] = {}

    def take(self, cells: Sequence[str]) -> None:
        """Take those of a line with all its columns."""
        self.contigs[cells[0]] = None
        if cells[6] not in (".", "PASS"):
            self.filters.update(dict.fromkeys(cells[6].split(";")))
        if cells[7] != ".":
            for part in cells[7].split(";"):
                key, equals, _ = part.partition("=")
                self.keys[key] = self.keys.get(key, False) or bool(equals)
        if len(cells) > FIXED and cells[FIXED] != ".":
            self.formats.update(dict.fromkeys(cells[FIXED].split(":")))


def completed(
    header: Sequence[str],
    columns: Sequence[str],
    names: Names,
    lengths: Mapping[str, int],
    added: Iterable[str],
) -> list[str]:
    """The lines of a header that defines all names.

    Args:
        header: lines that begin with `##`.
        columns: the cells of the line `#CHROM`.
        names: names that the lines use.
        lengths: the lengths of contigs, where they are known.
        added: further lines; those of the header that define the same are left out.

    Returns:
        The lines, that of the columns last.
    """
    added = list(added)
    ours = {found.groups() for line in added if (found := DEFINED.match(line))}
    own = [line for line in header if not _defines(line, ours)]
    if not own or not own[0].startswith("##fileformat="):
        own = [VERSION, *(line for line in own if not line.startswith("##fileformat="))]
    known = {found.groups() for line in [*own, *added] if (found := DEFINED.match(line))}
    more = []
    for name in names.filters:
        if ("FILTER", name) not in known and name:
            more.append(f'##FILTER=<ID={name},Description="{UNTOLD}">')
    for name, valued in names.keys.items():
        if ("INFO", name) not in known and KEY.fullmatch(name):
            kind = "Number=.,Type=String" if valued else "Number=0,Type=Flag"
            more.append(f'##INFO=<ID={name},{kind},Description="{UNTOLD}">')
    for name in names.formats:
        if ("FORMAT", name) not in known and KEY.fullmatch(name):
            other = f'##FORMAT=<ID={name},Number=.,Type=String,Description="{UNTOLD}">'
            more.append(GENOTYPE if name == "GT" else other)
    for name in names.contigs:
        if ("contig", name) not in known:
            length = f",length={lengths[name]}" if name in lengths else ""
            more.append(f"##contig=<ID={name}{length}>")
    return [*own, *more, *added, "\t".join(columns or COLUMNS)]


def _defines(line: str, wanted: set[tuple[str, ...]]) -> bool:
    found = DEFINED.match(line)
    return bool(found) and found.groups() in wanted  # type: ignore[union-attr]

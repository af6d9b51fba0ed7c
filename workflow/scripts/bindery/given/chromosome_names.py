"""Recognise names of chromosomes that a file spells in another way than the genome does.

Standard library only.
"""

import json
import re
from collections.abc import Collection, Iterable, Mapping
from os import PathLike

from bindery.errors import InputError

ROMAN = (
    "I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XVII XVIII XIX XX XXI XXII XXIII XXIV"
).split()
PREFIX = re.compile(r"^(chromosome|chrom|chr)[ _.-]?(?=.)", re.I)
MITOCHONDRION = ("m", "mt", "mito", "mtdna", "mitochondrion")
CHLOROPLAST = ("c", "pt", "chloroplast", "plastid")
# A scaffold of GenBank: KI270302.1, which UCSC calls chrUn_KI270302v1 or chr1_KI270706v1_random.
ACCESSION = re.compile(r"(?:^|_)([a-z]{2}\d{6})(?:v|\.)(\d+)(?:_random|_alt|_fix)?$")
SHOWN = 4
PLAIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
# Words that YAML reads as other than text.
YAML_WORDS = "yes no on off true false null y n".split()


def stem(name: str) -> str:
    """A name without what its spellings differ in: case, `chr`, zeros before a number, quotes."""
    bare = name.strip().strip("\"'").strip()
    short = PREFIX.sub("", bare).lower()
    scaffold = ACCESSION.search(short)
    if scaffold:
        return f"{scaffold[1]}.{scaffold[2]}"
    if short in MITOCHONDRION:
        return "mt"
    if short in CHLOROPLAST:
        return "pt"
    return short.lstrip("0") if short.isdigit() else short


def other_spellings(names: Iterable[str], known: Iterable[str]) -> dict[str, str]:
    """The genome's names for those that a file spells differently.

    Tries names with and without `chr`, Roman and Arabic numerals, zeros before a number, other
    case of letters, quotes and blanks, and the names of mitochondria and scaffolds. The names are
    read together: `X` is a ten only among Roman numerals.

    Args:
        names: names in a file.
        known: names of the genome's sequences.

    Returns:
        Name -> genome's name, for those that are recognised as exactly one of the genome's.
    """
    names = list(names)
    by_stem: dict[str, list[str]] = {}
    for own in known:
        by_stem.setdefault(stem(own), []).append(own)
    stems = {stem(name) for name in names}
    found = {}
    for name in names:
        own_stem = stem(name)
        same = by_stem.get(own_stem) or by_stem.get(_other_numeral(own_stem, stems, by_stem), [])
        if own_stem and len(same) == 1:
            found[name] = same[0]
    return found


def _other_numeral(name: str, beside: Collection[str], known: Collection[str]) -> str:
    """An Arabic numeral for a Roman one, or the reverse; "" for other names."""
    if name.isascii() and name.isdigit() and 0 < int(name) <= len(ROMAN):
        roman = ROMAN[int(name) - 1].lower()
        return roman if _is_numeral(roman, known) else ""
    if name.upper() in ROMAN and _is_numeral(name, beside):
        return str(ROMAN.index(name.upper()) + 1)
    return ""


def _is_numeral(roman: str, beside: Collection[str]) -> bool:
    """Whether a name is a Roman numeral; X is the sex chromosome, unless there is a IX too."""
    return roman != "x" or "ix" in beside


def aliases_of(spelled: Mapping[str, str], known: Collection[str]) -> dict[str, str]:
    """Aliases for all numbered chromosomes of a genome, spelled as those that a file has.

    Otherwise each further file would ask for the names that the files before it lack.

    Args:
        spelled: name in the file -> genome's name, see `other_spellings`.
        known: names of the genome's sequences.

    Returns:
        `spelled`, and the genome's other numbered chromosomes if one way of writing gives all of
        the file's names.
    """
    numbers = {own: number for own in known if (number := _number_of(own, known)) is not None}
    given = {name: numbers[own] for name, own in spelled.items() if own in numbers}
    for name in given:
        prefix = PREFIX.match(name)
        start = prefix[0] if prefix else ""
        form = name[len(start) :]
        made = {start + _written(other, form): own for own, other in numbers.items()}
        if all(made.get(one) == spelled[one] for one in given):
            others = {one: own for one, own in made.items() if one not in known}
            return {**others, **spelled}
    return dict(spelled)


def _number_of(name: str, known: Collection[str]) -> int | None:
    own = stem(name)
    if own.isascii() and own.isdigit():
        return int(own)
    is_roman = own.upper() in ROMAN and _is_numeral(own, {stem(one) for one in known})
    return ROMAN.index(own.upper()) + 1 if is_roman else None


def _written(number: int, form: str) -> str:
    """A number in the form of another: Roman or Arabic, with zeros before it if that has some."""
    if form.isdigit():
        return str(number).zfill(len(form) if form.startswith("0") else 1)
    roman = ROMAN[number - 1] if number <= len(ROMAN) else str(number)
    return roman if form.isupper() else roman.lower()


def alias_block(aliases: Mapping[str, str]) -> str:
    """Aliases as a line of YAML to paste under `genome:`."""
    pairs = ", ".join(f"{_quoted(name)}: {_quoted(other)}" for name, other in aliases.items())
    return f"aliases: {{{pairs}}}"


def _quoted(name: str) -> str:
    plain = PLAIN.fullmatch(name) and name.lower() not in YAML_WORDS
    return name if plain else json.dumps(name, ensure_ascii=False)


def unknown_names(
    names: Collection[str],
    known: Collection[str],
    assembly: str,
    *,
    what: str = "",
    file: str | PathLike | None = None,
    row: int | None = None,
    otherwise: str = "remove their rows",
) -> InputError:
    """The error of a file with chromosomes that the genome lacks: all of them, and the aliases.

    Args:
        names: the names that are not in the genome, each once.
        known: names of the genome's sequences.
        assembly: name of the genome.
        what: what names them, before the names, such as `split.test: `.
        file: the file, for the error.
        row: its first row with such a name.
        otherwise: what to do with names that are not recognised.
    """
    aliases = other_spellings(names, known)
    strange = [name for name in names if name not in aliases]
    some = ", ".join(f"'{name}'" for name in list(names)[:SHOWN])
    more = ", ..." if len(names) > SHOWN else ""
    counted = "chromosome" if len(names) == 1 else f"{len(names)} chromosomes,"
    verb = "is" if len(names) == 1 else "are"
    some = some if len(names) == 1 else f"{some}{more},"
    problem = f"{what}{counted} {some} {verb} not in {assembly}"
    if strange:
        has = ", ".join(list(known)[:SHOWN]) + (", ..." if len(known) > SHOWN else "")
        of = "" if not aliases else f" (nothing like {_listed(strange)} is)"
        problem += f"{of}, which has {has}"
    remedies = []
    if aliases:
        remedies.append(
            f"add under `genome:` in the config: {alias_block(aliases_of(aliases, known))}"
        )
    if strange:
        all_of_them = "it" if len(names) == 1 else "them"
        own = all_of_them if len(strange) == len(names) else _listed(strange)
        remedies.append(f"name {own} in genome.aliases, or {otherwise}")
    return InputError(problem, file=file, row=row, remedy="; ".join(remedies))


def _listed(names: list[str]) -> str:
    return ", ".join(names[:SHOWN]) + (", ..." if len(names) > SHOWN else "")

"""Regular expressions of some names among others, for wildcards. Standard library only."""

import re
from collections.abc import Collection, Iterable


def pattern_of(names: Iterable[str]) -> str:
    """A regular expression of exactly these names; without names it matches nothing.

    Names with common first letters are combined, as in `R(?:AP1|EB1)`. In a plain list of
    thousands, each match would try them in turn.
    """
    tree: dict = {}
    for name in names:
        branch = tree
        for letter in name:
            branch = branch.setdefault(letter, {})
        branch[""] = {}

    def written(branch: dict) -> str:
        parts = [re.escape(letter) + written(rest) for letter, rest in sorted(branch.items())]
        # Longer names first, since a shorter one would match their beginning.
        return "".join(parts) if len(parts) < 2 else f"(?:{'|'.join(reversed(parts))})"

    return written(tree) if tree else "(?!)"


def pattern_among(names: Collection[str], known: Collection[str], pattern: str) -> str:
    """A short regular expression of some experiments of a table.

    Args:
        names: names of these experiments.
        known: names of all experiments.
        pattern: regular expression of any experiment's name.

    Returns:
        A pattern of these names; or, if they are the majority, of any name except the others.
    """
    own = set(names)
    others = [name for name in known if name not in own]
    if len(names) <= len(others):
        return pattern_of(names)
    return rf"(?!(?:{pattern_of(others)})/){pattern}" if others else pattern

"""Tracks, saturations and designs that the config asks for of a model, as a page lists them."""

from collections.abc import Iterable

# What a file is, by how its name begins; and in the order of the page.
WORDS = {"scan": "Scan", "saturation": "Saturation", "design": "Design"}


def asked_view(files: Iterable[str]) -> list[dict]:
    """The files of each scan, saturation and design.

    Args:
        files: names such as `scan.genome.bw`, `saturation.promoter.svg` or `design.strong.tsv`.

    Returns:
        `kind`, in words; `name`, as in the config; `files`: one for each kind and name.
    """
    found: dict[tuple[str, str], list[str]] = {}
    for file in files:
        kind, rest = file.split(".", 1)
        # The names of users may have dots; endings have one only if they are compressed.
        name = rest.removesuffix(".gz").rsplit(".", 1)[0]
        found.setdefault((kind, name), []).append(file)
    return [
        {"kind": words, "name": name, "files": own}
        for kind, words in WORDS.items()
        for (of, name), own in found.items()
        if of == kind
    ]

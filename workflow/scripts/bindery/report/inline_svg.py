"""Prepare SVG files for a page that contains several of them."""

import re
import tempfile
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from os import PathLike
from pathlib import Path

from markupsafe import Markup

SVG = "{http://www.w3.org/2000/svg}"
XLINK_HREF = "{http://www.w3.org/1999/xlink}href"
DROPPED = ("metadata", "script", "foreignObject")


def inline_svg(path: str | PathLike, prefix: str, description: str) -> Markup:
    """Read an SVG file as markup for a page.

    Figures from one program have parts with the same ids, and in a page an id refers to the first
    such part: figures would use each other's clip paths. Each figure's ids therefore get a prefix.
    Parts that a page does not need (prolog, metadata, scripts, references to other files) are
    removed.

    Args:
        path: the SVG file.
        prefix: prefix of each id, different for each figure of a page.
        description: what the figure shows, for readers who cannot see it.

    Returns:
        The `svg` element, with the width of the file and the height of its view box.
    """
    # The figures are the workflow's own, not of others.
    root = ElementTree.parse(path).getroot()  # noqa: S314
    if "viewBox" not in root.attrib:
        size = (re.sub(r"[a-z]+$", "", root.get(side, "100")) for side in ("width", "height"))
        root.set("viewBox", " ".join(["0 0", *size]))
    _clean(root, prefix)
    root.attrib.pop("height", None)
    root.set("id", f"{prefix}figure")
    root.set("role", "img")
    root.set("aria-label", description)
    root.tail = None
    return Markup(ElementTree.tostring(root, encoding="unicode"))  # noqa: S704


def drawn_svg(plot: Callable[[Path], None], prefix: str, description: str) -> Markup:
    """Draw a figure that is not in a file of its own, as `inline_svg` gives it.

    Args:
        plot: function that writes the figure to a path.
        prefix: prefix of each id.
        description: what the figure shows.
    """
    with tempfile.TemporaryDirectory() as folder:
        drawn = Path(folder) / "figure.svg"
        plot(drawn)
        return inline_svg(drawn, prefix, description)


def _clean(element: ElementTree.Element, prefix: str) -> None:
    """Rename ids and drop namespaces and foreign parts, in an element and its descendants."""
    element.tag = element.tag.removeprefix(SVG)
    if element.tag == "style" and element.text:
        element.text = _scoped(element.text, prefix)
    attributes = list(element.attrib.items())
    element.attrib.clear()
    for name, value in attributes:
        name = "href" if name == XLINK_HREF else name
        outside = name == "href" and not value.startswith("#")
        if not (name.startswith(("{", "on")) or outside):
            element.set(name, _renamed(name, value, prefix))
    for child in list(element):
        if _foreign(child):
            element.remove(child)
        else:
            _clean(child, prefix)


def _foreign(element: ElementTree.Element) -> bool:
    return not element.tag.startswith(SVG) or element.tag.removeprefix(SVG) in DROPPED


def _renamed(name: str, value: str, prefix: str) -> str:
    if name == "id":
        return f"{prefix}{value}"
    if name == "href":
        return f"#{prefix}{value[1:]}"
    return re.sub(r"url\((['\"]?)#", rf"url(\1#{prefix}", value)


def _scoped(rules: str, prefix: str) -> str:
    """Limit a figure's `*` rule, which matplotlib writes, to the figure."""
    return re.sub(r"(^|})\s*\*\s*{", rf"\1 #{prefix}figure * {{", rules)

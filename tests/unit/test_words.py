import re
from collections.abc import Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
FOLDERS = ("workflow", "config", "profiles", "docs")
PAGES = ("README.md", "CONTRIBUTING.md", "Snakefile", "Makefile", "envs/setup.sh")
SUFFIXES = {".py", ".smk", ".yaml", ".yml", ".html", ".rst", ".md", ".sh", ""}
# What the code and its pages do not say, and what the field says instead.
BANNED = {
    r"\bfloors?\b": "baseline",
    r"\blook(s|ed|ing)? into\b": "interpret",
    r"\blook(s|ed|ing)? inside\b": "interpretation",
    r"\binside of\b": "parts, or interpretation",
    r"\bin other orders\b": "column-shuffled null",
    r"\bbetter (baseline|floor)\b": "best baseline",
    r"\brandom starts?\b": "random restarts",
    r"\baccounts? of (each|every|the|its)?\s?rows?\b": "row counts",
}
# Names of functions of libraries, which the rest of a line is still searched without.
ALLOWED = re.compile(r"\b(math|np|numpy|ops|keras\.ops)\.floor\b")


def texts() -> Iterator[tuple[str, str]]:
    """Path and text of all files that users and contributors read."""
    found = [path for folder in FOLDERS for path in sorted((REPOSITORY / folder).rglob("*"))]
    found += [REPOSITORY / page for page in PAGES]
    for path in found:
        if path.is_file() and path.suffix in SUFFIXES and "__pycache__" not in path.parts:
            yield str(path.relative_to(REPOSITORY)), ALLOWED.sub("", path.read_text())


@pytest.mark.parametrize(("pattern", "instead"), BANNED.items())
def test_code_and_pages_use_the_words_of_the_field(pattern: str, instead: str) -> None:
    # A phrase may be broken by a line end, with a comment's sign at the next line's beginning.
    broken = pattern.replace(" ", r"\s+(?:#\s+)?")
    used = [
        f"{path}:{text.count(chr(10), 0, match.start()) + 1}: '{match[0]}', say {instead}"
        for path, text in texts()
        for match in re.finditer(broken, text, flags=re.IGNORECASE)
    ]
    assert used == []


def test_library_functions_are_no_banned_words() -> None:
    assert not re.search(r"\bfloors?\b", ALLOWED.sub("", "math.floor(np.floor(2.5))"))
    assert re.search(r"\bfloors?\b", ALLOWED.sub("", "the better floor"))

"""What no tool checks of the files' style; `make lint` runs the tools, beside these tests."""

import re
import shutil
from collections import Counter
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]


def test_no_file_is_long():
    paths = [*REPOSITORY.glob("workflow/**/*.py"), *REPOSITORY.glob("workflow/**/*.smk")]
    lengths = {path.name: len(path.read_text().splitlines()) for path in paths}
    assert {name: length for name, length in lengths.items() if length > 300} == {}


def test_scripts_are_thin_and_named_after_their_rules():
    rules = "".join(path.read_text() for path in REPOSITORY.glob("workflow/rules/*.smk"))
    for path in REPOSITORY.glob("workflow/scripts/*.py"):
        assert f"scripts/{path.stem}.py" in rules
        assert path.read_text().startswith(f'"""Rule {path.stem}: ')
        assert len(path.read_text().splitlines()) <= 35


def test_bedtools_and_graphviz_are_here():
    assert shutil.which("bedtools") and shutil.which("dot")


def test_no_function_of_the_rules_hides_another() -> None:
    """All files of rules share one namespace, so that the later of two functions counts."""
    found = [
        name
        for path in sorted((REPOSITORY / "workflow/rules").glob("*.smk"))
        for name in re.findall(r"^(?:def|class) (\w+)", path.read_text(), re.MULTILINE)
    ]
    assert [name for name, count in Counter(found).items() if count > 1] == []

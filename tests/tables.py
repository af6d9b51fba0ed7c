"""Write tests/inputs.md, what is read and what is refused, and tests/reliability.md."""

import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from reliability_table import RELIABILITY, reliability_table

HERE = Path(__file__).parent
INPUTS = HERE / "inputs.md"
INTRODUCTION = """# Inputs as people have them

Each row is a case of `tests/inputs/*_cases.py`, which a test gives to Bindery: read as it is meant,
or refused in one line of which a part stands here. `make tables` writes this file.
"""
LONGEST = 160


def expected_text(expected: Any) -> str:
    """What a case expects, in a line."""
    if isinstance(expected, str):
        return f"refused: {expected}"
    if expected is None:
        return "accepted"
    return f"read: {expected}"


def cell(text: str) -> str:
    """Text in a cell of a Markdown table."""
    plain = " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")
    return plain if len(plain) <= LONGEST else plain[: LONGEST - 3] + "..."


def cases() -> Iterator[Any]:
    """All cases, by file and in its order."""
    for path in sorted((HERE / "inputs").glob("*_cases.py")):
        yield from importlib.import_module(f"inputs.{path.stem}").CASES


def inputs_table() -> str:
    """The text of tests/inputs.md."""
    found = list(cases())
    kinds = list(dict.fromkeys(case.kind for case in found))
    parts = [INTRODUCTION, f"{len(found)} inputs of {len(kinds)} kinds.\n"]
    for kind in kinds:
        rows = [case for case in found if case.kind == kind]
        parts.append(
            f"## {kind[0].upper()}{kind[1:]} ({len(rows)})\n\n| input | expected |\n|---|---|"
        )
        parts += [f"| {cell(case.name)} | {cell(expected_text(case.expected))} |" for case in rows]
        parts.append("")
    return "\n".join(parts)


if __name__ == "__main__":
    INPUTS.write_text(inputs_table())
    RELIABILITY.write_text(reliability_table(list(cases())))

import io
import sys

import pytest
from helpers import run_python

from bindery.cli.bars import progress


class Terminal(io.StringIO):
    """Standard error as a terminal has it."""

    def isatty(self) -> bool:
        return True


def drawn(stream: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", stream)
    with progress("scoring") as told:
        told(1, 4)
        told(4, 4)
    return stream.getvalue()


def test_a_bar_is_drawn_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    printed = drawn(Terminal(), monkeypatch)
    assert "scoring" in printed and "100%" in printed


def test_nothing_is_drawn_in_a_pipe_and_rich_is_not_imported(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert drawn(io.StringIO(), monkeypatch) == ""
    code = (
        "import sys; from bindery.cli.bars import progress\n"
        "with progress('x') as told: told(1, 2)\n"
        "print('rich' in sys.modules)"
    )
    result = run_python(code)
    assert (result.stdout, result.stderr) == ("False\n", "")

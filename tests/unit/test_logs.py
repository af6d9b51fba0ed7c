import logging
import subprocess
import sys
from pathlib import Path

import pytest
from helpers import run_python

from bindery import logs
from bindery.errors import InputError


@pytest.fixture(autouse=True)
def restored(monkeypatch: pytest.MonkeyPatch):
    """Logging and the hook for uncaught errors as they were."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    loggers = [logging.getLogger(name) for name in ("bindery", "py.warnings")]
    before = [(list(one.handlers), one.propagate, one.level) for one in loggers]
    yield
    logging.captureWarnings(False)
    for handler in loggers[0].handlers:
        handler.close()
    for one, (handlers, propagate, level) in zip(loggers, before, strict=True):
        one.handlers[:], one.propagate = handlers, propagate
        one.setLevel(level)


def run(folder: Path, code: str) -> subprocess.CompletedProcess:
    return run_python(f"from bindery import logs\nlogs.start('a/rule.log')\n{code}", folder)


def test_lines_go_to_the_file_and_to_stderr(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    logs.start(tmp_path / "new" / "rule.log")
    logging.getLogger("bindery.data.peaks").warning("3 rows dropped")
    logging.getLogger("bindery.data.peaks").debug("unseen")
    assert (tmp_path / "new" / "rule.log").read_text() == "WARNING 3 rows dropped\n"
    assert capsys.readouterr().err == "WARNING 3 rows dropped\n"


def test_a_second_start_overwrites_and_does_not_double(tmp_path: Path) -> None:
    for text in ("first", "second"):
        logs.start(tmp_path / "rule.log")
        logging.getLogger("bindery").info(text)
    assert (tmp_path / "rule.log").read_text() == "INFO second\n"


def test_input_error_ends_a_script_with_one_line(tmp_path: Path) -> None:
    error = "InputError('it is wrong', file='a.bed', row=3, remedy='mend it')"
    code = f"from bindery.errors import InputError\nraise {error}"
    result = run(tmp_path, code)
    assert result.returncode == 1
    assert result.stderr == "ERROR a.bed, row 3: it is wrong; mend it\n"
    assert (tmp_path / "a" / "rule.log").read_text() == result.stderr


def test_any_other_error_is_logged_with_its_trace(tmp_path: Path) -> None:
    result = run(tmp_path, "1 / 0")
    assert result.returncode == 1
    text = (tmp_path / "a" / "rule.log").read_text()
    assert text.startswith("CRITICAL uncaught exception\nTraceback")
    assert text.endswith("ZeroDivisionError: division by zero\n")


def test_warnings_are_logged(tmp_path: Path) -> None:
    result = run(tmp_path, "import warnings; warnings.warn('a library says so')")
    assert "a library says so" in result.stderr
    assert "a library says so" in (tmp_path / "a" / "rule.log").read_text()


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ({}, "it is wrong"),
        ({"file": "a.bed"}, "a.bed: it is wrong"),
        ({"file": Path("a.bed"), "row": 2}, "a.bed, row 2: it is wrong"),
        ({"remedy": "mend it"}, "it is wrong; mend it"),
        ({"row": 2}, "it is wrong"),
    ],
)
def test_an_error_is_one_line(arguments: dict, text: str) -> None:
    assert str(InputError("it is wrong", **arguments)) == text

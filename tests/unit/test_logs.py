import subprocess
from pathlib import Path

import pytest
from helpers import run_python

from bindery.errors import InputError


def run(folder: Path, code: str, **changed: str) -> subprocess.CompletedProcess:
    """Run code in a process of its own: a log takes over all that its process says."""
    before = "import logging, os, subprocess, sys, warnings\nfrom bindery import logs\n"
    return run_python(f"{before}logs.start('a/rule.log')\n{code}", folder, **changed)


def log_of(folder: Path) -> str:
    return (folder / "a" / "rule.log").read_text()


def test_lines_go_to_the_file_and_to_stderr(tmp_path: Path) -> None:
    code = "own = logging.getLogger('bindery.peaks'); own.warning('3 rows'); own.debug('unseen')"
    result = run(tmp_path, code)
    assert log_of(tmp_path) == result.stderr == "WARNING 3 rows\n"


def test_a_run_that_shows_progress_has_the_terminal_to_itself(tmp_path: Path) -> None:
    code = "logging.getLogger('bindery').warning('3 rows'); 1 / 0"
    result = run(tmp_path, code, BINDERY_PROGRESS="1")
    assert result.returncode == 1
    assert result.stdout == result.stderr == ""
    assert log_of(tmp_path).startswith("WARNING 3 rows\nTraceback")
    assert "ERROR unexpected ZeroDivisionError: division by zero;" in log_of(tmp_path)


@pytest.mark.parametrize(
    "code",
    [
        "warnings.warn('a library says so')",
        "print('a library says so')",
        "sys.stderr.write('a library says so')",
        "os.write(2, b'a library says so')",
        "logging.getLogger('tensorflow').warning('a library says so')",
        "subprocess.run(['sh', '-c', 'echo a library says so >&2'])",
    ],
)
def test_what_libraries_say_is_in_the_log_only(tmp_path: Path, code: str) -> None:
    result = run(tmp_path, f"logging.getLogger('bindery').info('before')\n{code}")
    assert result.stdout == "" and result.stderr == "INFO before\n"
    lines = log_of(tmp_path).splitlines()
    assert lines[0] == "INFO before" and "a library says so" in lines[1]
    # No level and a blank, by which the package's own lines are known.
    assert not lines[1].startswith("WARNING ")


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
    log = tmp_path / "a" / "rule.log"
    text, line = log.read_text(), result.stderr
    assert text.startswith("Traceback")
    assert text.endswith(f"ZeroDivisionError: division by zero\n{line}")
    assert line == (
        "ERROR unexpected ZeroDivisionError: division by zero; this is a fault of Bindery: please "
        f"report it with the log {log}\n"
    )


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (
            "OSError(28, 'No space left on device', 'no/where.h5')",
            "no/where.h5: the disk is full (",
        ),
        ("OSError(122, 'Disk quota exceeded', 'a.h5')", "a.h5: your quota of this disk is used up"),
        ("OSError(30, 'Read-only file system', 'a.h5')", "a.h5: the disk can only be read; write"),
        ("PermissionError(13, 'Permission denied', 'a.h5')", "a.h5: permission denied; have it"),
        ("OSError(36, 'File name too long', 'a' * 9)", "aaaaaaaaa: the name is longer than this"),
        (
            "OSError('Can\\'t write data (errno = 28, error message = \\'No space left\\')')",
            "a file that is written: the disk is full; make room",
        ),
        (
            "OSError('Can\\'t close file (filename = "
            "\\'no/.0a1b2c3d-7-0123456789abcdef.where.h5\\', errno = 28)')",
            "no/where.h5: the disk is full (",
        ),
        (
            "RuntimeError('Can\\'t decrement id ref count') from OSError('errno = 28')",
            "a file that is written: the disk is full; make room",
        ),
        ("MemoryError()", "memory ran out; this process may have "),
        ("type('ResourceExhaustedError', (Exception,), {})('OOM')", "memory ran out (OOM); this"),
    ],
)
def test_a_fault_of_the_machine_is_one_line(tmp_path: Path, error: str, line: str) -> None:
    result = run(tmp_path, f"raise {error}")
    assert result.returncode == 1
    assert result.stderr.startswith(f"ERROR {line}")
    assert result.stderr.count("\n") == 1 and "fault of Bindery" not in result.stderr


def test_a_limit_of_memory_is_named(tmp_path: Path) -> None:
    code = (
        "import resource; resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))\n"
        "bytearray(1 << 32)"
    )
    result = run(tmp_path, code)
    told = "ERROR memory ran out; this process may have 1024 MiB (ulimit -v); run fewer jobs at"
    assert result.stderr.startswith(told)


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


def test_another_package_than_the_workflow_s_ends_the_job(tmp_path: Path) -> None:
    """One that is installed comes before that of the workflow, whose code decides what reruns."""
    result = run(tmp_path, "print('went on')", BINDERY_PACKAGE=str(tmp_path / "bindery"))
    assert result.returncode == 1 and "went on" not in log_of(tmp_path)
    assert result.stderr.startswith("ERROR Python takes the package `bindery` from ")
    assert f"this workflow's is {tmp_path / 'bindery'}; uninstall it in " in result.stderr
    own = Path(__file__).parents[2] / "workflow/scripts/bindery"
    assert run(tmp_path, "", BINDERY_PACKAGE=str(own)).returncode == 0

"""Files that are being written have names of their own, and killed writers leave none."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from helpers import ROOT

from bindery import files
from bindery.ownership import temporaries

KILLED = """
import os, sys
from bindery import files
with files.written(sys.argv[1]) as temporary:
    temporary.write_text("half")
    os.kill(os.getpid(), 9)
"""


def killed_while_writing(path: Path) -> None:
    environment = os.environ | {"PYTHONPATH": str(ROOT / "workflow/scripts")}
    command = [sys.executable, "-c", KILLED, str(path)]
    assert subprocess.run(command, env=environment).returncode == -9


def test_what_a_killed_process_left_is_removed_by_the_next_one(tmp_path: Path) -> None:
    out, other = tmp_path / "out.txt", tmp_path / "other.txt"
    killed_while_writing(out)
    assert len(list(tmp_path.iterdir())) == 1
    files.write_text(other, "b")
    assert len(list(tmp_path.iterdir())) == 2
    files.write_text(out, "a")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["other.txt", "out.txt"]


def test_a_file_that_another_process_is_writing_stays(tmp_path: Path) -> None:
    out = tmp_path / "out.txt"
    with files.written(out) as first:
        first.write_text("first")
        files.write_text(out, "second")
        assert first.read_text() == "first"
        assert out.read_text() == "second"
    assert out.read_text() == "first"


def test_a_file_of_another_machine_is_removed_after_a_day(tmp_path: Path) -> None:
    left, fresh = (tmp_path / f".{n * 8}-1-{'0' * 16}.out.txt" for n in "ef")
    for path in (left, fresh):
        path.touch()
    os.utime(left, (0, 0))
    assert temporaries.sweep(tmp_path / "out.txt") == [left]
    assert fresh.exists()


def test_names_of_users_are_not_removed(tmp_path: Path) -> None:
    for name in (".1234.out.txt", ".hidden.out.txt", "x.out.txt"):
        (tmp_path / name).touch()
    assert temporaries.sweep(tmp_path / "out.txt") == []


def test_names_cannot_be_guessed_and_links_are_not_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out.txt"
    assert temporaries.create(out) != temporaries.create(out)
    monkeypatch.setattr(temporaries.secrets, "token_hex", lambda size: "0" * 2 * size)
    target = tmp_path / "precious"
    link = temporaries.create(out)
    link.unlink()
    link.symlink_to(target)
    with pytest.raises(FileExistsError):
        temporaries.create(out)
    assert not target.exists()


@pytest.mark.parametrize("name", ["a" * 247 + ".keras", "ä" * 120 + ".keras"])
def test_the_longest_names_can_be_written(tmp_path: Path, name: str) -> None:
    out = tmp_path / name
    with files.written(out) as temporary:
        assert temporary.suffix == ".keras"
        temporary.write_text("a")
    assert [path.name for path in tmp_path.iterdir()] == [name]
    killed_while_writing(out)
    files.write_text(out, "b")
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_the_final_path_of_a_temporary_is_known(tmp_path: Path) -> None:
    final = tmp_path / "a.tensor.h5"
    assert temporaries.final_of(str(temporaries.create(final))) == str(final)
    assert temporaries.final_of("some/.hidden.txt") == "some/.hidden.txt"

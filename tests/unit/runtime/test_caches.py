import os
import shutil
import tempfile
from pathlib import Path

import pytest

from bindery.runtime.caches import VARIABLES, prepare


@pytest.fixture(autouse=True)
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_libraries_keep_their_files_under_the_scratch_folder(scratch: Path) -> None:
    environment: dict[str, str] = {}
    prepare(environment)
    assert all(Path(environment[name]).is_relative_to(scratch) for name in VARIABLES)


def test_a_job_shares_the_folder_of_its_run(scratch: Path) -> None:
    environment: dict[str, str] = {}
    prepare(environment)
    before = dict(environment)
    prepare(environment)
    assert environment == before and len(list(scratch.iterdir())) == 1


def test_a_job_on_another_node_makes_a_folder_of_its_own(scratch: Path) -> None:
    environment: dict[str, str] = {}
    prepare(environment)
    of_the_run = environment["BINDERY_SCRATCH"]
    shutil.rmtree(of_the_run)
    prepare(environment)
    assert all(not environment[name].startswith(of_the_run) for name in VARIABLES)


@pytest.mark.parametrize("writable", [True, False])
def test_compiled_code_goes_to_scratch_where_it_cannot_lie_beside_its_source(
    scratch: Path, monkeypatch: pytest.MonkeyPatch, writable: bool
) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: writable)
    environment: dict[str, str] = {}
    prepare(environment)
    folder = environment.get("NUMBA_CACHE_DIR")
    assert folder is None if writable else Path(str(folder)).is_relative_to(scratch)


def test_what_the_user_set_stays() -> None:
    environment = {"MPLCONFIGDIR": "/my/own"}
    prepare(environment)
    prepare(environment)
    assert environment["MPLCONFIGDIR"] == "/my/own" and "KERAS_HOME" in environment

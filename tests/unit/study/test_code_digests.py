from pathlib import Path

import pytest

from bindery.study.code_digests import digest, reached

ROOT = Path(__file__).resolve().parents[3]
SCRIPTS = ROOT / "workflow" / "scripts"
PACKAGE = SCRIPTS / "bindery"


def write_package(folder: Path, **changed: str) -> tuple[Path, Path]:
    """A script that imports two of three modules, one through the other."""
    files = {
        "__init__.py": "",
        "first.py": "import numpy\nfrom bindery.second import x\n",
        "second.py": "x = 1\n",
        "unused.py": "y = 1\n",
        "inner/__init__.py": "",
        "inner/deep.py": "z = 1\n",
    } | {
        name.replace("__", "/") + ".py": text for name, text in changed.items() if name != "script"
    }
    package = folder / "bindery"
    for name, text in files.items():
        (package / name).parent.mkdir(parents=True, exist_ok=True)
        (package / name).write_text(text)
    script = folder / "script.py"
    script.write_text(changed.get("script", "from bindery import first\n"))
    return package, script


def names(package: Path, script: Path) -> set[str]:
    return {str(path.relative_to(package.parent)) for path in reached(script, package)}


def test_what_a_script_imports_is_reached_and_no_more(tmp_path: Path) -> None:
    assert names(*write_package(tmp_path)) == {
        "script.py", "bindery/__init__.py", "bindery/first.py", "bindery/second.py"
    }  # fmt: skip


@pytest.mark.parametrize(
    "line",
    [
        "import bindery.inner.deep",
        "from bindery.inner import deep",
        "from bindery.inner.deep import z",
        "def late():\n    from bindery.inner import deep as d",
        "if True:\n    import bindery.inner.deep as d",
    ],
)
def test_every_way_to_import_is_seen(tmp_path: Path, line: str) -> None:
    found = names(*write_package(tmp_path, script=f"{line}\n"))
    assert "bindery/inner/deep.py" in found
    assert "bindery/first.py" not in found


def test_modules_that_import_each_other_are_reached(tmp_path: Path) -> None:
    package, script = write_package(tmp_path, second="from bindery import first\n")
    assert "bindery/second.py" in names(package, script)


def test_a_change_of_what_is_imported_changes_the_digest(tmp_path: Path) -> None:
    def digest_of(folder: str, **changed: str) -> str:
        return digest(*write_package(tmp_path / folder, **changed))

    first = digest_of("same")
    assert len(first) == 16
    assert digest_of("elsewhere") == first
    assert digest_of("unused", unused="y = 2\n") == first
    assert digest_of("module", second="x = 2\n") != first
    assert digest_of("script", script="from bindery import first  # new\n") != first


def test_more_starts_add_to_the_digest(tmp_path: Path) -> None:
    package, script = write_package(tmp_path)
    page = package / "page.html"
    page.write_text("<p>")
    with_page = digest(package, script, page)
    assert with_page != digest(package, script)
    assert with_page == digest(package, page, script)


def test_a_relative_import_is_seen(tmp_path: Path) -> None:
    for number, line in enumerate(("from . import second", "from .second import x")):
        package, script = write_package(tmp_path / str(number), first=f"{line}\n")
        assert names(package, script) == {
            "script.py", "bindery/__init__.py", "bindery/first.py", "bindery/second.py"
        }  # fmt: skip
    files = {"inner__deep": "from ..second import x\n", "script": "import bindery.inner.deep\n"}
    assert "bindery/second.py" in names(*write_package(tmp_path / "up", **files))


def test_what_a_folder_runs_counts_and_its_docstring_does_not(tmp_path: Path) -> None:
    script = "from bindery.inner import deep\n"

    def digest_of(folder: str, text: str) -> str:
        package, start = write_package(tmp_path / folder, script=script)
        (package / "inner/__init__.py").write_text(text)
        return digest(package, start)

    first = digest_of("nothing", "")
    assert digest_of("docstring", '"""What lives here."""\n') == first
    assert digest_of("code", "import os\nos.environ['A'] = '1'\n") != first


def test_two_files_of_one_name_are_told_apart_by_their_folders(tmp_path: Path) -> None:
    script = "from bindery import second\nfrom bindery.inner import second as other\n"

    def digest_of(folder: str, outer: str, inner: str) -> str:
        files = {"script": script, "second": outer, "inner__second": inner}
        return digest(*write_package(tmp_path / folder, **files))

    assert digest_of("one", "x = 1\n", "x = 2\n") != digest_of("other", "x = 2\n", "x = 1\n")


PLAIN = '''
x = 1
def f():
    return """
# a text
"""
'''
TOLD = '''"""Of the module,
in two lines."""
# Why.

x = 1


def f():
    """Of it."""
    # Why.
    return """
# a text
"""
'''


def test_comments_docstrings_and_blank_lines_decide_nothing(tmp_path: Path) -> None:
    texts = (PLAIN, TOLD, PLAIN.replace("# a text", "# another text"))
    plain, told, other = (
        digest(*write_package(tmp_path / str(number), second=text))
        for number, text in enumerate(texts)
    )
    assert plain == told
    assert plain != other


def test_no_module_reads_docstrings_which_digests_leave_out() -> None:
    read = ("__doc__", "getdoc", "getsource")
    texts = {path: path.read_text() for path in PACKAGE.rglob("*.py")}
    assert [path for path, text in texts.items() if any(word in text for word in read)] == []


# What decides none of a rule's results: folders and modules, by the start of their paths.
BESIDE = {
    "fit_baseline": "figures report explanation calibration models runtime downloads.py",
    "train": "figures report evaluation explanation downloads.py genomics/peak_files.py",
    "build_tensor": (
        "figures report evaluation explanation training calibration models downloads.py"
    ),
}
# What the study's folder has that no job may reach: the checks of configs and tables.
VALIDATION = (
    "schema settings experiments row_checks model_configs study loading reading assemblies "
    "published_values chromosomes row_settings"
)


@pytest.mark.parametrize("script", BESIDE)
def test_a_rule_reaches_nothing_that_does_not_decide_its_result(script: str) -> None:
    names = {
        path.relative_to(PACKAGE).as_posix()
        for path in reached(SCRIPTS / f"{script}.py", PACKAGE)
        if path.is_relative_to(PACKAGE)
    }
    others = (*BESIDE[script].split(), *(f"study/{name}" for name in VALIDATION.split()))
    assert [name for name in sorted(names) if name.startswith(others)] == []

from pathlib import Path

import pytest

from bindery.architecture_files import build_settings
from bindery.sources import digest, reached

ROOT = Path(__file__).resolve().parents[2]
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


def test_settings_of_an_architecture_are_its_keyword_only_arguments(tmp_path: Path) -> None:
    file = tmp_path / "own.py"
    helper, build = "def helper(a, *, b): ...", "def build(window, *, width=3, depth: int = 2): ..."
    file.write_text(f"import keras\n{helper}\n{build}\n")
    assert list(build_settings(file)) == ["width", "depth"]
    (tmp_path / "none.py").write_text("x = 1\n")
    assert build_settings(tmp_path / "none.py") is None


def test_deepbind_has_the_settings_that_it_documents() -> None:
    assert build_settings(PACKAGE / "architectures" / "deepbind.py") == {
        "detectors": "int",
        "width": "int",
        "pooling": "Literal['max', 'max_average']",
        "hidden": "int",
        "dropout": "float",
        "detector_l1": "float",
        "head_l1": "float",
        "detector_scale": "float",
        "head_scale": "float",
        "both_strands": "bool",
    }


@pytest.mark.parametrize("script", sorted(SCRIPTS.glob("*.py")), ids=lambda path: path.stem)
def test_every_script_reaches_the_package(script: Path) -> None:
    found = {path.name for path in reached(script, PACKAGE)}
    assert {"__init__.py", "errors.py", "logs.py"} <= found


def test_code_of_a_training_is_no_part_of_a_tensor() -> None:
    found = {path.name for path in reached(SCRIPTS / "build_tensor.py", PACKAGE)}
    assert "assembling.py" in found
    assert not found & {"training.py", "layers.py", "evaluation.py", "report.py"}

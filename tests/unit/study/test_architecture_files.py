from pathlib import Path
from types import ModuleType

from bindery.study.architecture_files import build_settings, is_linear

ARCHITECTURES = Path(__file__).parents[3] / "workflow/scripts/bindery/models/architectures"


def test_settings_of_an_architecture_are_its_keyword_only_arguments(tmp_path: Path) -> None:
    file = tmp_path / "own.py"
    helper, build = "def helper(a, *, b): ...", "def build(window, *, width=3, depth: int = 2): ..."
    file.write_text(f"import keras\n{helper}\n{build}\n")
    assert list(build_settings(file)) == ["width", "depth"]
    (tmp_path / "none.py").write_text("x = 1\n")
    assert build_settings(tmp_path / "none.py") is None


def test_deepbind_has_the_settings_that_it_documents() -> None:
    assert build_settings(ARCHITECTURES / "deepbind.py") == {
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


def test_the_rules_and_the_training_know_the_same_linear_models(keras: ModuleType) -> None:
    from bindery.models import registry

    names = sorted(file.stem for file in ARCHITECTURES.glob("[a-z]*.py"))
    linear = [name for name in names if is_linear(ARCHITECTURES / f"{name}.py")]
    assert linear == [name for name in names if registry.is_solved(name)] == ["kmers"]

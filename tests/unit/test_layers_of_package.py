import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "workflow" / "scripts" / "bindery"
# A module imports only from modules before it.
ORDER = (
    "errors logs job_lines progress "
    "gpus caches settings plans schema sources models files tables rows published "
    "assemblies study alphabet digests genome indexing intervals accounts regions windows splits "
    "sequences peaks matching background leaks tensors assembling sequence_tables sequence_sets "
    "assembling_sequences motifs layers kernel_layer strands architectures base_orders loading "
    "anatomy devices predictions provenance targets members optimizers scanning packed_model "
    "packing folds search calibration fitting training finals changed_windows pooled_mutants "
    "splice_steps splice_ends splicing mutagenesis contributions pooled_paths attribution "
    "evaluation correlation floors simulation scoring meme annotation pattern_files patterns "
    "embedding motif_groups motif_table sites influence detector_motifs explaining summary svg "
    "figures letters logos logo_symbols first_motif embedding_figure measures numerals "
    "motif_pairs pattern_figure motif_figure mutation_maps trials trial_plots plots scatter "
    "comparison scales labelling published_figure starts starts_figure drawing pattern_search "
    "evaluating evaluating_intensity overview report study_page rulegraph"
).split()
# Of these, what Snakemake imports to read its files.
PARSED = "settings sources tables rows published errors job_lines progress".split()
FILES = sorted(path.relative_to(PACKAGE) for path in PACKAGE.rglob("*.py"))


def module_of(file: Path) -> str:
    """The name in `ORDER`: a subpackage counts as one module."""
    return file.parts[0].removesuffix(".py")


def imported(file: Path) -> set[str]:
    """Modules of the package that a file imports anywhere in it."""
    found = set()
    for node in ast.walk(ast.parse((PACKAGE / file).read_text())):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file} has a relative import, which code digests do not see"
            parts = (node.module or "").split(".")
            if parts == ["bindery"]:
                found |= {alias.name for alias in node.names if alias.name in ORDER}
            elif parts[0] == "bindery":
                found.add(parts[1])
        elif isinstance(node, ast.Import):
            names = (alias.name.split(".") for alias in node.names)
            found |= {parts[1] for parts in names if parts[0] == "bindery" and len(parts) > 1}
    return found


def is_plain(node: ast.stmt) -> bool:
    """Whether a statement of a module's body imports, defines, or names a constant."""
    if isinstance(node, ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef):
        return True
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
    if isinstance(node, ast.Assign | ast.AnnAssign):
        return True
    if isinstance(node, ast.If):
        return ast.unparse(node.test) == "TYPE_CHECKING" and all(map(is_plain, node.body))
    return False


def test_every_module_has_its_place() -> None:
    assert {module_of(file) for file in FILES} - {"__init__"} == set(ORDER)


@pytest.mark.parametrize("file", FILES, ids=str)
def test_module_imports_only_from_modules_above_it(file: Path) -> None:
    own = module_of(file)
    above = ORDER[: ORDER.index(own)] if own in ORDER else []
    below = imported(file) - set(above) - ({own} if len(file.parts) > 1 else set())
    assert not below, f"{file} imports {', '.join(sorted(below))}"


@pytest.mark.parametrize("file", FILES, ids=str)
def test_importing_a_module_runs_no_code_of_its_own(file: Path) -> None:
    body = ast.parse((PACKAGE / file).read_text()).body
    assert [ast.unparse(node) for node in body if not is_plain(node)] == []


@pytest.mark.parametrize("file", FILES, ids=str)
def test_module_says_its_one_job(file: Path) -> None:
    assert ast.get_docstring(ast.parse((PACKAGE / file).read_text()))


@pytest.mark.parametrize("module", PARSED)
def test_what_snakemake_parses_needs_the_standard_library_only(module: str) -> None:
    tree = ast.parse((PACKAGE / f"{module}.py").read_text())
    names = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    names |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    roots = {name.split(".")[0] for name in names}
    assert not roots & {"numpy", "keras", "jsonschema", "yaml", "h5py", "pybedtools", "snakemake"}


def test_tensorflow_is_imported_in_one_module() -> None:
    pattern = re.compile(r"^\s*(?:import|from) tensorflow", re.MULTILINE)
    assert [str(file) for file in FILES if pattern.search((PACKAGE / file).read_text())] == [
        "devices.py"
    ]


def test_snakefile_lists_all_files_of_the_package() -> None:
    text = (ROOT / "workflow" / "rules" / "common.smk").read_text()
    for node in ast.walk(ast.parse(re.search(r"^PACKAGE_FILES = \(.*?^\)", text, re.M | re.S)[0])):
        if isinstance(node, ast.Constant):
            listed = node.value.split()
    found = [path for path in PACKAGE.rglob("*") if path.is_file()]
    # Python and Numba keep there what they compiled.
    files = [path for path in found if path.parent.name != "__pycache__"]
    assert listed == sorted(listed)
    assert listed == sorted(path.relative_to(PACKAGE).as_posix() for path in files)

"""Every script's conda environment holds what the script, and the package below it, imports."""

import ast
import re
import sys
from pathlib import Path

import pytest
import yaml

from bindery.study.code_digests import reached
from bindery.targets.kinds import kinds

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "workflow/scripts/bindery"
DISTRIBUTIONS = {
    "modiscolite": "modisco",
    "sklearn": "scikit-learn",
    "tensorflow": "tensorflow-cpu",
    "yaml": "pyyaml",
}
# Other backends, which `devices` imports only where a config names them.
OPTIONAL = {"jax", "torch"}
RULE = re.compile(r"rule(?: \w+)?:(.*?)script:\s*\"\.\./scripts/(\w+)\.py\"", flags=re.DOTALL)
CONDA = re.compile(r"conda:\s*(?:\"\.\./\.\./envs/([\w-]+)\.yaml\"|(TRAIN_ENVIRONMENT))")


def environments() -> dict[str, str]:
    """Script -> name of its rule's conda environment."""
    found = {}
    for path in (ROOT / "workflow/rules").glob("*.smk"):
        for body, script in RULE.findall(path.read_text()):
            name, variable = CONDA.search(body).groups()
            found[script] = "train" if variable else name
    return found


def imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names - set(sys.stdlib_module_names) - {"bindery", "snakemake"} - OPTIONAL


def installed(environment: str) -> set[str]:
    listed = yaml.safe_load((ROOT / f"envs/{environment}.yaml").read_text())["dependencies"]
    pip = next(entry["pip"] for entry in listed if isinstance(entry, dict))
    return {re.split(r"[=\[ ;]", pin)[0].lower() for pin in pip}


@pytest.mark.parametrize("script", sorted(environments()))
def test_a_scripts_environment_holds_what_it_imports(script):
    files = [ROOT / f"workflow/scripts/{script}.py"]
    # What is imported by the name of an architecture, or of a kind of target.
    if script == "train":
        files += (PACKAGE / "models/architectures").glob("*.py")
    folders = {
        "evaluate": ("evaluation", "figures"),
        "draw_baseline": ("evaluation", "figures"),
        "fit_baseline": ("evaluation",),
    }
    for folder in folders.get(script, ()):
        files += [PACKAGE / folder / f"{kind.module}.py" for kind in kinds().values()]
    names = {name for file in files for path in reached(file, PACKAGE) for name in imported(path)}
    wanted = {DISTRIBUTIONS.get(name, name) for name in names}
    assert wanted - installed(environments()[script]) == set()


def test_all_rules_are_checked():
    assert len(environments()) >= 16

"""Every script's conda environment holds what the script, and the package below it, imports."""

import ast
import re
import sys
from pathlib import Path

import pytest
import yaml

from bindery.study.code_digests import reached

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
RULE = re.compile(r"rule (\w+):(.*?)script:", flags=re.DOTALL)
CONDA = re.compile(r"conda:\s*(?:\"\.\./\.\./envs/([\w-]+)\.yaml\"|(TRAIN_ENVIRONMENT))")


def environments() -> dict[str, str]:
    """Rule -> name of its conda environment."""
    found = {}
    for path in (ROOT / "workflow/rules").glob("*.smk"):
        for rule, body in RULE.findall(path.read_text()):
            name, variable = CONDA.search(body).groups()
            found[rule] = "train" if variable else name
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


@pytest.mark.parametrize("rule", sorted(environments()))
def test_a_scripts_environment_holds_what_it_imports(rule):
    files = [ROOT / f"workflow/scripts/{rule}.py"]
    if rule == "train":
        files += (PACKAGE / "models/architectures").glob("*.py")
    names = {name for file in files for path in reached(file, PACKAGE) for name in imported(path)}
    wanted = {DISTRIBUTIONS.get(name, name) for name in names}
    assert wanted - installed(environments()[rule]) == set()


def test_all_rules_are_looked_at():
    assert len(environments()) >= 16

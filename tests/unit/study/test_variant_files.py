"""Files of variants in a config: read as they are meant, or refused when the workflow is parsed."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from helpers import ROOT, containing
from inputs.variants_cases import GOOD, HEADER, LEFT, RIGHT
from workflow.conftest import Study as Folder

from bindery.errors import InputError
from bindery.study.loading import load
from bindery.study.study import Study

SCHEMA = yaml.safe_load((ROOT / "workflow/schemas/config.schema.yaml").read_text())
DEFAULTS = {
    "shifts": 0,
    "haplotypes": False,
    "mismatches": "warn",
    "annotate": True,
    "random": 1000,
    "top": 10,
}
RULES = [path.read_text() for path in sorted((ROOT / "workflow/rules").glob("*.smk"))]


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    """The tiny study with two files of variants, in the folder that a test runs in."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "own.vcf").write_text(HEADER + GOOD)
    (tmp_path / "own.tsv").write_text(f"reference\talternative\n{LEFT}C{RIGHT}\t{LEFT}T{RIGHT}\n")
    return Folder(tmp_path, ROOT)


def loaded(study: Folder) -> Study:
    study.write()
    return load(
        yaml.safe_load((study.folder / "config.yaml").read_text()),
        schema=SCHEMA,
        resource=lambda name: str(ROOT / "config" / name),
        architectures=ROOT / "workflow/scripts/bindery/models/architectures",
        file="config.yaml",
        files=["config.yaml"],
        rules=RULES,
    )


def test_a_path_alone_is_a_file_with_defaults(study: Folder) -> None:
    study.config["variants"] = {"one": "~/own.vcf", "other": {"file": "own.tsv", "shifts": 4}}
    found = loaded(study).config["variants"]
    assert found["one"] == {"file": str(study.folder / "own.vcf"), "is_vcf": True, **DEFAULTS}
    assert found["other"] == {"file": "own.tsv", "is_vcf": False, **DEFAULTS, "shifts": 4}


def test_windows_are_those_of_active_experiments_deep_models(study: Folder) -> None:
    study.config["models"] = {
        "mine": {"architecture": "deepbind"},
        "wide": {"architecture": "deepbind", "window": 81},
    }
    assert loaded(study).variant_windows() == [61, 81]
    study.config["models"] = {}
    with pytest.raises(InputError, match="no experiment has a deep model to score them"):
        loaded(study).variant_windows()


@pytest.mark.parametrize(
    ("variants", "line"),
    [
        ({"one": "gone.vcf"}, "there is no file 'gone.vcf', which variants.one.file names"),
        ({"one": {"shifts": 1}}, "key 'file' is missing under 'variants.one'"),
        ({"one": {"file": "own.vcf", "mismatch": "fail"}}, "did you mean 'mismatches'?"),
        ({"one": {"file": "own.vcf", "mismatches": "stop"}}, "'stop' is not one of"),
        ({"one": {"file": "own.vcf", "shifts": -1}}, "-1 is less than the minimum of 0"),
        ({"a/b": "own.vcf"}, "'a/b' does not match"),
        (
            {"one": {"file": "own.tsv", "haplotypes": True}},
            "variants.one: haplotypes are read from a VCF, and 'own.tsv' is none",
        ),
    ],
)
def test_a_wrong_file_of_variants_is_refused(
    study: Folder, variants: dict[str, Any], line: str
) -> None:
    study.config["variants"] = variants
    with pytest.raises(InputError, match=containing(line)) as caught:
        loaded(study)
    assert "\n" not in str(caught.value)


def test_a_vcf_needs_a_genome(study: Folder) -> None:
    (study.folder / "own.fa").write_text(f">a\n{LEFT * 20}\n")
    for key in ("genome", "simulation"):
        del study.config[key]
    study.rows = [{"experiment": "A", "assay": "sequences", "sequences": "own.fa"}]
    study.config["variants"] = {"table": "own.tsv"}
    assert loaded(study).config["variants"]["table"]["file"] == "own.tsv"
    study.config["variants"] = {"one": "own.vcf"}
    with pytest.raises(InputError, match="has variants of a genome, but the study has no genome"):
        loaded(study)


def test_variants_is_no_name_of_an_experiment(study: Folder) -> None:
    study.rows[0]["experiment"] = "variants"
    with pytest.raises(InputError, match="has the name of a file or folder that the workflow"):
        loaded(study)

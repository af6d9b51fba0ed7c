"""Rows of methylation in the experiments table: files, defaults, and what is refused."""

from pathlib import Path

import pytest
import yaml
from helpers import containing, write_lines

from bindery.errors import InputError
from bindery.study.loading import load
from bindery.study.study import Study

ROOT = Path(__file__).parents[3]
SCHEMA = yaml.safe_load((ROOT / "workflow/schemas/config.schema.yaml").read_text())
SPLIT = {"validation": ["1:1-500"], "test": ["2"]}
GENOME = {"name": "toy", "fasta": "https://host/toy.fa"}
DIGEST = "a" * 64


def study(folder: Path, config: dict | None = None, **row: str) -> Study:
    (folder / "a.tsv").write_text("1\t5\t1\n")
    write_lines(folder / "cells.tsv", [("cell", "file"), ("a", folder / "a.tsv")])
    given = {"experiment": "cells", "methylation": str(folder / "cells.tsv"), **row}
    table = write_lines(folder / "table.tsv", [given.keys(), given.values()])
    return load(
        {"experiments": str(table), "split": SPLIT, **(config or {})},
        schema=SCHEMA,
        resource=lambda name: str(ROOT / "config" / name),
        architectures=ROOT / "workflow/scripts/bindery/models/architectures",
        file="config.yaml",
    )


def test_without_a_genome_the_cpg_module_and_its_neighbours_are_left(tmp_path: Path) -> None:
    found = study(tmp_path)
    assert found.models("cells") == ["deepcpg_cpg"]
    assert found.baselines("cells") == ["neighbour_mean"]
    assert found.of_bases("cells") == found.explained("cells") == []
    assert found.settings("cells")["target"] == "class"


def test_with_a_genome_all_three_modules_are_trained(tmp_path: Path) -> None:
    found = study(tmp_path, {"genome": GENOME})
    assert found.models("cells") == ["deepcpg_dna", "deepcpg_cpg", "deepcpg_joint"]
    assert found.baselines("cells") == ["kmer_logreg", "neighbour_mean"]
    assert found.explained("cells") == ["deepcpg_dna"]
    assert found.window("cells", "deepcpg_dna") == 1001


def test_models_of_the_config_stand_in_place_of_those(tmp_path: Path) -> None:
    models = {"small": {"architecture": "deepcpg_cpg", "variant": "small"}}
    found = study(tmp_path, {"models": models})
    assert found.models("cells") == ["small"]
    assert found.model("cells", "small")["training"]["epochs"] == 30


def test_one_profile_needs_more_reads_than_a_cell(tmp_path: Path) -> None:
    from bindery.study.assays.methylation import ASSAY

    cells = ASSAY.tensor(study(tmp_path), "cells")
    assert (cells["names"], cells["least_coverage"]) == (["a"], 1)
    bulk = ASSAY.tensor(study(tmp_path, methylation=str(tmp_path / "a.tsv")), "cells")
    assert (bulk["names"], bulk["least_coverage"]) == (["cells"], 4)
    given = {"methylation": {"least_coverage": 2}}
    assert ASSAY.tensor(study(tmp_path, given), "cells")["least_coverage"] == 2


def test_auto_combines_models_of_dna(tmp_path: Path) -> None:
    found = study(tmp_path, {"genome": GENOME, "models": "auto"})
    assert found.models("cells") == ["auto"]
    assert found.candidates("cells", "auto") == ["deepcpg_means", "kmers"]
    assert found.architectures_of("cells", "auto") == ["deepcpg_dna", "kmers"]
    # As the baseline's: else the candidate would be weaker than what it is to complement.
    kmers, network = (found.model("cells", name) for name in ("kmers", "deepcpg_means"))
    assert kmers["settings"].get("both_strands", True)
    assert not network["settings"].get("both_strands", False)


def test_models_of_methylation_alone_are_not_compared(tmp_path: Path) -> None:
    problem = "config.yaml: compare_models is true, and no experiment has classes and is not of"
    with pytest.raises(InputError, match=containing(problem)):
        study(tmp_path, {"compare_models": True})


def test_files_of_cells_and_regions_are_fetched(tmp_path: Path) -> None:
    listed = [("cell", "file", "sha256"), ("a", "https://host/a.bed.gz", DIGEST)]
    islands = {"file": "https://host/cgi.bed", "sha256": DIGEST}
    write_lines(tmp_path / "urls.tsv", listed)
    config = {"methylation": {"contexts": {"CGI": islands}}}
    found = study(tmp_path, config, methylation=str(tmp_path / "urls.tsv"))
    assert found.sources[DIGEST, "a.bed.gz"] == "https://host/a.bed.gz"
    assert found.sources[DIGEST, "cgi.bed"] == "https://host/cgi.bed"


def regions(*, validation: str = "1:1-500", test: str = "2") -> dict:
    return {"split": {"validation": [validation], "test": [test]}}


@pytest.mark.parametrize(
    ("config", "problem"),
    [
        ({"split": None}, "'split'"),
        ({"models": {"d": {"architecture": "deepcpg_dna"}}}, "model 'd' reads DNA, and the study"),
        (
            {"genome": GENOME, "models": {"j": {"architecture": "deepcpg_joint"}}},
            "its joint model finds 0 DNA modules and 0 CpG modules",
        ),
        (
            {
                "genome": GENOME,
                "models": {
                    "cpg": {"architecture": "deepcpg_cpg"},
                    "best": {"choose": ["cpg"]},
                },
            },
            "model 'best' is chosen among 'cpg', which reads neighbours",
        ),
        (
            {
                "genome": GENOME,
                "models": {
                    name: {"architecture": name}
                    for name in ("deepcpg_dna", "deepcpg_cpg", "deepcpg_joint")
                },
                "methylation": {"final_rows": "all"},
            },
            "its joint model stops early by validation rows that its modules learned",
        ),
        ({"target": "intensity"}, "whose targets are classes, and its target is intensity"),
        (
            {"methylation": {"contexts": {"CGI": "islands.bed"}}},
            "there is no file 'islands.bed', which methylation.contexts.CGI names",
        ),
        (
            {"methylation": {"contexts": {"CGI": {"file": "https://host/cgi.bed"}}}},
            "methylation.contexts.CGI is a URL without sha256",
        ),
        (regions(test="1:400-900"), "'1:1-500' in validation and '1:400-900' in test overlap"),
        (regions(test="1"), "'1:1-500' in validation and '1' in test overlap"),
        (regions(validation="1:9-5"), "region '1:9-5', which `split` names has no base"),
    ],
)
def test_what_does_not_fit_is_one_line(tmp_path: Path, config: dict, problem: str) -> None:
    with pytest.raises(InputError, match=containing(problem)) as error:
        study(tmp_path, config)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ([("cell", "file", "colour"), ("a", "x", "red")], "row 1: unknown column 'colour'"),
        ([("cell", "file"), ("a", "absent.tsv")], "row 2: there is no file 'absent.tsv'"),
        ([("cell", "file"), ("a", "https://host/a")], "row 2: 'a' has a URL but no sha256"),
        ([("cell", "file"), ("", "x")], "row 2: 'x' has no name"),
        ([("cell", "file")], "the list has no cells"),
    ],
)
def test_a_wrong_list_of_cells_is_one_line(tmp_path: Path, rows: list, problem: str) -> None:
    path = write_lines(tmp_path / "wrong.tsv", rows)
    with pytest.raises(InputError, match=containing(problem)):
        study(tmp_path, methylation=str(path))


def test_models_of_neighbours_are_for_methylation_alone(tmp_path: Path) -> None:
    (tmp_path / "a.fa").write_text(">a\nACGT\n")
    table = write_lines(
        tmp_path / "table.tsv", [("experiment", "sequences"), ("A", tmp_path / "a.fa")]
    )
    with pytest.raises(InputError, match=containing("model 'c' reads the methylation of neigh")):
        load(
            {"experiments": str(table), "models": {"c": {"architecture": "deepcpg_cpg"}}},
            schema=SCHEMA,
            resource=lambda name: str(ROOT / "config" / name),
            architectures=ROOT / "workflow/scripts/bindery/models/architectures",
            file="config.yaml",
        )

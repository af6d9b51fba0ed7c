"""Tables, configs and names as people have them: read as they are meant, or refused in one line."""

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from helpers import ROOT, containing
from inputs.studies_cases import CELLS, CONFIG, NAMES, PATHS, PUBLISHED, RESERVED, TABLE, Case, of

from bindery.errors import InputError
from bindery.given.chromosome_names import other_spellings
from bindery.study.experiments import read_experiments
from bindery.study.loading import load
from bindery.study.published_values import read_values
from bindery.study.reading import config_files
from bindery.study.reading.names import check_case
from bindery.study.study import Study

RULES = [ROOT / "Snakefile", *sorted((ROOT / "workflow/rules").glob("*.smk"))]


def cases(kind: str) -> Any:
    found = of(kind)
    return pytest.mark.parametrize("case", found, ids=[case.name for case in found])


@contextlib.contextmanager
def refused_if(expected: Any) -> Iterator[None]:
    """Expect an error of one line that has a text, if what is expected is text."""
    if not isinstance(expected, str):
        yield
        return
    with pytest.raises(InputError, match=containing(expected)) as caught:
        yield
    assert "\n" not in str(caught.value)


@pytest.fixture(scope="module")
def schema() -> dict:
    return yaml.safe_load((ROOT / "workflow/schemas/config.schema.yaml").read_text())


@pytest.fixture
def loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, schema: dict) -> Any:
    """Load a study of a config's text, in a folder with the files that it names."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "folder").mkdir()
    (tmp_path / "home").mkdir()
    for name in ("a.bed", "genome.fa", "score.fa"):
        (tmp_path / name).write_text("")
        (tmp_path / "home" / name).write_text(">x\nA\n")

    def run(text: str, row: dict[str, str] | None = None) -> Study:
        row = {"experiment": "A", "peaks": "a.bed"} | (row or {})
        Path("table.tsv").write_text("\t".join(row) + "\n" + "\t".join(row.values()) + "\n")
        Path("config.yaml").write_text(text)
        return load(
            {"experiments": "table.tsv", "genome": "hg38"} | parsed(text),
            schema=schema,
            resource=lambda name: str(ROOT / "config" / name),
            architectures=ROOT / "workflow/scripts/bindery/models/architectures",
            file="config.yaml",
            files=["config.yaml"],
            rules=[path.read_text() for path in RULES],
        )

    return run


def parsed(text: str) -> dict:
    """A config as Snakemake reads it: JSON, else YAML."""
    try:
        return json.loads(text)
    except ValueError:
        return yaml.safe_load(text)


def write(path: Path, content: str | bytes | None) -> Path:
    if content is None:
        path.mkdir()
    else:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@cases(TABLE)
def test_experiments_tables(tmp_path: Path, case: Case) -> None:
    path = write(tmp_path / "table.tsv", case.content)
    with refused_if(case.expected):
        found = read_experiments(path)
        assert [(name, row["peaks"]) for name, row in found.items()] == case.expected
        assert not any(row["skip"] or row["sequences"] or row["sha256"] for row in found.values())


@cases(PUBLISHED)
def test_tables_of_published_values(tmp_path: Path, case: Case) -> None:
    path = write(tmp_path / "values.tsv", case.content)
    settings = {"file": str(path), "column": "auc", "measure": "auroc", "title": "", "source": ""}
    with refused_if(case.expected):
        assert read_values(settings) == case.expected


@cases(CONFIG)
def test_configs(loaded: Any, case: Case) -> None:
    with refused_if(case.expected):
        value: Any = loaded(case.content).given
        key, expected = case.expected
        for part in key.split("."):
            value = value[part]
        assert value == expected
        assert type(value) is type(expected)


@cases(NAMES)
def test_other_spellings_of_chromosomes(case: Case) -> None:
    assert other_spellings(*case.content) == case.expected


@cases(CELLS)
def test_cells_of_config_keys(loaded: Any, case: Case) -> None:
    config = """
window: 64
training: {epochs: 7}
peaks: {best: 500}
calibration: {preset: quick}
explanation: {enabled: false}
genome: {name: mine, fasta: genome.fa}
split: {validation: [a], test: [b]}
"""
    column, cell = case.content
    with refused_if(case.expected):
        value: Any = loaded(config, {column: cell}).settings("A")
        for part in column.lower().split("."):
            value = value[part]
        assert value == case.expected and type(value) is type(case.expected)


def test_none_is_a_preset_and_no_empty_cell(loaded: Any) -> None:
    found = loaded("calibration: {preset: quick}\n", {"calibration.preset": "None"})
    assert found.settings("A")["calibration"]["preset"] == "none"


def test_a_split_is_of_the_genome_s_names_after_its_aliases(loaded: Any) -> None:
    genome = "genome: {name: sacCer3, aliases: {1: chrI, 02: chrII, chr3: chrIII}}\n"
    config = genome + "split: {validation: [1], test: [02, chr3]}\n"
    found = loaded(config, {"split.test": "[1]", "split.validation": '["chr3"]'})
    assert found.config["split"] == {"validation": ["chrI"], "test": ["chrII", "chrIII"]}
    assert found.settings("A")["split"] == {"validation": ["chrIII"], "test": ["chrI"]}
    assert found.genome["aliases"] == {"1": "chrI", "02": "chrII", "chr3": "chrIII"}


def test_a_split_in_another_spelling_is_answered_with_aliases_to_paste(loaded: Any) -> None:
    with pytest.raises(InputError) as caught:
        loaded("genome: sacCer3\nsplit: {validation: [1, 2], test: [chr03, strange]}\n")
    assert str(caught.value) == (
        "config.yaml: split.validation, split.test: 4 chromosomes, '1', '2', 'chr03', 'strange', "
        "are not in sacCer3 (nothing like strange is), which has chrI, chrII, chrIII, chrIV, ...; "
        "add under `genome:` in the config: aliases: {1: chrI, 2: chrII, chr03: chrIII}; name "
        "strange in genome.aliases, or name others in the split"
    )


def test_genomes_of_one_name_and_two_sources_have_folders_of_their_own(loaded: Any) -> None:
    split = "split: {validation: [a], test: [b]}\n"
    own = [f"genome: {{name: mine, fasta: {path}}}\n{split}" for path in ("genome.fa", "score.fa")]
    folders = {loaded(config).genome["folder"] for config in own}
    assert len(folders) == 2 and all(folder.startswith("mine-") for folder in folders)
    assert loaded("genome: hg38\n").genome["folder"] == "hg38"
    assert loaded(f"genome: {{name: hg38, fasta: genome.fa}}\n{split}").genome["folder"] != "hg38"


@pytest.mark.parametrize("config", ["{}", "models: {}\nbaselines: []"])
def test_a_study_in_which_nothing_is_left_says_so(loaded: Any, config: str) -> None:
    found = loaded(config, {"skip": "bad" if config == "{}" else ""})
    with pytest.raises(InputError, match="nothing is left to do: "):
        found.check_left()


def test_names_that_differ_in_case_alone_are_one_folder_where_case_does_not_count() -> None:
    seen: dict[str, str] = {}
    check_case("Reb1", "experiment", seen, "t.tsv", 2)
    check_case("Reb1x", "experiment", seen, "t.tsv", 3)
    with pytest.raises(InputError, match="row 4: experiments 'Reb1' and 'REB1' would be one folde"):
        check_case("REB1", "experiment", seen, "t.tsv", 4)


@cases(PATHS)
def test_paths(loaded: Any, case: Case) -> None:
    key, path = case.content
    genome = {"name": "mine", "fasta": "genome.fa"}
    config: dict = {"genome": genome, "split": {"validation": ["a"], "test": ["b"]}}
    row = {}
    if key in ("peaks", "background"):
        row = {key: path}
    elif "." in key:
        root, part = key.split(".")
        config.setdefault(root, {})[part] = path
    else:
        config[key] = path
    with refused_if(case.expected):
        found = loaded(yaml.safe_dump(config), row)
        assert "~" not in str(found.config) and "~" not in str(found.experiments)


@cases(RESERVED)
def test_names_of_experiments_models_and_trunks(loaded: Any, case: Case) -> None:
    what, name = case.content
    config = {
        "experiment": {},
        "model": {"models": {name: {"architecture": "zeng"}}},
        "trunk": {"multitask": {"trunks": {name: {}}}},
    }[what]
    with refused_if(case.expected):
        loaded(yaml.safe_dump(config), {"experiment": name} if what == "experiment" else None)


def test_a_merge_of_what_is_no_mapping_is_one_line(tmp_path: Path) -> None:
    path = write(tmp_path / "config.yaml", "seed: 1\n<<: 100\n")
    with pytest.raises(InputError, match=r"config\.yaml, row 2: `<<` merges a mapping"):
        config_files.written([path])

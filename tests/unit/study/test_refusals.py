"""Studies that are refused when the workflow is parsed: file, row, problem and remedy in a line.

`workflow/test_bad_input.py` runs Snakemake on one of them.
"""

from pathlib import Path

import pytest
import yaml
from helpers import ROOT
from workflow.conftest import Study
from workflow.test_own_model import MINE, NETWORK
from workflow.test_published import prepare as with_published_values
from workflow.test_sequence_files import write_files

from bindery.errors import InputError
from bindery.study.loading import load
from bindery.study.multitask import KINDS

SCHEMA = yaml.safe_load((ROOT / "workflow/schemas/config.schema.yaml").read_text())
ARCHITECTURES = ROOT / "workflow/scripts/bindery/models/architectures"


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Study:
    """The tiny study, in the folder that a test runs in."""
    monkeypatch.chdir(tmp_path)
    return Study(tmp_path, ROOT)


def refusal(study: Study) -> str:
    """What loading a study says, by the files that Snakemake would read."""
    study.write()
    with pytest.raises(InputError) as caught:
        load(
            yaml.safe_load((study.folder / "config.yaml").read_text()),
            schema=SCHEMA,
            resource=lambda name: str(ROOT / "config" / name),
            architectures=ARCHITECTURES,
            file="config.yaml",
        )
    line = str(caught.value)
    assert "\n" not in line
    return line


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"trainning": {}}, "unknown key 'trainning'; did you mean 'training'?"),
        (
            {"training": {"epoch": 1}},
            "unknown key 'epoch' under 'training'; did you mean 'epochs'?",
        ),
        ({"window": "wide"}, "'window': 'wide' is not of type 'integer'"),
        ({"models": {"mine": {"architecture": "deepfind"}}}, "has architecture 'deepfind'"),
        (
            {"models": {"mine": {"architecture": "deepbind", "settings": {"detector": 8}}}},
            "unknown setting 'detector' of model 'mine'; deepbind takes detectors, width",
        ),
        (
            {"models": {"mine": {"architecture": "deepbind", "settings": {"width": "wide"}}}},
            "setting 'width' of model 'mine' is 'wide', not int",
        ),
        ({"genome": "hg99"}, "genome 'hg99' is not a preset and has no FASTA; presets are hg38"),
        ({"experiments": "nowhere.tsv"}, "nowhere.tsv: there is no such experiments table"),
    ],
)
def test_a_bad_config(study: Study, change: dict, line: str) -> None:
    study.config |= change
    assert line in refusal(study)


@pytest.mark.parametrize(
    ("row", "line"),
    [
        ({"experiment": "REST"}, "row 4: experiment 'REST' is in row 2 already"),
        ({"experiment": "../x"}, "row 4: experiment '../x' is not a valid name"),
        ({"experiment": "b", "peaks": "https://a.org/b.bed"}, "row 4: 'b' has a URL but no sha256"),
        ({"experiment": "b", "window": "5.5"}, "row 4: 'window': 5.5 is not of type 'integer'"),
        ({"experiment": "b", "wimdow": "51"}, "row 1: unknown column 'wimdow'"),
        ({"experiment": "b", "background.method": "given"}, "column 'background' is empty"),
    ],
)
def test_a_bad_table(study: Study, row: dict, line: str) -> None:
    study.rows.append({**study.rows[0], **row})
    found = refusal(study)
    assert found.startswith("experiments.tsv, row ") and line in found


def test_a_misspelt_path_is_named_by_its_row(study: Study) -> None:
    study.rows[1]["peaks"] = "no_such.bed"
    line = "experiments.tsv, row 3: there is no file 'no_such.bed'; correct the path"
    assert line in refusal(study)


@pytest.mark.parametrize(
    ("changed", "line"),
    [
        (
            {"file": "absent.tsv"},
            "config.yaml: there is no file 'absent.tsv', which published.file names; correct",
        ),
        (
            {"column": "AUPRC"},
            "published.tsv, row 2: there is no column 'AUPRC'; the columns are experiment,",
        ),
        ({"measure": "pearson"}, "experiments.tsv, row 2: 'REST' has no pearson: its target is"),
        ({"measure": "accuracy"}, "'published.measure': 'accuracy' is not one of"),
        ({"colunm": "auc"}, "unknown key 'colunm' under 'published'; did you mean 'column'?"),
    ],
)
def test_bad_published_values(study: Study, changed: dict, line: str) -> None:
    with_published_values(study, **changed)
    assert line in refusal(study)


def test_a_name_that_is_not_published(study: Study) -> None:
    with_published_values(study)
    study.rows[1]["published"] = "CTCF in K563"
    line = "row 3: published 'CTCF in K563' has no row in published.tsv; did you mean 'CTCF in K56"
    assert f"experiments.tsv, {line}" in refusal(study)


@pytest.mark.parametrize(
    ("tensor", "line"),
    [
        ({}, "key 'kind' is missing under 'multitask.tensor'"),
        ({"kind": "region"}, "'multitask.tensor.kind': 'region' is not one of"),
        ({"kind": "bins", "overlap": 9}, "multitask.tensor.overlap is not a key of kind 'bins'"),
        (
            {"kind": "regions", "bin": 9},
            "its keys are window, overlap, background",
        ),
        ({"kind": "regions", "background": "all"}, "multitask.tensor.background 'all' is for"),
        ({"kind": "bins", "background": -1}, "'multitask.tensor.background': -1"),
        ({"kind": "bins", "bin": 1001}, "bin is 1001, above the window of 1000; give a smaller"),
    ],
)
def test_a_bad_tensor_of_all_experiments(study: Study, tensor: dict, line: str) -> None:
    study.config["multitask"] = {"tensor": tensor}
    found = refusal(study)
    assert found.startswith("config.yaml: ") and line in found


@pytest.mark.parametrize(
    ("row", "line"),
    [
        ({"split.test": '["sim3"]'}, "'CTCF' has another split than 'REST', and multitask.tensor"),
        ({"target": "intensity"}, "'CTCF' has target 'intensity', and multitask.tensor holds"),
        ({"peaks": "", "sequences": "own.fa"}, "'CTCF' has sequences, and multitask.tensor is"),
    ],
)
def test_experiments_that_cannot_share_a_tensor(study: Study, row: dict, line: str) -> None:
    (study.folder / "own.fa").write_text(">a\nACGT\n")
    study.config |= {"multitask": {"tensor": {"kind": "bins"}}}
    study.rows[1] |= row
    found = refusal(study)
    assert found.startswith("experiments.tsv, row 3: ") and line in found
    study.rows[1]["skip"] = "another assay"
    study.write()
    loaded = load(
        yaml.safe_load((study.folder / "config.yaml").read_text()),
        schema=SCHEMA,
        resource=lambda name: str(ROOT / "config" / name),
        architectures=ARCHITECTURES,
        file="config.yaml",
    )
    assert loaded.active == ["REST"]
    assert loaded.multitask_tensor == {"kind": "bins", **KINDS["bins"]}


def of_sequences(study: Study) -> None:
    """Make it a study without a genome."""
    for key in ("simulation", "genome", "background"):
        del study.config[key]
    study.rows = [write_files(study.folder)[0]]


@pytest.mark.parametrize(
    ("row", "line"),
    [
        ({"sequences": ""}, "row 2: 'pair' names no peaks; give a path"),
        ({"peaks": "own.bed", "assay": "sequences"}, "but column 'peaks' is filled too"),
        ({"background.method": "genomic", "background": ""}, "background method 'genomic' is for"),
        ({"assay": "peaks"}, "row 2: 'pair' names no peaks"),
        ({"peaks": "own.tsv", "sequences": "", "background": ""}, "config names no genome"),
        ({"sequences": "https://a.org/s.fa"}, "row 2: 'pair' has a URL but no sha256"),
        ({"test_sequences": "absent.fa"}, "row 2: there is no file 'absent.fa'"),
    ],
)
def test_a_bad_row_of_sequences(study: Study, row: dict, line: str) -> None:
    of_sequences(study)
    study.rows[0] |= row
    assert line in refusal(study)


def of_reporters(study: Study) -> None:
    """Make it a study of one reporter assay, in the simulated genome."""
    (study.folder / "own.tsv").write_text("seq\trep1\nACGT\t1\n")
    study.rows = [{"experiment": "tiles", "mpra": "own.tsv"}]
    study.config |= {"target": "intensity", "mpra": {"replicates": ["rep1"]}}
    del study.config["background"]


@pytest.mark.parametrize(
    ("row", "change", "line"),
    [
        ({"mpra": "", "assay": "mpra"}, {}, "row 2: 'tiles' names no mpra; give a path"),
        ({"mpra": "absent.tsv"}, {}, "row 2: there is no file 'absent.tsv'"),
        ({"peaks": "own.bed", "assay": "mpra"}, {}, "'tiles' has mpra, but column 'peaks' is"),
        ({"background": "own.tsv"}, {}, "'tiles' has mpra, but column 'background' is filled"),
        ({"mpra": "https://a.org/s.tsv"}, {}, "row 2: 'tiles' has a URL but no sha256"),
        ({}, {"target": "class"}, "has mpra, whose targets are intensities, and its target is"),
        ({}, {"mpra": {}}, "'tiles' has mpra, and no column of expression is named; name the"),
        ({"mpra.replicates": '["a", "a"]'}, {}, "has non-unique elements"),
    ],
)
def test_a_bad_row_of_reporters(study: Study, row: dict, change: dict, line: str) -> None:
    of_reporters(study)
    study.rows[0] |= row
    study.config |= change
    assert line in refusal(study)


def test_reporters_need_a_genome_and_a_split(study: Study) -> None:
    of_reporters(study)
    for key in ("simulation", "genome"):
        del study.config[key]
    assert "row 2: 'tiles' has mpra, but the config names no genome; name one" in refusal(study)
    study.config["genome"] = {"name": "own", "fasta": "own.fa"}
    (study.folder / "own.fa").write_text(">a\nACGT\n")
    assert "row 2: genome 'own' has no split; name chromosomes" in refusal(study)


def test_regions_cannot_be_scored_without_a_genome(study: Study) -> None:
    of_sequences(study)
    (study.folder / "own.bed").write_text("chr1\t5\t90\n")
    study.config["scoring"] = {"regions": "own.bed"}
    line = "own.bed: the file has regions, but the study has no genome; give sequences"
    assert line in refusal(study)


def test_an_unknown_setting_of_an_own_model(study: Study) -> None:
    (study.folder / "mine.py").write_text(NETWORK)
    study.config["models"] = {"mine": {**MINE, "settings": {"unit": 4}}}
    line = "unknown setting 'unit' of model 'mine'; mine.py:network takes units"
    assert line in refusal(study)


TRUNK = {"wide": {"settings": {"dilations": [1, 2]}}}


@pytest.mark.parametrize(
    ("trunk", "model", "line"),
    [
        ({}, {"trunk": "deep"}, "model 'mine' starts from trunk 'deep', which does not exist; tru"),
        (
            {},
            {"trunk": "wide", "architecture": "deepbind"},
            "model 'mine' starts from trunk 'wide' and has `architecture` too; remove its `arch",
        ),
        ({"architecture": "basset"}, {"trunk": "wide"}, "'basset', which does not read stretches"),
        (
            {"kind": "tensor", "architecture": "zeng", "window": 600, "settings": {}},
            {"trunk": "wide"},
            "trunk 'wide' is trained on the study's tensor, and there is none; describe it",
        ),
        (
            {"settings": {"depth": 3}},
            {"trunk": "wide"},
            "unknown setting 'depth' of model 'multitask.trunks.wide'; multitask takes detectors",
        ),
        (
            {"training": {"positive_within": 300}},
            {"trunk": "wide"},
            "trunk 'wide' has positives up to 300 bases and negatives from 200 bases",
        ),
        (
            {"settings": {"both_strands": False}},
            {"trunk": "wide"},
            "trunk 'wide' reads one strand, and peaks have none; remove `both_strands`",
        ),
        ({"training": {"epoch": 3}}, {"trunk": "wide"}, "unknown key 'epoch' under 'multitask.tr"),
    ],
)
def test_a_bad_trunk(study: Study, trunk: dict, model: dict, line: str) -> None:
    study.config["multitask"] = {"trunks": {"wide": TRUNK["wide"] | trunk}}
    study.config["models"] = {"mine": model}
    assert line in refusal(study)


def test_experiments_that_cannot_share_a_trunk(study: Study) -> None:
    study.config |= {"multitask": {"trunks": TRUNK}, "models": {"mine": {"trunk": "wide"}}}
    study.rows[1]["split.test"] = '["sim1"]'
    line = "experiments.tsv: 'CTCF' and 'REST' have different splits, so they cannot share a trunk"
    assert line in refusal(study)
    del study.rows[1]["split.test"]
    for key, value in (("trunk", "other"), ("window", "61"), ("architecture", "deepbind")):
        study.rows[1][f"models.mine.{key}"] = value
        assert f"row 3: column 'models.mine.{key}' is filled; a trunk is chosen" in refusal(study)
        del study.rows[1][f"models.mine.{key}"]

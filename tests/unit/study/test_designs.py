"""Designs in the config: what is refused when the workflow is parsed, who makes each, settings."""

from pathlib import Path

import pytest
import yaml
from helpers import ROOT
from unit.study.test_refusals import ARCHITECTURES, SCHEMA, refusal
from workflow.conftest import Study

from bindery.study.loading import load
from bindery.study.requests import designs


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Study:
    monkeypatch.chdir(tmp_path)
    return Study(tmp_path, ROOT)


def loaded(study: Study):
    study.write()
    return load(
        yaml.safe_load((study.folder / "config.yaml").read_text()),
        schema=SCHEMA,
        resource=lambda name: str(ROOT / "config" / name),
        architectures=ARCHITECTURES,
        file="config.yaml",
    )


@pytest.mark.parametrize(
    ("design", "line"),
    [
        ({"serch": "beam"}, "unknown key 'serch' under 'design.d'; did you mean 'search'?"),
        ({"search": "best"}, "'design.d.search': 'best' is not one of"),
        ({"sequence": "ACXGT"}, "'design.d.sequence': 'ACXGT' does not match"),
        ({"file": "no.fa"}, "config.yaml: there is no file 'no.fa', which design.d.file names"),
        (
            {"sequence": "ACGT", "count": 3},
            "design.d.count is the number of random sequences, and the start is given",
        ),
        (
            {"sequence": "A" * 62},
            "design.d.sequence has 62 bases, more than the window of 61 of 'deepbind'",
        ),
        ({"keep": ["20-10"]}, "design.d.keep: '20-10' is no part of a sequence; give positions"),
        ({"keep": ["50-70"]}, "design.d.keep reaches to position 70 of a start of 61 bases"),
        ({"keep": ["1-61"]}, "design.d.keep leaves no base to change"),
        ({"gc": [0.7, 0.3]}, "design.d.gc: [0.7, 0.3] is no range"),
        ({"gc": [0.5, 0.5]}, "design.d.gc: [0.5, 0.5] holds for no sequence of 61 bases"),
        ({"forbid": ["EcoR1"]}, "design.d.forbid: 'EcoR1' is neither IUPAC's letters nor a known"),
        (
            {"search": "gradient", "changes": 5},
            "design.d.changes has no effect on search: gradient",
        ),
        ({"experiments": ["Nobody"]}, "design.d: there is no experiment 'Nobody' in experiments"),
        ({"against": "Nobody"}, "design.d: there is no experiment 'Nobody' in experiments.tsv"),
        ({"models": ["none"]}, "design.d: there is no model 'none'; the config has deepbind"),
    ],
)
def test_a_bad_design(study: Study, design: dict, line: str) -> None:
    study.config["design"] = {"d": design}
    assert line in refusal(study)


def test_two_starts_and_models_of_two_windows_are_refused(study: Study) -> None:
    (study.folder / "own.fa").write_text(">a\nACGT\n")
    study.config["design"] = {"d": {"sequence": "ACGT", "file": "own.fa"}}
    assert "design.d has both sequence and file; give one of them" in refusal(study)
    study.config["design"] = {"d": {"against": "CTCF"}}
    study.rows[1]["window"] = "81"
    line = (
        "design.d: 'deepbind' reads 61 bases for targets of class in 'REST', and 81 for targets of "
        "class in 'CTCF'; subtract scores"
    )
    assert line in refusal(study)


def test_every_active_model_designs_but_the_one_that_is_subtracted(study: Study) -> None:
    study.config["design"] = {
        "all": {},
        "one": {"experiments": ["REST"]},
        "less": {"against": "REST", "search": "greedy"},
        "class": {"search": "gradient"},
    }
    found = loaded(study)
    assert designs.designed_by(found, "all") == [("REST", "deepbind"), ("CTCF", "deepbind")]
    assert designs.designed_by(found, "one") == [("REST", "deepbind")]
    assert designs.designed_by(found, "less") == [("CTCF", "deepbind")]
    own = designs.settings_of(found, "all", "REST", "deepbind")
    assert (own["search"], own["changes"], own["count"], own["width"]) == ("beam", 10, 20, 20)
    assert own["seed"] == designs.settings_of(found, "all", "CTCF", "deepbind")["seed"]
    assert own["seed"] != designs.settings_of(found, "one", "REST", "deepbind")["seed"]
    assert "changes" not in designs.settings_of(found, "class", "REST", "deepbind")


def test_positions_to_keep_may_be_written_in_several_ways() -> None:
    assert designs.ranges_of(["10-20", 35, "4 - 6"]) == [[10, 20], [35, 35], [4, 6]]

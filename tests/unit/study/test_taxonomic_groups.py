"""The group of JASPAR CORE that a study's motifs are matched with: named, or not guessed."""

from pathlib import Path

import pytest
import yaml
from helpers import ROOT, write_lines
from inputs.pages_cases import GROUPS, UNKNOWN, Case

from bindery.study.loading import load

SCHEMA = yaml.safe_load((ROOT / "workflow" / "schemas" / "config.schema.yaml").read_text())
SPLIT = {"validation": ["a"], "test": ["b"]}


@pytest.mark.parametrize("case", GROUPS, ids=lambda case: case.name)
def test_no_group_is_guessed(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("cbf1.bed", "cbf1.fa", "mine.fa"):
        Path(name).touch()
    given = case.given
    genome = given.get("preset") or given.get("own")
    data = ("peaks", "cbf1.bed") if genome is not None else ("sequences", "cbf1.fa")
    rows = [("experiment", data[0]), ("Cbf1", data[1])]
    config: dict = {"experiments": str(write_lines(tmp_path / "table.tsv", rows))}
    if "own" in given:
        config |= {"genome": {"name": "mine", "fasta": "mine.fa", **given["own"]}, "split": SPLIT}
    elif genome:
        config["genome"] = genome
    known = {"architecture": "danq_jaspar", "variant": "small"}
    config["models"] = {"first": known, "own": {**known, "settings": {"group": "plants"}}}
    if "group" in given:
        config["explanation"] = {"group": given["group"]}
    found = load(
        config,
        schema=SCHEMA,
        resource=lambda name: str(ROOT / "config" / name),
        architectures=ROOT / "workflow/scripts/bindery/models/architectures",
        file="config.yaml",
    )
    expected = None if case.expected == UNKNOWN else case.expected
    assert found.taxonomic_group("Cbf1") == expected
    # A network that begins with known matrices begins with those of the same group.
    groups = [found.model("Cbf1", name)["settings"]["group"] for name in ("first", "own")]
    assert groups == [expected or "all", "plants"]

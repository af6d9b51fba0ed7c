import re
from pathlib import Path

import yaml

from bindery.study import calibration_presets as presets
from bindery.study import experiments
from bindery.study.ranges import RANGES

REPOSITORY = Path(__file__).parents[2]
SCHEMA = yaml.safe_load((REPOSITORY / "workflow/schemas/config.schema.yaml").read_text())
REFERENCE = (REPOSITORY / "config/README.md").read_text()
README = (REPOSITORY / "README.md").read_text()


def resolved(part):
    if "$ref" in part:
        part = {**SCHEMA["$defs"][part["$ref"].rsplit("/", 1)[1]], **part}
    return part


def keys(schema, prefix=""):
    """Every key of the schema, dotted; `*` for a name of the user's."""
    for name, part in resolved(schema).get("properties", {}).items():
        part = resolved(part)
        parts = [part, *part.get("oneOf", [])]
        nested = [key for option in parts for key in keys(option, f"{prefix}{name}.")]
        others = part.get("additionalProperties")
        if isinstance(others, dict):
            nested += list(keys(others, f"{prefix}{name}.*."))
        yield from nested or [f"{prefix}{name}"]


def test_the_reference_has_every_key_of_the_config():
    found = sorted(set(keys(SCHEMA)))
    assert len(found) > 40
    nested = ("genome.split.", ".training.", ".calibration.", "pathvars.")
    missing = [
        key for key in found if f"`{key}`" not in REFERENCE and not any(n in key for n in nested)
    ]
    assert missing == []


def test_the_reference_has_every_column_of_the_table():
    assert [name for name in experiments.COLUMNS if f"| `{name}` |" not in REFERENCE] == []


def test_defaults_in_the_reference_are_those_of_the_schema():
    stated = dict(re.findall(r"^\| `([\w.]+)` \| `([^`]+)` \|", REFERENCE, flags=re.MULTILINE))
    checked = 0
    for key, default in stated.items():
        part = SCHEMA
        for name in key.split("."):
            part = part.get("properties", {}).get(name, {})
        if "default" in part:
            assert yaml.safe_load(default) == part["default"] or key in ("models",), key
            checked += 1
    assert checked > 20


def test_the_reference_has_the_presets_of_a_calibration():
    header = ("settings", "folds", "steps", "checkpoints", "halving", "finals")
    line = "| preset | " + " | ".join(f"`{key}`" for key in header) + " | for |"
    assert line in REFERENCE
    for name, preset in presets.PRESETS.items():
        found = presets.COMMON | preset
        values = [found[key] for key in header]
        shown = ["no" if value is False else "yes" if value is True else value for value in values]
        assert f"| `{name}` | {' | '.join(map(str, shown))} |" in REFERENCE, name


def test_the_reference_has_the_defaults_and_limits_of_a_calibration():
    stated = dict(re.findall(r"^\| `calibration\.([\w.]+)` \| `([^`]+)` \|", REFERENCE, flags=re.M))
    for key, value in stated.items():
        root, _, name = key.partition(".")
        expected = RANGES[name][1] if root == "ranges" else presets.COMMON.get(key, "none")
        assert yaml.safe_load(value) == expected, key
    own = {key for key, value in presets.COMMON.items() if value not in (None, {}, False)}
    ranges = {f"ranges.{name}" for name in RANGES}
    assert stated.keys() == own | ranges | {"preset"}


def test_presets_are_named_in_the_reference_and_the_readme():
    presets = yaml.safe_load((REPOSITORY / "config/genomes.yaml").read_text())
    for name in presets:
        assert f"`{name}`" in REFERENCE and name in README


def test_the_pictured_rules_are_those_of_the_workflow():
    rules = set()
    for path in (REPOSITORY / "workflow/rules").glob("*.smk"):
        rules |= set(re.findall(r"^\s*rule (\w+):", path.read_text(), flags=re.MULTILINE))
    picture = (REPOSITORY / "workflow/report/rulegraph.svg").read_text()
    shown = set(re.findall(r"<title>(\w+)</title>", picture))
    # The demo alone simulates, intensities have a rule of their own, scoring is asked for by name,
    # and only a config with published values compares them.
    left_out = {
        "simulate",
        "evaluate_intensity",
        "score_sequences",
        "compare_published",
        "compare_models",
    }
    assert rules - shown == left_out

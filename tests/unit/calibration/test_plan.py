"""`Plan` against the presets and the config's schema, so that none drifts from the others."""

from dataclasses import asdict, fields
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import pytest
import yaml

from bindery.calibration.plan import Plan
from bindery.study import calibration_presets as presets
from bindery.study.setting_ranges import RANGES

ROOT = Path(__file__).parents[3]
SCHEMA = yaml.safe_load((ROOT / "workflow/schemas/config.schema.yaml").read_text())
KEYS = SCHEMA["$defs"]["calibration"]["properties"]


def planned(**changed: Any) -> dict[str, Any]:
    found = presets.plan({"preset": "standard"} | changed)
    assert found is not None
    return found


@pytest.mark.parametrize("preset", presets.PRESETS)
def test_fields_are_the_keys_of_every_preset_and_of_the_schema(preset: str) -> None:
    found = planned(preset=preset)
    assert {field.name for field in fields(Plan)} == found.keys() == KEYS.keys()
    assert asdict(Plan(**found)) == found


def test_choices_are_those_of_the_schema() -> None:
    choices = {
        name: list(get_args(hint))
        for name, hint in get_type_hints(Plan).items()
        if "Literal" in str(hint)
    }
    # Without a preset there is no plan.
    expected = {key: own["enum"] for key, own in KEYS.items() if "enum" in own}
    assert choices == expected | {"preset": [*presets.PRESETS]}
    assert expected["preset"] == ["none", *presets.PRESETS]


def test_types_are_those_of_the_schema() -> None:
    names = {float: "number", int: "integer", bool: "boolean", type(None): "null"}
    for name, hint in get_type_hints(Plan).items():
        if name != "ranges" and "Literal" not in str(hint):
            own = [names[one] for one in (get_args(hint) if get_origin(hint) else [hint])]
            assert own == ([KEYS[name]["type"]] if len(own) == 1 else KEYS[name]["type"]), name


def test_ranges_are_of_settings_that_are_drawn() -> None:
    assert KEYS["ranges"]["properties"].keys() == RANGES.keys()
    assert presets.SHORT_RANGES.keys() <= RANGES.keys()
    with pytest.raises(TypeError, match="ranges of unknown settings: learnign_rate"):
        Plan(**planned(ranges={"learnign_rate": [0.1, 0.2]}))


def test_a_key_too_many_or_too_few_is_an_error() -> None:
    with pytest.raises(TypeError, match="unexpected keyword argument 'flods'"):
        Plan(**planned(flods=3))
    with pytest.raises(TypeError, match="missing 14 required"):
        Plan(preset="quick", settings=8)  # type: ignore[call-arg]

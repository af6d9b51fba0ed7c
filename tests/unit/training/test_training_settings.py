"""`Training` against the config's schema, so that neither drifts from the other."""

from dataclasses import fields
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import pytest
import yaml

from bindery.training.training_settings import Training

ROOT = Path(__file__).parents[3]
SCHEMA = yaml.safe_load((ROOT / "workflow/schemas/config.schema.yaml").read_text())
KEYS = SCHEMA["$defs"]["training"]["properties"]
DEFAULTS = {
    key: own["default"] for key, own in SCHEMA["properties"]["training"]["properties"].items()
}


def test_fields_are_the_keys_of_the_schema() -> None:
    assert {field.name for field in fields(Training)} == KEYS.keys() == DEFAULTS.keys()


def test_choices_are_those_of_the_schema() -> None:
    hints = get_type_hints(Training)
    choices = {name: list(get_args(hint)) for name, hint in hints.items() if "Literal" in str(hint)}
    assert choices == {key: own["enum"] for key, own in KEYS.items() if "enum" in own}


def test_types_are_those_of_the_schema() -> None:
    names = {float: "number", int: "integer", bool: "boolean", type(None): "null"}
    for name, hint in get_type_hints(Training).items():
        if "Literal" not in str(hint):
            own = [names[one] for one in (get_args(hint) if get_origin(hint) else [hint])]
            assert own == ([KEYS[name]["type"]] if len(own) == 1 else KEYS[name]["type"]), name


@pytest.mark.parametrize("wrong", [DEFAULTS | {"epoch": 3}, {"epochs": 3}])
def test_a_key_too_many_or_too_few_is_an_error(wrong: dict[str, Any]) -> None:
    with pytest.raises(TypeError, match=r"unexpected keyword argument 'epoch'|missing 14 required"):
        Training(**wrong)
    assert Training(**DEFAULTS).epochs == 100

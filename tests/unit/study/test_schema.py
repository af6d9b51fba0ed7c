from typing import Any

import pytest
from helpers import containing

from bindery.errors import InputError
from bindery.study.schema import check, fill_defaults

SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["experiments"],
    "properties": {
        "experiments": {"type": "string"},
        "window": {"description": "Bases that a model sees.", "type": "integer", "default": 201},
        "background": {
            "type": "object",
            "additionalProperties": False,
            "default": {},
            "properties": {"ratio": {"type": "integer", "minimum": 1, "default": 1}},
        },
        "training": {
            "$ref": "#/$defs/training",
            "default": {},
            "properties": {"epochs": {"default": 100}},
        },
        "models": {
            "type": "object",
            "default": {"deepbind": {}},
            "additionalProperties": {
                "type": "object",
                "additionalProperties": False,
                "properties": {
                    "settings": {"type": "object", "default": {}},
                    "training": {"$ref": "#/$defs/training", "default": {}},
                },
            },
        },
    },
    "$defs": {
        "training": {
            "type": "object",
            "additionalProperties": False,
            "properties": {"epochs": {"type": "integer", "minimum": 1}},
        }
    },
}


def filled(config: dict) -> dict:
    fill_defaults(config, SCHEMA)
    return config


def test_defaults_are_filled_in_at_every_depth() -> None:
    assert filled({}) == {
        "window": 201,
        "background": {"ratio": 1},
        "training": {"epochs": 100},
        "models": {"deepbind": {"settings": {}, "training": {}}},
    }


def test_what_is_given_stays() -> None:
    given = {"window": 7, "background": {"ratio": 3}, "models": {"own": {"settings": {"a": 1}}}}
    found = filled(given)
    assert (found["window"], found["background"]) == (7, {"ratio": 3})
    assert found["models"] == {"own": {"settings": {"a": 1}, "training": {}}}


def test_defaults_are_copies() -> None:
    filled({})["models"]["deepbind"]["settings"]["width"] = 9
    assert SCHEMA["properties"]["models"]["default"] == {"deepbind": {}}
    assert filled({})["models"]["deepbind"]["settings"] == {}


def test_good_config_passes() -> None:
    check(filled({"experiments": "a.tsv"}), SCHEMA, "config.yaml")


@pytest.mark.parametrize(
    ("config", "problem"),
    [
        ({"windw": 5}, "unknown key 'windw'; did you mean 'window'?"),
        ({"xyz": 5}, "unknown key 'xyz'; known keys are experiments, window, background"),
        (
            {"background": {"ratoi": 2}},
            "unknown key 'ratoi' under 'background'; did you mean 'ratio'?",
        ),
        (
            {"training": {"epoch": 2}},
            "unknown key 'epoch' under 'training'; did you mean 'epochs'?",
        ),
        (
            {"models": {"own": {"setings": {}}}},
            "unknown key 'setings' under 'models.own'; did you mean",
        ),
        ({"background": {"ratio": 0}}, "'background.ratio': 0 is less than the minimum of 1"),
        ({"window": "wide"}, "'window': 'wide' is not of type 'integer'; Bases that a model sees."),
        ({"window": 201.0}, "'window': 201.0 is not of type 'integer'"),
        ({"window": True}, "'window': True is not of type 'integer'"),
        ({"window": None}, "'window': None is not of type 'integer'"),
        ({"training": None}, "'training': None is not of type 'object'"),
        ({True: 1}, "unknown key 'True'"),
        ({1: 1}, "unknown key '1'"),
    ],
)
def test_first_fault_is_told_in_one_line(config: dict, problem: str) -> None:
    with pytest.raises(InputError, match=containing(problem)) as caught:
        check(filled({"experiments": "a.tsv"} | config), SCHEMA, "config.yaml")
    assert str(caught.value).startswith("config.yaml: ")
    assert "\n" not in str(caught.value)


def test_missing_key_is_named() -> None:
    text = "t.tsv, row 3: key 'experiments' is missing; config/README.md describes every key"
    with pytest.raises(InputError, match=f"^{containing(text)}$"):
        check({}, SCHEMA, "t.tsv", 3)

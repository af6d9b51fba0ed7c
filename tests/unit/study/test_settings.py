import hashlib

import pytest

from bindery.seeds import derive_seed
from bindery.study.settings import (
    deep_merge,
    is_override,
    nested,
    overrides,
    parse_value,
    with_preset,
)


def test_seed_is_of_the_study_and_the_names() -> None:
    digest = hashlib.sha256(b"1\0Reb1\0deepbind\0train").hexdigest()
    assert derive_seed(1, "Reb1", "deepbind", "train") == int(digest[:8], 16) // 2
    assert derive_seed(1, "Reb1", "deepbind", "train") == 1679587406


def test_seeds_differ_by_every_part_and_fit_all_libraries() -> None:
    names = [("a",), ("b",), ("a", "b"), ("ab",), ("a", "")]
    seeds = {derive_seed(seed, *name) for seed in range(200) for name in names}
    assert len(seeds) == 1000
    assert all(0 <= seed < 2**31 for seed in seeds)


def test_merging_is_deep_and_leaves_both_alone() -> None:
    base = {"a": {"b": 1, "c": [1]}, "d": {"e": 2}, "f": 3}
    override = {"a": {"b": 9, "new": {"x": 1}}, "d": None, "f": {"g": 4}}
    merged = deep_merge(base, override)
    assert merged == {"a": {"b": 9, "c": [1], "new": {"x": 1}}, "d": None, "f": {"g": 4}}
    merged["a"]["c"].append(2)
    merged["a"]["new"]["x"] = 2
    assert base == {"a": {"b": 1, "c": [1]}, "d": {"e": 2}, "f": 3}
    assert override["a"]["new"] == {"x": 1}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("201", 201), ("0.5", 0.5), ("true", True), ("null", None), ('["chrI"]', ["chrI"]),
        ("genomic", "genomic"), ("chrI", "chrI"), ("007", "007"), ("1,5", "1,5"), ("NaN", "NaN"),
        ("-Infinity", "-Infinity"),
    ],
)  # fmt: skip
def test_cell_is_read_as_json_or_else_as_text(text: str, value: object) -> None:
    found = parse_value(text)
    assert found == value and type(found) is type(value)


def test_dotted_key_becomes_nested_dicts() -> None:
    assert nested("background.ratio", 2) == {"background": {"ratio": 2}}
    assert nested("window", 101) == {"window": 101}


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ("window", True), ("seed", True), ("target", True), ("background.method", True),
        ("peaks.best", True), ("models.deepbind.settings.width", True), ("peaks", False),
        ("background", False), ("models", False), ("genome.name", False), ("mirrors", False),
        ("jaspar", False), ("baselines", False),
    ],
)  # fmt: skip
def test_columns_that_override_the_config(column: str, expected: bool) -> None:
    assert is_override(column) is expected


def test_overrides_of_a_row_are_merged_and_empty_cells_left_out() -> None:
    row = {
        "experiment": "Reb1",
        "peaks": "a.bed",
        "window": "101",
        "seed": "",
        "training.epochs": "5",
        "training.optimizer": "sgd",
        "split.test": '["chrI", "chrII"]',
    }
    assert overrides(row) == {
        "window": 101,
        "training": {"epochs": 5, "optimizer": "sgd"},
        "split": {"test": ["chrI", "chrII"]},
    }
    assert overrides({"experiment": "Reb1"}) == {}


def test_preset_fills_what_a_genome_leaves_out() -> None:
    presets = {"sacCer3": {"fasta": "http://host/a.fa", "split": {"test": ["chrI"]}}}
    full = {"name": "sacCer3", "aliases": {}, **presets["sacCer3"]}
    assert with_preset("sacCer3", presets) == full
    assert with_preset({"name": "sacCer3", "fasta": "own.fa"}, presets) == full | {
        "fasta": "own.fa"
    }
    assert with_preset({"name": "own", "aliases": {"1": "I"}}, presets) == {
        "name": "own", "aliases": {"1": "I"}
    }  # fmt: skip
    assert with_preset("own", presets) == {"name": "own", "aliases": {}}

"""Published values: read and checked, and taken by the experiments that name them."""

from pathlib import Path

import pytest
from helpers import containing, write_lines

from bindery.errors import InputError
from bindery.study.published_values import Published, read_values


def settings(path: Path, **changed: str) -> dict:
    given = {"file": str(path), "column": "auc", "measure": "auroc", "title": "Old", "source": "X"}
    return given | changed


def table(folder: Path, *rows: tuple) -> Path:
    rows = rows or (("# From a paper.",), ("experiment", "auc"), ("CTCF (a)", 0.98), ("MYC", ""))
    return write_lines(folder / "published.tsv", rows)


def test_values_are_read_past_comments_and_empty_cells(tmp_path: Path) -> None:
    rows = (("# a",), ("other", "experiment", "auc"), ("1", "A", "0.5"), ("",), ("2", "B"))
    assert read_values(settings(table(tmp_path, *rows))) == {"A": 0.5, "B": None}


@pytest.mark.parametrize(
    ("rows", "changed", "problem"),
    [
        ((("experiment", "auc"), ("A", "0.9"), ("A", "0.8")), {}, "row 3: 'A' appears twice; keep"),
        (
            (("experiment", "auc"), ("A", "high")),
            {},
            "row 2: 'high' is not a value of auroc; give a number",
        ),
        (
            (("experiment", "auc"), ("A", "91.2")),
            {},
            "row 2: '91.2' is not a value of auroc; give a number",
        ),
        (
            (("experiment", "auc"), ("A", "-2")),
            {"measure": "pearson"},
            "row 2: '-2' is not a value of pearson; give a number from -1 to 1, or leave the cell",
        ),
        (
            (("# a",), ("experiment", "auc"), ("A", "0.9")),
            {"column": "AUPRC"},
            "row 2: there is no column 'AUPRC'; the columns are experiment, auc; name one",
        ),
        (
            (("name", "auc"),),
            {},
            "row 1: there is no column 'experiment'; the columns are name, auc",
        ),
        ((("# nothing",),), {}, "row 1: there is no column 'experiment'"),
    ],
)
def test_a_bad_file_is_refused_by_row(
    tmp_path: Path, rows: tuple, changed: dict, problem: str
) -> None:
    path = table(tmp_path, *rows)
    with pytest.raises(InputError, match=containing(f"{path}, {problem}")) as caught:
        read_values(settings(path, **changed))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "target", "problem"),
    [
        (
            "CTCF (b)",
            "class",
            "published 'CTCF (b)' has no row in {path}; did you mean 'CTCF (a)'?",
        ),
        ("Zzz", "class", "published 'Zzz' has no row in {path}; empty the cell, or name a row"),
        ("MYC", "class", "published 'MYC' has no value in {path}; empty the cell, or name a row"),
        ("CTCF (a)", "intensity", "'E' has no auroc: its target is intensity; empty the column"),
    ],
)
def test_a_name_without_a_value_is_refused_by_row(
    tmp_path: Path, name: str, target: str, problem: str
) -> None:
    path = table(tmp_path)
    found = Published(settings(path))
    row = {"experiment": "E", "published": name, "skip": ""}
    with pytest.raises(InputError, match=containing(f"t.tsv, row 7: {problem.format(path=path)}")):
        found.take(row, target, "t.tsv", 7)


def test_active_rows_that_name_a_value_have_it(tmp_path: Path) -> None:
    found = Published(settings(table(tmp_path)))
    found.take({"experiment": "A", "published": "", "skip": ""}, "class", "t.tsv", 2)
    found.take({"experiment": "B", "published": "CTCF (a)", "skip": "small"}, "class", "t.tsv", 3)
    problem = f"t.tsv: no experiment names a row of {tmp_path / 'published.tsv'}; name its rows in"
    with pytest.raises(InputError, match=containing(problem)):
        found.check_taken("t.tsv")
    found.take({"experiment": "C", "published": "CTCF (a)", "skip": ""}, "class", "t.tsv", 4)
    found.check_taken("t.tsv")
    assert found.taken == {"C": 0.98}


def test_without_published_values_names_mean_nothing() -> None:
    found = Published(None)
    found.take({"experiment": "C", "published": "any", "skip": ""}, "class", "t.tsv", 2)
    found.check_taken("t.tsv")
    assert found.taken == {}

"""The tables of inputs and of reliability are those of the cases and records."""

from reliability_table import RELIABILITY, record, reliability_table
from tables import INPUTS, cases, inputs_table


def test_the_table_of_inputs_is_written_anew() -> None:
    assert INPUTS.read_text() == inputs_table(), "run `make tables`"


def test_the_table_of_reliability_is_written_anew() -> None:
    assert RELIABILITY.read_text() == reliability_table(list(cases())), "run `make tables`"


def test_no_kill_changed_a_result_or_left_a_process() -> None:
    rows = record("kills")
    assert len(rows) >= 50
    assert {(row["different"], row["alive"]) for row in rows} == {("0", "0")}
    for job in ("training", "calibration"):
        rows = record(f"kills_of_a_{job}")
        assert len(rows) == 5
        assert {(row["model"], row["alive"]) for row in rows} == {("the same bytes", "0")}


def test_there_are_many_and_each_is_named_once() -> None:
    names = [(case.kind, case.name) for case in cases()]
    assert len(names) >= 120
    assert len(names) == len(set(names))

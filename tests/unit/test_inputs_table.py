"""The table of inputs is that of the cases."""

from tables import INPUTS, cases, inputs_table


def test_the_table_of_inputs_is_written_anew() -> None:
    assert INPUTS.read_text() == inputs_table(), "run `make tables`"


def test_there_are_many_and_each_is_named_once() -> None:
    names = [(case.kind, case.name) for case in cases()]
    assert len(names) >= 120
    assert len(names) == len(set(names))

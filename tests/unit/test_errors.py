"""The line that an error is, whatever it cites."""

from bindery.errors import LONGEST, InputError


def test_file_row_problem_and_remedy() -> None:
    assert str(InputError("it is wrong", file="a.bed", row=3, remedy="mend it")) == (
        "a.bed, row 3: it is wrong; mend it"
    )
    assert str(InputError("start '\u00e9 \u4e2d' is odd")) == "start '\u00e9 \u4e2d' is odd"


def test_control_characters_of_a_file_are_written_out() -> None:
    cited = "a\x0bb\nc\rd\x1b[2Je\u2028f\x85g\x00\ud800"
    found = str(InputError(f"name '{cited}' is odd", file="a\tb.bed"))
    assert found == ("a\\tb.bed: name 'a\\x0bb\\nc\\rd\\x1b[2Je\\u2028f\\x85g\\x00\\ud800' is odd")
    assert len(found.splitlines()) == 1 and found.isprintable()


def test_a_cell_of_any_length_leaves_the_remedy_in_sight() -> None:
    found = str(InputError(f"'{'x' * 10**6}' is no number", remedy="mend it"))
    assert len(found) < LONGEST + 50 and found.endswith("x [...]; mend it")

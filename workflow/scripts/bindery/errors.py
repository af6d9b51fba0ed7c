"""Errors that a user can act on: one line, which file, which row, what is wrong, what to do."""

from os import PathLike


class InputError(Exception):
    """Something that the user gave is wrong; its text is one line that says how to mend it."""

    def __init__(
        self,
        problem: str,
        *,
        file: str | PathLike | None = None,
        row: int | None = None,
        remedy: str | None = None,
    ):
        """Build the line.

        Args:
            problem: what is wrong.
            file: where it is wrong.
            row: the line of that file, counted from 1 as editors do.
            remedy: what to do about it.
        """
        place = "" if file is None else f"{file}{'' if row is None else f', row {row}'}: "
        super().__init__(f"{place}{problem}{'' if remedy is None else f'; {remedy}'}")

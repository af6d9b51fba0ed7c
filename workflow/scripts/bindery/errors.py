"""Errors that a user can correct: one line with the file, the row, the problem and the remedy."""

from os import PathLike


class InputError(Exception):
    """The user's input is wrong; the message is one line that says how to correct it."""

    def __init__(
        self,
        problem: str,
        *,
        file: str | PathLike | None = None,
        row: int | None = None,
        remedy: str | None = None,
    ):
        """Compose the message.

        Args:
            problem: what is wrong.
            file: the file with the problem.
            row: the line of that file, counted from 1.
            remedy: how to correct it.
        """
        where = "" if file is None else f"{file}{'' if row is None else f', row {row}'}: "
        super().__init__(f"{where}{problem}{'' if remedy is None else f'; {remedy}'}")

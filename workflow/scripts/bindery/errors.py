"""Errors that a user can correct: one line with the file, the row, the problem and the remedy."""

from os import PathLike

# Characters of a problem that are shown: it may cite a cell of any length.
LONGEST = 2000


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
        what = problem if len(problem) <= LONGEST else f"{problem[:LONGEST]} [...]"
        super().__init__(_in_line(f"{where}{what}{'' if remedy is None else f'; {remedy}'}"))


def _in_line(text: str) -> str:
    """A text whose control characters, such as line breaks in what it cites, are written out."""
    if text.isprintable():
        return text
    return "".join(own if own.isprintable() else _escaped(own) for own in text)


def _escaped(letter: str) -> str:
    return letter.encode("unicode_escape").decode("ascii")

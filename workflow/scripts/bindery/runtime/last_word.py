"""Errors as the last thing on the terminal: one line for each failed job, after Snakemake's own.

Standard library only, see `settings`.
"""

import atexit
import logging
import re
from typing import Any

from bindery.runtime import job_lines

# Snakemake's words for an error of the study that was found when it parsed, or by a function of a
# rule's input: the error's line, then places in the code.
OF_STUDY = (
    re.compile(r'WorkflowError in file "[^\n]*\.smk", line \d+:\n([^\n]+)\n  File '),
    re.compile(r"InputFunctionException in [^\n]*\nError:\s+WorkflowError:\n\s*([^\n]+)"),
)
SHOWN = 5


class LastWord(logging.Filter):
    """Filter of Snakemake's handler for the terminal, which drops nothing.

    It shortens the study's errors to their line, and collects those of failed jobs.
    """

    def __init__(self) -> None:
        """Create a filter that has seen no error."""
        super().__init__()
        self.errors: dict[int, list[str]] = {}

    def filter(self, record: Any) -> bool:
        """Note a failed job, or one that has succeeded after all; let the message pass."""
        event = getattr(record, "event", None)
        if event == "job_error":
            self.note(record.jobid, *job_lines.error_in(record.log))
        elif event == "job_finished":
            self.errors.pop(getattr(record, "job_id", -1), None)
        elif found := next(filter(None, (one.match(str(record.msg)) for one in OF_STUDY)), None):
            record.msg = f"WorkflowError:\n{found[1].strip()}"
        return True

    def note(self, job: int, lines: list[str], is_of_package: bool) -> None:
        """Keep the package's errors in a failed job's log."""
        self.errors[job] = lines if is_of_package else []

    def lines(self) -> list[str]:
        """The errors, each once; of many the last ones."""
        found = list(dict.fromkeys(line for own in self.errors.values() for line in own))
        left = len(found) - SHOWN
        return [f"... {left} more errors above", *found[-SHOWN:]] if left > 0 else found

    def speak(self, stream: Any) -> None:
        """Print the errors, if there are any."""
        if (lines := self.lines()) and not stream.closed:
            stream.write("\n".join(["", *lines, ""]))
            stream.flush()


def handler_of(workflow: Any) -> Any:
    """Snakemake's handler for the terminal.

    None in the jobs of a run, in a workflow that imports this one, and if another logger writes to
    the terminal.
    """
    if workflow.exec_mode.name != "DEFAULT" or not workflow.modifier.is_main_snakefile():
        return None
    handlers = workflow.logger_manager.logger.handlers
    return next((one for one in handlers if one.name == "DefaultStreamHandler"), None)


def listen(usual: Any) -> LastWord:
    """Print the errors of a run when the process ends, since Snakemake prints more after them.

    Args:
        usual: Snakemake's handler for the terminal.

    Returns:
        What it listens by; the same one if it is asked for again.
    """
    word = next((one for one in usual.filters if isinstance(one, LastWord)), None)
    if word is not None:
        return word
    word = LastWord()
    # Before its own filter, which drops messages that a user does not want.
    usual.filters.insert(0, word)
    atexit.register(word.speak, usual.stream)
    return word

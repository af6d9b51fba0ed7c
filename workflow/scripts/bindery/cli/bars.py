"""A progress bar on a terminal, none in a pipe. Rich is imported only where there is a terminal."""

import contextlib
import sys
from collections.abc import Callable, Iterator


@contextlib.contextmanager
def progress(what: str) -> Iterator[Callable[[int, int | None], None]]:
    """Yield a function that is told how many are done, of how many (None if that is not known).

    The bar is on standard error and is removed at the end, so that a table on standard output
    stays whole.

    Args:
        what: what is done, such as "scoring".
    """
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress

    shown = (*Progress.get_default_columns(), MofNCompleteColumn())
    with Progress(*shown, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)

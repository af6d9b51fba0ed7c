"""Where libraries keep their own files: in scratch, not in the user's home.

A home on a network disk is slow, often full, and not there on some nodes. It also holds settings
of Keras that would decide results. Standard library only, see `settings`.
"""

import atexit
import os
import shutil
import tempfile
from collections.abc import MutableMapping
from pathlib import Path

# Of Matplotlib (fonts found) and Keras (settings). A user who sets them keeps them.
VARIABLES = ("MPLCONFIGDIR", "KERAS_HOME")
# Of Numba (what it compiled), which keeps it beside the code where that can be written to.
COMPILED = "NUMBA_CACHE_DIR"
CODE = Path(__file__).parents[1]
OURS = "BINDERY_SCRATCH"


def prepare(environment: MutableMapping[str, str] = os.environ) -> None:
    """Point libraries to a folder under TMPDIR that goes when this process does.

    A job of a local run shares the folder of the run. A job on a node inherits the name of one
    that may be on another machine, and makes its own.

    Args:
        environment: of this process, for it and its children.
    """
    former = environment.get(OURS)
    if former and Path(former).is_dir():
        return
    folder = tempfile.mkdtemp(prefix="bindery-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    variables = VARIABLES if os.access(CODE, os.W_OK) else (*VARIABLES, COMPILED)
    for variable in variables:
        given = environment.get(variable)
        if given is None or (former and Path(given).parent == Path(former)):
            environment[variable] = str(Path(folder) / variable.lower())
    environment[OURS] = folder

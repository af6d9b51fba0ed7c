"""Keep the libraries' own files in scratch, not in the user's home.

A home on a network disk is slow, often full, and missing on some nodes. It may also hold settings
of Keras that would change results. Standard library only, see `settings`.
"""

import atexit
import os
import shutil
import tempfile
from collections.abc import MutableMapping
from pathlib import Path

# Folders of Matplotlib (list of fonts) and Keras (settings). If the user has set them, they stay.
VARIABLES = ("MPLCONFIGDIR", "KERAS_HOME")
# Numba's folder of compiled code, used where the folder of the source cannot be written to.
COMPILED = "NUMBA_CACHE_DIR"
CODE = Path(__file__).parents[1]
OURS = "BINDERY_SCRATCH"


def prepare(environment: MutableMapping[str, str] = os.environ) -> None:
    """Make libraries use a folder under TMPDIR, which is removed when this process ends.

    Jobs of a local run share the folder of the run. A job on a cluster node inherits the name of a
    folder that may be on another machine; it then makes its own.

    Args:
        environment: environment of this process and its children.
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

"""Python imports this at its start: each process says what its start-up took when it ends.

Start-up is the interpreter's, and all imports of the main thread, wherever in the code they stand.
It writes a JSON file into the folder of the environment variable START_UP_FOLDER: the program, and
CPU seconds of the interpreter, of imports, and of all.
"""

import atexit
import builtins
import importlib
import json
import os
import sys
import threading
import time


def counting(function, spent, main):
    """A function that imports, which adds its CPU seconds to `spent` unless another does."""

    def counted(*arguments, **named):
        if spent["within"] or threading.get_ident() != main:
            return function(*arguments, **named)
        spent["within"] = True
        started = time.process_time()
        try:
            return function(*arguments, **named)
        finally:
            spent["imports"] += time.process_time() - started
            spent["within"] = False

    return counted


def write(folder, spent):
    """Write what this process has spent."""
    found = {"program": sys.argv[0], "cpu": time.process_time(), **spent}
    # A system soon gives a process number again.
    name = f"{time.time_ns()}.{os.getpid()}.json"
    with open(os.path.join(folder, name), "w") as file:
        json.dump(found, file)


def start(folder):
    """Count from here on."""
    spent = {"interpreter": time.process_time(), "imports": 0.0, "within": False}
    for module, name in ((builtins, "__import__"), (importlib, "import_module")):
        setattr(module, name, counting(getattr(module, name), spent, threading.get_ident()))
    atexit.register(write, folder, spent)


if "START_UP_FOLDER" in os.environ:
    start(os.environ["START_UP_FOLDER"])

"""Snakemake in forks of a process that has imported it: each run takes a second less."""

import functools
import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

SECONDS = 600


@functools.cache
def _server() -> subprocess.Popen:
    """The process that forks, once a run is asked for."""
    pipe = subprocess.PIPE
    return subprocess.Popen([sys.executable, __file__], stdin=pipe, stdout=pipe, text=True)


def stop() -> None:
    """End that process, if there is one."""
    if _server.cache_info().currsize:
        _server().communicate()


def run(arguments: list[str], folder: Path, environment: dict[str, str]) -> tuple[int, str]:
    """Run Snakemake; return its exit code, and what it printed: stdout, then stderr."""
    with tempfile.TemporaryDirectory() as own:
        outputs = [f"{own}/{name}" for name in ("stdout", "stderr")]
        request = [arguments, str(folder), environment, outputs]
        print(json.dumps(request), file=_server().stdin, flush=True)
        code = int(_server().stdout.readline())
        return code, "".join(Path(output).read_text() for output in outputs)


def _serve() -> None:
    from snakemake import cli

    for line in sys.stdin:
        arguments, folder, environment, outputs = json.loads(line)
        child = os.fork()
        if child == 0:
            signal.alarm(SECONDS)
            for number, path in enumerate((os.devnull, *outputs)):
                os.dup2(os.open(path, os.O_RDWR | os.O_CREAT), number)
            os.chdir(folder)
            os.environ.clear()
            os.environ.update(environment)
            sys.argv[1:] = arguments
            cli.main()
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


if __name__ == "__main__":
    _serve()

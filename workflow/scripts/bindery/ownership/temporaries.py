"""Names of files that are being written: hidden, beside the final file, and unguessable.

A name tells the machine and the process of its writer, so that a later one can remove what a killed
process left. Standard library only.
"""

import hashlib
import os
import re
import secrets
import socket
import time
from pathlib import Path

# Bytes of a file's name on common disks.
LONGEST = 255
# Machine, process, random letters, and the end of the final name.
NAME = re.compile(r"\.(?P<machine>[0-9a-f]{8})-(?P<pid>\d+)-[0-9a-f]{16}\.(?P<end>.+)")
# Seconds after which a file that a process of another machine does not write to was left by it.
LEFT_AFTER = 86400.0


def machine() -> str:
    """This machine, or container, which has process numbers of its own."""
    try:
        namespace = os.readlink("/proc/self/ns/pid")
    except OSError:
        namespace = ""
    return hashlib.sha256(f"{socket.gethostname()} {namespace}".encode()).hexdigest()[:8]


def _end(final: Path, prefix: str) -> str:
    """As much of the final name's end as fits, since libraries go by a file's ending."""
    end = final.name.encode()[-(LONGEST - len(prefix)) :]
    return end.decode(errors="ignore")


def create(final: Path) -> Path:
    """Make an empty file beside the final one, under a new name; links are not followed."""
    prefix = f".{machine()}-{os.getpid()}-{secrets.token_hex(8)}."
    path = final.with_name(prefix + _end(final, prefix))
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    os.close(os.open(path, flags, 0o666))
    return path


def final_of(path: str) -> str:
    """The path that a file will have when it is whole; any other path unchanged."""
    folder, name = os.path.split(path)
    match = NAME.fullmatch(name)
    return os.path.join(folder, match["end"]) if match else path


def sweep(final: Path) -> list[Path]:
    """Remove what killed processes left of a final file; return the paths.

    A file of a process that lives, or of another machine within a day, stays.
    """
    own, found = machine(), []
    for path in final.parent.iterdir():
        match = NAME.fullmatch(path.name)
        if match and final.name.endswith(match["end"]) and _is_left(path, match, own):
            path.unlink(missing_ok=True)
            found.append(path)
    return found


def _is_left(path: Path, match: re.Match, own: str) -> bool:
    if match["machine"] == own:
        return not _lives(int(match["pid"]))
    try:
        return time.time() - path.lstat().st_mtime > LEFT_AFTER
    except FileNotFoundError:
        return False


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True

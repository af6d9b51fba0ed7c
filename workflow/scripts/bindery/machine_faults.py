"""Faults of the machine, in one line: what ran out, of which path, and what to do.

Standard library only, see `study.settings`.
"""

import errno
import os
import resource
import shutil
import tempfile
from pathlib import Path

# Words of libraries that raise errors of their own, without a number.
FULL = ("No space left on device", "errno = 28", "Disk quota exceeded")
OUT_OF_MEMORY = ("ResourceExhausted", "out of memory", "Unable to allocate", "bad_alloc", "OOM")
PARENTS = 40


def line_of(error: BaseException) -> str | None:
    """The line about an error that is the machine's fault; None for any other error."""
    text = f"{type(error).__name__}: {error}"
    if isinstance(error, MemoryError) or any(word in text for word in OUT_OF_MEMORY):
        return _memory(error)
    if not isinstance(error, OSError):
        return None
    path = _path(error)
    if error.errno == errno.EDQUOT or FULL[2] in text:
        return f"{path}: your quota of this disk is used up; remove files, then run again"
    if error.errno == errno.ENOSPC or any(word in text for word in FULL):
        return f"{path}: the disk is full{_left(path)}; make room, or {_elsewhere(path)}"
    told = {
        errno.EROFS: "the disk can only be read; write the results elsewhere (pathvars.results)",
        errno.EACCES: "permission denied; have it granted, or write elsewhere",
        errno.EPERM: "permission denied; have it granted, or write elsewhere",
        errno.EMFILE: "too many open files; raise `ulimit -n`",
        errno.ENFILE: "too many files are open on this machine; wait, or run fewer jobs at once",
        errno.EFBIG: "the file is larger than this disk or `ulimit -f` allows",
        errno.ENAMETOOLONG: "the name is longer than this disk allows; give shorter names",
        errno.EIO: "the disk failed to read or write; check it, and run again",
        errno.ESTALE: "the shared disk lost the file; run again",
    }
    if error.errno in told:
        return f"{path}: {told[error.errno]}"
    return None


def _path(error: OSError) -> str:
    for name in (error.filename2, error.filename):
        if name:
            return os.fsdecode(name) if isinstance(name, bytes) else str(name)
    return "a file that is written"


def _folder(path: str) -> Path | None:
    """The folder of a path, or the next one above it that exists."""
    own = Path(path)
    return next((one for one in [own, *own.absolute().parents][:PARENTS] if one.is_dir()), None)


def _left(path: str) -> str:
    folder = _folder(path) if os.sep in path else None
    if folder is None:
        return ""
    return f" ({shutil.disk_usage(folder).free >> 20} MiB left)"


def _elsewhere(path: str) -> str:
    scratch = tempfile.gettempdir()
    if path.startswith(f"{scratch}{os.sep}"):
        return "set TMPDIR to another disk"
    return "write the results elsewhere (pathvars.results), then run again"


def _memory(error: BaseException) -> str:
    """The line about memory that ran out, with the smallest limit that is known."""
    limits = [
        f"this process may have {amount >> 20} MiB ({name})"
        for name, amount in _memory_limits()
        if amount
    ]
    detail = next(iter(str(error).splitlines()), "")
    own = f" ({detail})" if detail else ""
    return "; ".join(
        [
            f"memory ran out{own}",
            *limits[:1],
            "run fewer jobs at once (--cores), give the job more (--set-resources RULE:mem_mb=...),"
            " or lower training.batch_size",
        ]
    )


def _memory_limits() -> list[tuple[str, int]]:
    """Limits of this process in bytes, the smallest first."""
    found = []
    soft = resource.getrlimit(resource.RLIMIT_AS)[0]
    if soft != resource.RLIM_INFINITY:
        found.append(("ulimit -v", soft))
    for file in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        try:
            text = Path(file).read_text().strip()
        except OSError:
            continue
        if text.isdigit() and int(text) < 1 << 60:
            found.append(("the limit of its control group", int(text)))
    found.append(("all of this machine", os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")))
    return sorted(found, key=lambda pair: pair[1])

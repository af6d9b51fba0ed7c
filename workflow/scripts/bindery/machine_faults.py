"""Faults of the machine, in one line: what ran out, of which path, and what to do.

Standard library only, see `study.settings`.
"""

import errno
import os
import re
import resource
import shutil
import tempfile
from pathlib import Path

from bindery.ownership.temporaries import final_of

# Words of libraries that raise errors of their own, without a number.
FULL = ("No space left on device", "errno = 28", "Disk quota exceeded")
OUT_OF_MEMORY = ("ResourceExhausted", "out of memory", "Unable to allocate", "bad_alloc", "OOM")
MORE_MEMORY = (
    "run fewer jobs at once (--cores), give the job more (--set-resources RULE:mem_mb=...), or "
    "lower training.batch_size"
)
# HDF5 tells the number of the system's error in its text alone.
OF_HDF5 = re.compile(r"errno = (\d+)")
FILE_OF_HDF5 = re.compile(r"filename = '([^']+)'")
# Faults that are told even where closing the file raised another error afterwards.
WHILE_WRITING = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS)
PARENTS = 40


def name_path(error: BaseException, path: str | os.PathLike) -> None:
    """Raise an OSError that names a path, if an error without one came from writing that file."""
    found = _number(error)
    if found in WHILE_WRITING and not getattr(error, "filename", None):
        raise OSError(found, os.strerror(found), os.fspath(path)) from error


def unwritable(folder: str | os.PathLike) -> str | None:
    """The line about a folder that cannot be written to, or made; None if it can."""
    path = os.fspath(folder)
    own = _folder(path)
    if own is None or os.access(own, os.W_OK | os.X_OK):
        return None
    read_only = os.statvfs(own).f_flag & os.ST_RDONLY
    return line_of(OSError(errno.EROFS if read_only else errno.EACCES, "", path))


def _number(error: BaseException | None) -> int | None:
    """The system's number of an error, or of one while which it was raised, if a disk's fault."""
    while error is not None:
        told = OF_HDF5.search(str(error)) if isinstance(error, OSError | RuntimeError) else None
        number = int(told[1]) if told else getattr(error, "errno", None)
        if number in WHILE_WRITING:
            return number
        error = error.__cause__ or error.__context__
    return None


def line_of(error: BaseException) -> str | None:
    """The line about an error that is the machine's fault; None for any other error."""
    text = f"{type(error).__name__}: {error}"
    if isinstance(error, MemoryError) or any(word in text for word in OUT_OF_MEMORY):
        return _memory(error)
    if not isinstance(error, OSError):
        found = _number(error)
        return line_of(OSError(found, os.strerror(found))) if found else None
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
    of_hdf5 = FILE_OF_HDF5.search(str(error))
    for name in (error.filename2, error.filename, of_hdf5 and of_hdf5[1]):
        if name:
            return final_of(os.fsdecode(name) if isinstance(name, bytes) else str(name))
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
            MORE_MEMORY,
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

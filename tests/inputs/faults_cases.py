"""Faults of the machine: what gives out while a job runs, and what Bindery says of it."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Case:
    """A fault and the line it ends in.

    Attributes:
        kind: kind of input.
        name: the fault, in words.
        expected: the beginning of the last line that the user sees.
        given: what the test needs: `target` of the run; `limits` as `prlimit`
            takes them, or `room`, the bytes left on the results' disk; with neither, that disk can
            only be read.
    """

    kind: str
    name: str
    expected: str
    given: dict[str, Any] = field(default_factory=dict)


KIND = "faults of the machine"
TENSOR, MODEL = "REST/tensor.h5", "REST/deepbind/model.keras"
CASES = [
    Case(
        *(KIND, "the disk is full while a tensor is written"),
        "ERROR results/tiny/REST/tensor.h5: the disk is full (0 MiB left); make room, or write the "
        "results elsewhere (pathvars.results)",
        {"target": TENSOR, "room": 100 << 10},
    ),
    Case(
        *(KIND, "the disk is full while a model is written"),
        "ERROR results/tiny/REST/deepbind/model.keras: the disk is full (0 MiB left); make room",
        {"target": MODEL, "room": 60 << 10},
    ),
    Case(
        *(KIND, "the disk of the results can only be read"),
        "results/tiny: the disk can only be read; write the results elsewhere (pathvars.results)",
        {"target": TENSOR},
    ),
    Case(
        *(KIND, "a tensor is larger than `ulimit -f` allows"),
        "ERROR results/tiny/REST/tensor.h5: the file is larger than this disk or `ulimit -f` "
        "allows",
        {"target": TENSOR, "limits": ["--fsize=400000"]},
    ),
    Case(
        *(KIND, "memory ends in Python, by `ulimit -v`"),
        "ERROR memory ran out; this process may have 1430 MiB (ulimit -v); run fewer jobs at once",
        {"target": MODEL, "limits": ["--as=1500000000"]},
    ),
    Case(
        *(KIND, "memory ends in a library, which ends the job, by `ulimit -v`"),
        "ERROR train REST deepbind was ended by SIGABRT, perhaps because memory ran out; run "
        "fewer jobs at once (--cores), give the job more (--set-resources train:mem_mb=",
        {"target": MODEL, "limits": ["--as=2000000000"]},
    ),
]

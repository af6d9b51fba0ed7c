"""Resources that jobs ask a cluster for: functions of their inputs and of the attempt."""

import math

# Inputs of rule build_tensor that are held in memory; of a genome only windows are read.
HELD_INPUTS = (
    *registry.files(),
    *("others", "profiles"),
)


def megabytes(files):
    """Size of those files that are there; a group of jobs is sized before its inner files."""
    sizes = (Path(file).stat().st_size for file in files if Path(file).is_file())
    return sum(sizes) / 1e6


def growing(base, each=0, of=("tensor",)):
    """A function for `mem_mb` or `runtime` (minutes): `base`, and more for large inputs.

    A job that ran out of either is tried again with twice, then thrice as much.

    Args:
        base: what a small job needs.
        each: what a megabyte adds.
        of: names of the inputs whose megabytes count.
    """

    def asked(wildcards, input, attempt):
        named = dict(input.items())
        files = [file for name in of if name in named for file in listed(named[name])]
        return math.ceil(base + each * megabytes(files)) * attempt

    return asked


def where_calibrated(calibrated, given):
    """One function for models whose settings are searched, another where they are given."""

    def asked(wildcards, input, attempt):
        found = STUDY.calibration(wildcards.experiment, wildcards.model)
        return (calibrated if found else given)(wildcards, input, attempt)

    return asked


def listed(files):
    """The files of a named input, which is one path or several."""
    return [files] if isinstance(files, str) else list(files)

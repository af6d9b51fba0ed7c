"""The config's designs, checked when Snakemake parses.

Standard library only, see `settings`.
"""

import math
import re
from typing import TYPE_CHECKING, Any

from bindery.errors import InputError
from bindery.given.restriction_sites import enzymes, site_of

if TYPE_CHECKING:
    from bindery.study.study import Study

GRADIENT = "gradient"
# Keys that input optimisation does not read, and their value where they are not given.
OF_SEARCHES: dict[str, Any] = {"changes": None, "keep": [], "gc": None, "forbid": []}
CHANGES, COUNT = 10, 20
# Letters of IUPAC for DNA and RNA.
LETTERS = frozenset("ACGTUNRYSWKMBDHV")
_PART = re.compile(r"(\d+)(?:-(\d+))?")


def check_designs(study: "Study", file: str) -> None:
    """Raise InputError if a design of a study cannot be made; the error names the config.

    Args:
        study: the study, checked otherwise.
        file: name of the config, for errors.
    """
    for name, design in study.config["design"].items():
        key = f"design.{name}"
        _check_keys(key, design, file)
        _check_words(key, design, file)
        ranges_of(design["keep"], key, file)
        _check_names(key, design, study, file)
        for experiment, model in designed_by(study, name):
            _check_model(key, design, study, file, experiment, model)


def designed_by(study: "Study", name: str) -> list[tuple[str, str]]:
    """Experiment and model of each active deep model that makes a design."""
    design = study.config["design"][name]
    return [
        (experiment, model)
        for experiment in study.active
        if experiment != design["against"] and experiment in (design["experiments"] or [experiment])
        for model in study.of_bases(experiment)
        if model in (design["models"] or [model])
        and (not design["against"] or model in study.of_bases(design["against"]))
    ]


def ranges_of(given: list, key: str = "design", file: str | None = None) -> list[list[int]]:
    """First and last position, from 1, of each part in the config's `keep`."""
    found = []
    for part in given:
        fits = _PART.fullmatch(str(part).replace(" ", ""))
        first, last = (int(fits[1]), int(fits[2] or fits[1])) if fits else (0, 0)
        if not 1 <= first <= last:
            raise InputError(
                f"{key}.keep: '{part}' is no part of a sequence",
                file=file,
                remedy='give positions counted from 1, as in "10-20" or 35',
            )
        found.append([first, last])
    return found


def settings_of(study: "Study", name: str, experiment: str, model: str) -> dict:
    """Plain settings of a design by one model, with defaults filled in."""
    design = study.config["design"][name]
    found = {
        "window": study.window(experiment, model),
        "architectures": study.architectures_of(experiment, model),
        "sequence": design["sequence"],
        "count": design["count"] or COUNT,
        "direction": design["direction"],
        "seed": study.study_seed("design", name),
    }
    if design["search"] == GRADIENT:
        return {**found, "penalty": design["penalty"]}
    return {
        **found,
        "search": design["search"],
        "changes": design["changes"] or CHANGES,
        "keep": ranges_of(design["keep"]),
        "gc": design["gc"],
        "forbid": design["forbid"],
        "width": design["width"],
        "population": design["population"],
        "generations": design["generations"],
    }


def _check_keys(key: str, design: dict, file: str) -> None:
    if design["sequence"] and design["file"]:
        raise InputError(f"{key} has both sequence and file", file=file, remedy="give one of them")
    if design["count"] and (design["sequence"] or design["file"]):
        raise InputError(
            f"{key}.count is the number of random sequences, and the start is given",
            file=file,
            remedy="leave out count, or sequence and file",
        )
    if design["search"] == GRADIENT:
        for other, absent in OF_SEARCHES.items():
            if design[other] != absent:
                raise InputError(
                    f"{key}.{other} has no effect on search: gradient",
                    file=file,
                    remedy="leave it out, or search by greedy, beam or evolution",
                )
    gc = design["gc"]
    if gc and gc[0] > gc[1]:
        raise InputError(f"{key}.gc: {gc} is no range", file=file, remedy="give the smaller first")


def _check_words(key: str, design: dict, file: str) -> None:
    for word in design["forbid"]:
        if site_of(word) is None and not set(word.upper()) <= LETTERS:
            near = [one for one in enzymes() if one[:3].lower() == word[:3].lower()][:5]
            meant = f"; enzymes such as {', '.join(near)} are known" if near else ""
            raise InputError(
                f"{key}.forbid: '{word}' is neither IUPAC's letters nor a known restriction enzyme",
                file=file,
                remedy=f"give the letters of its site{meant}",
            )


def _check_names(key: str, design: dict, study: "Study", file: str) -> None:
    against = [design["against"]] if design["against"] else []
    for name in [*design["experiments"], *against]:
        if name not in study.experiments:
            raise InputError(
                f"{key}: there is no experiment '{name}' in {study.table}",
                file=file,
                remedy="correct the name, or add a row",
            )
    for name in design["models"]:
        if name not in study.config["models"]:
            raise InputError(
                f"{key}: there is no model '{name}'",
                file=file,
                remedy=f"the config has {', '.join(study.config['models'])}",
            )


def _check_model(
    key: str, design: dict, study: "Study", file: str, experiment: str, model: str
) -> None:
    """Raise InputError if a design does not fit the window of one model, or the other's."""
    window = study.window(experiment, model)
    against = design["against"]
    if against:
        other = study.window(against, model), study.target(against)
        if other != (window, study.target(experiment)):
            raise InputError(
                f"{key}: '{model}' reads {window} bases for targets of {study.target(experiment)} "
                f"in '{experiment}', and {other[0]} for targets of {other[1]} in '{against}'",
                file=file,
                remedy="subtract scores of models of one window and kind of target",
            )
    length = len(design["sequence"]) if design["sequence"] else window
    if length > window:
        raise InputError(
            f"{key}.sequence has {length} bases, more than the window of {window} of '{model}'",
            file=file,
            remedy="cut it to what the model is to see",
        )
    if design["file"] is None:
        _check_length(key, design, length, file)


def _check_length(key: str, design: dict, length: int, file: str) -> None:
    """Raise InputError if constraints cannot hold for sequences of a length."""
    kept: set[int] = set()
    for first, last in ranges_of(design["keep"]):
        kept |= set(range(first, last + 1))
    if kept and max(kept) > length:
        raise InputError(
            f"{key}.keep reaches to position {max(kept)} of a start of {length} bases",
            file=file,
            remedy="give positions of the start, counted from 1",
        )
    if len(kept) == length:
        raise InputError(f"{key}.keep leaves no base to change", file=file, remedy="keep fewer")
    if design["gc"]:
        low, high = (share * length for share in design["gc"])
        if math.ceil(low - 1e-9) > math.floor(high + 1e-9):
            raise InputError(
                f"{key}.gc: {design['gc']} holds for no sequence of {length} bases",
                file=file,
                remedy="give a wider range",
            )

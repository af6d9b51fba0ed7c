"""The model card of a model that another project trained."""

from os import PathLike
from pathlib import Path
from typing import Any, NamedTuple

from bindery import __version__
from bindery.errors import InputError
from bindery.exchange.card import FORMAT, NOT_STATED, VERSION
from bindery.exchange.foreign_files import ForeignFile
from bindery.files import sha256
from bindery.models import keras_files
from bindery.targets.kinds import kind_of

UNKNOWN = {
    "quarter": "0.25 of each base",
    "zero": "0 in all channels",
}


class Stated(NamedTuple):
    """What a user says of a model of another project, which its file does not tell.

    Attributes:
        name: its name, such as `ALX4`.
        protein: the protein; the name if None.
        outputs: names of its outputs; numbers if empty.
        licence: of its data.
        note: anything else: where it is from, what it was trained on.
        assembly: name of the genome that it was trained on.
    """

    name: str
    protein: str | None = None
    outputs: tuple[str, ...] = ()
    licence: str | None = None
    note: str | None = None
    assembly: str | None = None


def card_of_foreign(
    *,
    model: str | PathLike,
    source: str | PathLike,
    foreign: ForeignFile,
    bases: str,
    unknown: str,
    target: str,
    stated: Stated,
    outputs: int,
) -> dict[str, Any]:
    """The card of an imported model.

    Args:
        model: the imported model, `.keras`.
        source: the other project's file.
        foreign: what was read from it.
        bases: the order of its channels.
        unknown: what an unknown base was to it.
        target: kind of target.
        stated: see `Stated`.
        outputs: number of its outputs.

    Raises:
        InputError: another number of outputs is named than there are.
    """
    file = keras_files.describe(model)
    named = list(stated.outputs)
    if named and len(named) != outputs:
        raise InputError(
            f"the model has {outputs} outputs, and {len(named)} names are given", file=source
        )
    if not named:
        named = [stated.name] if outputs == 1 else [f"output_{n}" for n in range(1, outputs + 1)]
    return {
        "format": FORMAT,
        "version": VERSION,
        "name": stated.name,
        "origin": "imported",
        "note": stated.note,
        "protein": stated.protein or stated.name,
        "window": file.window,
        "strands": file.strands,
        "target": target,
        "outputs": named,
        "score": "log-odds" if kind_of(target).binary else "on a scale of its own",
        "bases": bases,
        "unknown": UNKNOWN.get(unknown, f"1 in channel {unknown}"),
        "genome": {"name": stated.assembly, "aliases": {}} if stated.assembly else None,
        "architecture": {
            "name": "imported",
            "parameters": file.parameters,
            "layers": file.layers,
        },
        "digests": {"weights": file.weights},
        "source": {
            "source file": Path(source).name,
            "source sha256": sha256(source),
            "source Keras": foreign.major,
            "source backend": foreign.backend or NOT_STATED,
        },
        "versions": {"bindery": __version__, "keras": file.keras},
        "licence": stated.licence or NOT_STATED,
    }

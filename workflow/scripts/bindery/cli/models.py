"""From MODEL on the command line to a loaded model, and what is known of it.

Keras is imported only by `load`, after its backend was chosen.
"""

import contextlib
import importlib.util
import logging
import os
from collections.abc import Iterator, Sequence
from os import PathLike
from pathlib import Path
from typing import Any, NamedTuple

from bindery.errors import InputError
from bindery.exchange import resolve, trained_folder
from bindery.exchange.archive import is_archive
from bindery.exchange.card import CARD, aliases_of, read_card
from bindery.models import keras_files

logger = logging.getLogger(__name__)

# Backends of Keras, in the order in which they are tried.
BACKENDS = ("tensorflow", "jax", "torch")
GIVE = "give a model's folder, such as results/mine/CTCF/auto, or its model.keras"


class Chosen(NamedTuple):
    """A model that a user named.

    Attributes:
        path: its folder, or its `.keras` file.
        window: bases that it reads.
        target: kind of its target; `class` where nothing tells.
        aliases: chromosome names in the user's files -> the genome's, as far as the model's card
            tells; None if it has none.
        flanks: letters that all sequences of its training began and ended with, as far as the card
            tells.
    """

    path: Path
    window: int
    target: str
    aliases: dict[str, str] | None
    flanks: tuple[str, str] = ("", "")

    @property
    def loadable(self) -> Path:
        """What `load_model` is given: a folder tells the file of a user's own architecture."""
        return self.path.parent if self.path.name == "model.keras" else self.path

    @property
    def name(self) -> str:
        """A name for files: `CTCF_auto` of results/mine/CTCF/auto, or that of the file."""
        place = self.loadable.resolve()
        return f"{place.parent.name}_{place.name}" if place.is_dir() else place.stem


def chosen(model: str) -> Chosen:
    """Find a model, without Keras.

    Args:
        model: a model's folder, a `.keras` file, or an archive of models with a name after `#`.

    Raises:
        InputError: there is no model, it is a baseline, or it is damaged.
    """
    file, _ = resolve.divided(model)
    path = Path(file)
    if path.is_file() and is_archive(path):
        path = resolve.resolve(model)
    if (path / "model.npz").is_file():
        raise InputError(
            "this is a baseline, not a deep model", file=path, remedy="give a deep model's folder"
        )
    network = path / "model.keras" if path.is_dir() else path
    if not network.is_file():
        what = "there is no model.keras in this folder" if path.is_dir() else "there is no model"
        raise InputError(what, file=model, remedy=GIVE)
    window = keras_files.describe(network).window
    if window is None:
        raise InputError("this model does not read sequences of one length", file=network)
    card = {}
    if network.name == "model.keras" and network.with_name(CARD).is_file():
        card = read_card(network.parent)
    metrics = trained_folder.read(path).get("metrics") or {}
    target = card.get("target") or metrics.get("target") or "class"
    before, after = card.get("flanks") or ("", "")
    return Chosen(path, window, target, aliases_of(card) or None, (before, after))


def aliases_of_all(found: Sequence[Chosen]) -> dict[str, str]:
    """Chromosome names in the user's files -> the genome's, as far as the cards of models tell.

    Raises:
        InputError: two models were trained with other meanings of a name.
    """
    joined: dict[str, str] = {}
    for model in found:
        for name, meant in (model.aliases or {}).items():
            if joined.setdefault(name, meant) != meant:
                raise InputError(
                    f"chromosome {name} is {meant} to this model, and {joined[name]} to another",
                    file=model.path,
                    remedy="run the command for each by itself",
                )
    return joined


def files_of(folder: str, found: Sequence[Chosen], ending: str) -> list[str]:
    """The path of each model's output in a folder, which is made.

    Raises:
        InputError: two models would write one file, or a file has the folder's name.
    """
    names = [model.name for model in found]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise InputError(
            f"two models would write '{twice}{ending}'",
            file=folder,
            remedy="run the command for each by itself",
        )
    if Path(folder).is_file():
        raise InputError(
            f"this is a file, and {len(found)} models need a folder",
            file=folder,
            remedy="name a folder",
        )
    Path(folder).mkdir(parents=True, exist_ok=True)
    return [str(Path(folder) / f"{name}{ending}") for name in names]


def warn_of_flanks(model: Chosen) -> None:
    """Warn that windows of a genome lack the flanks that all constructs of a reporter assay had."""
    if any(model.flanks):
        before, after = map(len, model.flanks)
        logger.warning(
            "%s: its %d bases are a reporter assay's construct, of which the first %d and the last "
            "%d were always the same; windows of a genome have others there, so score whole "
            "constructs instead (--fasta, --tsv, or a table of both alleles)",
            model.name,
            model.window,
            before,
            after,
        )


def prepare(threads: int | None) -> None:
    """Choose Keras's backend: that of KERAS_BACKEND, or else the first that is installed.

    Args:
        threads: threads of one operation; None for all cores.
    """
    from bindery.runtime import caches, devices

    caches.prepare()
    devices.prepare(backend(), threads or cores())


@contextlib.contextmanager
def loading(model: str | PathLike) -> Iterator[None]:
    """Tell in one line that Keras cannot load a model.

    Raises:
        InputError: Keras has raised an error of layers or settings.
    """
    try:
        yield
    except (ValueError, TypeError) as error:
        text = str(error)
        if "deserializ" not in text and "Could not locate" not in text and "layer" not in text:
            raise
        raise InputError(
            f"Keras cannot load it ({text.splitlines()[0]})",
            file=model,
            remedy="if it is a model of your own, name its file by --architecture FILE.py:FUNCTION",
        ) from error


def load(model: Chosen, architectures: tuple[str, ...], threads: int | None) -> Any:
    """Load a model with Keras.

    Args:
        model: the model.
        architectures: `FILE.py:FUNCTION` of a user's own model.
        threads: see `prepare`.

    Raises:
        InputError: Keras cannot load the model.
    """
    prepare(threads)
    from bindery.models.loading import load_model

    with loading(model.path):
        return load_model(model.loadable, *architectures)


def backend() -> str:
    """The backend of Keras to use.

    Raises:
        ModuleNotFoundError: none is installed.
    """
    asked = os.environ.get("KERAS_BACKEND")
    names = [asked] if asked else BACKENDS
    for name in names:
        if importlib.util.find_spec(name) is not None:
            return name
    raise ModuleNotFoundError(name=asked or "tensorflow")


def cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1

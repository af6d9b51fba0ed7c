"""Pack chosen models of studies into one archive."""

from collections.abc import Iterable
from pathlib import Path

from bindery.errors import InputError
from bindery.exchange.archive import write_archive
from bindery.exchange.card import CARD, MODEL, read_card

# Models that an error names.
SHOWN = 8


def export_models(*, folders: Iterable[str], archive: str, models: Iterable[str] = ()) -> list[str]:
    """Pack models into one archive.

    Args:
        folders: models' folders, or folders that hold them at any depth, such as a study's results.
        archive: output, `.zip`.
        models: names of models, such as `deepbind` or `CTCF/deepbind`; all if empty.

    Returns:
        The names in the archive.

    Raises:
        InputError: a folder has no model with a card, a wanted model is not there, or two models
            have one name.
    """
    folders, wanted = list(folders), list(models)
    found: dict[str, Path] = {}
    seen: set[str] = set()
    every: set[str] = set()
    for folder in folders:
        for path in _models_in(Path(folder)):
            name = read_card(path)["name"]
            every.add(name)
            fits = {one for one in wanted if name == one or name.rpartition("/")[2] == one}
            if wanted and not fits:
                continue
            seen |= fits
            if name in found and Path(found[name]).resolve() != path.resolve():
                raise InputError(
                    f"two models are called '{name}'",
                    file=path,
                    remedy=f"the other is in '{found[name]}': pack them into two archives",
                )
            found[name] = path
    missing = [name for name in wanted if name not in seen]
    if missing:
        raise InputError(
            f"there is no model '{missing[0]}' with a card",
            file=" ".join(folders),
            remedy=f"with a card are {_listed(sorted(every))}; a run to the study's end writes "
            "the cards of all its models",
        )
    return write_archive(archive, found)


def _listed(names: list[str]) -> str:
    return ", ".join(names[:SHOWN]) + (", ..." if len(names) > SHOWN else "")


def _models_in(folder: Path) -> list[Path]:
    """The folders with a model and its card, in the order of their paths."""
    files = sorted(folder.rglob(CARD)) if folder.is_dir() else []
    found = [file.parent for file in files if file.with_name(MODEL).is_file()]
    if not found:
        raise InputError(
            "there is no model with a card in this folder",
            file=folder,
            remedy="give a study's results, or a model's folder with model.keras and card.json",
        )
    return found

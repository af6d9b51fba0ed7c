"""Whether files have the digests that were recorded when a model was made from them."""

from collections.abc import Iterator
from pathlib import Path

from bindery.exchange.card import CARD, MODEL, read_card
from bindery.files import read_json, sha256
from bindery.models import keras_files
from bindery.verification.checks import UNCHECKED, Check, compared, guarded
from bindery.verification.model_folders import METRICS, PROVENANCE, ModelFolder, trunk_folders

CHECK = "digest"


class Digests:
    """Digests of files, each computed once however many models were made from it."""

    def __init__(self, root: Path):
        """Read nothing yet.

        Args:
            root: the study's results.
        """
        self._root = root
        self._known: dict[Path, str] = {}

    def of(self, file: Path) -> str:
        """The SHA-256 of a file."""
        if file not in self._known:
            self._known[file] = sha256(file)
        return self._known[file]

    def check(self, file: Path, stored: str, check: str = CHECK) -> list[Check]:
        """Compare a file's digest with the recorded one."""
        name = file.relative_to(self._root).as_posix()
        return guarded(
            file, check, self._root, lambda: [compared(name, check, stored, self.of(file))]
        )


def check_model(own: ModelFolder, digests: Digests) -> list[Check]:
    """Compare what a model was made from, and what was made with it, with its provenance."""
    file = own.path / PROVENANCE
    return guarded(file, "provenance", own.root, lambda: _of_provenance(own, digests))


def _of_provenance(own: ModelFolder, digests: Digests) -> Iterator[Check]:
    facts = own.provenance
    for name, stored in facts.get("files", {}).items():
        yield from digests.check(own.path / name, stored)
    if "files" not in facts:
        told = "the provenance is of an older version"
        yield Check(own.name(PROVENANCE), "digests of files", "", told, UNCHECKED)
    label = f"digest that {own.model} was made from"
    if stored := facts.get("tensor_sha256"):
        yield from digests.check(own.tensor, stored, label)
    for name, one in facts.get("candidates", {}).items():
        yield from digests.check(own.path.with_name(name) / MODEL, one["sha256"], label)
    if stored := facts.get("trunk_sha256"):
        yield _of_trunk(own, stored, digests)


def _of_trunk(own: ModelFolder, stored: str, digests: Digests) -> Check:
    """Whether one of the study's trunks is that which a model started from."""
    files = [folder / MODEL for folder in trunk_folders(own.root)]
    found = [digests.of(file) for file in files if file.is_file()]
    check = "digest of its trunk"
    if not found:
        told = "the trunk is of another study"
        return Check(own.name(PROVENANCE), check, stored, told, UNCHECKED)
    return compared(own.name(PROVENANCE), check, stored, stored if stored in found else found[0])


def check_trunk(folder: Path, root: Path, digests: Digests) -> list[Check]:
    """Compare a trunk and its data with its provenance."""

    def run() -> Iterator[Check]:
        facts = read_json(folder / PROVENANCE, "versions", "kind", "data_sha256")
        for name, stored in facts.get("files", {}).items():
            yield from digests.check(folder / name, stored)
        data = folder.with_name(f"{facts['kind']}.h5")
        yield from digests.check(data, facts["data_sha256"], "digest that the trunk was made from")

    return guarded(folder / PROVENANCE, "provenance", root, run)


def check_card(own: ModelFolder) -> list[Check]:
    """Compare a model's card with its weights, its provenance and its metrics."""
    if own.is_baseline:
        return []
    return guarded(own.path / CARD, "card", own.root, lambda: _of_card(own))


def _of_card(own: ModelFolder) -> Iterator[Check]:
    card, name = read_card(own.path), own.name(CARD)
    weights = keras_files.describe(own.path / MODEL).weights
    yield compared(name, "digest of the weights", card["digests"].get("weights"), weights)
    recorded = own.provenance.get("tensor_sha256")
    yield compared(name, "digest of the tensor", card["digests"].get("tensor"), recorded)
    metrics = read_json(own.path / METRICS, "experiment", "model")
    yield compared(name, "metrics", card.get("metrics"), metrics)

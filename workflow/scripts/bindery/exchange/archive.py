"""An archive of models: a zip file of their folders with an index. Standard library only.

Nothing in it is compressed, times are fixed and the order is the names', so that the same models
give the same bytes. An archive of others is read with care: only the names of its index are read,
each must lie in the archive, and no file may be larger than the archive itself.
"""

import hashlib
import json
import re
import zipfile
from collections.abc import Iterable, Mapping
from os import PathLike
from pathlib import Path
from typing import Any

from bindery.errors import InputError
from bindery.exchange.card import CARD, FILES, MODEL, PAGE, parse_card
from bindery.files import written

INDEX, README = "index.json", "README.md"
INDEX_FORMAT, INDEX_VERSION = "bindery models", 1
# The first time that a zip file can have.
TIME = (1980, 1, 1, 0, 0, 0)
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*")
REGULAR, KIND = 0o100000, 0o170000
TEXT_LIMIT = 1 << 26
REMEDY = "get the archive again from whom you trust"
# What the index repeats of a card.
SHOWN = ("experiment", "protein", "model", "window", "strands", "target", "outputs", "licence")


def is_archive(path: str | PathLike) -> bool:
    """Whether a file is a zip archive with an index of models; `.keras` files have none."""
    if not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as archive:
        return INDEX in archive.namelist()


def write_archive(path: str | PathLike, folders: Mapping[str, str | PathLike]) -> list[str]:
    """Pack models' folders into one archive.

    Args:
        path: output, `.zip`.
        folders: name in the archive, such as `CTCF/deepbind` -> folder with model.keras and
            card.json.

    Returns:
        The names, in the order of the archive.

    Raises:
        InputError: there is no model, a folder lacks a file, or a name is no plain name.
    """
    if not folders:
        raise InputError("there is no model to pack", file=path, remedy="name some")
    parts: dict[str, bytes] = {}
    entries = []
    for name in sorted(folders):
        _check_name(name, path)
        found = _files_of(Path(folders[name]))
        entries.append(_entry(name, found))
        parts |= {f"{name}/{file}": content for file, content in found.items()}
    index = {"format": INDEX_FORMAT, "version": INDEX_VERSION, "models": entries}
    head = {
        INDEX: (json.dumps(index, indent=1) + "\n").encode(),
        README: _readme(entries).encode(),
    }
    with (
        written(path) as temporary,
        zipfile.ZipFile(temporary, "w", zipfile.ZIP_STORED) as archive,
    ):
        for file, content in (head | parts).items():
            info = zipfile.ZipInfo(file, TIME)
            info.create_system = 3
            info.external_attr = (REGULAR | 0o644) << 16
            archive.writestr(info, content)
    return sorted(folders)


def _files_of(folder: Path) -> dict[str, bytes]:
    for file in (MODEL, CARD):
        if not (folder / file).is_file():
            raise InputError(
                f"there is no {file} in this folder",
                file=folder,
                remedy="run the study to its end, which writes both",
            )
    return {file: (folder / file).read_bytes() for file in FILES if (folder / file).is_file()}


def _entry(name: str, files: dict[str, bytes]) -> dict[str, Any]:
    card = parse_card(files[CARD], f"{name}/{CARD}")
    shown = {key: card[key] for key in SHOWN if card.get(key) is not None}
    measure = card.get("measure")
    if measure and measure in (card.get("metrics") or {}):
        shown |= {"measure": measure, "value": card["metrics"][measure]}
    digests = {file: hashlib.sha256(content).hexdigest() for file, content in files.items()}
    return {"name": name, **shown, "sha256": digests}


def _readme(entries: Iterable[dict]) -> str:
    rows = [
        f"| {one['name']} | {one['window']} | {one['target']} | {one['strands']} | "
        + (f"{one['measure']} {one['value']:.3f}" if "measure" in one else "")
        + f" | {one.get('licence', '')} |"
        for one in entries
    ]
    return "\n".join(
        [
            "# Models of sequences",
            "",
            "Each folder has a model (`model.keras`, Keras 3) and what is known of it (`card.md`,",
            "`card.json`). With Bindery, `bindery score 'THIS.zip#NAME' --fasta FILE` scores",
            "sequences, and `bindery info THIS.zip` lists the models.",
            "",
            "| name | window | target | strands | test rows | licence of the data |",
            "|---|---|---|---|---|---|",
            *rows,
            "",
        ]
    )


def _check_name(name: str, path: str | PathLike) -> None:
    """Raise InputError unless a name is of plain parts: no `..`, no absolute path, no backslash."""
    if not NAME.fullmatch(name):
        raise InputError(f"'{name}' is no plain name of a model", file=path, remedy=REMEDY)


class Archive:
    """An archive of models, open for reading. Use as a context manager.

    Attributes:
        models: the index's entry of each model, by its name.
    """

    def __init__(self, path: str | PathLike):
        """Open an archive and check its index and all its members.

        Raises:
            InputError: it is no archive of models, or has members that could do harm.
        """
        self.path = path
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError) as error:
            raise InputError(
                "this is no archive of models", file=path, remedy="give one of `bindery export`"
            ) from error
        try:
            self._members = self._checked(Path(path).stat().st_size)
            self.models = {str(one["name"]): one for one in self._index()}
        except BaseException:
            self._zip.close()
            raise

    def __enter__(self) -> "Archive":
        """The archive itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self._zip.close()

    def _checked(self, size: int) -> dict[str, zipfile.ZipInfo]:
        found: dict[str, zipfile.ZipInfo] = {}
        for info in self._zip.infolist():
            name = info.filename
            _check_name(name.rstrip("/"), self.path)
            kind = info.external_attr >> 16 & KIND
            problem = ""
            if name in found:
                problem = "is there twice"
            elif kind not in (0, REGULAR) and not info.is_dir():
                problem = "is a link or no plain file"
            elif info.flag_bits & 1:
                problem = "is encrypted"
            elif info.compress_type != zipfile.ZIP_STORED or info.file_size != info.compress_size:
                problem = "is compressed, and archives of models are not"
            elif info.file_size > size:
                problem = "claims to be larger than the archive"
            if problem:
                raise InputError(f"'{name}' {problem}", file=self.path, remedy=REMEDY)
            found[name] = info
        if sum(info.file_size for info in found.values()) > size:
            raise InputError(
                "its files claim to be larger than the archive", file=self.path, remedy=REMEDY
            )
        return found

    def _index(self) -> list[dict]:
        index = self._json(INDEX)
        if not isinstance(index, dict) or index.get("format") != INDEX_FORMAT:
            raise InputError("its index is not one of models", file=self.path, remedy=REMEDY)
        if index.get("version") != INDEX_VERSION:
            raise InputError(
                f"its index has version {index.get('version')}, not {INDEX_VERSION}",
                file=self.path,
                remedy="install a newer Bindery",
            )
        entries = index.get("models")
        if not isinstance(entries, list) or not all(
            isinstance(one, dict) and NAME.fullmatch(str(one.get("name"))) for one in entries
        ):
            raise InputError("its index has no names of models", file=self.path, remedy=REMEDY)
        return entries

    def _json(self, name: str) -> Any:
        try:
            return json.loads(self._read(name, TEXT_LIMIT))
        except ValueError as error:
            raise InputError(f"its {name} is no JSON", file=self.path, remedy=REMEDY) from error

    def _read(self, name: str, limit: int | None = None) -> bytes:
        info = self._members.get(name)
        if info is None:
            raise InputError(f"it has no {name}", file=self.path, remedy=REMEDY)
        if limit is not None and info.file_size > limit:
            raise InputError(f"its {name} is too large", file=self.path, remedy=REMEDY)
        try:
            return self._zip.read(info)
        except (zipfile.BadZipFile, OSError) as error:
            raise InputError(f"its {name} is damaged", file=self.path, remedy=REMEDY) from error

    def named(self, name: str | None) -> str:
        """A model's whole name; None, or a part of it after `/`, will do if only one fits.

        Raises:
            InputError: no model or several fit; the error lists them.
        """
        if name in self.models:
            return str(name)
        fits = [
            one
            for one in self.models
            if not name or one.endswith(f"/{name}") or one.startswith(f"{name}/")
        ]
        if len(fits) == 1:
            return fits[0]
        problem = f"there is no model '{name}'" if name and not fits else "it has several models"
        listed = ", ".join(sorted(fits or self.models)[:20])
        raise InputError(
            problem, file=self.path, remedy=f"name one, as in {self.path}#NAME: {listed}"
        )

    def card(self, name: str) -> dict[str, Any]:
        """The card of a model."""
        return parse_card(self._read(f"{name}/{CARD}", TEXT_LIMIT), f"{self.path}#{name}/{CARD}")

    def extract(self, name: str, folder: str | PathLike) -> Path:
        """Write the files of one model into a folder, checked by the index's digests.

        Returns:
            The folder, with model.keras, card.json and, if the archive has it, card.md.
        """
        digests = self.models[name].get("sha256") or {}
        for file in FILES:
            if file == PAGE and f"{name}/{file}" not in self._members:
                continue
            content = self._read(f"{name}/{file}")
            if hashlib.sha256(content).hexdigest() != digests.get(file):
                raise InputError(
                    f"'{name}/{file}' is not the file that the index names",
                    file=self.path,
                    remedy=REMEDY,
                )
            with written(Path(folder) / file) as temporary:
                temporary.write_bytes(content)
        return Path(folder)

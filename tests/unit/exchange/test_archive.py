import io
import json
import shutil
import stat
import zipfile
from pathlib import Path

import pytest
from exchange_cards import card_of
from helpers import containing

from bindery.errors import InputError
from bindery.exchange.archive import Archive, is_archive, write_archive
from bindery.exchange.resolve import divided, resolve
from bindery.exchange.write_card import write
from bindery.steps.export_models import export_models


@pytest.fixture
def archive(folder: Path, tmp_path: Path) -> Path:
    other = tmp_path / "MAX" / "deepbind"
    shutil.copytree(folder, other)
    write(other, card_of("MAX/deepbind", licence="MIT"))
    file = tmp_path / "zoo.zip"
    write_archive(file, {"MAX/deepbind": other, "CTCF/deepbind": folder})
    return file


def test_the_same_models_give_the_same_bytes(archive: Path, folder: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.zip"
    folders = {"CTCF/deepbind": folder, "MAX/deepbind": tmp_path / "MAX" / "deepbind"}
    write_archive(again, folders)
    assert again.read_bytes() == archive.read_bytes()
    with zipfile.ZipFile(archive) as opened:
        assert opened.namelist()[:2] == ["index.json", "README.md"]
        assert {info.compress_type for info in opened.infolist()} == {zipfile.ZIP_STORED}
        assert {info.date_time[0] for info in opened.infolist()} == {1980}
        assert "| CTCF/deepbind | 41 | class | both, larger | auroc 0.910 | CC0 |" in (
            opened.read("README.md").decode()
        )


def test_an_archive_lists_its_models_and_gives_each_one_back(
    archive: Path, folder: Path, tmp_path: Path
) -> None:
    assert is_archive(archive) and not is_archive(folder / "model.keras")
    with Archive(archive) as opened:
        assert list(opened.models) == ["CTCF/deepbind", "MAX/deepbind"]
        assert opened.models["MAX/deepbind"]["licence"] == "MIT"
        assert opened.card("MAX/deepbind")["name"] == "MAX/deepbind"
        taken = opened.extract("CTCF/deepbind", tmp_path / "taken")
    assert {file.name for file in taken.iterdir()} == {"model.keras", "card.json", "card.md"}
    for file in taken.iterdir():
        assert file.read_bytes() == (folder / file.name).read_bytes()


@pytest.mark.parametrize("name", ["CTCF/deepbind", "CTCF"])
def test_a_model_is_resolved_from_an_archive_by_its_name(archive: Path, name: str) -> None:
    found = resolve(f"{archive}#{name}")
    assert (found / "model.keras").is_file()
    assert json.loads((found / "card.json").read_text())["name"] == "CTCF/deepbind"


def test_a_folder_and_its_model_are_resolved_to_the_folder(folder: Path) -> None:
    assert resolve(folder) == resolve(folder / "model.keras") == folder


def test_a_name_with_a_number_sign_is_a_file_if_it_is_there(tmp_path: Path) -> None:
    odd = tmp_path / "a#b"
    odd.mkdir()
    assert divided(odd) == (str(odd), None)
    assert divided("zoo.zip#a/b") == ("zoo.zip", "a/b")
    assert divided("zoo.zip") == ("zoo.zip", None)


REFUSED = {
    "": "it has several models; name one",
    "deepbind": "it has several models; name one",
    "GATA1": "there is no model 'GATA1'; name one, as in",
}


@pytest.mark.parametrize(("name", "message"), REFUSED.items())
def test_a_name_that_fits_no_one_model_is_refused(archive: Path, name: str, message: str) -> None:
    with pytest.raises(InputError, match=containing(message)):
        resolve(f"{archive}#{name}" if name else archive)


def made(path: Path, changed: dict[str, bytes | zipfile.ZipInfo | None], source: Path) -> Path:
    """An archive with members added, changed or left out (None)."""
    with zipfile.ZipFile(source) as old:
        members = {name: old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(path, "w") as new:
        for name, content in (members | changed).items():
            if isinstance(content, zipfile.ZipInfo):
                new.writestr(content, b"model.keras")
            elif content is not None:
                new.writestr(name, content)
    return path


def link(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    return info


def squeezed(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


DOTS = [{"name": "../x"}]
INDEX_OF_OTHERS = json.dumps({"format": "bindery models", "version": 1, "models": DOTS})
HARMFUL = {
    "dots": ({"../evil": b"x"}, "'../evil' is no plain name"),
    "inner dots": ({"CTCF/../../evil": b"x"}, "is no plain name"),
    "absolute": ({"/etc/evil": b"x"}, "'/etc/evil' is no plain name"),
    "drive": ({"C:\\evil": b"x"}, "is no plain name"),
    "link": ({"CTCF/link": link("CTCF/link")}, "'CTCF/link' is a link or no plain file"),
    "bomb": ({"CTCF/more": squeezed("CTCF/more")}, "'CTCF/more' is compressed"),
    "other model": (
        {"CTCF/deepbind/model.keras": b"other"},
        "'CTCF/deepbind/model.keras' is not the file that the index names",
    ),
    "no card": ({"CTCF/deepbind/card.json": None}, "it has no CTCF/deepbind/card.json"),
    "index no JSON": ({"index.json": b"{"}, "its index.json is no JSON"),
    "index of others": ({"index.json": b"[]"}, "its index is not one of models"),
    "index with dots": ({"index.json": INDEX_OF_OTHERS.encode()}, "has no names of models"),
    "newer": (
        {"index.json": b'{"format": "bindery models", "version": 2}'},
        "version 2, not 1; install a newer Bindery",
    ),
}


@pytest.mark.parametrize("case", HARMFUL)
def test_an_archive_that_could_do_harm_is_refused(case: str, archive: Path, tmp_path: Path) -> None:
    changed, message = HARMFUL[case]
    file = made(tmp_path / "harmful.zip", changed, archive)
    with pytest.raises(InputError, match=containing(message)) as error:
        resolve(f"{file}#CTCF/deepbind", tmp_path / "into" / "here")
    assert "\n" not in str(error.value)
    assert not (tmp_path / "evil").exists() and not list(tmp_path.rglob("into/**/model.keras"))


def test_a_member_that_claims_more_than_the_archive_is_refused(
    archive: Path, tmp_path: Path
) -> None:
    raw = bytearray(archive.read_bytes())
    with zipfile.ZipFile(io.BytesIO(raw)) as opened:
        size = opened.getinfo("CTCF/deepbind/model.keras").file_size
    huge = (1 << 31).to_bytes(4, "little")
    # Both sizes, in the directory at the end and before the content.
    raw = bytearray(bytes(raw).replace(size.to_bytes(4, "little") * 2, huge * 2))
    file = tmp_path / "huge.zip"
    file.write_bytes(raw)
    with pytest.raises(InputError, match="larger than the archive"):
        Archive(file)


def test_what_is_no_archive_and_no_model_is_refused(tmp_path: Path, folder: Path) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("hello")
    with pytest.raises(InputError, match="neither a model nor an archive"):
        resolve(text)
    with pytest.raises(InputError, match="no such file or folder"):
        resolve(tmp_path / "gone")
    with pytest.raises(InputError, match="but this is no archive"):
        resolve(f"{folder}#CTCF")
    (folder / "card.json").unlink()
    with pytest.raises(InputError, match=r"this folder has no card\.json"):
        resolve(folder)


def test_export_finds_models_and_names_what_is_missing(folder: Path, tmp_path: Path) -> None:
    out = str(tmp_path / "out.zip")
    assert export_models(folders=[str(tmp_path)], archive=out) == ["CTCF/deepbind"]
    for name in ("deepbind", "CTCF/deepbind"):
        assert export_models(folders=[str(tmp_path)], archive=out, models=[name])
    with pytest.raises(InputError, match="there is no model 'zeng' with a card; with a card are "):
        export_models(folders=[str(tmp_path)], archive=out, models=["deepbind", "zeng"])
    shutil.copytree(folder, tmp_path / "elsewhere")
    with pytest.raises(InputError, match="two models are called 'CTCF/deepbind'"):
        export_models(folders=[str(tmp_path)], archive=out)
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(InputError, match="no model with a card in this folder"):
        export_models(folders=[str(empty)], archive=out)

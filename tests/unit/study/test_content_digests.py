import hashlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bindery.study.reading import content_digests
from bindery.study.reading.content_digests import STALE_LINES, Record

OLD = 1_000_000_000


def sha256(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()


@pytest.fixture
def record(tmp_path: Path) -> Path:
    return tmp_path / "kept/digests.tsv"


@pytest.fixture
def peaks(tmp_path: Path) -> Path:
    file = tmp_path / "a b.bed"
    file.write_bytes(b"one")
    return file


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that are read to compute a digest, in their order."""
    found: list[str] = []
    whole = hashlib.file_digest

    def noted(handle, name):
        found.append(handle.name)
        return whole(handle, name)

    monkeypatch.setattr(hashlib, "file_digest", noted)
    # As if all files were old.
    monkeypatch.setattr(content_digests, "TICK_SECONDS", -1)
    return found


def test_a_file_is_read_once_whatever_the_process(record: Path, peaks: Path, read: list) -> None:
    first = Record(record)
    found = [first.digest_of(peaks), first.digest_of(str(peaks)), Record(record).digest_of(peaks)]
    assert found == [sha256(b"one")] * 3
    assert read == [str(peaks)]


def touched(file: Path) -> None:
    os.utime(file, (OLD, OLD))


def edited(file: Path) -> None:
    """Other content of the same size under the same time of modification."""
    before = file.stat()
    file.write_bytes(b"two")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


def copied_with_its_time(file: Path) -> None:
    other = file.with_name("other")
    other.write_bytes(b"two")
    touched(other)
    shutil.copy2(other, file)


def moved(file: Path) -> None:
    other = file.with_name("other")
    other.write_bytes(b"two")
    before = file.stat()
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
    other.replace(file)


@pytest.mark.parametrize("change", [edited, copied_with_its_time, moved])
def test_new_content_is_seen_whatever_its_time(
    record: Path, peaks: Path, read: list, change: Callable[[Path], None]
) -> None:
    assert Record(record).digest_of(peaks) == sha256(b"one")
    change(peaks)
    assert Record(record).digest_of(peaks) == sha256(b"two")


def test_a_touched_file_is_read_again_and_has_its_digest(
    record: Path, peaks: Path, read: list
) -> None:
    Record(record).digest_of(peaks)
    touched(peaks)
    assert Record(record).digest_of(peaks) == Record(record).digest_of(peaks) == sha256(b"one")
    assert len(read) == 2


def test_a_file_that_has_just_changed_is_not_recorded(record: Path, peaks: Path) -> None:
    assert Record(record).digest_of(peaks) == sha256(b"one")
    assert not record.exists()


def test_no_file_has_an_empty_digest(record: Path, tmp_path: Path) -> None:
    assert Record(record).digest_of(tmp_path / "none") == Record(record).digest_of(tmp_path) == ""


@pytest.mark.parametrize(
    "text", ["", "\n", "1\t2\t3\n", "x" * 99, "1\t2\t3\t" + "g" * 64 + "\ta\n"]
)
def test_a_damaged_record_costs_reading_only(
    record: Path, peaks: Path, read: list, text: str
) -> None:
    record.parent.mkdir()
    record.write_text(text)
    assert Record(record).digest_of(peaks) == sha256(b"one")


def test_a_cut_line_is_left_out_and_the_next_one_is_read(
    record: Path, peaks: Path, read: list
) -> None:
    Record(record).digest_of(peaks)
    record.write_bytes(record.read_bytes()[:-9])
    assert Record(record).digest_of(peaks) == sha256(b"one")
    assert len(read) == 2


def test_a_record_that_cannot_be_written_is_done_without(
    peaks: Path, read: list, tmp_path: Path
) -> None:
    assert Record(peaks / "digests.tsv").digest_of(peaks) == sha256(b"one")


def test_lines_of_files_that_have_changed_are_removed(
    record: Path, peaks: Path, read: list
) -> None:
    Record(record).digest_of(peaks)
    record.write_bytes(record.read_bytes() * (STALE_LINES + 2))
    assert Record(record).digest_of(peaks) == sha256(b"one")
    assert record.read_bytes().count(b"\n") == 1
    assert [file.name for file in record.parent.iterdir()] == [record.name]


def test_names_of_other_letters_are_kept(record: Path, tmp_path: Path, read: list) -> None:
    for name in (b"\xff.bed", "Größe\t.bed".encode(), b"line\nbreak.bed"):
        file = os.path.join(os.fsencode(tmp_path), name)
        with open(file, "wb") as handle:
            handle.write(name)
        assert Record(record).digest_of(os.fsdecode(file)) == sha256(name)
        assert Record(record).digest_of(os.fsdecode(file)) == sha256(name)
    # The last one is in no line, so it is read again.
    assert len(read) == 4

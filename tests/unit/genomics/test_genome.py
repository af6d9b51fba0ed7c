import gzip
from pathlib import Path

import numpy as np
import pyfaidx
import pytest
from helpers import containing, fasta_text, random_letters, sha256_of, write_indexed

from bindery import alphabet
from bindery.errors import InputError
from bindery.genomics import genome
from bindery.genomics.genome import Genome, index, write_fasta
from bindery.steps.fetch_genome import fetch_genome


def random_windows(
    sequences: dict[str, str], length: int, count: int
) -> tuple[np.ndarray, np.ndarray]:
    """Windows in random order; the first and the last base of each chromosome are among them."""
    generator = np.random.default_rng(0)
    names = [name for name, letters in sequences.items() if len(letters) >= length]
    chrom = [*names, *names, *generator.choice(names, count)]
    ends = [len(sequences[name]) - length for name in names]
    inner = [
        generator.integers(0, len(sequences[name]) - length + 1) for name in chrom[2 * len(names) :]
    ]
    start = np.array([*[0] * len(names), *ends, *inner])
    order = generator.permutation(len(chrom))
    return np.array(chrom, object)[order], start[order]


def expected(
    sequences: dict[str, str], chrom: np.ndarray, start: np.ndarray, length: int
) -> list[str]:
    cut = [sequences[name][at : at + length] for name, at in zip(chrom, start, strict=True)]
    return [alphabet.decode(alphabet.encode(letters)) for letters in cut]


def test_lengths_are_in_the_order_of_the_file(fasta: Path) -> None:
    with Genome(fasta) as opened:
        assert list(opened.lengths.items()) == [
            ("chrI", 6000), ("chrII", 5000), ("chrIII", 4000), ("chrIV", 4003), ("chrM", 90)
        ]  # fmt: skip


@pytest.mark.parametrize("length", [1, 49, 50, 51, 90, 1000, 4000])
def test_windows_are_the_letters_that_pyfaidx_reads(
    fasta: Path, sequences: dict[str, str], length: int
) -> None:
    chrom, start = random_windows(sequences, length, 50)
    with Genome(fasta) as opened:
        codes = opened.windows(chrom, start, length)
    assert codes.dtype == np.uint8
    assert codes.shape == (len(chrom), length)
    with pyfaidx.Fasta(str(fasta), sequence_always_upper=True) as faidx:
        for row, name, at in zip(codes, chrom, start.tolist(), strict=True):
            assert alphabet.decode(row) == str(faidx[name][at : at + length])


def test_lower_case_letters_are_told_from_others(fasta: Path, sequences: dict[str, str]) -> None:
    chrom, start = random_windows(sequences, 300, 80)
    with Genome(fasta) as opened:
        found = opened.lower_case(chrom, start, 300)
        assert opened.has_lower_case()
        assert b"".join(opened.letters("chrII")).decode() == sequences["chrII"].upper()
    cut = [sequences[name][at : at + 300] for name, at in zip(chrom, start, strict=True)]
    assert found.dtype == bool and found.any()
    assert found.tolist() == [[letter.islower() for letter in letters] for letters in cut]


def test_order_of_the_windows_does_not_change_each(fasta: Path, sequences: dict[str, str]) -> None:
    chrom, start = random_windows(sequences, 30, 40)
    order = np.random.default_rng(1).permutation(len(start))
    with Genome(fasta) as opened:
        codes = opened.windows(chrom, start, 30)
        again = opened.windows(chrom[order], start[order], 30)
        alone = [opened.windows(chrom[row : row + 1], start[row : row + 1], 30)[0] for row in order]
    np.testing.assert_array_equal(again, codes[order])
    np.testing.assert_array_equal(again, alone)


@pytest.mark.parametrize("width", [1, 7, 60, 10_000])
@pytest.mark.parametrize(
    ("newline", "ending"),
    [("\n", ""), ("\n", "\n"), ("\n", "\n\n"), ("\r\n", ""), ("\r\n", "\r\n")],
)
def test_wrapping_line_ends_and_file_end_do_not_matter(
    tmp_path: Path, width: int, newline: str, ending: str
) -> None:
    sequences = {"a": random_letters(301, 1), "b": random_letters(60, 2, "ACGTacgtNRY")}
    text = fasta_text(sequences, width, newline).rstrip("\r\n") + ending
    path = write_indexed(tmp_path / "wrapped.fa", text)
    chrom, start = random_windows(sequences, 20, 10)
    with Genome(path) as opened:
        codes = opened.windows(chrom, start, 20)
    assert [alphabet.decode(row) for row in codes] == expected(sequences, chrom, start, 20)


def test_windows_far_apart_are_read_in_several_runs(
    fasta: Path, sequences: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(genome, "RUN_GAP", 10)
    monkeypatch.setattr(genome, "RUN_LIMIT", 200)
    chrom, start = random_windows(sequences, 40, 60)
    with Genome(fasta) as opened:
        codes = opened.windows(chrom, start, 40)
    assert [alphabet.decode(row) for row in codes] == expected(sequences, chrom, start, 40)


def test_no_windows_give_no_rows(fasta: Path) -> None:
    with Genome(fasta) as opened:
        codes = opened.windows(np.array([], object), np.array([], np.int64), 12)
    assert codes.shape == (0, 12)


@pytest.mark.parametrize(("start", "length"), [(-1, 10), (81, 10), (0, 91), (90, 1)])
def test_window_that_leaves_its_chromosome_is_refused(fasta: Path, start: int, length: int) -> None:
    with (
        Genome(fasta) as opened,
        pytest.raises(InputError, match=containing("leaves 'chrM' (0-90)")),
    ):
        opened.windows(np.array(["chrM"], object), np.array([start]), length)


def test_window_of_an_unknown_chromosome_is_refused(fasta: Path) -> None:
    with Genome(fasta) as opened, pytest.raises(InputError, match="there is no sequence 'chr9'"):
        opened.windows(np.array(["chr9"], object), np.array([0]), 10)


@pytest.mark.filterwarnings("ignore:Index file")
def test_file_cut_short_after_indexing_is_noticed(tmp_path: Path) -> None:
    path = write_indexed(tmp_path / "cut.fa", fasta_text({"a": random_letters(500, 1)}))
    path.write_bytes(path.read_bytes()[:200])
    with Genome(path) as opened:
        with pytest.raises(InputError, match="ends too early"):
            opened.windows(np.array(["a"], object), np.array([400]), 50)
        with pytest.raises(InputError, match="ends too early"):
            list(opened.letters("a"))
        assert opened.windows(np.array(["a"], object), np.array([0]), 50).shape == (1, 50)


def test_letters_are_upper_case_without_line_ends(fasta: Path, sequences: dict[str, str]) -> None:
    with Genome(fasta) as opened:
        for name, letters in sequences.items():
            assert b"".join(opened.letters(name)).decode() == letters.upper()


def test_letters_come_whole_from_blocks_of_any_size(
    fasta: Path, sequences: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(genome, "BLOCK", 17)
    with Genome(fasta) as opened:
        assert b"".join(opened.letters("chrII")).decode() == sequences["chrII"].upper()


def test_genome_without_index_says_so(tmp_path: Path) -> None:
    path = tmp_path / "plain.fa"
    path.write_text(">a\nACGT\n")
    with pytest.raises(InputError, match=r"plain\.fa: the FASTA has no \.fai index"):
        Genome(path)


def test_index_writes_sizes_in_the_order_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "b.fa"
    path.write_text(">z\nACGTA\nC\n>a description\nAC\n")
    index(path, tmp_path / "sizes")
    assert (tmp_path / "sizes").read_text() == "z\t6\na\t2\n"
    assert (tmp_path / "b.fa.fai").read_text().split("\n")[0] == "z\t6\t3\t5\t6"


def test_index_replaces_a_stale_one(tmp_path: Path) -> None:
    path = write_indexed(tmp_path / "a.fa", ">a\nACGT\n")
    write_indexed(path, ">a\nACGTACGT\n")
    with Genome(path) as opened:
        assert opened.lengths == {"a": 8}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(">a\nACGT\nAC\nACGT\n", id="ragged lines"),
        pytest.param(">a\nACGT\n\nACGT\n", id="blank line within"),
        pytest.param(">a\nACGT\n\n\n", id="blank lines at the end"),
        pytest.param(">a\nACGT\n>a\nACGT\n", id="name twice"),
        pytest.param(">\nACGT\n", id="no name"),
        pytest.param("", id="empty"),
        pytest.param("ACGT\n", id="no header"),
    ],
)
def test_fasta_that_cannot_be_indexed_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "bad.fa"
    path.write_text(text)
    with pytest.raises(InputError, match=r"bad\.fa: it cannot be indexed"):
        index(path, tmp_path / "sizes")
    assert not (tmp_path / "sizes").exists()


@pytest.mark.parametrize("space", [" ", "\t"])
def test_white_space_within_a_sequence_is_refused(tmp_path: Path, space: str) -> None:
    path = write_indexed(tmp_path / "spaced.fa", f">a\nACGT{space}\nACGT{space}\nAC\n>b\nAC\n")
    with (
        Genome(path) as opened,
        pytest.raises(InputError, match="'a' has white space in its lines"),
    ):
        list(opened.letters("a"))


def test_sequence_without_letters_has_length_nought(tmp_path: Path) -> None:
    path = write_indexed(tmp_path / "empty.fa", ">a\n>b\nACGT\n")
    with Genome(path) as opened:
        assert opened.lengths == {"a": 0, "b": 4}
        assert list(opened.letters("a")) == []
        with pytest.raises(InputError, match="leaves 'a'"):
            opened.windows(np.array(["a"], object), np.array([0]), 1)


@pytest.mark.parametrize("name", ["source.fa", "source.fa.gz", "source"])
@pytest.mark.parametrize("compressed", [True, False])
def test_fetched_genome_is_plain_whatever_its_name(
    tmp_path: Path, name: str, compressed: bool
) -> None:
    text = fasta_text({"a": random_letters(333, 1)}).encode()
    source = tmp_path / name
    source.write_bytes(gzip.compress(text) if compressed else text)
    target = tmp_path / "made" / "genome.fa"
    fetch_genome(str(source), target, sha256_of(source))
    assert target.read_bytes() == text
    assert [path.name for path in target.parent.iterdir()] == ["genome.fa"]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"ACGT\n", "this is not FASTA: it does not start with '>'"),
        (b"", "this is not FASTA"),
        (b"<!DOCTYPE html><html>", "this is a web page, not a data file"),
        (
            gzip.compress(b">a\n" + b"ACGT" * 5000, mtime=0)[:-30],
            "the gzip data is truncated or damaged",
        ),
        (gzip.compress(b"chr1\t1\t2\n", mtime=0), "this is not FASTA"),
    ],
)
def test_what_is_no_genome_is_refused_and_leaves_nothing(
    tmp_path: Path, content: bytes, problem: str
) -> None:
    source = tmp_path / "source"
    source.write_bytes(content)
    target = tmp_path / "made" / "genome.fa"
    with pytest.raises(InputError, match=containing(problem)) as caught:
        fetch_genome(str(source), target)
    assert str(source) in str(caught.value)
    assert list(target.parent.iterdir()) == []


def test_genome_of_another_checksum_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "source.fa"
    source.write_text(">a\nACGT\n")
    with pytest.raises(InputError, match=f"sha256 is {sha256_of(source)}, not {'0' * 64}"):
        fetch_genome(str(source), tmp_path / "genome.fa", "0" * 64)


@pytest.mark.parametrize("name", ["out.fa", "out.fa.gz"])
def test_written_fasta_reads_back(tmp_path: Path, name: str) -> None:
    sequences = {"a": "ACGTACGTAC", "b": "", "c": "NNNN"}
    write_fasta(tmp_path / name, sequences, width=4)
    data = (tmp_path / name).read_bytes()
    text = (gzip.decompress(data) if name.endswith("gz") else data).decode()
    assert text == ">a\nACGT\nACGT\nAC\n>b\n>c\nNNNN\n"

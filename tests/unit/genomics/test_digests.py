import gzip
import hashlib
import logging
from pathlib import Path

import pytest
from helpers import containing, fasta_text, random_letters, write_indexed

from bindery.errors import InputError
from bindery.genomics.digests import check_digests, genome_digest, read_digests, write_digests
from bindery.genomics.indexing import digests_of
from bindery.steps.fetch_genome import fetch_genome
from bindery.steps.index_genome import index_genome

# As the SAM specification has them: md5 of "ACGT" and of "ACGTACGT", upper case, no line ends.
ACGT = "f1f8f4bf413b16ad135722aa4591043e"


def checked(fasta: Path, **changed) -> dict[str, Path]:
    """Run `index_genome` with outputs beside the FASTA; return these."""
    outputs = {name: fasta.with_name(name) for name in ("sizes", "digests", "recorded")}
    settings = {"source": "http://host/genome.fa", "known": None, "hold": True, "reference": None}
    settings |= changed
    index_genome(fasta=str(fasta), **{k: str(v) for k, v in outputs.items()}, **settings)
    return outputs


def test_m5_is_the_md5_of_upper_case_letters(tmp_path: Path) -> None:
    path = write_indexed(tmp_path / "a.fa", ">a\nac\nGT\n>b\nNNNN\n")
    assert digests_of(path) == {"a": (4, ACGT), "b": (4, hashlib.md5(b"NNNN").hexdigest())}


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("width", [13, 50, 1000])
def test_rewrapped_genome_has_the_same_digests(
    fasta: Path, sequences: dict[str, str], tmp_path: Path, width: int, newline: str
) -> None:
    lower = {name: letters.lower() for name, letters in sequences.items()}
    again = write_indexed(tmp_path / "again.fa", fasta_text(lower, width, newline))
    assert digests_of(again) == digests_of(fasta)


def test_recompressed_genome_has_the_same_digests(fasta: Path, tmp_path: Path) -> None:
    packed = tmp_path / "packed"
    packed.write_bytes(gzip.compress(fasta.read_bytes(), 1))
    fetch_genome(str(packed), tmp_path / "plain.fa")
    again = write_indexed(tmp_path / "plain.fa", (tmp_path / "plain.fa").read_text())
    assert digests_of(again) == digests_of(fasta)


def test_one_changed_base_changes_one_digest(tmp_path: Path) -> None:
    letters = random_letters(200, 1)
    changed = letters[:-1] + ("A" if letters[-1] != "A" else "C")
    one = write_indexed(tmp_path / "one.fa", fasta_text({"a": letters, "b": letters}))
    two = write_indexed(tmp_path / "two.fa", fasta_text({"a": letters, "b": changed}))
    first, second = digests_of(one), digests_of(two)
    assert first["a"] == second["a"] == first["b"]
    assert first["b"] != second["b"]
    assert genome_digest(first) != genome_digest(second)


def test_genome_digest_is_of_sorted_lines() -> None:
    text = f"chrI\t4\t{ACGT}\nchrII\t4\t{ACGT}\n"
    expected = hashlib.sha256(text.encode()).hexdigest()
    assert genome_digest({"chrII": (4, ACGT), "chrI": (4, ACGT)}) == expected


def test_digests_are_written_and_read_back(tmp_path: Path) -> None:
    found = {"chrI": (4, ACGT), "chrII": (2, "0" * 32)}
    write_digests(tmp_path / "digests.tsv", found)
    assert (tmp_path / "digests.tsv").read_text() == f"chrI\t4\t{ACGT}\nchrII\t2\t{'0' * 32}\n"
    assert read_digests(tmp_path / "digests.tsv") == found


@pytest.mark.parametrize(
    ("found", "problem"),
    [
        ({"b": (4, ACGT)}, "the genome lacks sequence 'a'"),
        (
            {"a": (4, ACGT), "b": (4, ACGT), "c": (1, "")},
            "the genome has an unexpected sequence 'c'",
        ),
        (
            {"a": (4, ACGT), "b": (5, "0" * 32)},
            f"'b' has 5 bases and M5 {'0' * 32}, not 4 and {ACGT}",
        ),
    ],
)
def test_another_genome_is_refused(found: dict, problem: str) -> None:
    known = {"a": (4, ACGT), "b": (4, ACGT)}
    with pytest.raises(InputError, match=containing(problem)) as caught:
        check_digests(found, known, "g.fa", "sacCer3.tsv")
    assert str(caught.value).startswith("g.fa: ")
    assert "it is not the assembly or release of sacCer3.tsv" in str(caught.value)


def test_order_of_the_sequences_does_not_matter() -> None:
    known = {"a": (4, ACGT), "b": (2, "0" * 32)}
    check_digests(dict(reversed(known.items())), known, "g.fa", "known.tsv")


def test_later_runs_need_the_digests_recorded_at_first_use(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "a.fa"
    path.write_text(">a\nACGT\n")
    with caplog.at_level(logging.WARNING):
        outputs = checked(path)
    assert "http://host/genome.fa: its digests are not known" in caplog.text
    assert outputs["sizes"].read_text() == "a\t4\n"
    assert read_digests(outputs["recorded"]) == {"a": (4, ACGT)}
    assert read_digests(outputs["digests"]) == {"a": (4, ACGT)}
    path.write_text(">a\nac\ngt\n")
    checked(path)
    path.write_text(">a\nACGA\n")
    with pytest.raises(InputError, match="'a' has 4 bases and M5 ") as caught:
        checked(path)
    assert f"release of {outputs['recorded']} (remove that file" in str(caught.value)
    assert read_digests(outputs["recorded"]) == {"a": (4, ACGT)}


def test_known_digests_go_before_recorded_ones(tmp_path: Path) -> None:
    path = tmp_path / "a.fa"
    path.write_text(">a\nACGT\n")
    path.with_name("recorded").write_text(f"other\t4\t{ACGT}\n")
    outputs = checked(path, known={"a": [4, ACGT]}, reference="known.tsv")
    assert read_digests(outputs["recorded"]) == {"a": (4, ACGT)}
    with pytest.raises(InputError, match=containing("of known.tsv")):
        checked(path, known={"b": [4, ACGT]}, reference="known.tsv")


def test_a_genome_that_the_workflow_makes_may_change(tmp_path: Path) -> None:
    checked(write_indexed(tmp_path / "a.fa", ">a\nACGT\n"), hold=False)
    outputs = checked(write_indexed(tmp_path / "a.fa", ">a\nACGA\n"), hold=False)
    assert read_digests(outputs["digests"])["a"][1] == hashlib.md5(b"ACGA").hexdigest()


def test_a_changed_genome_is_told_where_its_record_lies(tmp_path: Path) -> None:
    checked(write_indexed(tmp_path / "a.fa", ">a\nACGT\n"))
    with pytest.raises(InputError, match=r"recorded \(remove that file if you changed the genome"):
        checked(write_indexed(tmp_path / "a.fa", ">a\nACGA\n"))

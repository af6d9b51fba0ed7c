"""What is written and read again, or turned twice, is what it was."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bindery import alphabet, tsv
from bindery.data.kmers import kmer_counts
from bindery.genomics.genome import Genome, index, write_fasta
from bindery.given.regions import parsed

LETTERS = st.text("ACGTN", min_size=1, max_size=200)
# A name in a table: no separators, no blanks at its ends, as all readers take them off.
NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1)
PLAIN = settings(
    deadline=None,
    database=None,
    derandomize=True,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@PLAIN
@given(LETTERS)
def test_letters_and_codes(letters: str) -> None:
    codes = alphabet.encode(letters)
    assert alphabet.decode(codes) == letters
    other = alphabet.reverse_complement(codes[None])
    np.testing.assert_array_equal(alphabet.reverse_complement(other)[0], codes)
    one, two = (alphabet.strandless_digest(own) for own in (codes[None], other))
    assert one == two
    padded = np.pad(codes, 7, constant_values=alphabet.UNKNOWN)
    assert len(set(alphabet.ragged_digest([codes, padded, other[0]]).tolist())) == 1
    if len(letters) >= 3:
        counts = [kmer_counts(own, 3).toarray() for own in (codes[None], other)]
        np.testing.assert_array_equal(*counts)


@PLAIN
@given(st.lists(LETTERS, min_size=1, max_size=5), st.integers(1, 70), st.data())
def test_a_genome_and_its_windows(tmp_path: Path, texts: list[str], width: int, data) -> None:
    path = tmp_path / "genome.fa"
    write_fasta(path, {f"chr{n}": text for n, text in enumerate(texts)}, width)
    index(path, tmp_path / "sizes")
    number = data.draw(st.integers(0, len(texts) - 1))
    text = texts[number]
    start = data.draw(st.integers(0, len(text) - 1))
    length = data.draw(st.integers(1, len(text) - start))
    with Genome(path) as genome:
        assert genome.lengths == {f"chr{n}": len(own) for n, own in enumerate(texts)}
        found = genome.windows(np.array([f"chr{number}"], object), np.array([start]), length)
    assert alphabet.decode(found[0]) == text[start : start + length]


@PLAIN
@given(st.lists(st.tuples(NAMES, st.floats(allow_nan=False)), min_size=1, max_size=8))
def test_tables(tmp_path: Path, rows: list[tuple[str, float]]) -> None:
    for gzipped in (False, True):
        tsv.write(tmp_path / "table", ("name", "value"), rows, digits=".17g", gzipped=gzipped)
        found = [(row["name"], float(row["value"])) for row in tsv.read(tmp_path / "table")]
        assert found == rows


@PLAIN
@given(st.from_regex(r"[A-Za-z0-9_.]{1,12}", fullmatch=True), st.integers(1, 10**9), st.data())
def test_regions(chrom: str, first: int, data) -> None:
    last = data.draw(st.integers(first, 2 * 10**9))
    for text in (f"{chrom}:{first}-{last}", f"{chrom}:{first:,}-{last:,}"):
        assert tuple(parsed(text))[:3] == (chrom, first - 1, last)


@pytest.mark.parametrize("both", [False, True])
def test_counts_of_each_strand_add_up(both: bool) -> None:
    @PLAIN
    @given(LETTERS.filter(lambda text: len(text) >= 4))
    def check(letters: str) -> None:
        known = sum("N" not in letters[n : n + 4] for n in range(len(letters) - 3))
        assert kmer_counts(alphabet.encode(letters)[None], 4, both).sum() == known

    check()

import numpy as np
import pytest
from helpers import containing, sha256_of

from bindery.errors import InputError
from bindery.genomics import bigwig
from bindery.genomics.bigwig import Batch

# Not in the order of the alphabet.
LENGTHS = {"chrII": 1000, "chrIX": 500, "chrV": 1005, "chrM": 10}


def batch(chrom: str, start: int, values: list[float], step: int = 10) -> Batch:
    starts = start + step * np.arange(len(values))
    return Batch(chrom, starts, starts + step, np.array(values, np.float32))


def rows(path) -> list[tuple]:
    return [
        (one.chrom, *row)
        for one in bigwig.read(path)
        for row in zip(one.start.tolist(), one.end.tolist(), one.value.tolist(), strict=True)
    ]


def test_what_is_written_is_read_in_the_order_of_the_genome(tmp_path):
    path = tmp_path / "track.bw"
    given = [batch("chrII", 0, [1, 2]), batch("chrII", 50, [3]), batch("chrV", 1000, [0.1], 5)]
    assert bigwig.write(path, LENGTHS, given) == 4
    third = float(np.float32(0.1))
    assert rows(path) == [
        *(("chrII", 0, 10, 1), ("chrII", 10, 20, 2), ("chrII", 50, 60, 3)),
        ("chrV", 1000, 1005, third),
    ]


def test_missing_values_are_gaps_and_equal_neighbours_one_interval(tmp_path):
    path = tmp_path / "track.bw"
    bigwig.write(path, LENGTHS, [batch("chrIX", 0, [1, 1, np.nan, 1, 2, 2])])
    assert rows(path) == [("chrIX", 0, 20, 1), ("chrIX", 30, 40, 1), ("chrIX", 40, 60, 2)]


def test_the_same_batches_give_the_same_bytes(tmp_path):
    values = np.random.default_rng(1).normal(size=100).tolist()
    for name in "ab":
        parts = [batch(chrom, 0, values[: LENGTHS[chrom] // 10]) for chrom in LENGTHS]
        bigwig.write(tmp_path / f"{name}.bw", LENGTHS, iter(parts))
    assert sha256_of(tmp_path / "a.bw") == sha256_of(tmp_path / "b.bw")


def test_many_values_are_read_in_several_batches(tmp_path, monkeypatch):
    monkeypatch.setattr(bigwig, "READ_AT_ONCE", 7)
    values = list(range(100))
    bigwig.write(tmp_path / "a.bw", LENGTHS, [batch("chrII", 0, values)])
    found = list(bigwig.read(tmp_path / "a.bw"))
    assert len(found) == 15 and np.concatenate([one.value for one in found]).tolist() == values


def test_a_track_without_values_is_refused_and_leaves_no_file(tmp_path):
    for given in ([], [batch("chrII", 0, [np.nan])]):
        with pytest.raises(InputError, match=containing("no window has a score")):
            bigwig.write(tmp_path / "a.bw", LENGTHS, given)
    assert list(tmp_path.iterdir()) == []


def test_an_error_of_the_batches_is_raised_though_pybigtools_swallows_it(tmp_path):
    def broken():
        yield batch("chrII", 0, [1])
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="the disk is gone"):
        bigwig.write(tmp_path / "a.bw", LENGTHS, broken())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ([batch("chrII", 50, [1]), batch("chrII", 0, [2])], "overlap or are not sorted"),
        ([batch("chrM", 0, [1, 2])], "past the end of chrM"),
    ],
)
def test_batches_that_do_not_fit_are_an_error(tmp_path, given, problem):
    with pytest.raises(ValueError, match=problem):
        bigwig.write(tmp_path / "a.bw", LENGTHS, given)
    assert list(tmp_path.iterdir()) == []


def test_another_file_is_no_track(tmp_path):
    (tmp_path / "a.bw").write_text("chrI\t1\t2\n")
    with pytest.raises(InputError, match=containing("this is no bigWig")):
        next(bigwig.read(tmp_path / "a.bw"))


def test_a_track_has_a_name_that_tells_its_format(tmp_path):
    with pytest.raises(InputError, match=containing("name ends in .bw or .bigWig")):
        bigwig.write(tmp_path / "a.bigwig", LENGTHS, [batch("chrII", 0, [1])])

import numpy as np
import pytest

from bindery import alphabet


class Random:
    """A genome of two sequences, one with a run of unknown bases."""

    def __init__(self) -> None:
        self.lengths = {"one": 150_000, "two": 900}
        generator = np.random.default_rng(1)
        self.codes = {
            name: generator.integers(0, 4, length, np.uint8)
            for name, length in self.lengths.items()
        }
        self.codes["one"][70_100:70_400] = alphabet.UNKNOWN

    def read(self, chrom: str, start: int, end: int) -> np.ndarray:
        return self.codes[chrom][start:end].copy()


@pytest.fixture(scope="module")
def shuffled():
    from bindery.tracks.shuffled_genome import ShuffledGenome

    return ShuffledGenome(Random(), 3)


def pairs(codes: np.ndarray) -> np.ndarray:
    return np.bincount(codes[:-1] * 5 + codes[1:], minlength=25)


def test_each_block_keeps_its_dinucleotides_and_nothing_else(shuffled):
    whole = shuffled.read("one", 0, 150_000)
    for start in (0, 64_000, 70_000, 149_000):
        own, was = whole[start:][:1000], shuffled.source.codes["one"][start:][:1000]
        np.testing.assert_array_equal(pairs(own), pairs(was))
        assert (own != was).mean() > 0.4


def test_a_part_is_that_of_the_whole_and_bases_outside_are_unknown(shuffled):
    whole = shuffled.read("one", 0, 150_000)
    for start, end in ((149_990, 150_010), (63_000, 65_500), (-7, 3)):
        found = shuffled.read("one", start, end)
        inside = slice(max(0, -start), 150_000 - start)
        np.testing.assert_array_equal(found[inside], whole[max(start, 0) : end])
        outside = np.ones(len(found), bool)
        outside[inside] = False
        assert (found[outside] == alphabet.UNKNOWN).all()


def test_the_seed_decides(shuffled):
    from bindery.tracks.shuffled_genome import ShuffledGenome

    again, other = (ShuffledGenome(Random(), seed).read("two", 0, 900) for seed in (3, 4))
    np.testing.assert_array_equal(again, shuffled.read("two", 0, 900))
    assert (again != other).any()

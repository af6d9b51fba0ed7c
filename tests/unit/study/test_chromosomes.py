import pytest
from helpers import containing

from bindery.errors import InputError
from bindery.study.chromosomes import check_chromosomes

SPLIT = {"validation": ["chr1"], "test": ["chr09"]}


def test_a_split_of_an_unknown_chromosome_is_refused() -> None:
    known = {f"chr{number}": 5 for number in range(1, 9)}
    problem = "split.test: chromosome 'chr09' is not in hg38, which has chr1, chr2, chr3, chr4, ..."
    with pytest.raises(InputError, match=containing(problem)):
        check_chromosomes(SPLIT, known, "hg38")
    with pytest.raises(InputError, match=containing(f"c.tsv, row 3: {problem}")):
        check_chromosomes(SPLIT, known, "hg38", "c.tsv", 3)


def test_a_split_of_known_chromosomes_passes() -> None:
    check_chromosomes(SPLIT, ["chr1", "chr09"], "hg38")

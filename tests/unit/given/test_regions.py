import pytest
from helpers import containing

from bindery.errors import InputError
from bindery.given.regions import Region, is_region, parsed, settled

LENGTHS = {"chrI": 1000, "chrII": 500}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("chrI:1-1", ("chrI", 0, 1)),
        ("chrI:1,001-2,000", ("chrI", 1000, 2000)),
        (" chrI:5..9 ", ("chrI", 4, 9)),
        ("HLA-A*01:01:3-4", ("HLA-A*01:01", 2, 4)),
    ],
)
def test_regions_are_read_as_browsers_write_them(text, expected):
    assert is_region(text) and parsed(text) == expected


@pytest.mark.parametrize("text", ["my/regions.bed", "chrI", "chrI:5", "chrI:a-b", "C:/x.bed"])
def test_other_texts_are_no_regions(text):
    assert not is_region(text)
    with pytest.raises(InputError, match=containing(f"'{text}' is no region; write chr:start-")):
        parsed(text)


@pytest.mark.parametrize("text", ["chrI:0-5", "chrI:7-6"])
def test_regions_without_a_base_are_refused(text):
    with pytest.raises(InputError, match=containing(f"region '{text}' has no base")):
        parsed(text)


def test_a_region_gets_the_genomes_name_of_its_chromosome():
    assert settled(Region("1", 0, 5), {"1": "chrI"}, LENGTHS, "x") == ("chrI", 0, 5)


@pytest.mark.parametrize(
    ("region", "problem"),
    [
        (Region("chr3", 0, 5), "saturation.a: chromosome 'chr3' is not in tiny, which has chrI"),
        (
            Region("chrII", 5, 501),
            "region chrII:6-501, which saturation.a names ends past the end of chrII in tiny "
            "(500 bases)",
        ),
    ],
)
def test_regions_that_are_not_on_the_genome_are_refused(region, problem):
    with pytest.raises(InputError, match=containing(problem)):
        settled(region, {}, LENGTHS, "tiny", named=", which saturation.a names")

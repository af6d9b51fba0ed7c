import pytest

from bindery.given.chromosome_names import alias_block, aliases_of, other_spellings, unknown_names

YEAST = [f"chr{n}" for n in "I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI".split()]


@pytest.mark.parametrize(
    ("name", "known", "spelling"),
    [
        ("1", ["chr1"], "chr1"),
        ("chr1", ["1"], "1"),
        ("chr4", ["chrI", "chrIV"], "chrIV"),
        ("4", ["IV"], "IV"),
        ("chrIV", ["chr4"], "chr4"),
        ("XVI", ["chr16"], "chr16"),
        ("CHR2", ["chr2"], "chr2"),
        ("chrm", ["chrM"], "chrM"),
        ("chrM", ["MT"], "MT"),
        ("MT", ["chrM"], "chrM"),
        ("Mito", ["chrM"], "chrM"),
        ("chr7", ["chrI", "chrII"], None),
        ("", ["chrI"], None),
        ("chr", ["chrI"], None),
        ("chr0", ["chrI"], None),
        ("chr99", ["chrI"], None),
    ],
)
def test_other_spelling_of_a_chromosome(name: str, known: list[str], spelling: str | None) -> None:
    assert other_spellings([name], known).get(name) == spelling


def test_all_names_of_a_file_are_answered_at_once_with_aliases_to_paste() -> None:
    error = unknown_names([f"chr{n}" for n in range(1, 17)], YEAST, "R64", file="p.bed", row=3)
    aliases = ", ".join(f"chr{n}: {name}" for n, name in enumerate(YEAST, 1))
    assert str(error) == (
        "p.bed, row 3: 16 chromosomes, 'chr1', 'chr2', 'chr3', 'chr4', ..., are not in R64; "
        f"add under `genome:` in the config: aliases: {{{aliases}}}"
    )


@pytest.mark.parametrize(
    ("spelled", "first", "count"),
    [
        ({"chr7": "chrVII"}, "chr1: chrI, chr2: chrII", 16),
        ({"04": "chrIV", "10": "chrX"}, "01: chrI, 02: chrII", 16),
        ({"IV": "chrIV", "Mito": "chrM"}, "I: chrI, II: chrII", 17),
        ({"chriv": "chrIV"}, "chri: chrI, chrii: chrII", 16),
        # Of two ways of writing, neither gives all names.
        ({"chr7": "chrVII", "IV": "chrIV"}, "chr7: chrVII, IV: chrIV", 2),
        ({"Mito": "chrM"}, "Mito: chrM", 1),
    ],
)
def test_aliases_are_for_the_chromosomes_of_the_next_file_too(
    spelled: dict[str, str], first: str, count: int
) -> None:
    found = aliases_of(spelled, [*YEAST, "chrM"])
    assert alias_block(found).startswith(f"aliases: {{{first}")
    assert len(found) == count and found.items() >= spelled.items()


def test_names_of_no_known_spelling_are_answered_with_what_there_is() -> None:
    problem = "p.bed: chromosome 'scaffold_7' is not in R64, which has chrI, chrII; name it in"
    error = unknown_names(["scaffold_7"], YEAST[:2], "R64", file="p.bed")
    assert str(error).startswith(problem)


def test_aliases_are_yaml_whatever_is_in_the_names() -> None:
    block = alias_block({"1": "chrI", "chr2 ": "chrII", "no": "a", "HLA-A*01:01": "x,y"})
    assert block == 'aliases: {1: chrI, "chr2 ": chrII, "no": a, "HLA-A*01:01": "x,y"}'

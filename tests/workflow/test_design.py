"""Designs through Snakemake: by search, by gradients, of the difference of two models."""

import csv

import pytest

pytestmark = pytest.mark.slow
DESIGNS = {
    "strong": {
        "count": 3,
        "changes": 4,
        "gc": [0.3, 0.6],
        "forbid": ["EcoRI", "CACGTG"],
        "keep": ["1-20"],
        "experiments": ["REST"],
    },
    "less": {"file": "own.fa", "search": "greedy", "against": "CTCF", "direction": "lower"},
    "class": {"search": "gradient", "count": 2, "experiments": ["REST"]},
}


@pytest.fixture(scope="module")
def finished(tiny, tmp_path_factory):
    study = tiny.copied(tmp_path_factory.mktemp("design"))
    study.config["design"] = DESIGNS
    (study.folder / "own.fa").write_text(f">a\n{'ACGTA' * 10}\n>b\n{'TTGCA' * 12}\n")
    study.write()
    names = [f"results/tiny/REST/deepbind/design.{name}.svg" for name in DESIGNS]
    study.run("--", *names)
    return study


def rows(study, file: str) -> list[dict[str, str]]:
    with study.path("REST", "deepbind", file).open() as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


def test_designs_keep_to_their_constraints_and_have_their_paths(finished):
    found = rows(finished, "design.strong.tsv")
    assert [row["name"] for row in found] == ["random_1", "random_2", "random_3"]
    steps = rows(finished, "design.strong.paths.tsv")
    for row in found:
        start, sequence = row["start_sequence"], row["sequence"]
        assert len(sequence) == len(start) == 61
        assert sequence[:20] == start[:20]
        assert sum(a != b for a, b in zip(start, sequence, strict=True)) == int(row["changes"]) <= 4
        assert 0.3 <= sum(base in "GC" for base in sequence) / 61 <= 0.6
        assert "GAATTC" not in sequence and "CACGTG" not in sequence
        assert float(row["score"]) >= float(row["start_score"])
        own = [step for step in steps if step["name"] == row["name"]]
        letters = list(start)
        for step in own[1:]:
            assert letters[int(step["position"]) - 1] == step["from"]
            letters[int(step["position"]) - 1] = step["to"]
        assert "".join(letters) == sequence
        assert own[-1]["score"] == row["score"]
    records = finished.path("REST", "deepbind", "design.strong.fa").read_text().splitlines()
    assert records[1::2] == [row["sequence"] for row in found]


def test_a_difference_is_lowered_from_the_starts_of_a_file(finished):
    found = rows(finished, "design.less.tsv")
    assert [len(row["sequence"]) for row in found] == [50, 60]
    assert all(float(row["score"]) < float(row["start_score"]) for row in found)


def test_an_optimised_input_has_a_profile(finished):
    found = rows(finished, "design.class.tsv")
    meme = finished.path("REST", "deepbind", "design.class.meme").read_text()
    assert meme.count("MOTIF random_") == len(found) == 2
    assert all(len(row["sequence"]) == len(row["consensus"]) == 61 for row in found)


def test_all_designs_are_part_of_the_study(finished):
    planned = finished.jobs()
    # Two are made; the difference is not made for the experiment that is subtracted.
    assert "design_sequences" not in planned
    assert "optimise_input" not in planned

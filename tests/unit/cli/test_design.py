import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from bindery.motifs.meme import read_meme

MODEL, OTHER = "results/mine/CTCF/auto", "results/mine/CTCF/deepbind"
PLAIN = "C" * 20


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text), delimiter="\t"))


def test_a_site_is_made_within_the_constraints(bindery: Callable, user: Path) -> None:
    code, printed, errors = bindery(
        *("design", MODEL, "--sequence", PLAIN, "--changes", "6", "--keep", "1-8", "--search"),
        *("greedy", "--paths", "paths.tsv", "--sequences", "new.fa", "--figure", "steps.svg"),
    )
    assert (code, errors) == (0, "")
    (row,) = rows(printed)
    assert float(row["score"]) == 4 and int(row["changes"]) <= 6
    assert row["sequence"][:8] == PLAIN[:8] and row["start_sequence"] == PLAIN
    assert "GGAA" in row["sequence"] or "TTCC" in row["sequence"]
    assert rows(Path("paths.tsv").read_text())[0]["step"] == "0"
    assert Path("new.fa").read_text().splitlines()[1] == row["sequence"]
    assert "<svg" in Path("steps.svg").read_text()


def test_starts_of_a_file_are_lowered(bindery: Callable, user: Path) -> None:
    code, printed, _ = bindery(
        "design", MODEL, "--start", "candidates.fa", "--lower", "-o", "d.tsv"
    )
    assert (code, printed) == (0, "")
    found = rows(Path("d.tsv").read_text())
    assert [row["name"] for row in found] == [f"seq{n}" for n in range(9)]
    assert all(float(row["score"]) < float(row["start_score"]) for row in found)


def test_random_starts_are_as_many_as_asked_and_the_same_by_the_seed(bindery: Callable) -> None:
    words = ("design", MODEL, "--count", "2", "--search", "greedy", "--gc", "0.3", "0.7")
    first, again = bindery(*words), bindery(*words)
    assert first == again and first[0] == 0
    assert [row["name"] for row in rows(first[1])] == ["random_1", "random_2"]
    assert bindery(*words, "--seed", "2") != first


def test_the_difference_to_another_model_is_the_score(bindery: Callable) -> None:
    words = ("design", MODEL, "--against", OTHER, "--sequence", PLAIN, "--search", "greedy")
    (row,) = rows(bindery(*words)[1])
    # They are the same model.
    assert float(row["score"]) == 0


def test_gradients_give_shares_of_bases(bindery: Callable, user: Path) -> None:
    code, printed, _ = bindery(
        *("design", MODEL, "--search", "gradient", "--count", "2", "--matrices", "class.meme")
    )
    assert code == 0 and len(rows(printed)) == 2
    assert len(read_meme("class.meme")) == 2


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        ("--sequence A --count 3", 2, "Give one of --start, --sequence and --count."),
        ("--search gradient --gc 0.3 0.7", 2, "has no constraints and no --paths"),
        ("--matrices a.meme", 2, "--matrices goes with --search gradient."),
        ("--forbid QQQ", 1, "forbid 'QQQ' is neither IUPAC's letters nor a known"),
        ("--keep x", 1, "keep: 'x' is no part of a sequence"),
        ("--gc 0.7 0.3", 1, "gc [0.7, 0.3] is no range"),
        ("--start absent.fa", 1, "absent.fa: there is no such file"),
        ("--against absent", 1, "absent: there is no model"),
        (f"--sequence {'A' * 21}", 1, "more than the model's window of 20"),
    ],
)
def test_what_is_wrong_is_said(words: str, code: int, told: str, bindery: Callable) -> None:
    found, printed, errors = bindery("design", MODEL, *words.split())
    assert (found, printed) == (code, "")
    assert told in errors and "Traceback" not in errors

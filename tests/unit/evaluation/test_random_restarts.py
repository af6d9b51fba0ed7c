import json
from pathlib import Path

import pytest

from bindery.evaluation.random_restarts import (
    Entry,
    ranked,
    read_entries,
    read_entry,
    table_of,
    write_entries,
)

ENTRIES = [
    Entry("net", "A", False, [0.8, 0.9, 0.85], 100, 30.0),
    Entry("net", "B", False, [0.7, 0.7, 0.7], 100, 60.0),
    Entry("wide", "A", False, [0.95], 500, None),
    Entry("wide", "B", False, [0.65], 500, None),
    Entry("kmer_logreg", "A", True, [0.99], None, 2.0),
]


def test_interval_is_student_s() -> None:
    # Mean 0.85, deviation 0.05, t of 2 degrees 4.3027.
    low, high = ENTRIES[0].interval
    assert (low, high) == pytest.approx((0.85 - 4.3027 * 0.05 / 3**0.5, 0.9742), abs=1e-4)
    assert ENTRIES[1].interval == pytest.approx((0.7, 0.7))
    assert ENTRIES[2].interval is None
    assert Entry("net", "C", False, [0.9, 1.0]).interval[1] == 1.0


def test_models_stand_by_their_mean_and_baselines_last() -> None:
    assert ranked(ENTRIES) == ["wide", "net", "kmer_logreg"]


def test_a_model_that_some_experiments_lack_stands_by_those_that_have_it() -> None:
    # Of B alone, where the others are 0.70 and 0.65; their means are of both.
    extra = Entry("large", "B", False, [0.79], 900, None)
    entries = [*ENTRIES, extra]
    assert ranked(entries) == ["wide", "large", "net", "kmer_logreg"]


def test_written_entries_read_back(tmp_path: Path) -> None:
    write_entries(tmp_path / "models.tsv", ENTRIES)
    rows = read_entries(tmp_path / "models.tsv")
    assert [(row["model"], row["experiment"]) for row in rows] == [
        ("wide", "A"), ("wide", "B"), ("net", "A"), ("net", "B"), ("kmer_logreg", "A")
    ]  # fmt: skip
    assert rows[0]["auroc_low"] is None and rows[0]["seconds"] is None
    assert rows[4]["is_baseline"] and rows[4]["parameters"] is None
    found = table_of(rows)
    assert found["experiments"] == ["A", "B"] and found["best"] == {"A": 0.99, "B": 0.7}
    net = found["models"][1]
    assert net["name"] == "net" and net["mean"] == pytest.approx((0.85 + 0.7) / 2)
    assert found["models"][2]["mean"] is None, "the baseline was fitted to one experiment"
    # Three restarts each, in 30 and 60 seconds.
    assert net["seconds"] == pytest.approx(15) and net["parameters"] == 100


@pytest.mark.parametrize(("keep", "parameters"), [("mean", 50), ("best", 150)])
def test_entry_counts_the_parameters_of_one_restart(
    tmp_path: Path, keep: str, parameters: int
) -> None:
    metrics = {"model": "net", "experiment": "A", "auroc": 0.9, "auroc_restarts": [0.8, 0.9, 0.7]}
    facts = {"parameters": 150, "training": {"keep": keep}}
    (tmp_path / "m.json").write_text(json.dumps(metrics))
    (tmp_path / "p.json").write_text(json.dumps(facts))
    (tmp_path / "s.tsv").write_text("s\th:m:s\n12.5\t0:00:12\n")
    seconds = str(tmp_path / "s.tsv")
    entry = read_entry(tmp_path / "m.json", tmp_path / "p.json", seconds, False)
    assert entry.parameters == parameters and entry.seconds == 12.5
    assert entry.values == [0.8, 0.9, 0.7]
    absent = read_entry(tmp_path / "m.json", tmp_path / "p.json", "none", False)
    assert absent.seconds is None

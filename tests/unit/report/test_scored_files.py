"""The scores of a user's own sequences on a page: best, worst, and a histogram."""

import gzip
from pathlib import Path

import pytest
from inputs.pages_cases import SCORES, Case

from bindery.report.scored_files import SHOWN, read_scores, scores_view


def written(path: Path, scores: list) -> Path:
    lines = ["name\tchrom\tstart\tend\tscore\tprobability"]
    for number, score in enumerate(scores):
        lines.append(f"c{number}\t\t0\t101\t{'' if score is None else score}\t0.5")
    path.write_bytes(gzip.compress(("\n".join(lines) + "\n").encode()))
    return path


@pytest.mark.parametrize("case", SCORES, ids=lambda case: case.name)
def test_best_and_worst_are_listed_once(case: Case, tmp_path: Path) -> None:
    path = written(tmp_path / "scores.mine.tsv.gz", case.given["scores"])
    best, worst, scores = read_scores(path)
    (view,) = scores_view(1, "deepbind", {"mine": str(path)}, True)
    assert view["rows"] == len(scores) and (view["figure"] is None) == (not len(scores))
    if not len(scores):
        assert case.expected == "no figure, 0 scored"
        return
    assert len(best) == min(SHOWN, len(scores)) and len(worst) == min(
        SHOWN, len(scores) - len(best)
    )
    assert not {row["name"] for row in best} & {row["name"] for row in worst}
    last = worst[0]["name"] if worst else "none"
    if case.name != "empty and undefined scores among others":
        assert f"best {best[0]['name']}, worst {last}" == case.expected
    else:
        assert [row["name"] for row in best] == ["c3", "c0"]

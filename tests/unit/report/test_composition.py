"""What the page of an experiment says of composition."""

import pytest

from bindery.figures.words import measures
from bindery.report.composition import meaning, sentence


@pytest.mark.parametrize(
    ("alone", "low", "best", "expected"),
    [
        (0.52, 0.47, 0.9, "none"),
        (0.55, 0.51, 0.9, "little"),
        (0.70, 0.66, 0.9, "part"),
        (0.80, 0.77, 0.9, "most"),
        # Better than all others.
        (0.80, 0.77, 0.7, "most"),
    ],
)
def test_meaning_is_its_share_of_the_way_from_chance(
    alone: float, low: float, best: float, expected: str
) -> None:
    assert meaning(alone, low, best, 0.5) == expected


def test_the_sentence_names_the_best_of_the_others() -> None:
    rows = [
        {"model": "deepbind", "auroc": 0.696, "auroc_low": 0.65},
        {"model": "kmer_logreg", "auroc": 0.791, "auroc_low": 0.75},
        {"model": "composition", "auroc": 0.747, "auroc_low": 0.7},
    ]
    text = sentence(rows, measures("class"))
    assert "reaches AUROC 0.747; the best of the others is kmer_logreg with 0.791." in text
    assert "Most of what models tell apart shows in composition" in text
    assert text.endswith("A background of like composition would show which of the two.")
    assert sentence(rows[:2], measures("class")) == sentence(rows[2:], measures("class")) == ""


def test_intensities_have_their_own_measure_and_chance() -> None:
    rows = [
        {"model": "kmer_ridge", "pearson": 0.6, "pearson_low": 0.5},
        {"model": "composition", "pearson": 0.1, "pearson_low": -0.05},
    ]
    text = sentence(rows, measures("intensity"))
    high = [rows[0], rows[1] | {"pearson": 0.55, "pearson_low": 0.5}]
    assert "Most of what models tell apart" in sentence(high, measures("intensity"))
    assert "background" not in sentence(high, measures("intensity"))
    assert "reaches Pearson" in text and "0.100" in text and "It is no better than chance" in text

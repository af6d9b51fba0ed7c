"""Published values: set beside the study's own, in a table."""

from pathlib import Path

from helpers import summary_row

from bindery.evaluation.published import MEAN, compare, read_comparison, write_comparison

VALUES = {"CTCF_K562": 0.98, "MYC_K562": 0.9}
ROWS = [
    summary_row("CTCF_K562", "deepbind", 0.985),
    summary_row("CTCF_K562", "pwm", 0.9),
    summary_row("MYC_K562", "deepbind", 0.89, auroc_low=None, auroc_high=None),
    summary_row("MYC_K562", "pwm", None),
    summary_row("unpublished", "deepbind", 0.7),
]


def test_the_table_has_differences_then_means_and_counts(tmp_path: Path) -> None:
    found = compare(ROWS, VALUES, "auroc")
    write_comparison(tmp_path / "published.tsv", found, "auroc")
    assert (tmp_path / "published.tsv").read_text().splitlines() == [
        "experiment\tprotein\tmodel\tauroc\tauroc_low\tauroc_high\tpublished\tdifference"
        "\texperiments\tat_or_above",
        "CTCF_K562\tCTCF\tdeepbind\t0.985\t0.975\t0.995\t0.98\t0.005\t1\t1",
        "CTCF_K562\tCTCF\tpwm\t0.9\t0.89\t0.91\t0.98\t-0.08\t1\t0",
        "MYC_K562\tMYC\tdeepbind\t0.89\t\t\t0.9\t-0.01\t1\t0",
        "(mean)\t\tdeepbind\t0.9375\t\t\t0.94\t-0.0025\t2\t1",
        "(mean)\t\tpwm\t0.9\t\t\t0.98\t-0.08\t1\t0",
    ]
    assert read_comparison(tmp_path / "published.tsv") == found


def test_an_equal_value_is_at_or_above() -> None:
    *_, mean = compare([summary_row("CTCF_K562", "deepbind", 0.98)], VALUES, "auroc")
    assert (mean["at_or_above"], mean["difference"]) == (1, 0)


def test_rows_of_one_mean_are_not_an_experiment() -> None:
    rows = compare(ROWS, VALUES, "auroc")
    assert [row["experiment"] for row in rows].count(MEAN) == 2
    assert not any(character in MEAN for character in "_-.") and not MEAN[0].isalnum()

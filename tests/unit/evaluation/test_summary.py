import json
from pathlib import Path

from bindery.evaluation.summary import read_summary, write_summary


def write(folder: Path, *rows: dict) -> list[str]:
    paths = []
    for number, row in enumerate(rows):
        path = folder / f"{number}.json"
        path.write_text(json.dumps(row))
        paths.append(str(path))
    return paths


def test_rows_are_in_the_files_order_and_columns_by_first_appearance(tmp_path: Path) -> None:
    metrics = write(
        tmp_path,
        {"experiment": "Reb1", "model": "deepbind", "auroc": 0.9, "baseline": "pwm"},
        {"experiment": "Abf1", "model": "pwm", "auroc": 0.8, "baseline": None, "pearson": 0.5},
    )
    write_summary(metrics, tmp_path / "summary.tsv")
    assert (tmp_path / "summary.tsv").read_text() == (
        "experiment\tmodel\tauroc\tbaseline\tpearson\n"
        "Reb1\tdeepbind\t0.9\tpwm\t\n"
        "Abf1\tpwm\t0.8\t\t0.5\n"
    )


def test_summary_reads_back(tmp_path: Path) -> None:
    rows = [
        {"experiment": "1", "protein": '"7', "assay": "peaks", "label": None, "model": "deepbind",
         "auroc": 0.123456789, "n_test": 12, "baseline": "pwm"},
        {"experiment": "nan", "protein": "Inf", "assay": "peaks", "label": "simulated data",
         "model": "1e5", "auroc": None, "n_test": 0, "baseline": None},
    ]  # fmt: skip
    write_summary(write(tmp_path, *rows), tmp_path / "summary.tsv")
    assert read_summary(tmp_path / "summary.tsv") == rows


def test_no_metrics_make_an_empty_table(tmp_path: Path) -> None:
    write_summary([], tmp_path / "summary.tsv")
    assert read_summary(tmp_path / "summary.tsv") == []

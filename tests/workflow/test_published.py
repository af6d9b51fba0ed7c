"""A study whose config has published values, baselines alone, and one that has none."""

import csv

import pytest
from workflow.conftest import Study

FILE = "# Someone, 2015.\nexperiment\tauc\nREST in K562\t0.95\nCTCF in K562\t0.5\n"
PUBLISHED = {"file": "published.tsv", "column": "auc", "title": "Old", "source": "Someone, 2015"}


def prepare(folder, copied_workflow, **changed):
    study = Study(folder, copied_workflow)
    study.config |= {"models": {}, "published": PUBLISHED | changed}
    for row in study.rows:
        row["published"] = f"{row['experiment']} in K562"
    (folder / "published.tsv").write_text(FILE)
    study.write()
    return study


@pytest.fixture(scope="module")
def study(tmp_path_factory, copied_workflow):
    study = prepare(tmp_path_factory.mktemp("published"), copied_workflow)
    study.run()
    return study


def test_results_stand_beside_published_ones(study):
    with open(study.path("published.tsv")) as handle:
        rows = list(csv.DictReader(handle, delimiter="\t"))
    found = [(row["experiment"], row["model"], row["published"]) for row in rows[:4]]
    models = ("kmer_logreg", "pwm")
    values = {"REST": "0.95", "CTCF": "0.5"}
    assert found == [(name, model, values[name]) for name in values for model in models]
    assert [row["experiment"] for row in rows[4:]] == ["(mean)", "(mean)"]
    assert rows[-1]["at_or_above"] in "12" and rows[-1]["experiments"] == "2"


def test_the_page_and_the_figure_show_them_and_say_that_data_are_simulated(study):
    page = study.path("report.html").read_text()
    assert "AUROC beside Old: Someone, 2015." in page
    figure = study.path("published.svg").read_text()
    for text in ("Published AUROC of Old", "simulated data", "best baseline"):
        assert text in figure and text in page


def test_nothing_changed_reruns_nothing_and_another_value_its_comparison(study):
    assert study.jobs() == {}
    (study.folder / "published.tsv").write_text(FILE.replace("0.95", "0.96"))
    assert study.jobs() == {"compare_published": 1, "report_study": 1}
    (study.folder / "published.tsv").write_text(FILE)
    assert study.jobs() == {}


def test_snakemakes_report_has_the_table_and_the_figure(study):
    study.run("--report", "report.zip")


def test_without_published_values_nothing_is_compared(tmp_path, copied_workflow):
    study = prepare(tmp_path, copied_workflow)
    assert study.jobs()["compare_published"] == 1
    del study.config["published"]
    study.write()
    assert "compare_published" not in study.jobs()


@pytest.mark.parametrize(
    ("changed", "line"),
    [
        (
            {"file": "absent.tsv"},
            "config.yaml: there is no file 'absent.tsv', which published.file names; correct",
        ),
        (
            {"column": "AUC"},
            "published.tsv, row 2: there is no column 'AUC'; the columns are experiment,",
        ),
        ({"measure": "pearson"}, "experiments.tsv, row 2: 'REST' has no pearson: its target is"),
        ({"measure": "accuracy"}, "'published.measure': 'accuracy' is not one of"),
        ({"colunm": "auc"}, "unknown key 'colunm' under 'published'; did you mean 'column'?"),
    ],
)
def test_bad_published_values_stop_at_parse_time(tmp_path, copied_workflow, changed, line):
    printed = prepare(tmp_path, copied_workflow, **changed).run(fails=True)
    assert line in printed and "Traceback" not in printed


def test_a_name_that_is_not_published_stops_at_parse_time(tmp_path, copied_workflow):
    study = prepare(tmp_path, copied_workflow)
    study.rows[1]["published"] = "CTCF in K563"
    study.write()
    printed = study.run(fails=True)
    line = "row 3: published 'CTCF in K563' has no row in published.tsv; did you mean 'CTCF in K56"
    assert f"experiments.tsv, {line}" in printed and "Traceback" not in printed

"""A study whose config has published values, and one that has none."""

import csv

import pytest

pytestmark = pytest.mark.slow

FILE = "# Someone, 2015.\nexperiment\tauc\nREST in K562\t0.95\nCTCF in K562\t0.5\n"
PUBLISHED = {"file": "published.tsv", "column": "auc", "title": "Old", "source": "Someone, 2015"}


def prepare(study, **changed):
    study.config["published"] = PUBLISHED | changed
    for row in study.rows:
        row["published"] = f"{row['experiment']} in K562"
    (study.folder / "published.tsv").write_text(FILE)
    study.write()
    return study


@pytest.fixture(scope="module")
def finished(tiny, tmp_path_factory):
    study = prepare(tiny.copied(tmp_path_factory.mktemp("published")))
    study.run()
    return study


def test_results_stand_beside_published_ones(finished):
    with open(finished.path("published.tsv")) as handle:
        rows = list(csv.DictReader(handle, delimiter="\t"))
    found = [(row["experiment"], row["model"], row["published"]) for row in rows[:8]]
    models = ("deepbind", "composition", "kmer_logreg", "pwm")
    values = {"REST": "0.95", "CTCF": "0.5"}
    assert found == [(name, model, values[name]) for name in values for model in models]
    assert [row["experiment"] for row in rows[8:]] == 4 * ["(mean)"]
    assert rows[-1]["at_or_above"] in "12" and rows[-1]["experiments"] == "2"


def test_the_page_and_the_figure_show_them_and_say_that_data_are_simulated(finished):
    page = finished.path("report.html").read_text()
    assert "AUROC of this study beside that of Old: Someone, 2015." in page
    figure = finished.path("published.svg").read_text()
    for text in ("Published AUROC of Old", "simulated data", "best baseline"):
        assert text in figure and text in page


def test_nothing_changed_reruns_nothing_and_another_value_its_comparison(finished):
    assert finished.jobs() == {}
    (finished.folder / "published.tsv").write_text(FILE.replace("0.95", "0.96"))
    assert finished.jobs() == {"compare_published": 1, "report_study": 1}
    (finished.folder / "published.tsv").write_text(FILE)
    assert finished.jobs() == {}


def test_snakemakes_report_has_the_table_and_the_figure(finished):
    finished.run("--report", "report.zip")


def test_without_published_values_nothing_is_compared(study):
    prepare(study)
    del study.config["published"]
    study.write()
    assert "compare_published" not in study.jobs()

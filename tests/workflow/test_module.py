"""Another workflow uses this one as a module, over HTTP and from a path."""

import csv
import functools
import http.server
import json
import re
import threading

import pytest
import yaml
from workflow.conftest import REPOSITORY, Study

EXAMPLE = re.search(
    r"## From another workflow.*?```python\n(.*?)```",
    (REPOSITORY / "docs/module.md").read_text(),
    re.S,
)
PATH = "path/to/bindery/Snakefile"
TARGET = "results/binding/CTCF/deepbind/metrics.json"


@pytest.fixture
def host(study):
    """A host workflow: that of docs/module.md, with a tiny study in its config."""
    study.config |= {"pathvars": {"results": "results/binding"}, "baselines": ["pwm"]}
    study.write()
    config = {"bindery": study.config}
    (study.folder / "config").mkdir()
    (study.folder / "config/config.yaml").write_text(yaml.safe_dump(config))
    (study.folder / "config.yaml").unlink()

    def run(snakefile, *arguments, prefix=""):
        assert EXAMPLE and PATH in EXAMPLE[1] and TARGET in EXAMPLE[1]
        text = EXAMPLE[1].replace(PATH, snakefile)
        if prefix:
            line = "    config:\n"
            text = text.replace(line, f'    prefix:\n        "{prefix}"\n{line}')
            text = text.replace(TARGET, f"{prefix}/{TARGET}")
        (study.folder / "Snakefile").write_text(text)
        return Host(study.folder, study.repository).run(*arguments)

    return run


class Host(Study):
    """A folder whose own Snakefile and config count."""

    def command(self, *arguments, cores=2):
        command = super().command(*arguments, cores=cores)
        start = command.index("--snakefile")
        return command[:start] + command[start + 4 :]


@pytest.fixture
def address(copied_workflow):
    """Where the workflow is served over HTTP."""

    class Handler(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *arguments):
            pass

    handler = functools.partial(Handler, directory=str(copied_workflow))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(params=["http", "path"])
def snakefile(request, study):
    if request.param == "path":
        return str(study.repository / "Snakefile")
    return f"{request.getfixturevalue('address')}/Snakefile"


def test_a_host_plans_its_run_by_a_workflow_served_over_http(host, study, address):
    printed = host(f"{address}/Snakefile", "--dry-run")
    assert "rule bindery_train:" in printed and "bindery_simulate" in printed
    assert not (study.folder / "results").exists()


@pytest.mark.slow
def test_a_host_makes_metrics_and_page_in_its_own_folders(host, study, snakefile):
    assert "rule bindery_train:" in host(snakefile)
    metrics = json.loads((study.folder / TARGET).read_text())
    assert metrics["experiment"] == "CTCF" and 0 <= metrics["auroc"] <= 1
    page, picture = "results/binding/CTCF/report.html", "results/binding/rulegraph.svg"
    host(snakefile, "--", page, picture)
    assert "CTCF" in (study.folder / page).read_text()
    # The picture is of this workflow's rules, not of the host's.
    drawn = (study.folder / picture).read_text()
    assert "report_study" in drawn and "build_tensor" in drawn and "bindery_" not in drawn
    assert {path.name for path in (study.folder / "results").iterdir()} == {"binding"}
    assert "Nothing to be done" in host(snakefile, "--", TARGET, page, picture)
    # Captions are fetched too.
    host(snakefile, "--report", "report.zip", "--", page, picture)
    assert (study.folder / "report.zip").is_file()


@pytest.mark.slow
def test_a_prefix_moves_the_benchmarks_that_models_are_compared_by(host, study):
    study.rows = study.rows[:1]
    study.config |= {"compare_models": True, "pathvars": {"results": "results/binding"}}
    study.write()
    (study.folder / "config/config.yaml").write_text(yaml.safe_dump({"bindery": study.config}))
    table = "moved/results/binding/models.tsv"
    host(str(study.repository / "Snakefile"), "--", table, prefix="moved")
    with open(study.folder / table, newline="") as handle:
        seconds = [row["seconds"] for row in csv.DictReader(handle, delimiter="\t")]
    assert seconds and all(float(value) > 0 for value in seconds)
    assert not (study.folder / "results").exists()

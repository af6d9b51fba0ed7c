"""The rule verify: a run that ends with all results checked, and a page that says so."""

import pytest
from workflow.conftest import Study

from bindery.verification.checks import AGREES, DIFFERS, read_checks


@pytest.fixture
def verifying(tiny: Study, tmp_path_factory: pytest.TempPathFactory) -> Study:
    study = tiny.copied(tmp_path_factory.mktemp("verifying"))
    study.config["verify"] = True
    study.write()
    return study


def test_a_study_is_verified_after_its_run_and_the_page_says_so(verifying: Study) -> None:
    # The picture of the rules names the study's config, and is drawn again where that changed.
    assert {"verify": 1, "report_study": 1}.items() <= verifying.jobs().items()
    verifying.run()
    checks = read_checks(verifying.path("verification.tsv"))
    assert [check for check in checks if check.verdict != AGREES] == []
    assert {check.check for check in checks} >= {"digest", "whole", "auroc", "rows", "metrics"}
    assert "checks of" in verifying.path("report.html").read_text()
    assert verifying.jobs() == {}


def test_damage_is_listed_and_told_on_the_page(verifying: Study) -> None:
    # No job of this study reads the file.
    file = verifying.path("CTCF", "deepbind", "calibration.json")
    file.write_bytes(file.read_bytes()[:-20])
    verifying.run()
    checks = read_checks(verifying.path("verification.tsv"))
    wrong = [check for check in checks if check.verdict != AGREES]
    assert {(check.file, check.verdict) for check in wrong} == {
        ("CTCF/deepbind/calibration.json", DIFFERS)
    }
    assert {check.check for check in wrong} == {"digest", "whole"}
    page = verifying.path("report.html").read_text()
    assert "CTCF/deepbind/calibration.json: digest differs" in page

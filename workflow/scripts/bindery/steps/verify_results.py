"""Rule verify: check that a study's results agree with each other and with what was recorded."""

import logging
from collections.abc import Callable, Sequence
from pathlib import Path

from bindery.errors import InputError
from bindery.verification.checks import Check, read_checks, summary_of, write_checks, wrong
from bindery.verification.contents import VERIFICATION, check_before, check_whole, results
from bindery.verification.digests import Digests, check_card, check_model, check_trunk
from bindery.verification.model_folders import (
    SUMMARY,
    ModelFolder,
    in_summary,
    model_folders,
    trunk_folders,
)
from bindery.verification.recomputed_metrics import check_metrics, check_rows, check_summary

logger = logging.getLogger(__name__)


def verify_results(
    folder: str,
    *,
    table: str | None = None,
    deep: bool = False,
    architectures: Sequence[str] = (),
    told: Callable[[str], None] = lambda name: None,
) -> list[Check]:
    """Compute again what a study's results say of each other, and compare.

    All files are read to their ends; digests are compared with those in provenance and cards, and
    with those of the last verification; metrics, with their intervals, are computed from stored
    predictions; the summary is put together again.

    Args:
        folder: the study's results.
        table: output, TSV of all checks; None writes none.
        deep: whether to score the held-out rows again by each stored model, which imports Keras.
        architectures: the user's own architectures, whose code may run; see `load_model`.
        told: called with the name of each model that is to be checked.

    Raises:
        InputError: the folder has no results of a study.
    """
    root = Path(folder)
    models, digests = model_folders(root), Digests(root)
    found = _of_files(root, digests)
    listed = _listed(root, models)
    for own in models:
        told(f"{own.experiment}/{own.model}")
        baselines = [
            one.model for one in listed if one.is_baseline and one.experiment == own.experiment
        ]
        found += [*check_model(own, digests), *check_card(own)]
        found += [*check_rows(own), *check_metrics(own, baselines)]
        if deep:
            from bindery.verification.rescored import check_scores

            found += check_scores(own, architectures)
    for trunk in trunk_folders(root):
        found += check_trunk(trunk, root, digests)
    if (root / SUMMARY).is_file():
        found += check_summary(root, listed)
    if table is not None:
        write_checks(table, found)
    return found


def verify_study(*, summary: str, table: str) -> None:
    """Verify the results beside a study's summary; log what does not agree.

    Args:
        summary: the study's summary.
        table: output, TSV of all checks.
    """
    checks = verify_results(str(Path(summary).parent), table=table)
    for check in wrong(checks):
        logger.warning("%s: %s %s: %s", check.file, check.check, check.verdict, check.found)
    logger.info("%s", summary_of(checks))


def _listed(root: Path, models: list[ModelFolder]) -> list[ModelFolder]:
    """The models of the study's config, by its summary; all that are there if it has none.

    A damaged summary is found by a check of its own.
    """
    try:
        return in_summary(root)
    except (InputError, KeyError):
        return models


def _of_files(root: Path, digests: Digests) -> list[Check]:
    files, last = results(root), root / VERIFICATION
    before = read_checks(last) if last.is_file() else []
    since = last.stat().st_mtime if last.is_file() else 0.0
    found = [check for file in files for check in check_whole(file, root)]
    return found + check_before(files, root, before, since, digests)

"""Models of several cells that are solved as regressions."""

import functools
import json
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from helpers import random_codes
from toy_cells import WINDOW, trained

from bindery import tsv
from bindery.data.methylation.rows import CellRows, open_cells, read_rows
from bindery.data.splits import TEST
from bindery.errors import InputError
from bindery.training.methylation.predictions import read_cells


def solved(toy: Path, final_rows: str, change: bool = False):
    """A regression on 3-mers of both cells, or with states of validation sites exchanged."""
    from bindery.models import registry
    from bindery.training.methylation.solving import solve_cells

    with open_cells(toy, WINDOW) as opened:
        train, validation = (read_rows(opened, opened.split_rows(part)) for part in (0, 1))
    if change:
        validation.targets = 1 - validation.targets
    found = solve_cells(
        lambda: registry.build("kmers", WINDOW, k=3, outputs=2),
        train,
        validation,
        final_rows=final_rows,
    )
    return found, train, validation


def test_a_regression_is_solved_with_the_penalty_of_the_least_validation_loss(
    keras: ModuleType, toy: Path
) -> None:
    from sklearn.linear_model import LogisticRegression

    from bindery.alphabet import reverse_complement
    from bindery.data.kmers import kmer_features
    from bindery.training.methylation.scores import cell_scores

    found, train, validation = solved(toy, "all")
    losses = {row["inverse_penalty"]: row["val_loss"] for row in found.history}
    penalty = found.best["inverse_penalty"]
    assert losses[penalty] == min(losses.values()) and len(losses) > 2

    def expected(parts: list[CellRows], cell: int) -> np.ndarray:
        def features(codes: np.ndarray) -> np.ndarray:
            strands = (codes, reverse_complement(codes))
            return sum(kmer_features(own, (3,), False).toarray() for own in strands) / 2

        inputs = np.concatenate([features(own.sequence) for own in parts])
        target = np.concatenate([own.targets[:, cell] for own in parts])
        known = ~np.isnan(target)
        model = LogisticRegression(C=penalty, max_iter=2000).fit(inputs[known], target[known])
        return model.decision_function(features(validation.sequence))

    for model, parts in ((found.held_out, [train]), (found.model, [train, validation])):
        wanted = np.stack([expected(parts, cell) for cell in (0, 1)], axis=1)
        # The solver stops within its tolerance.
        np.testing.assert_allclose(cell_scores(model, validation), wanted, atol=2e-3)
    # The mean over cells comes first, as in other models of DNA.
    assert found.model.output_shape == (None, 3)


def test_validation_states_decide_the_penalty_and_final_rows_alone(
    keras: ModuleType, toy: Path
) -> None:
    from bindery.training.methylation.scores import cell_scores

    one, _, rows = solved(toy, "train")
    assert one.model is one.held_out
    other, _, _ = solved(toy, "train", change=True)
    assert [row["loss"] for row in one.history[:3]] == [row["loss"] for row in other.history[:3]]
    scored = [cell_scores(solved(toy, "all", own)[0].model, rows) for own in (False, True)]
    assert np.abs(scored[0] - scored[1]).max() > 1e-3


def test_a_cell_of_one_state_has_one_score(keras: ModuleType) -> None:
    from bindery.models import registry
    from bindery.training.methylation.scores import cell_scores
    from bindery.training.methylation.solving import solve_cells

    targets = np.array([[1, 1, np.nan], [0, 1, np.nan]] * 20, np.float32)
    neighbours = np.zeros((40, 3, 2))
    rows = CellRows(random_codes(40, WINDOW, 3, letters=4), neighbours, neighbours, targets)
    build = functools.partial(registry.build, "kmers", WINDOW, k=2, outputs=3)
    scores = cell_scores(solve_cells(build, rows, rows).model, rows)
    assert np.ptp(scores[:, 0]) > 0
    # Half a site of each state is added: log(40.5 / 0.5), and log(0.5 / 0.5).
    np.testing.assert_allclose(scores[:, 1:], [[np.log(81), 0]] * 40, atol=1e-5)


def test_a_network_that_learns_more_is_not_solved(keras: ModuleType) -> None:
    from bindery.models import registry
    from bindery.training.methylation.solving import solve_cells

    build = functools.partial(registry.build, "deepbind", WINDOW)
    empty = np.zeros((4, 1, 2))
    rows = CellRows(random_codes(4, WINDOW, 3), empty, empty, np.array([[0], [1]] * 2, np.float32))
    with pytest.raises(InputError, match="learns more than its last layer; remove LINEAR"):
        solve_cells(build, rows, rows)


def test_what_is_solved_says_by_which_penalty(keras: ModuleType, toy: Path) -> None:
    own = trained(toy.parent, "kmers", settings={"k": 3}, final_rows="all")
    facts = json.loads((own / "provenance.json").read_text())
    history = tsv.read(own / "history.tsv")
    assert list(history[0]) == ["inverse_penalty", "loss", "val_loss", "val_auprc", "best"]
    best = next(float(row["inverse_penalty"]) for row in history if float(row["best"]))
    assert facts["training"] == {"inverse_penalty": best, "final_rows": "all"}
    with open_cells(toy, WINDOW) as opened:
        measured = (~np.isnan(opened.targets(opened.split_rows(TEST)))).sum()
    assert len(read_cells(own / "predictions.tsv.gz")) == measured

"""Whether stored models of cells give the scores that are stored beside them."""

import gzip
from pathlib import Path
from types import ModuleType

import pytest
import toy_cells

from bindery.verification.checks import AGREES, DIFFERS
from bindery.verification.model_folders import ModelFolder


@pytest.fixture(scope="module")
def cells(keras: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    from bindery.training.methylation.baselines import fit_baseline

    folder = tmp_path_factory.mktemp("results") / "cells"
    folder.mkdir()
    tensor = toy_cells.write_toy(folder / "tensor.h5")
    toy_cells.trained(folder, "deepcpg_cpg")
    toy_cells.trained(folder, "kmers", settings={"k": 3}, final_rows="all")
    for name in ("neighbour_mean", "kmer_logreg"):
        own = folder / name
        own.mkdir()
        fit_baseline(
            tensor=str(tensor),
            model=str(own / "model.npz"),
            predictions=str(own / "predictions.tsv.gz"),
            provenance_file=str(own / "provenance.json"),
            baseline=name,
            window=toy_cells.WINDOW,
            both_strands=True,
        )
    return folder


def checked(cells: Path, model: str) -> tuple[str, str]:
    from bindery.verification.rescored import check_scores

    (check,) = check_scores(ModelFolder(cells.parent, "cells", model), [])
    return check.verdict, check.found


@pytest.mark.parametrize("model", ["deepcpg_cpg", "kmers", "neighbour_mean", "kmer_logreg"])
def test_scores_are_those_of_the_model(cells: Path, model: str) -> None:
    verdict, found = checked(cells, model)
    assert verdict == AGREES, found


@pytest.mark.parametrize(
    ("model", "split", "verdict"),
    [
        ("deepcpg_cpg", "validation", DIFFERS),
        ("deepcpg_cpg", "test", DIFFERS),
        # The model that scored the validation sites is not stored.
        ("kmers", "validation", AGREES),
        ("kmers", "test", DIFFERS),
        ("kmer_logreg", "validation", DIFFERS),
        ("kmer_logreg", "test", DIFFERS),
    ],
)
def test_another_score_is_found(cells: Path, model: str, split: str, verdict: str) -> None:
    file = cells / model / "predictions.tsv.gz"
    whole = file.read_bytes()
    lines = gzip.decompress(whole).decode().splitlines()
    at = next(number for number, line in enumerate(lines) if line.split("\t")[2] == split)
    row = lines[at].split("\t")
    lines[at] = "\t".join([*row[:5], str(float(row[5]) + 1), *row[6:]])
    file.write_bytes(gzip.compress("\n".join([*lines, ""]).encode()))
    try:
        assert checked(cells, model)[0] == verdict
    finally:
        file.write_bytes(whole)


def test_lost_rows_are_counted(cells: Path) -> None:
    file = cells / "neighbour_mean" / "predictions.tsv.gz"
    whole = file.read_bytes()
    lines = gzip.decompress(whole).splitlines(keepends=True)
    file.write_bytes(gzip.compress(b"".join(lines[:-2])))
    try:
        verdict, found = checked(cells, "neighbour_mean")
    finally:
        file.write_bytes(whole)
    assert verdict == DIFFERS and found.endswith("measured sites")

"""The study of DeepBind's ENCODE experiments: its files, its published values, its tensors."""

import csv
import gzip
import hashlib
import os
import shutil
import subprocess
import sys
import urllib.parse
from pathlib import Path

import numpy as np
import pytest

from bindery.data.tensors import Tensor
from bindery.row_counts import read_row_counts

REPOSITORY = Path(__file__).parents[2]
EXPERIMENT = "MYC_H1-hESC_Stanford"
pytestmark = pytest.mark.real_data


def read_table(path):
    lines = (line for line in path.read_text().splitlines() if not line.startswith("#"))
    return list(csv.DictReader(lines, delimiter="\t"))


@pytest.fixture(scope="module")
def files(real_data):
    folder = real_data / "deepbind_encode"
    if not folder.is_dir():
        pytest.skip(f"no files of DeepBind at {folder}")
    return folder


@pytest.fixture(scope="module")
def study():
    """Experiment -> row of the study's table."""
    return {row["experiment"]: row for row in read_table(REPOSITORY / "config/deepbind_encode.tsv")}


def test_the_table_lists_every_file_with_its_checksum(files, study):
    found = {}
    for row in study.values():
        for column, checksum in (("sequences", "sha256"), ("test_sequences", "test_sha256")):
            name = urllib.parse.unquote(row[column].rsplit("/", 1)[-1])
            found[name] = row[checksum]
    expected = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files.glob("*.seq.gz")
    }
    assert found == expected and len(study) == 10


def test_each_row_trains_on_ac_tests_on_b_and_names_the_same_experiment(study):
    for row in study.values():
        name = urllib.parse.quote(row["published"])
        assert row["sequences"].endswith(f"/{name}_AC.seq.gz")
        assert row["test_sequences"].endswith(f"/{name}_B.seq.gz")
        protein, cell, *_ = row["published"].split("_")
        assert row["protein"] == protein and row["experiment"].startswith(f"{protein}_{cell}_")


def test_published_values_are_those_of_the_reference(real_data, study):
    reference = real_data / "published" / "deepbind_encode_auc.tsv"
    if not reference.is_file():
        pytest.skip(f"no published values at {reference}")
    expected = {row["experiment"]: row for row in read_table(reference)}
    found = {
        row["experiment"]: row
        for row in read_table(REPOSITORY / "config/published/deepbind_encode.tsv")
    }
    assert found.keys() == {row["published"] for row in study.values()}
    for name, row in found.items():
        for column in ("DeepBind_star_all", "DeepBind_top500"):
            assert row[column] == expected[name][column]


@pytest.fixture(scope="module")
def results(files, tmp_path_factory):
    """One experiment's tensor, made by Snakemake."""
    folder = tmp_path_factory.mktemp("deepbind_encode")
    for part in ("workflow", "config", "envs", "profiles"):
        shutil.copytree(REPOSITORY / part, folder / part)
    shutil.copy(REPOSITORY / "Snakefile", folder)
    program = Path(sys.executable).with_name("snakemake")
    environment = os.environ | {"BINDERY_MIRRORS": str(files)}
    environment["PATH"] = f"{program.parent}:{environment['PATH']}"
    target = f"results/deepbind_encode/{EXPERIMENT}/tensor.h5"
    command = [program, "--cores", "2", "--configfile", "config/deepbind_encode.yaml", "--", target]
    result = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=600
    )
    assert result.returncode == 0, (result.stdout + result.stderr)[-4000:]
    return folder / "results/deepbind_encode" / EXPERIMENT


def test_every_positive_of_ac_is_trained_on_but_for_leaks(results, files, study):
    name = study[EXPERIMENT]["published"]
    lines = gzip.decompress((files / f"{name}_AC.seq.gz").read_bytes()).decode().splitlines()
    row_counts = {
        (step, reason): rows for step, reason, rows in read_row_counts(results / "tensor.qc.tsv")
    }
    leaks = sum(
        rows
        for (step, reason), rows in row_counts.items()
        if step == "dropped" and reason.startswith("sequence ") and "later split" in reason
    )
    with Tensor(results / "tensor.h5") as tensor:
        fitted = np.concatenate([tensor.split_rows(0), tensor.split_rows(1)])
        positives = tensor.rows(np.sort(fitted)).targets[:, 0].sum()
        validation = tensor.rows(tensor.split_rows(1)).targets[:, 0].sum()
    assert positives == len(lines) - 1 - leaks
    assert 0.03 < validation / positives < 0.07


def test_the_test_set_is_the_published_one(results):
    with Tensor(results / "tensor.h5") as tensor:
        test = tensor.rows(tensor.split_rows(2))
    assert test.targets[:, 0].tolist() == [1] * 500 + [0] * 500
    assert test.sequences.shape == (1000, 101)

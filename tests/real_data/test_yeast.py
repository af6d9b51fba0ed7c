"""The real study: UCSC's sacCer3 and the peaks of Rossi et al. 2021, from local mirrors."""

import csv
import gzip
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import yaml

from bindery import alphabet
from bindery.data.tensors import Tensor
from bindery.genomics.digests import read_digests
from bindery.genomics.genome import Genome, index
from bindery.genomics.indexing import digests_of
from bindery.row_counts import read_row_counts
from bindery.steps.fetch_genome import fetch_genome
from bindery.steps.normalise_peaks import normalise_peaks
from bindery.training.predictions import read_predictions

REPOSITORY = Path(__file__).parents[2]
CONFIG = yaml.safe_load((REPOSITORY / "config/yeast.yaml").read_text())
pytestmark = [pytest.mark.real_data, pytest.mark.slow]
FEWEST = 300


def table():
    with open(REPOSITORY / "config/yeast.tsv") as handle:
        return list(csv.DictReader(handle, delimiter="\t"))


@pytest.fixture(scope="module")
def sacCer3(yeast, tmp_path_factory):
    fasta = tmp_path_factory.mktemp("sacCer3") / "genome.fa"
    fetch_genome(str(yeast / "sacCer3.fa.gz"), fasta)
    index(fasta, fasta.with_name("sizes"))
    return fasta


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    folder = tmp_path_factory.mktemp("yeast")
    for part in ("workflow", "config", "envs", "profiles"):
        shutil.copytree(REPOSITORY / part, folder / part)
    shutil.copy(REPOSITORY / "Snakefile", folder)
    return folder


def snakemake(folder, yeast, *arguments, fails=False):
    program = Path(sys.executable).with_name("snakemake")
    mirrors = f"{yeast}:{yeast / 'peaks'}"
    environment = os.environ | {"BINDERY_MIRRORS": mirrors}
    environment["PATH"] = f"{program.parent}:{environment['PATH']}"
    command = [str(program), "--cores", "2", "--configfile", *arguments]
    result = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=900
    )
    assert (result.returncode != 0) == fails, (result.stdout + result.stderr)[-4000:]
    return result.stdout + result.stderr


def test_the_genome_is_the_one_that_the_preset_describes(sacCer3):
    assert digests_of(sacCer3) == read_digests(REPOSITORY / "config/digests/sacCer3.tsv")
    assert digests_of(sacCer3)["chrI"] == (230218, "6681ac2f62509cfc220d78751b8dc524")


def test_the_table_lists_every_file_with_its_checksum(yeast):
    rows = {row["peaks"].rsplit("/", 1)[-1]: row for row in table()}
    files = {path.name: path for path in (yeast / "peaks").glob("*.bed")}
    assert rows.keys() == files.keys() and len(rows) == 399
    for name, path in files.items():
        assert rows[name]["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()


def usable_peaks(path, yeast, genome, folder):
    if not path.read_text().strip():
        return 0
    outputs = {name: folder / name for name in ("windows", "excluded", "whole", "row_counts")}
    try:
        normalise_peaks(
            peaks=str(path),
            origin=None,
            expected=None,
            genome=str(genome),
            blacklist=str(yeast / "ChExMix_Peak_Filter_List_190612.bed"),
            **outputs,
            assembly="sacCer3",
            window=CONFIG["window"],
            aliases=CONFIG["genome"]["aliases"],
            split=CONFIG["split"],
            best=None,
            max_unknown=0.1,
            max_dropped=0.01,
        )
    except Exception as error:  # A split without peaks: the row counts are written all the same.
        assert "no peak is left" in str(error)
    return sum(n for step, _, n in read_row_counts(outputs["row_counts"]) if step == "kept")


def test_the_table_skips_those_with_too_few_usable_peaks_and_says_how_many(
    yeast, sacCer3, tmp_path
):
    kept = 0
    for row in table():
        path = yeast / "peaks" / row["peaks"].rsplit("/", 1)[-1]
        usable = usable_peaks(path, yeast, sacCer3, tmp_path)
        kept += usable >= FEWEST
        if usable >= FEWEST:
            assert row["skip"] == "", row
        else:
            assert row["skip"].startswith("no peaks" if usable == 0 else f"{usable} usable peak")
    assert kept == 130


def test_windows_equal_the_genomes_letters(yeast, sacCer3):
    letters = gzip.decompress((yeast / "sacCer3.fa.gz").read_bytes()).decode().split(">")[1:]
    whole = {part.split("\n", 1)[0]: part.split("\n", 1)[1].replace("\n", "") for part in letters}
    generator = np.random.default_rng(7)
    names = generator.choice(sorted(whole), 300)
    starts = np.array([generator.integers(0, len(whole[name]) - 201) for name in names])
    with Genome(sacCer3) as genome:
        codes = genome.windows(names.astype(object), starts, 201)
    for name, start, row in zip(names, starts, codes, strict=True):
        assert alphabet.decode(row) == whole[name][start : start + 201].upper()


def test_one_protein_plans_only_its_own_jobs(checkout, yeast):
    target = "results/yeast/Reb1/deepbind/metrics.json"
    printed = snakemake(checkout, yeast, "config/yeast.yaml", "--dry-run", "--", target)
    counts = {
        "fetch_genome": 1,
        "index_genome": 1,
        "fetch_blacklist": 1,
        "fetch_data": 1,
        "normalise_peaks": 1,
        "draw_background": 1,
        "build_tensor": 1,
        "fit_baseline": 4,
        "train": 1,
        "evaluate_classes": 1,
        "total": 13,
    }
    lines = [line.split() for line in printed.splitlines()]
    found = {line[0]: int(line[1]) for line in lines if len(line) == 2 and line[1].isdigit()}
    assert {rule: found.get(rule) for rule in counts} == counts


@pytest.fixture(scope="module")
def reb1(checkout, yeast):
    """Reb1's model, made as the README says."""
    target = "results/yeast/Reb1/deepbind/metrics.json"
    printed = snakemake(checkout, yeast, "config/yeast.yaml", "--", target)
    return checkout / "results/yeast", printed


def test_one_protein_makes_its_model_and_nothing_else(reb1):
    results, printed = reb1
    assert sorted(path.name for path in results.iterdir()) == ["Reb1", "benchmarks", "logs"]
    metrics = json.loads((results / "Reb1/deepbind/metrics.json").read_text())
    assert metrics["auroc"] > 0.8
    assert metrics["auroc"] > metrics["baseline_auroc"] - 0.1
    assert "1 rows skipped: the genome has no chr2-micron" in printed


def test_no_test_sequence_is_in_training_on_the_file(reb1):
    results, _ = reb1
    with Tensor(results / "Reb1/tensor.h5") as tensor:
        parts = [tensor.rows(tensor.split_rows(part)).sequences for part in range(3)]
        attributes = tensor.attributes
    assert attributes["assembly"] == "sacCer3" and attributes["window"] == 201
    held_out = {row.tobytes() for row in parts[2]}
    held_out |= {row.tobytes() for row in alphabet.reverse_complement(parts[2])}
    for part in parts[:2]:
        assert not held_out & {row.tobytes() for row in part}


def test_predictions_cover_the_held_out_rows(reb1):
    results, _ = reb1
    predictions = read_predictions(results / "Reb1/deepbind/predictions.tsv.gz")
    with Tensor(results / "Reb1/tensor.h5") as tensor:
        rows = np.concatenate([tensor.split_rows(1), tensor.split_rows(2)])
    np.testing.assert_array_equal(np.sort(predictions.row), np.sort(rows))


def test_without_aliases_the_error_names_both_spellings(checkout, yeast):
    config = {**CONFIG, "pathvars": {"results": "results/plain"}}
    config["genome"] = {k: v for k, v in CONFIG["genome"].items() if k != "aliases"}
    (checkout / "plain.yaml").write_text(yaml.safe_dump(config))
    target = "results/plain/Abf1/peaks.bed"
    printed = snakemake(checkout, yeast, "plain.yaml", "--", target, fails=True)
    assert "Abf1_CX.bed, row 1: 16 chromosomes, 'chr9', 'chr14', 'chr13', 'chr11'," in printed
    assert "are not in sacCer3; add under `genome:` in the config: aliases: {" in printed
    assert "chr9: chrIX" in printed


def test_own_peaks_and_a_preset_need_a_table_and_five_lines(checkout, yeast):
    folder = checkout / "my"
    folder.mkdir()
    aliases = CONFIG["genome"]["aliases"]
    for protein in ("Abf1", "Rap1"):
        lines = (yeast / "peaks" / f"{protein}_CX.bed").read_text().splitlines()
        rows = (line.split("\t") for line in lines)
        renamed = ["\t".join([aliases[row[0]], *row[1:3]]) for row in rows]
        (folder / f"{protein}.bed").write_text("\n".join(renamed) + "\n")
    (folder / "experiments.tsv").write_text(
        "experiment\tpeaks\nAbf1\tmy/Abf1.bed\nRap1\tmy/Rap1.bed\n"
    )
    (folder / "config.yaml").write_text(
        "experiments: my/experiments.tsv\ngenome: sacCer3\nwindow: 201\n"
        "pathvars:\n  results: results/mine\n"
    )
    targets = [f"results/mine/{protein}/tensor.h5" for protein in ("Abf1", "Rap1")]
    snakemake(checkout, yeast, "my/config.yaml", "--", *targets)
    with Tensor(checkout / targets[0]) as tensor:
        assert tensor.window == 201 and all(len(tensor.split_rows(part)) > 50 for part in range(3))

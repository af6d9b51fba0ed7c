"""A network of many tasks, and models that start from it, through Snakemake."""

import copy
import json
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import h5py
import numpy as np
import pytest
from helpers import write_indexed
from workflow.conftest import Study

from bindery import alphabet, tsv
from bindery.data.multitask.stretch_file import build_stretches
from bindery.data.multitask.stretches import read_stretches
from bindery.data.splits import TEST
from bindery.data.tensors import Tensor
from bindery.genomics.genome import Genome

pytestmark = pytest.mark.slow


def windows(codes: np.ndarray, length: int) -> set[bytes]:
    """All windows of a chromosome, on both strands."""
    return {
        strand[at : at + length].tobytes()
        for strand in (codes, alphabet.reverse_complement(codes))
        for at in range(len(codes) - length + 1)
    }


def test_a_trunk_never_sees_a_held_out_row_nor_its_repeat(trunks: Study) -> None:
    stretches = read_stretches(trunks.path("study", "stretches.h5"))
    assert stretches.tasks == ["REST", "CTCF"]
    seen: set[bytes] = set()
    for own in stretches.of_split(0).values():
        seen |= windows(own.codes, 50)
    assert len(seen) > 100_000
    checked = 0
    for name in stretches.tasks:
        with h5py.File(trunks.path(name, "tensor.h5")) as tensor:
            held_out = tensor["sequences"][:][tensor["split"][:] > 0]
        for row in held_out:
            assert not any(row[at : at + 50].tobytes() in seen for at in range(len(row) - 49))
        checked += len(held_out)
    assert checked > 40


def test_a_planted_repeat_is_hidden(trunks: Study, tmp_path: Path) -> None:
    """The same file made again after a held-out row was copied into a training chromosome."""
    name = trunks.folder / "resources/genomes/tiny/genome.fa"
    with Genome(name) as genome:
        letters = {
            chrom: alphabet.decode(
                genome.windows(np.array([chrom], object), np.zeros(1, int), n)[0]
            )
            for chrom, n in genome.lengths.items()
        }
    with Tensor(trunks.path("REST", "tensor.h5")) as tensor:
        row = tensor.rows(tensor.split_rows(TEST)[:1]).sequences[0]
    copy = alphabet.decode(alphabet.reverse_complement(row))
    letters["sim1"] = letters["sim1"][:1000] + copy + letters["sim1"][1000 + len(copy) :]
    fasta = write_indexed(
        tmp_path / "genome.fa", "".join(f">{chrom}\n{text}\n" for chrom, text in letters.items())
    )
    tasks = ["REST", "CTCF"]
    build_stretches(
        genome=str(fasta),
        digests=str(name.with_name("digests.tsv")),
        peaks=[str(trunks.path(task, "peaks.bed")) for task in tasks],
        excluded=[str(trunks.path(task, "excluded.bed")) for task in tasks],
        tensors=[str(trunks.path(task, "tensor.h5")) for task in tasks],
        stretches=str(tmp_path / "stretches.h5"),
        row_counts=str(tmp_path / "counts.tsv"),
        tasks=tasks,
        split={"validation": ["sim4"], "test": ["sim5"]},
        window=61,
        repeat=50,
        assembly="tiny",
    )
    codes = read_stretches(tmp_path / "stretches.h5").chromosomes["sim1"].codes
    assert (codes[1000 : 1000 + len(row)] == alphabet.UNKNOWN).all()
    assert (codes != alphabet.UNKNOWN).mean() > 0.99
    counts = {row["reason"]: int(row["rows"]) for row in tsv.read(tmp_path / "counts.tsv")}
    assert counts["training bases that repeat held-out rows"] >= len(row)


def test_an_experiment_s_model_scores_by_the_trunk_s_features(trunks: Study, keras: object) -> None:
    from bindery.models.heads import Trunk
    from bindery.models.loading import load_model

    network = Trunk(load_model(trunks.path("study", "narrow", "model.keras")))
    assert network.model.output_shape == (None, 2)
    model = load_model(trunks.path("CTCF", "shared", "model.keras"))
    with h5py.File(trunks.path("CTCF", "tensor.h5")) as tensor:
        codes = tensor["sequences"][:]
    middle = codes[:, codes.shape[1] // 2 - 16 : codes.shape[1] // 2 + 16]
    scores = model.predict(middle, verbose=0)[:, 0]
    weights = model.get_layer("strand").get_layer("score").get_weights()
    by_hand = network.features(middle) @ weights[0][:, 0] + weights[1]
    np.testing.assert_allclose(scores, by_hand, atol=1e-4)
    predicted = tsv.read(trunks.path("CTCF", "shared", "predictions.tsv.gz"))
    told = {
        part: {int(row["row"]): float(row["score"]) for row in predicted if row["split"] == part}
        for part in ("validation", "test")
    }
    for row, score in told["test"].items():
        np.testing.assert_allclose(score, scores[row], atol=1e-4)
    # The head that scores validation rows has not seen them.
    of_validation = told["validation"].items()
    assert max(abs(score - scores[row]) for row, score in of_validation) > 1e-3


def test_page_and_metrics_are_made_as_for_any_model(trunks: Study) -> None:
    metrics = json.loads(trunks.path("REST", "shared", "metrics.json").read_text())
    assert metrics["model"] == "shared" and 0 <= metrics["auroc"] <= 1
    page = trunks.path("REST", "report.html").read_text()
    assert "narrow" in page
    study_page = trunks.path("report.html").read_text()
    for trunk in ("narrow", "rows"):
        tasks = tsv.read(trunks.path("study", trunk, "tasks.tsv"))
        assert [row["task"] for row in tasks] == ["mean of all tasks", "REST", "CTCF"] * 2
        assert [row["split"] for row in tasks] == ["validation"] * 3 + ["test"] * 3
        assert all(0 <= float(row["auroc"]) <= 1 for row in tasks)
        found = tsv.read(trunks.path("study", trunk, "influence.tsv"))
        assert len(found) == 8 and list(found[0])[3:] == ["REST", "CTCF"]
        assert len(tsv.read(trunks.path("study", trunk, "motifs.tsv"))) == 8
        assert f'id="trunk-{trunk}-figure"' in study_page
    assert "Which proteins share motifs" in study_page
    summary = tsv.read(trunks.path("summary.tsv"))
    models = [row["model"] for row in summary if row["experiment"] == "REST"]
    assert models == ["basset", "shared", "pwm"]


def test_a_trunk_is_interpreted_unless_the_config_says_no(trunks: Study, tmp_path: Path) -> None:
    study = trunks.copied(tmp_path / "copy")
    study.config["multitask"]["explain"] = False
    study.write()
    jobs = study.jobs()
    assert "explain_trunk" not in jobs and jobs["report_study"] == 1
    study.config["multitask"]["explain"] = True
    study.config["explanation"]["significance"] = 0.1
    study.write()
    jobs = study.jobs()
    assert jobs["draw_influence"] == 2 and "explain_trunk" not in jobs


def test_another_penalty_trains_no_trunk_again(trunks: Study, tmp_path: Path) -> None:
    study = trunks.copied(tmp_path / "copy")
    assert study.jobs() == {}
    study.config["models"]["shared"]["penalty"] = 3
    study.write()
    jobs = study.jobs()
    assert jobs["transfer"] == 2
    assert "build_study_tensor" not in jobs
    assert "train_trunk" not in jobs and "build_stretches" not in jobs


def test_the_same_trunk_again_has_the_same_weights(
    trunks: Study, tmp_path: Path, keras: object
) -> None:
    study = trunks.copied(tmp_path / "copy")
    model = study.path("study", "narrow", "model.keras")
    before = model.read_bytes()
    study.run("--forcerun", "train_trunk", "--", str(model.relative_to(study.folder)))

    from bindery.models.loading import load_model

    (tmp_path / "before.keras").write_bytes(before)
    one, other = (load_model(path).get_weights() for path in (tmp_path / "before.keras", model))
    for first, second in zip(one, other, strict=True):
        np.testing.assert_array_equal(first, second)


def test_a_training_killed_five_times_ends_with_the_same_weights(
    trunks: Study, tmp_path: Path, keras: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bindery.models.loading import load_model

    study = trunks.copied(tmp_path / "copy")
    study.config["multitask"]["trunks"]["narrow"]["training"]["epochs"] = 400
    study.write()
    model = study.path("study", "narrow", "model.keras")
    target = str(model.relative_to(study.folder))
    study.run("--", target)
    (tmp_path / "whole.keras").write_bytes(model.read_bytes())
    model.unlink()
    monkeypatch.setenv("BINDERY_CHECKPOINT_SECONDS", "0.3")
    log, checkpoint = (
        study.path("logs", "train_trunk", "narrow.log"),
        model.parent / "checkpoint.npz",
    )
    generator, seen = np.random.default_rng(1), []
    for _ in range(5):
        log.unlink(missing_ok=True)
        command = study.command("--rerun-incomplete", "--nolock", "--", target)
        run = subprocess.Popen(command, cwd=study.folder, stdout=subprocess.DEVNULL)
        limit = time.monotonic() + 120
        while not (checkpoint.exists() and log.exists() and "epoch" in log.read_text()):
            assert time.monotonic() < limit and run.poll() is None
            time.sleep(0.05)
        time.sleep(generator.uniform(0.5, 2))
        run.kill()
        run.wait()
        assert checkpoint.exists() and not model.exists()
        seen.append("goes on from" in log.read_text())
    assert seen == [False, True, True, True, True]
    study.run("--rerun-incomplete", "--nolock", "--", target)
    assert not checkpoint.exists()
    whole, killed = (load_model(path).get_weights() for path in (tmp_path / "whole.keras", model))
    for one, other in zip(whole, killed, strict=True):
        np.testing.assert_array_equal(one, other)


def test_two_devices_share_a_trunk_s_batches(
    trunks: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On JAX, which can make two devices of one processor."""
    monkeypatch.setenv("XLA_FLAGS", "--xla_force_host_platform_device_count=2")
    monkeypatch.setenv("JAX_PLATFORMS", "cpu")
    study = trunks.copied(tmp_path / "copy")
    losses = {}
    for count in (1, 2):
        study.config |= {"backend": "jax", "devices": count}
        study.write()
        model = study.path("study", "narrow", "model.keras")
        study.run("--", str(model.relative_to(study.folder)))
        facts = json.loads(model.with_name("provenance.json").read_text())
        assert (facts["backend"], facts["devices"]) == ("jax", count)
        assert facts["device"].count("cpu:") == (count if count > 1 else 0), facts["device"]
        rows = tsv.read(model.with_name("history.tsv"))
        losses[count] = [float(row["loss"]) for row in rows]
    # JAX draws dropout for a batch as a whole, whichever devices hold it.
    np.testing.assert_allclose(losses[1], losses[2], rtol=1e-4)


def released(trunks: Study, folder: Path) -> Study:
    """A study of one protein that starts from the trunk of another."""
    study = Study(folder, trunks.repository, copy.deepcopy(trunks.config))
    study.config["multitask"] = {"trunks": {"theirs": {"file": "released/model.keras"}}}
    study.config["models"] = {"shared": {"trunk": "theirs"}}
    study.config["baselines"] = []
    shutil.copytree(trunks.path("study", "narrow"), folder / "released")
    del study.rows[1:]
    study.write()
    return study


def test_a_released_trunk_serves_another_study(trunks: Study, tmp_path: Path) -> None:
    study = released(trunks, tmp_path)
    target = "results/tiny/REST/shared/predictions.tsv.gz"
    jobs = study.jobs("--", target)
    assert "train_trunk" not in jobs and jobs["transfer"] == 1
    study.run("--", target)
    assert (study.folder / target).read_bytes() == (trunks.folder / target).read_bytes()
    assert "is released/model.keras, and not trained here" in study.run(
        "-n", "--", "results/tiny/study/theirs/model.keras", fails=True
    )


def test_a_released_trunk_that_saw_held_out_regions_is_refused(
    trunks: Study, tmp_path: Path
) -> None:
    study = released(trunks, tmp_path)
    facts = json.loads((tmp_path / "released/provenance.json").read_text())
    (held_out, *_) = study.config["genome"]["split"]["test"]
    facts["training_chromosomes"][held_out] = 1
    (tmp_path / "released/provenance.json").write_text(json.dumps(facts))
    printed = study.run("--", "results/tiny/REST/shared/model.keras", fails=True)
    assert f"test rows lie on {held_out}, on which the trunk 'released/model.keras'" in printed


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda folder: (folder / "provenance.json").unlink(), "there is no file"),
        (
            lambda folder: (folder / "provenance.json").write_text('{"seed": 1}'),
            "has no `kind`, so it is not a trunk's",
        ),
    ],
)
def test_files_that_are_no_trunk_are_refused(
    trunks: Study, tmp_path: Path, change: Callable[[Path], object], problem: str
) -> None:
    study = released(trunks, tmp_path)
    change(tmp_path / "released")
    assert problem in study.run("-n", fails=True)


def fine_tuned(trunks: Study, folder: Path, **changes: object) -> Study:
    """The study's trunk, trained further on one protein."""
    study = trunks.copied(folder)
    own = {"frozen": ["detectors", "dilated_*"], "epochs": 3, "learning_rate": 0.01} | changes
    study.config["models"]["tuned"] = {"trunk": "narrow", "fine_tune": own}
    study.write()
    return study


def test_a_trunk_is_trained_further_but_for_frozen_layers(
    trunks: Study, tmp_path: Path, keras: object
) -> None:
    from bindery.models.loading import load_model

    study = fine_tuned(trunks, tmp_path)
    study.run("--", "results/tiny/CTCF/tuned/metrics.json")
    facts = json.loads(study.path("CTCF", "tuned", "provenance.json").read_text())
    assert facts["frozen"] == ["detectors", "dilated_1", "dilated_2"]
    assert {"reduced", "score"} <= set(facts["trained"])
    assert len(tsv.read(study.path("CTCF", "tuned", "history.tsv"))) == 3
    strands = [
        load_model(study.path(*path, "model.keras")).get_layer("strand")
        for path in (("study", "narrow"), ("CTCF", "tuned"))
    ]
    for name in (*facts["frozen"], "reduced"):
        before, after = (strand.get_layer(name).get_weights()[0] for strand in strands)
        same = name in facts["frozen"] or not facts["improved"]
        assert np.array_equal(before, after) == same, name


def test_fine_tuning_that_does_not_help_leaves_the_head(trunks: Study, tmp_path: Path) -> None:
    """A learning rate that destroys the network gives the model of the head on training rows."""
    study = fine_tuned(trunks, tmp_path, learning_rate=5.0, epochs=1)
    study.run("--", "results/tiny/CTCF/tuned/metrics.json")
    facts = json.loads(study.path("CTCF", "tuned", "provenance.json").read_text())
    assert facts["improved"] is False
    scores = {}
    for model in ("shared", "tuned"):
        rows = tsv.read(study.path("CTCF", model, "predictions.tsv.gz"))
        held_out = [row for row in rows if row["split"] == "validation"]
        scores[model] = [float(row["score"]) for row in held_out]
    np.testing.assert_allclose(scores["tuned"], scores["shared"], atol=1e-4)


@pytest.mark.parametrize(
    ("frozen", "problem"),
    [
        (["nothing*"], "`frozen` has 'nothing*', which no layer of the trunk matches; its layers"),
        (["*"], "`frozen` matches all layers of the trunk"),
    ],
)
def test_frozen_layers_must_exist_and_leave_some(
    trunks: Study, tmp_path: Path, frozen: list[str], problem: str
) -> None:
    study = fine_tuned(trunks, tmp_path, frozen=frozen)
    assert problem in study.run("--", "results/tiny/CTCF/tuned/model.keras", fails=True)

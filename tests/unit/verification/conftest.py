"""A study's results, made without Snakemake: one experiment, two baselines, one deep model."""

import shutil
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from helpers import planted_set, write_tensor

EVALUATION = {
    "target": "class",
    "experiment": "Reb1",
    "protein": "Reb1",
    "assay": "sequences",
    "label": None,
    "backgrounds": [],
    "draws": 50,
    "confidence": 0.95,
    "seed": 5,
}
CARD = {
    "study": "Tiny",
    "label": None,
    "experiment": "Reb1",
    "protein": "Reb1",
    "assay": "sequences",
    "model": "deepbind",
    "window": 40,
    "target": "class",
    "data": [],
    "genome": None,
    "split": {},
    "background": {},
    "architectures": ["deepbind"],
    "chosen": {},
    "seed": 1,
    "licence": "",
}
BASELINES = ("composition", "kmer_logreg")


@pytest.fixture(scope="session")
def made(keras: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    from bindery.data.tensors import Tensor
    from bindery.evaluation.evaluate import evaluate
    from bindery.evaluation.summary import write_summary
    from bindery.files import sha256
    from bindery.models import registry
    from bindery.models.saving import save
    from bindery.models.scores import scores
    from bindery.provenance import write_provenance
    from bindery.steps.fit_baseline import fit_baseline
    from bindery.steps.write_card import write_card
    from bindery.training.predictions import write_predictions

    root = tmp_path_factory.mktemp("results") / "tiny"
    folder = root / "Reb1"
    folder.mkdir(parents=True)
    codes, target = planted_set(200, 40, "TGACTCATTG", 0)
    # As real ones, where each background has rows of all splits after those of positives.
    split = np.tile(np.repeat([0, 1, 2], [50, 25, 25]), 2)
    tensor = str(write_tensor(folder / "tensor.h5", codes, target, split))
    for name in BASELINES:
        own = {"baseline": name, "target": "class", "window": 40, "both_strands": True}
        fit_baseline(
            tensor=tensor,
            model=str(folder / name / "model.npz"),
            predictions=str(folder / name / "predictions.tsv.gz"),
            provenance=str(folder / name / "provenance.json"),
            metrics=str(folder / name / "metrics.json"),
            settings=own
            | {"jaspar": None, "release": "", "evaluation": EVALUATION | {"model": name}},
        )
    deep = folder / "deepbind"
    keras.utils.set_random_seed(1)
    model = registry.build("deepbind", 40, detectors=4, width=8)
    save(model, deep / "model.keras")
    with Tensor(tensor) as opened:
        write_predictions(deep / "predictions.tsv.gz", opened, lambda codes: scores(model, codes))
    (deep / "history.tsv").write_text("epoch\tloss\n1\t0.7\n")
    write_provenance(deep / "provenance.json", {"tensor_sha256": sha256(tensor)})
    files = {"predictions": str(deep / "predictions.tsv.gz"), "tensor": tensor}
    others = {name: str(folder / name / "predictions.tsv.gz") for name in BASELINES}
    metrics = deep / "metrics.json"
    how = EVALUATION | {"model": "deepbind"}
    evaluate(**files, baselines=others, metrics_file=str(metrics), **how)
    write_card(
        model=str(deep / "model.keras"),
        metrics=str(metrics),
        provenance=str(deep / "provenance.json"),
        sources={},
        card=str(deep / "card.json"),
        settings=CARD,
    )
    (deep / "roc.svg").write_text("<svg></svg>\n")
    names = ("deepbind", *BASELINES)
    write_summary([str(folder / name / "metrics.json") for name in names], root / "summary.tsv")
    return root


@pytest.fixture
def root(made: Path, tmp_path: Path) -> Path:
    """A copy of the results, times included, that a test may damage."""
    return Path(shutil.copytree(made, tmp_path / "tiny"))


@pytest.fixture
def verified(root: Path) -> Callable:
    """A function that verifies the results, and gives the checks that do not agree."""
    from bindery.steps.verify_results import verify_results
    from bindery.verification.checks import wrong

    return lambda **how: list(wrong(verify_results(str(root), **how)))

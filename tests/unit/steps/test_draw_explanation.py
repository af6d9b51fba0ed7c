"""What is drawn of a model that is not better than chance: its motifs, without any name."""

import json
from pathlib import Path

import h5py
import numpy as np
import pytest
from helpers import random_codes
from inputs.pages_cases import CHANCE, Case

from bindery.explanation.attributions import Attributions, write_attributions
from bindery.explanation.motif_groups import DetectorMotif, Influence, MotifGroup, write_motifs
from bindery.motifs.matrices import jaspar_motif
from bindery.motifs.tomtom import Matching
from bindery.report.first_motif import read_first_motif
from bindery.steps.draw_explanation import draw_explanation

MATCHING = Matching(None, "JASPAR2026", "fungi", 0.01, "Reb1: deepbind", None)


@pytest.fixture
def explained(tmp_path: Path) -> dict[str, str]:
    """Files of an interpretation in which a detector has the very motif of REB1."""
    counts, weight = jaspar_motif("MA0363.3", "JASPAR2026").counts, Influence(0.5, 0.1)
    motif = DetectorMotif(1, 7, 200, counts, 9.0, weight)
    write_motifs(tmp_path / "motifs.json", [MotifGroup([motif], weight, counts)])
    codes = random_codes(2, 41)
    own = Attributions(
        sequences=codes,
        row=np.arange(2),
        name=np.array(["a", "b"], object),
        target=np.ones(2, np.float32),
        score=np.ones(2, np.float32),
        mutagenesis=np.random.default_rng(1).normal(size=(2, 41, 4)).astype(np.float32),
    )
    write_attributions(tmp_path / "mutagenesis.h5", own)
    with h5py.File(tmp_path / "features.h5", "w") as file:
        file["features"], file["target"] = np.zeros((4, 3)), np.array([0.0, 1, 0, 1])
    names = {"motifs": "motifs.json", "mutagenesis": "mutagenesis.h5", "features": "features.h5"}
    names |= {"metrics": "metrics.json", "table": "motifs.tsv", "meme": "motifs.meme"}
    names |= {"motif_figure": "motifs.svg", "maps": "maps.svg", "embedding": "embedding.svg"}
    names["library"] = "known_motifs.json"
    return {key: str(tmp_path / name) for key, name in names.items()}


@pytest.mark.parametrize("case", CHANCE[::3], ids=lambda case: case.name)
def test_no_motif_of_a_model_at_chance_has_a_name(
    case: Case, explained: dict[str, str], tmp_path: Path
) -> None:
    Path(explained["metrics"]).write_text(json.dumps(case.given))
    draw_explanation(matching=MATCHING, seed=1, **explained)
    written = [Path(explained[name]).read_text() for name in ("table", "motif_figure")]
    for text in written:
        assert ("REB1" in text) == (case.expected == "")
    assert ("These motifs mean nothing" in written[1]) == (case.expected != "")
    first = read_first_motif(explained["table"], explained["meme"])
    assert first and first.name == ("" if case.expected else "REB1")
    target = "positive" if case.given["target"] == "class" else "intensity 1"
    assert f"{target}, score 1.00" in Path(explained["maps"]).read_text()

"""DREAM5's microarrays of Foxo1: two designs that share no probe and agree on the best 8-mers."""

from pathlib import Path

import numpy as np
import pytest

from bindery.data.assays.pbm_tensor import build_tensor
from bindery.data.tensors import Tensor
from bindery.evaluation.kmer_scores import score_kmers
from bindery.row_counts import read_row_counts

SPOTS = {"ME": 40322, "HK": 39192}


@pytest.fixture(scope="module")
def tensor(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pbm")
    build_tensor(
        pbm=str(real_data / "pbm/Foxo1_ME.txt.gz"),
        test_pbm=str(real_data / "pbm/Foxo1_HK.txt.gz"),
        tensor=str(folder / "tensor.h5"),
        row_counts=str(folder / "tensor.qc.tsv"),
        experiment="Foxo1_ME",
        origins={},
        expected={},
        column=None,
        subtract_background=False,
        trim_linker=True,
        window=36,
        stored=36,
        shares={"validation": 0.1, "test": 0.2},
        max_unknown=0.1,
        seed=1,
    )
    return folder / "tensor.h5"


def test_all_spots_are_probes_and_no_probe_is_on_both_arrays(tensor: Path) -> None:
    counts = {reason: n for _, reason, n in read_row_counts(tensor.with_suffix(".qc.tsv"))}
    assert counts["spots, intensity of column 2 (signal)"] == SPOTS["ME"]
    assert counts["test spots, intensity of column 2 (signal)"] == SPOTS["HK"]
    assert counts["probes whose sequence is in a later split"] == 0
    assert counts["train probes"] + counts["validation probes"] == SPOTS["ME"]
    assert counts["test probes"] == SPOTS["HK"]
    with Tensor(tensor) as opened:
        assert opened.attributes["linker"] == ","


def test_both_designs_have_the_core_on_top_and_8mers_that_agree(tensor: Path) -> None:
    medians: list[dict] = []
    with Tensor(tensor) as opened:
        test = opened.split_rows(2)
        both = np.flatnonzero(~np.isin(np.arange(sum(SPOTS.values())), test)), test
        for rows in both:
            own = opened.rows(rows)
            signal = own.targets[:, 0]
            found = score_kmers(own.sequences, signal, signal)
            assert any("GTAAACA" in name for name in found.kmers[0])
            assert found.e_scores[0, 0] > 0.48
            medians.append(dict(zip(map(tuple, found.kmers), found.medians[:, 0], strict=True)))
    # Each 8-mer, both strands as one, is on both designs.
    assert len(medians[0]) == len(medians[1]) == (4**8 + 4**4) // 2
    pairs = [[own[kmer] for kmer in medians[0]] for own in medians]
    # As dictionaries of Python strings, in place of the package's arrays, give it too.
    assert np.corrcoef(pairs)[0, 1] == pytest.approx(0.7326, abs=0.0001)

"""HT-SELEX of ALX4 and SELEX-seq of Exd-Hox: barcodes, the cycle of the positives, 8-mers."""

import csv
import json
from pathlib import Path

import h5py
import numpy as np
import pytest

from bindery import alphabet, tsv
from bindery.data.assays.selex_tensor import build_tensor
from bindery.row_counts import read_row_counts
from bindery.steps.enrich_kmers import enrich_kmers

REPOSITORY = Path(__file__).parents[2]
EXD = {"before": "TGG", "after": "CCAGCTG", "window": 16}


def exd_hox(reads: Path) -> dict[str, str]:
    return {f"cycle_{cycle}": str(reads / f"exd_hox_R{cycle}.fastq.gz") for cycle in (0, 2)}


def alx4(reads: Path) -> dict[str, str]:
    return {f"cycle_{n}": str(reads / f"ALX4_TGTGTC20NGA_W_{n}.fastq.gz") for n in range(5)}


@pytest.fixture(scope="module")
def reads(real_data: Path) -> Path:
    return real_data / "htselex"


def build(folder: Path, files: dict[str, str], **changed: object) -> dict:
    arguments: dict = {
        "tensor": str(folder / "tensor.h5"), "row_counts": str(folder / "qc.tsv"),
        "experiment": "own", "origins": {}, "expected": {}, "umi": 0, "before": "", "after": "",
        "positives": None, "least_distinct": 0.1, "most": 100_000, "window": 20, "ratio": 1,
        "method": "given", "shares": {"validation": 0.1, "test": 0.2}, "seed": 1, **files,
    }  # fmt: skip
    arguments |= changed
    build_tensor(**{"stored": arguments["window"], **arguments})
    with h5py.File(folder / "tensor.h5") as opened:
        columns = {key: opened[key][:] for key in ("sequences", "targets", "split", "group")}
        counts = {reason: n for _, reason, n in read_row_counts(folder / "qc.tsv")}
        return columns | {"counts": counts, "attributes": dict(opened.attrs)}


@pytest.fixture(scope="module")
def trimmed(reads: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict]:
    folder = tmp_path_factory.mktemp("exd_hox")
    return folder, build(folder, exd_hox(reads), **EXD)


def test_reads_of_the_other_barcode_are_left_out_and_counted(trimmed: tuple) -> None:
    counts = trimmed[1]["counts"]
    others = {cycle: reason for reason in counts for cycle in ("cycle_0", "cycle_2")
              if reason.startswith(f"{cycle}: reads without CCAGCTG")}  # fmt: skip
    assert all(reason.endswith("of them have CCACGTC)") for reason in others.values())
    kept = {cycle: 100_000 - counts[reason] for cycle, reason in others.items()}
    # Of these, some lack the primer TGG.
    assert kept["cycle_0"] > 33_689 and kept["cycle_2"] > 50_000
    assert 33_689 < counts["cycle_0: distinct ligands"] < kept["cycle_0"]
    assert counts["cycle_0: reads, FASTQ"] == 100_000


def test_groups_are_of_molecules_and_their_errors(trimmed: tuple) -> None:
    found = trimmed[1]
    assert np.bincount(found["group"]).max() < 100
    for part, share in ((1, 0.1), (2, 0.2)):
        ones = found["targets"][:, 0] == 1
        assert (found["split"][ones] == part).mean() == pytest.approx(share, abs=0.01)
    digest = alphabet.strandless_digest(found["sequences"])
    for one, other in ((0, 1), (0, 2), (1, 2)):
        splits = [set(digest[found["split"] == part].tolist()) for part in (one, other)]
        assert not splits[0] & splits[1]


def test_the_site_of_exd_hox_is_the_most_enriched_8mer(trimmed: tuple, reads: Path) -> None:
    folder, _ = trimmed
    parts = {"umi": 0, "before": EXD["before"], "after": EXD["after"], "window": EXD["window"]}
    enrich_kmers(
        tensor=str(folder / "tensor.h5"),
        cycles=exd_hox(reads),
        table=str(folder / "enrichment.tsv"),
        of_cycles=str(folder / "cycles.tsv"),
        figure=str(folder / "enrichment.svg"),
        settings={**parts, "title": "Exd-Hox", "seed": 1},
    )
    first = tsv.read(folder / "enrichment.tsv")[0]
    assert first["reverse_complement"] == "TGATTGAT"
    assert float(first["cycle_2_enrichment"]) > 500
    cycles = {row["cycle"]: row for row in tsv.read(folder / "cycles.tsv")}
    assert cycles["cycle_2"]["positives"] == "1" and float(cycles["cycle_2"]["information"]) > 2


def test_untrimmed_ends_of_exd_hox_are_a_warning(
    reads: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    build(tmp_path, exd_hox(reads), window=36, most=20_000)
    (warned,) = [own for own in caplog.messages if "set selex.before or selex.after" in own]
    assert "begin with 'TGG' and end with 'CCANNTNTCGTATGCCG'" in warned
    assert "tells positives from background" in warned


def test_the_last_cycle_of_alx4_is_chosen_and_others_on_request(
    reads: Path, tmp_path: Path
) -> None:
    found = build(tmp_path, alx4(reads))
    assert found["attributes"]["positives"] == "cycle_4"
    assert found["targets"].sum() == 15_000
    # In spite of their names.
    assert found["counts"]["cycle_4: reads, one sequence a line"] == 15_000
    bits = json.loads(found["attributes"]["information"])
    assert sorted(bits, key=bits.get) == ["cycle_1", "cycle_2", "cycle_3", "cycle_4"]
    second = build(tmp_path, alx4(reads), positives=2)
    assert second["attributes"]["positives"] == "cycle_2"


def test_the_ready_study_names_these_files(reads: Path) -> None:
    with (REPOSITORY / "config/selex.tsv").open() as handle:
        rows = list(csv.DictReader(handle, delimiter="\t"))
    names = {
        row[f"cycle_{n}"].rsplit("/", 1)[-1] for row in rows for n in range(5) if row[f"cycle_{n}"]
    }
    assert names == {
        *(f"ALX4_TGTGTC20NGA_W_{n}.fastq" for n in range(5)),
        *(f"R{n}.fastq.gz" for n in (0, 2)),
    }

"""Background matched in several features, for Reb1's peaks in yeast."""

from pathlib import Path

import numpy as np
import pytest
import yaml

from bindery.data.background import read_background
from bindery.data.window_features import window_features
from bindery.genomics.annotation import transcription_starts
from bindery.genomics.genome import Genome, index
from bindery.genomics.intervals import Intervals
from bindery.genomics.peak_files import read_bed
from bindery.steps.draw_background import draw_background
from bindery.steps.fetch_genome import fetch_genome
from bindery.steps.normalise_peaks import normalise_peaks

REPOSITORY = Path(__file__).parents[2]
CONFIG = yaml.safe_load((REPOSITORY / "config/yeast.yaml").read_text())
COMMON = {
    "assembly": "sacCer3",
    "aliases": CONFIG["genome"]["aliases"],
    "split": CONFIG["split"],
    "window": 201,
    "max_unknown": 0.1,
    "max_dropped": 0.01,
}
pytestmark = pytest.mark.real_data


@pytest.fixture(scope="module")
def reb1(yeast: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Genome, windows of Reb1's peaks, where no background may lie, and genes."""
    folder = tmp_path_factory.mktemp("reb1")
    names = {"genome": "genome.fa", "peaks": "peaks.bed", "excluded": "excluded.bed"}
    files = {name: str(folder / file) for name, file in names.items()}
    fetch_genome(str(yeast / "sacCer3.fa.gz"), files["genome"])
    index(files["genome"], folder / "sizes")
    normalise_peaks(
        **COMMON, peaks=str(yeast / "peaks/Reb1_CX.bed"), origin=None, expected=None, best=None,
        genome=files["genome"], blacklist=str(yeast / "ChExMix_Peak_Filter_List_190612.bed"),
        windows=files["peaks"], excluded=files["excluded"], whole=str(folder / "peaks.tsv"),
        row_counts=str(folder / "qc.tsv"),
    )  # fmt: skip
    return files | {"annotation": str(yeast / "sacCer3.ensGene.gtf.gz")}


def drawn(reb1: dict[str, str], folder: Path, *match: str) -> Intervals:
    draw = {"method": "genomic", "seed": 1, "splits": ["train", "validation", "test"]}
    table = str(folder / "background.tsv")
    draw_background(
        **reb1, **COMMON, match=match, draws=[draw], given=None, others=(), ratio=1,
        gc_tolerance=0.02, distance=100, background=table, row_counts=str(folder / "qc.tsv"),
    )  # fmt: skip
    return read_background(table).windows


def test_the_annotation_has_the_starts_of_all_chromosomes(reb1: dict[str, str]) -> None:
    with Genome(reb1["genome"]) as genome:
        lengths = genome.lengths
    starts = transcription_starts(reb1["annotation"], {}, lengths, "sacCer3")
    assert starts.keys() == lengths.keys()
    assert sum(map(len, starts.values())) > 7000
    # YDL248W, the first gene of chrIV, whose line says 1802.
    assert 1801 in starts["chrIV"]


def test_what_gc_leaves_between_peaks_and_background_is_gone(
    reb1: dict[str, str], tmp_path: Path
) -> None:
    names = ("gc", "dinucleotides", "starts")
    sets = {
        "peaks": read_bed(reb1["peaks"]),
        "gc": drawn(reb1, tmp_path, "gc"),
        "matched": drawn(reb1, tmp_path, *names),
    }
    with Genome(reb1["genome"]) as genome:
        starts = transcription_starts(reb1["annotation"], {}, genome.lengths, "sacCer3")
        values = {
            label: np.hstack(list(window_features(own, names, genome, starts).values()))
            for label, own in sets.items()
        }
    spread = values["gc"].std(axis=0)
    shift = {
        label: np.abs(values[label].mean(axis=0) - values["peaks"].mean(axis=0)) / spread
        for label in ("gc", "matched")
    }
    assert shift["gc"][1:].max() > 0.4
    assert shift["matched"].max() < 0.2

"""CLIP: sites of an RNA-binding protein, as stranded peaks or as sequences.

Standard library only.
"""

import functools
import re
from pathlib import Path
from typing import TYPE_CHECKING

from bindery.errors import InputError
from bindery.formats import is_bed
from bindery.study import backgrounds
from bindery.study.assays import peaks, sequences
from bindery.study.assays.assay import BACKGROUNDS, Assay

if TYPE_CHECKING:
    from bindery.study.study import Study

PEAKS = re.compile(r"\.(bed\d*|(narrow|broad|gapped)peak)(\.gz|\.bgz)?$", re.I)
SEQUENCES = re.compile(r"\.(fa|fasta|fna|fas|tsv|csv|seq)(\.gz|\.bgz)?$", re.I)


@functools.cache
def _is_peaks(source: str) -> bool:
    """Whether a file has peaks: its name tells, else its content if it is here."""
    if PEAKS.search(source) or SEQUENCES.search(source):
        return bool(PEAKS.search(source))
    return Path(source).is_file() and is_bed(source)


def has_peaks(row: dict[str, str]) -> bool:
    """Whether a row's sites are peaks in a genome, not sequences."""
    return _is_peaks(row["clip"])


def _check(row: dict[str, str], config: dict, genome: dict, table: str, number: int) -> None:
    if not has_peaks(row):
        sequences.check(row, config, genome, table, number)
        return
    peaks.check(row, config, genome, table, number)
    if row["test_clip"]:
        raise InputError(
            f"'{row['experiment']}' has peaks, which are split by chromosome, and column "
            "'test_clip' is filled",
            file=table,
            row=number,
            remedy="empty it, and name chromosomes under split.test; or give sequences in both",
        )


def _tensor(study: "Study", experiment: str) -> dict:
    row = study.row(experiment)
    if has_peaks(row):
        return peaks.tensor(study, experiment)
    return {
        **sequences.tensor(study, experiment),
        "origins": ASSAY.origins(row),
        "expected": ASSAY.expected(row),
    }


ASSAY = Assay(
    name="clip",
    files={
        "clip": "sha256",
        "test_clip": "test_sha256",
        **BACKGROUNDS,
    },
    beside=(),
    in_genome=False,
    background="dinucleotide_shuffle",
    both_strands=False,
    shown=("split", "clip", "peaks", "sequences", "window", "background"),
    check=_check,
    tensor=_tensor,
    molecule="rna",
    apart=("structure",),
    # Chosen on training rows alone: docs/rna.md tells what it was compared with.
    models={"pysster": {"architecture": "pysster", "variant": "small"}},
    settings={
        "training": {"keep": "mean", "epochs": 60, "patience": 8, "monitor": "val_auprc"},
    },
    reads_peaks=has_peaks,
    background_of_peaks=backgrounds.TRANSCRIPTS,
)

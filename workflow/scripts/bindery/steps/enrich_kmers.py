"""Rule enrich_kmers: which 8-mers rise from cycle to cycle of a SELEX experiment."""

import json
from typing import Any

import h5py
import numpy as np

from bindery import tsv
from bindery.data.assays.kmer_enrichment import Enrichment, K, enrichment_of, reference_of
from bindery.data.assays.selex_reads import Trim, read_ligands
from bindery.data.kmers import kmer_names
from bindery.figures.assays.enrichment import plot_enrichment
from bindery.row_counts import RowCounts

ROWS = 1000
OF_CYCLES = ("cycle", "reads", "ligands", "information", "positives")


def enrich_kmers(
    *,
    tensor: str,
    cycles: dict[str, str],
    table: str,
    of_cycles: str,
    figure: str,
    settings: dict[str, Any],
) -> None:
    """Write the 8-mers of the largest enrichment in the positives' cycle, and draw them.

    Args:
        tensor: the experiment's tensor file, which tells how the positives' cycle was chosen.
        cycles: cycle -> file of reads.
        table: output, TSV: 8-mer, reverse complement, and of each cycle its count and its share
            relative to the first cycle (or to shuffles of the earliest one).
        of_cycles: output, TSV: of each cycle the reads (or molecules), the distinct ligands, the
            information by which the positives' cycle is chosen, and whether it is that.
        figure: output, SVG.
        settings: `umi`, `before`, `after`, `window`, `title`, and `seed` of shuffles.
    """
    trim = Trim(settings["umi"], settings["before"], settings["window"], settings["after"])
    names = sorted(cycles, key=lambda name: int(name.rpartition("_")[2]))
    ligands = {
        name: read_ligands(
            cycles[name], file=cycles[name], cycle=name, trim=trim, log=RowCounts(cycles[name])
        )
        for name in names
    }
    codes = {name: own.codes for name, own in ligands.items()}
    found = enrichment_of(reference_of(codes, settings["seed"]))
    with h5py.File(tensor, locking=False) as opened:
        chosen = str(opened.attrs["positives"])
        information = json.loads(opened.attrs["information"])
    _write(table, found, chosen)
    rows = [
        (name, own.count.sum(), len(own.count), information.get(name, ""), int(name == chosen))
        for name, own in ligands.items()
    ]
    tsv.write(of_cycles, OF_CYCLES, rows, digits=".4g")
    plot_enrichment(figure, found, chosen, settings["title"])


def _write(path: str, found: Enrichment, chosen: str) -> None:
    order = np.argsort(-found.ratios[found.cycles.index(chosen)], kind="stable")[:ROWS]
    columns = ["kmer", "reverse_complement"]
    for name in found.cycles:
        columns += [name, f"{name}_enrichment"]
    names, rows = kmer_names(K), []
    for kmer in order:
        values = zip(found.counts[:, kmer], found.ratios[:, kmer], strict=True)
        rows.append([*names[kmer], *(one for pair in values for one in (int(pair[0]), pair[1]))])
    tsv.write(path, columns, rows, digits=".4g")

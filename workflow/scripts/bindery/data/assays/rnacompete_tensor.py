"""Put the probes of RNAcompete and their intensities into a tensor file."""

from dataclasses import replace

import numpy as np

from bindery.data.assays.rnacompete import read_probes
from bindery.data.assays.sequences_tensor import write_pool
from bindery.data.labelled_tables import Samples, objects
from bindery.data.pools import Pool, usable
from bindery.files import check_sha256
from bindery.row_counts import RowCounts


def build_tensor(
    *,
    rnacompete: str,
    test_rnacompete: str | None = None,
    tensor: str,
    row_counts: str,
    experiment: str,
    protein: str,
    origins: dict[str, str],
    expected: dict[str, str],
    column: str | None,
    window: int,
    stored: int,
    shares: dict[str, float],
    similarity: float | None,
    max_unknown: float,
    seed: int,
) -> None:
    """Write the tensor file of an experiment of RNAcompete.

    Args:
        rnacompete: probes with intensities, see `rnacompete.read_probes`.
        test_rnacompete: those of the test, or None: then set B is the test, or without sets some
            are drawn.
        tensor: output, HDF5.
        row_counts: output, TSV of step, reason, rows.
        experiment: name of the experiment, and of its task.
        protein: name of its protein.
        origins: column of the table -> URL of the file, for errors.
        expected: column -> SHA-256, for files that have one.
        column: name of the column of intensities, or None.
        window: length of a row, in bases; shorter probes are padded with unknown bases.
        stored: bases that are stored around its middle.
        shares: shares of `validation` and `test` among probes without a set.
        similarity: see `sequences_tensor.build_tensor`.
        max_unknown: largest share of unknown bases in a probe.
        seed: seed of this experiment.

    Raises:
        InputError: a file cannot be read or its checksum is wrong; or a split has no probe left.
    """
    given = {"rnacompete": rnacompete, "test_rnacompete": test_rnacompete}
    files = {name: path for name, path in given.items() if path is not None}
    for name, checksum in expected.items():
        check_sha256(files[name], checksum, origins.get(name))
    log = RowCounts(origins.get("rnacompete", rnacompete))
    parts: list[Samples] = []
    for name, path in files.items():
        file = origins.get(name, path)
        found = read_probes(path, file=file, column=column, likely=(experiment, protein))
        if name == "rnacompete" and test_rnacompete is not None:
            # The sets of a file that has a test file beside it are no test.
            found = replace(found, split=np.full_like(found.split, -1))
        kind = "test_probes" if name.startswith("test") else "probes"
        parts.append(usable(found, kind, file, max_unknown, log))
    samples = Samples.joined(parts)
    kinds = [name.replace("rnacompete", "sequences") for name in files]
    pool = Pool(
        samples,
        objects([kind for kind, part in zip(kinds, parts, strict=True) for _ in range(len(part))]),
        np.full(len(samples), -1),
        [experiment],
    )
    write_pool(
        pool,
        log,
        {name.replace("rnacompete", "sequences"): path for name, path in files.items()},
        tensor=tensor,
        row_counts=row_counts,
        window=window,
        stored=stored,
        shares=shares,
        similarity=similarity,
        seed=seed,
    )

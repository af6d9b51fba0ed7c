"""Put the probes of one or two protein-binding microarrays into a tensor file."""

from typing import Any

import numpy as np

from bindery import alphabet
from bindery.data.assays.pbm import Probes, linker_of, read_probes
from bindery.data.leaks import joined_rows, same_key, shared_with_later_split
from bindery.data.sequences import centred
from bindery.data.splits import SPLITS, TEST, TRAIN, VALIDATION, drawn
from bindery.data.tensor_writer import TensorWriter
from bindery.errors import InputError
from bindery.files import check_sha256, sha256, written
from bindery.row_counts import RowCounts

# What counts of each file begin with.
PREFIXES = {"pbm": "", "test_pbm": "test "}


def build_tensor(
    *,
    pbm: str,
    test_pbm: str | None = None,
    others: list[str] | None = None,
    tensor: str,
    row_counts: str,
    experiment: str,
    origins: dict[str, str],
    expected: dict[str, str],
    column: str | None,
    subtract_background: bool,
    trim_linker: bool,
    window: int,
    stored: int,
    shares: dict[str, float],
    max_unknown: float,
    seed: int,
) -> None:
    """Write the tensor file of an experiment whose data are microarray probes.

    Targets are intensities as measured; training clamps and scales them, see
    `training.intensities.Scale`. With two arrays, all probes of the second are test rows.

    Args:
        pbm: table of probes, see `pbm.read_probes`.
        test_pbm: table of an array of another design, or None to draw test rows.
        others: tables of arrays of the study's other experiments; the intensity of a probe is
            divided by its median over all arrays that have it, and probes that no other array has
            are dropped. None divides by nothing.
        tensor: output, HDF5.
        row_counts: output, TSV of step, reason, rows.
        experiment: name of the experiment, and of its task.
        origins: column -> URL of the file, for errors.
        expected: column -> SHA-256, for files that have one.
        column: see `pbm.read_probes`.
        subtract_background: see there.
        trim_linker: whether last bases that all probes of an array share are left out.
        window: bases of a row; longer probes give their middle, shorter ones are padded.
        stored: bases that are stored around it.
        shares: shares of `validation` and `test` among probes of the first array.
        max_unknown: largest share of unknown bases in a probe.
        seed: seed of this experiment, to record.

    Raises:
        InputError: a file is not as expected; or a split has no probes left.
    """
    files = {"pbm": pbm} | ({"test_pbm": test_pbm} if test_pbm else {})
    for name, checksum in expected.items():
        check_sha256(files[name], checksum, origins.get(name))
    log = RowCounts(origins.get("pbm", pbm))
    how: dict[str, Any] = {"column": column, "max_unknown": max_unknown}
    how["subtract_background"] = subtract_background
    arrays = {
        name: read_probes(path, file=origins.get(name, path), log=log, prefix=PREFIXES[name], **how)
        for name, path in files.items()
    }
    if others is not None:
        arrays = _divided(arrays, _further(files, others), how, log)
    arrays, linkers = _trimmed(arrays, trim_linker, log)
    codes = [own for array in arrays.values() for own in array.codes]
    signal = np.concatenate([array.signal for array in arrays.values()])
    lengths = np.array([len(own) for own in codes])
    log.note("resized", "longer than the window: its middle kept", (lengths > window).sum())
    log.note("resized", "shorter than the window: padded", (lengths < window).sum())
    digest = alphabet.ragged_digest(codes)
    split = _splits(digest, len(arrays["pbm"]), len(codes), shares)
    keep = ~shared_with_later_split(digest, split)
    log.note("dropped", "probes whose sequence is in a later split", (~keep).sum())
    _check_kept(split[keep], log)
    names = [f"{name}_{row}" for name, array in arrays.items() for row in array.row]
    with written(tensor) as temporary, TensorWriter(temporary, window, stored) as writer:
        rows = np.flatnonzero(keep)
        writer.append(np.stack([centred(codes[row], window, stored) for row in rows]))
        writer.finish(
            targets=signal[keep, None].astype(np.float32),
            split=split[keep],
            group=joined_rows(len(rows), [same_key(digest[keep])]),
            tasks=[experiment],
            intervals=None,
            names=np.array(names, object)[keep],
            attributes={
                "assembly": "",
                "genome_digest": "",
                "seed": seed,
                "linker": ",".join(linkers),
                **{f"{name}_sha256": sha256(path) for name, path in files.items()},
            },
        )
    log.write(row_counts)


def _trimmed(
    arrays: dict[str, Probes], trim: bool, log: RowCounts
) -> tuple[dict[str, Probes], list[str]]:
    """The arrays without their linkers, if asked for; and the linker of each, as letters."""
    found, linkers = {}, []
    for name, array in arrays.items():
        prefix = PREFIXES[name]
        length, has = linker_of(list(array.codes))
        own = array.select(has)
        linkers.append(alphabet.decode(own.codes[0][len(own.codes[0]) - length :]))
        log.note("dropped", f"{prefix}probes without the linker of the others", (~has).sum())
        if length:
            what = "cut off" if trim else "kept"
            log.note(
                "found", f"last bases {linkers[-1]} of {prefix}probes, a linker: {what}", len(own)
            )
        if length and trim:
            own.codes[:] = [codes[: len(codes) - length] for codes in own.codes]
        found[name] = own
    return found, linkers


def _further(files: dict[str, str], others: list[str]) -> list[str]:
    """The files of other experiments, each array once: one may train here and test there."""
    own = {sha256(path) for path in files.values()}
    found = {digest: path for path in others if (digest := sha256(path)) not in own}
    return list(found.values())


def _divided(
    arrays: dict[str, Probes], others: list[str], how: dict, log: RowCounts
) -> dict[str, Probes]:
    """The probes that other arrays have too, divided by their median over all of these arrays."""
    further = [read_probes(path, file=path, log=RowCounts(path), **how) for path in others]
    measured: dict[bytes, list[float]] = {}
    for array in [*arrays.values(), *further]:
        for codes, signal in zip(array.codes, array.signal, strict=True):
            measured.setdefault(codes.tobytes(), []).append(float(signal))
    found = {}
    for name, array in arrays.items():
        values = [measured[codes.tobytes()] for codes in array.codes]
        common = np.array([len(own) > 1 for own in values])
        medians = np.array([np.median(own) for own in values])
        _check_medians(common, medians, log)
        reason = f"{PREFIXES[name]}probes of no other experiment, so without a median"
        log.note("dropped", reason, (~common).sum())
        text = f"{PREFIXES[name]}probes, divided by the median over the experiments"
        log.note("changed", text, common.sum())
        scaled = (array.signal / medians).astype(np.float32)
        found[name] = Probes(array.codes, scaled, array.row).select(common)
    return found


def _check_medians(common: np.ndarray, medians: np.ndarray, log: RowCounts) -> None:
    if not common.any():
        raise InputError(
            "no probe of this array is in that of another experiment",
            file=log.file,
            remedy="set pbm.probe_medians: false, or add experiments of the same array design",
        )
    if (medians[common] <= 0).any():
        raise InputError(
            "probes have a median of 0 or less over the experiments",
            file=log.file,
            remedy="set pbm.subtract_background: false",
        )


def _splits(digest: np.ndarray, first: int, count: int, shares: dict[str, float]) -> np.ndarray:
    """The split of each probe: those of a second array are for testing; others are drawn."""
    test = 0.0 if count > first else shares["test"]
    split = np.full(count, TEST, np.uint8)
    split[:first] = drawn(digest[:first], [shares["validation"], test])
    return split


def _check_kept(split: np.ndarray, log: RowCounts) -> None:
    for part, name in zip((TRAIN, VALIDATION, TEST), SPLITS, strict=True):
        count = int((split == part).sum())
        log.note("kept", f"{name} probes", count)
        if not count:
            raise InputError(
                f"no probe is left for {name}",
                file=log.file,
                remedy="change the shares under `sequences:`, or name another design in 'test_pbm'",
            )

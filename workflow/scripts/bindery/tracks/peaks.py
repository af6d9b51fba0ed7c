"""Call the peaks of a track, above a threshold or by false-discovery rate, as narrowPeak."""

import logging
import math
from os import PathLike

from bindery.files import write_text
from bindery.genomics import bigwig
from bindery.tracks.false_discovery import Rates, extent, rates_of
from bindery.tracks.track_peaks import Peak, peaks_above

logger = logging.getLogger(__name__)

# Largest score of a row of BED.
MOST = 1000


def call_peaks(
    *,
    track: str | PathLike,
    shuffled: str | PathLike | None,
    peaks: str | PathLike,
    name: str,
    threshold: float | None = None,
    fdr: float | None = None,
) -> None:
    """Write the peaks of a track as narrowPeak, which the workflow can read as input again.

    The signal value is the peak's largest score. Column 5 rises with it from 0 at the threshold to
    1000. With a false-discovery rate, the last but one column is -log10 of the peak's q-value.

    Args:
        track: bigWig of a scan.
        shuffled: bigWig of the same scan of a shuffled genome; only with `fdr`.
        peaks: output, narrowPeak; empty, with a warning, if there are no peaks.
        name: what the names of peaks begin with.
        threshold: least score of a base of a peak.
        fdr: largest false-discovery rate, in place of a threshold.
    """
    rates = None
    if threshold is None:
        assert shuffled is not None and fdr is not None
        low, high = extent(bigwig.read(track))
        rates = rates_of(low, high, bigwig.read(track), bigwig.read(shuffled))
        threshold = _threshold(rates, fdr, track)
    found = [] if threshold is None else list(peaks_above(bigwig.read(track), threshold))
    if not found:
        logger.warning("%s: no peak", track)
    else:
        logger.info("%s: %d peaks at a score of %.6g or more", track, len(found), threshold)
    write_text(peaks, "".join(_lines(found, threshold or 0.0, name, rates)))


def _threshold(rates: Rates, fdr: float, track: str | PathLike) -> float | None:
    threshold = rates.threshold_of(fdr)
    if threshold is None:
        best = int(rates.rates.argmin())
        logger.warning(
            "%s: no threshold has a false-discovery rate of %g; the lowest is %.3g, at %.6g, "
            "with %d peaks",
            track,
            fdr,
            rates.rates[best],
            rates.thresholds[best],
            rates.found[best],
        )
    return threshold


def _lines(found: list[Peak], threshold: float, name: str, rates: Rates | None) -> list[str]:
    highest = max((peak.value for peak in found), default=threshold)
    span = highest - threshold or 1.0
    lines = []
    for number, peak in enumerate(found, 1):
        score = round(MOST * (peak.value - threshold) / span)
        q = "-1" if rates is None else f"{-math.log10(rates.q_value(peak.value)):.4g}"
        cells = (
            *(peak.chrom, peak.start, peak.end, f"{name}_{number}", score, "."),
            *(f"{peak.value:.6g}", "-1", q, peak.summit - peak.start),
        )
        lines.append("\t".join(map(str, cells)) + "\n")
    return lines

"""Rule call_peaks: the peaks of a scan's track."""

from bindery.tracks import peaks as track_peaks


def call_peaks(*, track: str, shuffled: str | None, peaks: str, settings: dict) -> None:
    """Call the peaks of a track, above a threshold or by false-discovery rate.

    Args:
        track: bigWig of the rule scan_genome.
        shuffled: bigWig of the rule scan_shuffled; None with a threshold.
        peaks: output, narrowPeak.
        settings: other arguments of `tracks.peaks.call_peaks`.
    """
    track_peaks.call_peaks(track=track, shuffled=shuffled, peaks=peaks, **settings)

"""What a file is, told by its content and not by its name."""

from os import PathLike

from bindery.files import opened


def looks_like_html(start: bytes) -> bool:
    """Whether the first bytes of a file are those of a web page."""
    head = start.lstrip().lower()
    return head.startswith((b"<!doctype html", b"<html", b"<head", b"<?xml"))


def is_bed(path: str | PathLike) -> bool:
    """Whether a file looks like BED: no FASTA, and no table with a `sequence` column."""
    with opened(path) as handle:
        line = handle.readline().decode("utf-8-sig", errors="replace")
    return not line.startswith(">") and "sequence" not in line.rstrip("\r\n").split("\t")

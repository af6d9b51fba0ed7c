"""Recognise the format of a file by its content, not by its name."""

from os import PathLike

from bindery.files import opened


def looks_like_html(start: bytes) -> bool:
    """Whether a file that begins with these bytes is a web page."""
    head = start.lstrip().lower()
    return head.startswith((b"<!doctype html", b"<html", b"<head", b"<?xml"))


def is_bed(path: str | PathLike) -> bool:
    """Whether a file is taken for BED: it is neither FASTA nor a table with a column `sequence`."""
    with opened(path) as handle:
        line = handle.readline().decode("utf-8-sig", errors="replace")
    return not line.startswith(">") and "sequence" not in line.rstrip("\r\n").split("\t")

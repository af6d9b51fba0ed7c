"""The tracks, saturations and designs that an experiment's page lists."""

from bindery.report.asked_files import asked_view

FILES = [
    "scan.whole.bw",
    "scan.whole.narrowPeak",
    "saturation.my.locus.tsv.gz",
    "saturation.my.locus.svg",
    "design.strong.tsv",
    "design.strong.svg",
    "scan.v1.2.bw",
]


def test_files_of_one_name_are_together_in_the_order_of_the_page() -> None:
    assert asked_view(FILES) == [
        {"kind": "Scan", "name": "whole", "files": FILES[:2]},
        {"kind": "Scan", "name": "v1.2", "files": FILES[6:]},
        {"kind": "Saturation", "name": "my.locus", "files": FILES[2:4]},
        {"kind": "Design", "name": "strong", "files": FILES[4:6]},
    ]


def test_nothing_asked_for_is_nothing_listed() -> None:
    assert asked_view([]) == []

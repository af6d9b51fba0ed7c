import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from exchange_cards import card_of
from helpers import containing

from bindery.errors import InputError
from bindery.exchange import info
from bindery.exchange.card import aliases_of, read_card
from bindery.exchange.card_page import page_of
from bindery.exchange.write_card import card_of_study

SETTINGS = {
    "study": "Mine",
    "label": "simulated data",
    "experiment": "CTCF",
    "protein": "CTCF",
    "assay": "peaks",
    "model": "deepbind",
    "window": 41,
    "target": "class",
    "data": [
        {"column": "peaks", "source": "CTCF.bed", "sha256": ""},
        {"column": "background", "source": "https://x.org/b.bed", "sha256": "ab" * 32},
    ],
    "genome": {"name": "tiny", "aliases": {"chr1": "chrI"}},
    "split": {"test": ["chr1"]},
    "background": {"method": "given"},
    "architectures": ["/home/me/net.py:network"],
    "chosen": {"settings": {"units": 3}},
    "seed": 1,
    "licence": None,
}


@pytest.fixture
def made(saved: Path, tmp_path: Path) -> dict:
    files = {"metrics": {"auroc": 0.9, "n_train": 8, "positives_train": 4, "n_test": 2}}
    files["provenance"] = {
        "date": "2026-01-01",
        "command": "snakemake",
        "tensor_sha256": "01" * 32,
        "tensor": {"genome_digest": "cd" * 32, "flank_before": "AAC", "flank_after": ""},
        "versions": {"keras": "3"},
        "training": {"epochs": 2},
    }
    for name, content in files.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(content))
    (tmp_path / "CTCF.bed").write_text("chr1\t1\t2\n")
    return card_of_study(
        model=saved,
        metrics=tmp_path / "metrics.json",
        provenance=tmp_path / "provenance.json",
        sources={"peaks": str(tmp_path / "CTCF.bed")},
        settings=SETTINGS,
    )


def test_a_card_has_what_a_repetition_gives_again(made: dict) -> None:
    assert made["strands"] == "both, larger"
    assert made["genome"] == {"name": "tiny", "aliases": {"chr1": "chrI"}, "digest": "cd" * 32}
    peaks, background = made["trained_on"]["data"]
    assert peaks["sha256"] == hashlib.sha256(b"chr1\t1\t2\n").hexdigest()
    assert background["sha256"] == "ab" * 32
    assert made["trained_on"]["rows"] == {"n_train": 8, "positives_train": 4, "n_test": 2}
    assert made["licence"] == "not stated"
    assert made["flanks"] == ["AAC", ""]
    text = json.dumps(made)
    assert "2026" not in text and "/home/me" not in text


def test_a_user_s_own_architecture_is_named_without_its_folder(made: dict) -> None:
    assert made["architecture"]["own_architectures"] == ["net.py:network"]
    assert made["architecture"]["training"] == {"epochs": 2}
    page = page_of(made)
    assert 'load_model(".", "path/to/net.py:network")' in page
    assert "bindery score . --architecture path/to/net.py:network --fasta sequences.fa" in page


def test_the_page_says_how_good_the_model_is() -> None:
    page = page_of(card_of("CTCF/deepbind"))
    assert "| auroc | 0.9100 | 0.8500 to 0.9500 |" in page
    assert "is pwm, auroc 0.8800; the model's gain is 0.0300 (-0.0100 to 0.0700, paired)" in page
    assert "| train rows | 100, 50 positives |" in page
    assert "| licence of the data | CC0 |" in page
    assert page == page_of(card_of("CTCF/deepbind"))


def test_the_page_has_the_gain_of_a_model_of_intensities(made: dict) -> None:
    measured = {"pearson": 0.9, "pearson_low": 0.8, "pearson_high": 0.95, "baseline": "kmer_ridge"}
    gain = {"gain_pearson": 0.1, "gain_pearson_low": 0.05, "gain_pearson_high": 0.2}
    made |= {"metrics": {**measured, "baseline_pearson": 0.8, **gain}, "measure": "pearson"}
    text = "is kmer_ridge, pearson 0.8000; the model's gain is 0.1000 (0.0500 to 0.2000, paired)"
    assert text in page_of(made)


def test_aliases_are_the_card_s() -> None:
    assert aliases_of(card_of("a")) == {"chr1": "chrI"}
    assert aliases_of(card_of("a", genome=None)) == {}


WRONG = {
    "no JSON": ("{", "this is no JSON"),
    "other JSON": ("[]", "this is no model card"),
    "newer": (json.dumps(card_of("a", version=2)), "version 2, not 1; install a newer Bindery"),
    "no window": (
        json.dumps({key: value for key, value in card_of("a").items() if key != "window"}),
        "the card has no `window`",
    ),
    "odd window": (json.dumps(card_of("a", window="41")), "`window` is no whole number"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_card_that_is_none_is_refused(case: str, tmp_path: Path) -> None:
    text, message = WRONG[case]
    (tmp_path / "card.json").write_text(text)
    with pytest.raises(InputError, match=containing(message)):
        read_card(tmp_path)


def test_info_of_a_folder_a_file_and_an_archive(folder: Path, tmp_path: Path) -> None:
    from bindery.exchange.archive import write_archive

    found = info.describe(folder)
    assert found["card"]["name"] == "CTCF/deepbind"
    # 2 detectors of 6 x 4 with a bias, and a score of 2 inputs.
    assert found["file"]["parameters"] == 2 * 25 + 3
    assert any("0.910 (0.850 to 0.950)" in line for line in info.lines(found))
    other = tmp_path / "other.keras"
    other.write_bytes((folder / "model.keras").read_bytes())
    alone = info.describe(other)
    assert alone["card"] is None
    assert (alone["file"]["window"], alone["file"]["outputs"]) == (41, 1)
    write_archive(tmp_path / "zoo.zip", {"CTCF/deepbind": folder})
    listed = info.describe(tmp_path / "zoo.zip")
    assert info.lines(listed)[1] == "  CTCF/deepbind  41 bases  class  auroc 0.910"
    assert info.describe(f"{tmp_path / 'zoo.zip'}#CTCF")["card"]["name"] == "CTCF/deepbind"
    with pytest.raises(InputError, match="there is no model here"):
        info.describe(tmp_path / "gone")


def test_info_imports_no_keras(folder: Path) -> None:
    code = (
        "import sys; from bindery.exchange import info; "
        f"print(info.describe({str(folder)!r})['kind']); "
        "print({'keras', 'tensorflow', 'jax'} & set(sys.modules))"
    )
    path = str(Path(info.__file__).parents[2])
    run = subprocess.run(
        [sys.executable, "-c", code], env={"PYTHONPATH": path}, capture_output=True, text=True
    )
    assert run.stdout.split("\n")[:2] == ["model", "set()"], run.stderr


@pytest.mark.parametrize(
    "words",
    [
        "<script>alert(1)</script>",
        "![x](https://x.org/a.png)",
        "[here](javascript:alert(1))",
        "a | b **bold** `code`",
        "x\n\n# Title\n",
    ],
)
@pytest.mark.parametrize("key", ["label", "protein", "note", "study", "licence", "name"])
def test_texts_of_users_are_shown_as_they_are_on_the_page(key: str, words: str) -> None:
    page = page_of(card_of("CTCF/deepbind") | {key: words})
    shown = re.sub(r"\\([\\`*\[\]<>|])", r"\1", page)
    assert " ".join(words.split()) in shown
    for markup in re.findall(r"<|!\[|\[here|\*\*bold|`code|\n# Title", page):
        assert f"\\{markup}" in page and markup not in page.replace(f"\\{markup}", "")


def test_code_in_a_setting_does_not_end_its_own(made: dict) -> None:
    made["trained_on"]["split"] = {"test": ["chr1` <b>x</b>"]}
    (line,) = (line for line in page_of(made).splitlines() if "<b>" in line)
    assert line.count("`") == 2

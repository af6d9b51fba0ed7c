import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from helpers import ROOT, write_lines

from bindery.cli import init, new_study, ready_studies
from bindery.cli.main import bindery as group

NUMBERED = ("chrI", "chrII", "chrIII", "chrIV")
# Words of the cases below.
OWN = "--genome genome.fa --peaks"
GIVEN = ["init", "--genome", "genome.fa", "--group", "fungi", "--peaks", "CTCF=peaks.bed"]


def written(name: str = "config.yaml") -> dict:
    return yaml.safe_load(Path(name).read_text())


def test_a_config_and_a_table_of_own_peaks_are_written(bindery: Callable, user: Path) -> None:
    code, printed, errors = bindery(*GIVEN, "--peaks", "ctcf.narrowPeak.gz")
    assert (code, errors) == (0, "")
    assert printed.splitlines() == [
        "CTCF: 111 peaks",
        "ctcf: 111 peaks",
        "models: auto, several whose best are combined; --models deepbind is fastest",
        "written: config.yaml, experiments.tsv",
        "run it: bindery run",
    ]
    assert written() == {
        "title": "Binding of CTCF, ctcf",
        "experiments": "experiments.tsv",
        "pathvars": {"results": "results/mine"},
        "genome": {
            "name": "genome",
            "fasta": "genome.fa",
            "group": "fungi",
            "split": {"validation": ["chrIII"], "test": ["chrII"]},
        },
        "window": 201,
        "models": "auto",
    }
    assert Path("experiments.tsv").read_text().splitlines() == [
        "experiment\tpeaks",
        "CTCF\tpeaks.bed",
        "ctcf\tctcf.narrowPeak.gz",
    ]


def test_a_known_genome_is_named_and_no_more(bindery: Callable) -> None:
    words = ("--genome", "sacCer3", "--peaks", "peaks.bed", "--models", "deepbind")
    assert bindery("init", *words)[0] == 0
    assert written()["genome"] == {"name": "sacCer3"} or written()["genome"] == "sacCer3"
    assert written()["models"] == {"deepbind": {"architecture": "deepbind"}}


@pytest.mark.parametrize(
    ("genome", "names", "aliases"),
    [
        ("genome.fa", ("1", "2", "3", "4"), dict(zip("1234", NUMBERED, strict=True))),
        ("hg38", ("1", "X", "MT"), {"1": "chr1", "X": "chrX", "MT": "chrM"}),
        ("hg38", ("chr1", "chr2"), None),
    ],
)  # fmt: skip
def test_other_spellings_of_chromosomes_become_aliases(
    genome: str, names: tuple, aliases: dict | None, bindery: Callable, user: Path
) -> None:
    sizes = (60, 20, 12, 8)
    rows = [
        (name, 100 * n, 100 * n + 30)
        for name, size in zip(names, sizes, strict=False)
        for n in range(size)
    ]
    write_lines(user / "other.bed", rows)
    assert bindery("init", "--genome", genome, "--peaks", "other.bed")[0] == 0
    found = written()["genome"]
    assert (found if isinstance(found, dict) else {}).get("aliases") == aliases
    if genome == "genome.fa":
        assert found["split"] == {"validation": ["chrIII"], "test": ["chrII"]}


def test_sequences_need_no_genome_and_set_the_window(bindery: Callable) -> None:
    code, printed, _ = bindery("init", "--sequences", "bound.fa")
    assert code == 0 and printed.startswith("bound: 9 sequences\n")
    assert "genome" not in written() and written()["window"] == 20
    assert Path("experiments.tsv").read_text() == "experiment\tsequences\nbound\tbound.fa\n"


def test_chromosomes_of_the_split_can_be_named(bindery: Callable) -> None:
    assert bindery(*GIVEN, "--validation", "chrI", "--test", "chrIII", "--test", "chrII")[0] == 0
    expected = {"validation": ["chrI"], "test": ["chrII", "chrIII"]}
    assert written()["genome"]["split"] == expected


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("--genome hg00 --peaks peaks.bed", "'hg00' is neither a genome that Bindery knows"),
        ("--genome peaks.bed --peaks peaks.bed", "peaks.bed: this is no FASTA"),
        ("OWN absent.bed", "absent.bed: there is no such file"),
        ("OWN bad.bed", "bad.bed, row 2: start 9 is not below end 5"),
        ("OWN empty.bed", "empty.bed: there are no peaks in it"),
        ("OWN genome.fa", "genome.fa"),
        ("OWN strange.bed", "chromosome 'scaffold9' is not in genome, which has chrI"),
        ("OWN one.bed", "no chromosomes have 15% to 25% of the peaks, for"),
        ("OWN a=peaks.bed --peaks a=my.bed", "two experiments are called 'a'"),
        ("OWN a/b=peaks.bed", "'a/b' cannot be an experiment's name"),
        ("OWN study=peaks.bed", "experiment 'study' has the name of a file"),
        ("OWN peaks.bed --validation chrI --test chr99", "chromosome 'chr99' is not in genome"),
        ("OWN peaks.bed --models deepbnd", "deepbnd"),
        ("--sequences absent.fa", "absent.fa: there is no such file"),
        ("--study yeasts", "there is no ready study 'yeasts'; ready are demo, deepbind_encode"),
    ],
)  # fmt: skip
def test_nothing_is_written_where_something_is_wrong(
    words: str, told: str, bindery: Callable, user: Path
) -> None:
    (user / "bad.bed").write_text("chrI\t1\t2\nchrI\t9\t5\n")
    (user / "empty.bed").write_text("")
    (user / "strange.bed").write_text("scaffold9\t1\t2\n" * 50)
    (user / "one.bed").write_text("chrI\t1\t2\n" * 50)
    code, _, errors = bindery("init", *words.replace("OWN", OWN).split())
    assert code == 1
    assert told in errors and errors.startswith("ERROR ") and errors.count("\n") == 1
    assert not Path("config.yaml").exists() and not Path("experiments.tsv").exists()


@pytest.mark.parametrize("name", ["config.yaml", "experiments.tsv"])
def test_no_file_is_overwritten(name: str, bindery: Callable, user: Path) -> None:
    (user / name).write_text("mine")
    code, _, errors = bindery(*GIVEN)
    assert code == 1 and errors.startswith(f"ERROR {name}: this file exists; ")
    assert (user / name).read_text() == "mine"


def test_genome_and_peaks_are_asked_for_until_they_are_good(
    user: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(init, "_check_terminal", lambda option: None)
    answers = [
        "absent.fa",
        "genome.fa",
        "fish",
        "fungi",
        "absent.bed",
        "peaks.bed",
        "GATA1=gata1.bed",
        "",
    ]
    result = CliRunner().invoke(group, ["init"], input="\n".join(answers) + "\n")
    assert result.exit_code == 0, result.output
    assert "ERROR 'absent.fa' is neither a genome that Bindery knows nor a FASTA" in result.output
    assert "ERROR absent.bed: there is no such file" in result.output
    assert "  GATA1: 111 peaks" in result.output
    rows = Path("experiments.tsv").read_text().splitlines()
    assert rows[1:] == ["peaks\tpeaks.bed", "GATA1\tgata1.bed"]
    assert written()["genome"]["group"] == "fungi"


def test_without_a_terminal_nothing_is_asked(
    bindery: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False, raising=False)
    code, _, errors = bindery("init", "--genome", "hg38")
    assert code == 2 and "Give --peaks; without a terminal nothing is asked." in errors


@pytest.mark.parametrize("study", ready_studies.names())
def test_ready_studies_are_copied_with_their_tables(study: str, bindery: Callable) -> None:
    code, printed, _ = bindery("init", "--study", study)
    assert code == 0
    config = printed.splitlines()[1].removeprefix("run it: bindery run ")
    assert Path(config).read_bytes() == (ROOT / config).read_bytes()
    # They are what Snakemake will find no fault in, here.
    ready_studies.check(config)
    assert bindery("init", "--study", study)[0] == 1


def test_names_of_experiments_are_those_of_files() -> None:
    names = {
        "a/CTCF.narrowPeak.gz": "CTCF",
        "Reb1_rep1.bed6.gz": "Reb1_rep1",
        "my peaks (2).BED": "my_peaks_2",
        "x.1.fa": "x.1",
        ".bed": "experiment",
    }
    assert {path: new_study.experiment_name(path) for path in names} == names


def test_a_split_has_about_a_fifth_and_a_tenth_of_the_peaks() -> None:
    counts = {"a": 40, "b": 22, "c": 12, "d": 10, "e": 8, "f": 8}
    one = new_study.Given("x", "x.bed", 100, counts, 0)
    assert new_study.drawn_split([one]) == {"validation": ["c"], "test": ["b"]}
    small = {str(n): 1 for n in range(1000)}
    found = new_study.drawn_split([new_study.Given("x", "x.bed", 1000, small, 0)])
    assert len(found["test"]) == 150 and len(found["validation"]) == 80
    assert not set(found["test"]) & set(found["validation"])

from pathlib import Path

import pytest
import yaml
from helpers import containing, write_lines

from bindery.errors import InputError
from bindery.study import schema as schemas
from bindery.study import settings
from bindery.study.assays import registry
from bindery.study.loading import load
from bindery.study.study import Study

PACKAGE = Path(registry.__file__).parents[2]
SCHEMA = yaml.safe_load((PACKAGE.parents[1] / "schemas/config.schema.yaml").read_text())


def study(folder: Path, config: dict, *rows: tuple[str, ...]) -> Study:
    """A study of such rows, whose files exist."""
    for row in rows[1:]:
        (folder / row[1]).touch()
    header, *others = rows
    placed = [(name, str(folder / file), *rest) for name, file, *rest in others]
    table = write_lines(folder / "table.tsv", [header, *placed])
    return load(
        {"experiments": str(table), **config},
        schema=SCHEMA,
        resource=lambda name: str(PACKAGE.parents[2] / "config" / name),
        architectures=PACKAGE / "models" / "architectures",
        file="config.yaml",
    )


GENOME = {
    "genome": {"name": "toy", "fasta": "https://host/toy.fa"},
    "split": {"validation": ["a"], "test": ["b"]},
    "mpra": {"replicates": ["one"]},
}


def test_each_assay_has_a_module_that_writes_its_tensor() -> None:
    folder = PACKAGE / "data" / "assays"
    assert [
        name for name in registry.assays() if not (folder / f"{name}_tensor.py").is_file()
    ] == []


def test_each_assays_defaults_are_settings_of_the_schema() -> None:
    for assay in registry.assays().values():
        given = {"experiments": "t.tsv", **assay.settings}
        schemas.fill_defaults(given, SCHEMA)
        schemas.check(given, SCHEMA, assay.name)


def test_an_assays_default_is_in_place_of_the_schemas(tmp_path: Path) -> None:
    found = study(tmp_path, GENOME, ("experiment", "mpra"), ("A", "a.tsv"))
    assert found.target("A") == "intensity"


def test_microarrays_have_models_of_their_own_where_the_config_names_none(tmp_path: Path) -> None:
    found = study(tmp_path, {}, ("experiment", "pbm"), ("A", "a.txt"))
    assert found.models("A") == ["pbm_danq"]
    found = study(tmp_path, {"models": "auto"}, ("experiment", "pbm"), ("A", "a.txt"))
    assert found.models("A") == ["auto"]
    assert set(found.candidates("A", "auto")) == set(registry.assays()["pbm"].candidates)


def test_rows_of_several_assays_each_have_their_own_models(tmp_path: Path) -> None:
    table = [("experiment", "pbm", "sequences"), ("A", "a.txt", ""), ("B", "", "b.fa")]
    rows = [
        [cell and (cell if n == 0 else str(tmp_path / cell)) for n, cell in enumerate(row)]
        for row in table[1:]
    ]
    for name in ("a.txt", "b.fa"):
        (tmp_path / name).touch()
    path = write_lines(tmp_path / "table.tsv", [table[0], *rows])

    def loaded(**config: object) -> Study:
        return load(
            {"experiments": str(path), **config},
            schema=SCHEMA,
            resource=lambda name: str(PACKAGE.parents[2] / "config" / name),
            architectures=PACKAGE / "models" / "architectures",
            file="config.yaml",
        )

    found = loaded()
    assert [found.models(name) for name in "AB"] == [["pbm_danq"], ["deepbind"]]
    found = loaded(models="auto")
    assert all(name.startswith("pbm_") for name in found.candidates("A", "auto"))
    assert set(found.candidates("B", "auto")) == {
        "deepbind",
        "deepbind_wide_101",
        "deepbind_wide_201",
        "danq",
        "kmers",
    }


def test_what_the_config_gives_is_in_place_of_an_assays_default() -> None:
    defaults = {"target": "intensity", "training": {"epochs": 3, "patience": 1}}
    assert settings.without(defaults, {"training": {"epochs": 5}}) == {
        "target": "intensity",
        "training": {"patience": 1},
    }
    assert settings.without(defaults, {"target": "class", "training": {}}) == {
        "training": {"epochs": 3, "patience": 1}
    }


@pytest.mark.parametrize(
    ("config", "cell", "model", "expected"),
    [
        ({}, "", {}, True),
        ({"both_strands": False}, "", {}, False),
        ({"both_strands": False}, "true", {}, True),
        ({}, "false", {}, False),
        ({"both_strands": False}, "", {"both_strands": True}, True),
    ],
)
def test_strands_that_models_and_baselines_read(
    tmp_path: Path, config: dict, cell: str, model: dict, expected: bool
) -> None:
    models = {"deepbind": {"architecture": "deepbind", "settings": model}}
    found = study(
        tmp_path,
        {**config, "models": models},
        ("experiment", "sequences", "both_strands"),
        ("A", "a.fa", cell),
    )
    assert found.reads_both_strands("A") is expected
    assert found.model("A", "deepbind")["settings"].get("both_strands", True) is expected


def test_without_a_deep_model_baselines_read_the_strands_of_the_config(tmp_path: Path) -> None:
    config = {"both_strands": False, "models": {}}
    found = study(tmp_path, config, ("experiment", "sequences"), ("A", "a.fa"))
    assert found.reads_both_strands("A") is False


CLIP = ("experiment", "clip")


def test_assays_of_rna_read_one_strand_and_write_u(tmp_path: Path) -> None:
    found = study(tmp_path, {}, CLIP, ("A", "a.fa"))
    own = found.settings("A")
    assert (own["both_strands"], own["molecule"]) == (False, "rna")
    # The baselines read what the models read.
    assert not found.reads_both_strands("A")
    assert found.model("A", "pysster")["settings"]["both_strands"] is False
    of_dna = study(tmp_path, {}, ("experiment", "sequences"), ("A", "a.fa"))
    assert of_dna.settings("A")["molecule"] == "dna" and of_dna.reads_both_strands("A")


def test_each_row_has_the_models_of_its_assay_where_the_config_names_none(tmp_path: Path) -> None:
    rows = [
        ("experiment", "clip", "sequences", "rnacompete"),
        ("A", "a.fa", "", ""),
        ("B", "", "b.fa", ""),
        ("C", "", "", "c.txt"),
    ]
    for row in rows[1:]:
        for file in filter(None, row[1:]):
            (tmp_path / file).touch()

    def placed(row: tuple[str, ...]) -> tuple[str, ...]:
        return (row[0], *(own and str(tmp_path / own) for own in row[1:]))

    table = write_lines(tmp_path / "mixed.tsv", [rows[0], *map(placed, rows[1:])])

    def models(**config: object) -> list[list[str]]:
        found = load(
            {"experiments": str(table), **config},
            schema=SCHEMA,
            resource=lambda name: str(PACKAGE.parents[2] / "config" / name),
            architectures=PACKAGE / "models" / "architectures",
            file="config.yaml",
        )
        return [found.models(name) for name in "ABC"]

    assert models() == [["pysster"], ["deepbind"], ["zeng_local", "zeng_global"]]
    given = {"mine": {"architecture": "deepbind"}}
    assert models(models=given) == [["mine"]] * 3
    assert models(models="auto") == [["auto"]] * 3


def test_a_name_of_a_default_model_means_the_same_in_all_assays() -> None:
    every = [item for assay in registry.assays().values() for item in assay.models.items()]
    assert len({name for name, _ in every}) == len({repr(item) for item in every})


@pytest.mark.parametrize(
    ("name", "peaks"),
    [("a.bed", True), ("a.narrowPeak.gz", True), ("a.fa", False), ("a.fasta.gz", False)],
)
def test_sites_of_clip_are_peaks_or_sequences_by_their_file(name: str, peaks: bool) -> None:
    row = {"assay": "clip", "clip": f"https://host/{name}"}
    assert registry.has_peaks(row) is peaks


def test_sites_of_clip_are_told_by_content_where_the_name_does_not(tmp_path: Path) -> None:
    for text, peaks in (("chr1\t1\t9\tx\t0\t+\n", True), (">x\nACGU\n", False)):
        path = tmp_path / f"sites_{peaks}"
        path.write_text(text)
        assert registry.has_peaks({"assay": "clip", "clip": str(path)}) is peaks


GENES = {"genome": {**GENOME["genome"], "annotation": "https://host/genes.gtf"}}


def test_peaks_of_clip_have_background_of_their_transcripts(tmp_path: Path) -> None:
    found = study(tmp_path, {**GENOME, **GENES}, CLIP, ("A", "a.bed"))
    assert found.settings("A")["background"]["method"] == "transcripts"
    assert found.settings("A")["split"] == GENOME["split"]


@pytest.mark.parametrize(
    ("config", "rows", "problem"),
    [
        (
            GENOME,
            [CLIP, ("A", "a.bed")],
            "drawn in transcripts, and the genome has no annotation",
        ),
        ({}, [CLIP, ("A", "a.bed")], "has clip, but the config names no genome"),
        (
            {**GENOME, **GENES, "background": {"method": "transcripts"}},
            [("experiment", "peaks"), ("A", "a.bed")],
            "has peaks, and background transcripts is for clip",
        ),
        (
            {"target": "class"},
            [("experiment", "rnacompete"), ("A", "a.txt")],
            "monitors val_pearson, which targets of kind class do not have",
        ),
        (
            {"background": {"method": "flank"}},
            [CLIP, ("A", "a.fa")],
            "background method 'flank' is for peaks",
        ),
    ],
)
def test_a_row_of_rna_that_does_not_fit_is_one_line(
    tmp_path: Path, config: dict, rows: list[tuple], problem: str
) -> None:
    with pytest.raises(InputError, match=containing(problem)) as caught:
        study(tmp_path, config, *rows)
    assert "\n" not in str(caught.value)


def test_peaks_with_a_test_file_are_one_line(tmp_path: Path) -> None:
    test = tmp_path / "t.bed"
    test.touch()
    with pytest.raises(InputError, match=containing("column 'test_clip' is filled")):
        study(tmp_path, {**GENOME, **GENES}, (*CLIP, "test_clip"), ("A", "a.bed", str(test)))


FOLDED = {"folded": {"architecture": "zeng", "settings": {"structure": 1}}}


def test_models_that_read_structure_are_not_interpreted(tmp_path: Path) -> None:
    plain = {"plain": {"architecture": "zeng"}}
    found = study(tmp_path, {"models": {**FOLDED, **plain}}, CLIP, ("A", "a.fa"))
    assert found.models("A") == ["folded", "plain"] and found.explained("A") == ["plain"]
    assert [found.reads_structure("A", name) for name in found.models("A")] == [True, False]


@pytest.mark.parametrize(
    ("config", "header", "problem"),
    [
        ({}, ("experiment", "sequences"), "sequences is of DNA or read on both strands"),
        ({"both_strands": True}, CLIP, "clip is of DNA or read on both strands"),
        ({"structure": {"method": "given"}}, CLIP, "method given has 5, not 1, channels"),
        ({"models": {"folded": {**FOLDED["folded"], "window": 301}}}, CLIP, "a window of its own"),
        ({"saturation": {"one": "a:1-50"}, **GENOME}, CLIP, "`saturation` asks for scores of seq"),
    ],
)
def test_structure_that_a_row_cannot_have_is_one_line(
    tmp_path: Path, config: dict, header: tuple, problem: str
) -> None:
    with pytest.raises(InputError, match=containing(problem)) as caught:
        study(tmp_path, {"models": FOLDED, **config}, header, ("A", "a.fa"))
    assert "\n" not in str(caught.value)


def selex_study(folder: Path, config: dict, header: tuple, *rows: tuple) -> Study:
    """A study of SELEX, in which columns of cycles name files that exist."""
    (folder / "reads.txt").touch()
    placed = [[cell and cell.replace("reads", str(folder / "reads.txt")) for cell in row]
              for row in rows]  # fmt: skip
    table = write_lines(folder / "table.tsv", [header, *placed])
    return load(
        {"experiments": str(table), **config},
        schema=SCHEMA,
        resource=lambda name: str(PACKAGE.parents[2] / "config" / name),
        architectures=PACKAGE / "models" / "architectures",
        file="config.yaml",
    )


CYCLES = ("experiment", "cycle_0", "cycle_3", "window", "background.method", "selex.positives")


def test_any_column_of_a_cycle_names_selex_and_decides_its_background(tmp_path: Path) -> None:
    rows = [
        ("A", "reads", "reads", "", "", ""),
        ("B", "", "reads", "", "", ""),
        ("C", "reads", "reads", "", "dinucleotide_shuffle", "3"),
    ]
    found = selex_study(tmp_path, {}, CYCLES, *rows)
    assert {found.row(name)["assay"] for name in "ABC"} == {"selex"}
    methods = [found.settings(name)["background"]["method"] for name in "ABC"]
    assert methods == ["given", "dinucleotide_shuffle", "dinucleotide_shuffle"]
    assert {found.settings(name)["window"] for name in "ABC"} == {20}


def test_the_ligand_sets_the_width_of_detectors(tmp_path: Path) -> None:
    lengths = {"14": 14, "16": 16, "20": 20, "30": 24, "40": 32}
    rows = [(f"L{length}", "reads", "reads", length, "", "") for length in lengths]
    models = {
        "free": {"architecture": "deepbind"},
        "set": {"architecture": "deepbind", "settings": {"width": 9}},
    }
    found = selex_study(tmp_path, {"models": models}, CYCLES, *rows)
    for length, width in lengths.items():
        name = f"L{length}"
        assert found.model(name, "free")["settings"]["width"] == width
        assert found.model(name, "set")["settings"]["width"] == 9


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        (("reads", "", "", "", ""), "row 2: 'A' has reads of cycle 0 alone; name the reads of a"),
        (("reads", "reads", "", "", "2"), "row 2: selex.positives is 2, and column 'cycle_2' of"),
        (("", "reads", "", "given", ""), "row 2: background.method of 'A' is given, and 'cycle_0'"),
        (("reads", "reads", "", "genomic", ""), "row 2: 'A' has reads of SELEX, and its backgr"),
        (("reads", "reads", "", "", "12"), "selex.positives"),
    ],
)
def test_rows_of_selex_that_do_not_fit_are_refused(
    tmp_path: Path, cells: tuple, problem: str
) -> None:
    header = (*CYCLES, "cycle_2")
    with pytest.raises(InputError, match=containing(problem)) as caught:
        selex_study(tmp_path, {}, header, ("A", *cells, ""))
    assert "\n" not in str(caught.value)


def test_reads_of_selex_are_classes(tmp_path: Path) -> None:
    row = ("A", "reads", "reads", "", "", "")
    with pytest.raises(InputError, match="which are of two classes, and its target is intensity"):
        selex_study(tmp_path, {"target": "intensity"}, CYCLES, row)

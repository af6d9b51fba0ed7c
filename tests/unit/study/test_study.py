import copy
from pathlib import Path
from typing import Any

import pytest
import yaml
from helpers import containing, write_lines

from bindery.errors import InputError
from bindery.study.loading import load
from bindery.study.study import Study

ROOT = Path(__file__).resolve().parents[3]
SCHEMA = yaml.safe_load((ROOT / "workflow" / "schemas" / "config.schema.yaml").read_text())
ARCHITECTURES = ROOT / "workflow" / "scripts" / "bindery" / "models" / "architectures"
HEADER = ("experiment", "peaks")


@pytest.fixture(autouse=True)
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The files that tables name, in the folder that the tests run in."""
    monkeypatch.chdir(tmp_path)
    for name in ("reb1.bed", "a.bed", "b.bed", "z.bed", "given.bed", "bg.fa", "mine.fa", "a.fa"):
        Path(name).touch()


@pytest.fixture
def study(tmp_path: Path):
    """Load a study of a table and a config that changes a small one."""

    def run(*rows: tuple, **changed: Any) -> Study:
        rows = rows or (HEADER, ("Reb1", "reb1.bed"))
        config = {
            "experiments": str(write_lines(tmp_path / "table.tsv", rows)),
            "genome": "sacCer3",
        } | changed
        before = copy.deepcopy(config)
        found = load(
            config,
            schema=SCHEMA,
            resource=lambda name: str(ROOT / "config" / name),
            architectures=ARCHITECTURES,
            file="config.yaml",
        )
        assert config == before
        return found

    return run


def test_training_of_study_and_row_go_over_a_variant_s(study) -> None:
    rows = (
        (*HEADER, "training.epochs", "models.danq.training.patience"),
        ("Reb1", "reb1.bed", 7, 3),
        ("A", "a.bed", "", ""),
    )
    danq = {"architecture": "danq"}
    found = study(*rows, models={"danq": danq}, training={"learning_rate": 0.25})
    own, other = (found.model(name, "danq")["training"] for name in ("Reb1", "A"))
    assert (own["epochs"], own["patience"], own["learning_rate"]) == (7, 3, 0.25)
    # The paper's, where nothing else is given.
    assert (other["epochs"], other["patience"], other["batch_size"]) == (60, 5, 100)


def test_small_config_gets_all_defaults(study) -> None:
    found = study()
    assert found.config["window"] == 201
    assert found.settings("Reb1")["background"]["method"] == "genomic"
    assert found.config["models"] == {
        "deepbind": {
            "architecture": "deepbind",
            "explain": True,
            "settings": {},
            "training": {},
            "calibration": {},
        }
    }
    assert found.genome["name"] == "sacCer3"
    assert found.genome["aliases"] == {}
    assert found.config["split"] == found.genome["split"]
    assert found.genome["sequences"]["chrI"] == [230218, "6681ac2f62509cfc220d78751b8dc524"]


def test_every_config_and_table_that_is_shipped_loads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    studies = [path for path in sorted((ROOT / "config").glob("*.yaml")) if path.stem != "genomes"]
    assert len(studies) >= 3
    for path in studies:
        config = yaml.safe_load(path.read_text())
        resource = {"schema": SCHEMA, "architectures": ARCHITECTURES, "file": path.name}
        found = load(config, resource=lambda name: str(ROOT / "config" / name), **resource)
        assert found.active
        split = found.settings(found.active[0]).get("split", {})
        split_by_place = found.genome["name"] or found.row(found.active[0])["methylation"]
        assert set(split) == ({"validation", "test"} if split_by_place else set())
        # Motifs of an unknown group are matched with all of JASPAR CORE, and a warning; those of
        # RNA with the config's own alone.
        is_rna = found.settings(found.active[0])["molecule"] == "rna"
        of_bases = found.of_bases(found.active[0])
        assert is_rna or not of_bases or found.taxonomic_group(found.active[0]), path.name


def test_every_preset_has_a_fasta_and_a_split(study) -> None:
    for name in yaml.safe_load((ROOT / "config" / "genomes.yaml").read_text()):
        found = study(genome=name)
        assert "://" in found.genome["fasta"]
        assert found.config["split"]["test"] and found.config["split"]["validation"]


def test_known_motifs_that_are_no_file_are_refused(study) -> None:
    with pytest.raises(InputError, match=r"config.yaml: there is no file 'mine.meme', which"):
        study(explanation={"known": "mine.meme"})
    row = (*HEADER, "explanation.known"), ("Reb1", "reb1.bed", "mine.meme")
    with pytest.raises(InputError, match=r"row 2: there is no file 'mine.meme'"):
        study(*row)


def test_rows_override_the_config_for_themselves_alone(study) -> None:
    found = study(
        (*HEADER, "window", "training.epochs", "split.test", "models.deepbind.settings.width"),
        ("A", "a.bed", "101", "5", '["chrI"]', "12"),
        ("B", "b.bed", "", "", "", ""),
        training={"patience": 3},
    )
    own, other = found.settings("A"), found.settings("B")
    assert (own["window"], other["window"]) == (101, 201)
    assert (own["training"]["epochs"], other["training"]["epochs"]) == (5, 100)
    assert own["training"]["patience"] == other["training"]["patience"] == 3
    assert found.settings("A")["split"]["test"] == ["chrI"]
    assert found.settings("B")["split"] == found.config["split"]
    assert found.model("A", "deepbind")["settings"] == {"width": 12}
    assert found.model("B", "deepbind")["settings"] == {}


def test_training_of_a_model_goes_before_that_of_all(study) -> None:
    models = {"slow": {"architecture": "deepbind", "training": {"learning_rate": 0.1}}}
    model = study(models=models, training={"epochs": 7}).model("Reb1", "slow")
    assert model["architecture"] == "deepbind"
    assert (model["training"]["learning_rate"], model["training"]["epochs"]) == (0.1, 7)


def test_a_row_may_add_a_model_of_its_own(study) -> None:
    found = study(
        (*HEADER, "models.wide.architecture", "models.wide.settings.width"),
        ("A", "a.bed", "deepbind", "30"),
        ("B", "b.bed", "", ""),
    )
    assert found.models("A") == ["deepbind", "wide"]
    assert found.models("B") == ["deepbind"]
    assert found.model("A", "wide")["settings"] == {"width": 30}
    assert found.model("A", "wide")["training"] == found.model("A", "deepbind")["training"]


def test_pwm_baseline_needs_a_matrix(study) -> None:
    found = study((*HEADER, "jaspar"), ("A", "a.bed", "MA0139.2"), ("B", "b.bed", ""))
    assert found.baselines("A") == ["composition", "kmer_logreg", "pwm"]
    assert found.baselines("B") == ["composition", "kmer_logreg"]


def test_kmers_are_a_baseline_in_each_window_that_a_model_sees(study) -> None:
    models = {
        "deepbind": {"architecture": "deepbind"},
        "wide": {"architecture": "basset", "window": 601},
    }
    found = study(
        (*HEADER, "window", "models.deepbind.window", "target"),
        ("A", "a.bed", "", "", ""),
        ("B", "b.bed", "601", "101", ""),
        ("Z", "z.bed", "", "", "intensity"),
        models=models,
        baseline_windows=[1001, 601],
    )
    assert found.baselines("A") == [
        "composition", "kmer_logreg", "kmer_logreg_601", "kmer_logreg_1001"
    ]  # fmt: skip
    assert found.baselines("B") == [
        "composition", "kmer_logreg", "kmer_logreg_101", "kmer_logreg_1001"
    ]  # fmt: skip
    assert found.baselines("Z")[1:] == ["kmer_ridge", "kmer_ridge_601", "kmer_ridge_1001"]
    assert [found.window("A", name) for name in ("deepbind", "wide")] == [201, 601]
    assert [found.window("B", name) for name in ("deepbind", "wide")] == [101, 601]
    assert [found.window("B", name) for name in found.baselines("B")] == [601, 601, 101, 1001]
    assert [found.widest(name) for name in "ABZ"] == [1001, 1001, 1001]
    assert study(models=models).widest("Reb1") == 601
    assert study().widest("Reb1") == 201


def test_baselines_read_one_strand_only_where_no_model_reads_both(study) -> None:
    Path("net.py").write_text(
        "def build(window: int): ...\n"
        "def one(window: int, *, both_strands: bool = False): ...\n"
        "def two(window: int, *, both_strands: bool = True): ...\n"
    )

    def both(**models: dict) -> bool:
        return study(models=models).reads_both_strands("Reb1")

    one = {"architecture": "deepbind", "settings": {"both_strands": False}}
    assert both(a={"architecture": "deepbind"}) and not both(a=one)
    assert both(a=one, b={"architecture": "deepbind"}) and not both(a=one, b=one)
    assert not both(a={"architecture": "cuperus"})
    assert both(a={"architecture": "cuperus", "settings": {"both_strands": True}})
    assert not both(a={"file": "net.py", "function": "one"})
    assert both(a={"file": "net.py", "function": "two"}) and both(a={"file": "net.py"})
    assert both()


def test_a_row_may_have_another_target_and_gets_the_baseline_for_it(study) -> None:
    rows = ((*HEADER, "target", "jaspar"), ("A", "a.bed", "", "MA0139.2"))
    rows = (*rows, ("B", "b.bed", "intensity", "MA0139.2"), ("Z", "z.bed", "class", ""))
    found = study(*rows)
    assert [found.target(name) for name in "ABZ"] == ["class", "intensity", "class"]
    assert found.of_target("intensity") == ["B"]
    assert found.settings("B")["target"] == "intensity"
    assert found.baselines("A") == ["composition", "kmer_logreg", "pwm"]
    assert found.baselines("B") == ["composition", "kmer_ridge", "pwm"]
    turned = study(*rows, target="intensity", baselines=["kmer_ridge", "kmer_logreg"])
    assert [turned.target(name) for name in "ABZ"] == ["intensity", "intensity", "class"]
    assert [turned.baselines(name) for name in "ABZ"] == [
        ["kmer_ridge"],
        ["kmer_ridge"],
        ["kmer_logreg"],
    ]


def test_intensities_cannot_be_monitored_as_classes(study) -> None:
    rows = ((*HEADER, "target"), ("A", "a.bed", ""), ("B", "b.bed", "intensity"))
    problem = (
        "table.tsv, row 3: model 'deepbind' monitors val_auprc, which targets of kind "
        "intensity do not have; set training.monitor to val_loss or val_pearson"
    )
    with pytest.raises(InputError, match=containing(problem)):
        study(*rows, training={"monitor": "val_auprc"})
    own = {"architecture": "deepbind", "training": {"monitor": "val_auprc"}}
    with pytest.raises(InputError, match=containing("row 2: model 'own' monitors val_auprc")):
        study(*rows, target="intensity", models={"own": own})
    assert study(*rows[:2], training={"monitor": "val_auprc"}).active == ["A"]


def test_skipped_rows_are_not_active_but_known(study) -> None:
    found = study((*HEADER, "skip"), ("A", "a.bed", "too few peaks"), ("B", "b.bed", ""))
    assert found.active == ["B"]
    assert found.row("A")["skip"] == "too few peaks"


def test_seeds_are_of_experiment_and_stage_and_no_other_row_changes_them(study) -> None:
    one = study((*HEADER, "seed"), ("A", "a.bed", ""), ("B", "b.bed", "7"))
    two = study(HEADER, ("Z", "z.bed"), ("A", "a.bed"))
    assert one.seed("A", "shuffle") == two.seed("A", "shuffle")
    seeds = {one.seed(name, stage) for name in "AB" for stage in ("shuffle", "train")}
    assert len(seeds) == 4
    assert one.seed("B", "shuffle") != study(HEADER, ("B", "b.bed")).seed("B", "shuffle")
    assert study(seed=2).seed("Reb1", "x") != study(seed=1).seed("Reb1", "x")


def test_aliases_may_be_written_as_numbers(study) -> None:
    genome = yaml.safe_load("{name: sacCer3, aliases: {1: chrI, chr2: chrII}}")
    assert study(genome=genome).genome["aliases"] == {"1": "chrI", "chr2": "chrII"}


def test_unknown_experiment_and_model_are_named(study) -> None:
    found = study()
    with pytest.raises(InputError, match=r"table\.tsv: there is no experiment 'Rap1'; add a row"):
        found.settings("Rap1")
    with pytest.raises(InputError, match="there is no model 'wide'; 'Reb1' has deepbind"):
        found.model("Reb1", "wide")


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"windw": 5}, "unknown key 'windw'; did you mean 'window'?"),
        (
            {"training": {"epoch": 5}},
            "unknown key 'epoch' under 'training'; did you mean 'epochs'?",
        ),
        (
            {"genome": "sacCer9"},
            "genome 'sacCer9' is not a preset and has no FASTA; presets are hg38,",
        ),
        ({"genome": {"fasta": "a.fa"}}, "key 'name' is missing under 'genome'"),
        (
            {"genome": {"name": "x", "fastaa": "a.fa"}},
            "unknown key 'fastaa' under 'genome'; did you mean 'fasta'?",
        ),
        (
            {"genome": {"name": "own", "fasta": "a.fa"}},
            "genome 'own' has no split; name chromosomes",
        ),
        ({"genome": {"name": "a/b", "fasta": "a.fa"}}, "'genome.name': 'a/b' does not match"),
        (
            {"genome": {"name": "sacCer3", "digests": "no.tsv"}},
            "there is no file 'no.tsv', which genome.digests names; correct",
        ),
        ({"split": {"validation": ["chrI"]}}, "key 'test' is missing under 'split'"),
        (
            {"split": {"validation": ["chr1"], "test": ["chrII"]}},
            "split.validation: chromosome 'chr1' is not in sacCer3; add under `genome:` in the "
            "config: aliases: {chr1: chrI, ",
        ),
        (
            {"split": {"validation": ["chrI", "chrII"], "test": ["chrII"]}},
            "chromosome 'chrII' is in both validation and test",
        ),
        (
            {"models": {"x": {"architecture": "deepbnd"}}},
            "unknown model: 'x' has architecture 'deepbnd'; architectures are attention",
        ),
        (
            {"models": {"x": {"architecture": "deepbind", "settings": {"widht": 3}}}},
            "unknown setting 'widht' of model 'x'; deepbind takes detectors, width,",
        ),
        ({"models": {"x": {}}}, "model 'x' has neither `architecture` nor `file`; give one"),
        (
            {"models": {"x": {"architecture": "danq", "file": "net.py"}}},
            "model 'x' has both `architecture` and `file`; give one",
        ),
        (
            {"models": {"x": {"architecture": "danq", "variant": "tiny"}}},
            "model 'x' has no variant 'tiny'; it has paper, small",
        ),
        ({"models": {"x": {"file": "none.py"}}}, "model 'x': there is no file 'none.py'; correct"),
        (
            {"models": {"x": {"architecture": "basset", "settings": {"widths": 3}}}},
            "setting 'widths' of model 'x' is 3, not a list of int",
        ),
        (
            {"models": {"pwm": {"architecture": "deepbind"}}},
            "a model cannot be called 'pwm'; that is a baseline's name",
        ),
        ({"models": {"a b": {"architecture": "deepbind"}}}, "'a b' does not match"),
        ({"background": {"method": "random"}}, "'background.method': 'random' is not one of"),
        (
            {"background": {"method": "given"}},
            "table.tsv, row 2: background method is 'given' and column 'background' is empty",
        ),
        (
            {"background": {"match": ["gc", "starts"]}},
            "table.tsv, row 2: the background of 'Reb1' is matched in starts, and the genome has "
            "no annotation; name a GTF or GFF3 under genome.annotation, or leave starts out",
        ),
        (
            {"genome": {"name": "sacCer3", "annotation": "genes.gtf"}},
            "config.yaml: there is no file 'genes.gtf', which genome.annotation names; correct",
        ),
        ({"background": {"match": ["gc", "cpg"]}}, "'background.match.1': 'cpg' is not one of"),
        ({"background": {"match": []}}, "'background.match': "),
        ({"target": "intensities"}, "'target': 'intensities' is not one of"),
        (
            {"models": {"kmer_ridge": {"architecture": "deepbind"}}},
            "a model cannot be called 'kmer_ridge'; that is a baseline's name",
        ),
        (
            {"models": {"kmer_logreg_601": {"architecture": "deepbind"}}},
            "a model cannot be called 'kmer_logreg_601'; that is a baseline's name",
        ),
        (
            {"models": {"composition": {"architecture": "deepbind"}}},
            "a model cannot be called 'composition'; that is a baseline's name",
        ),
        (
            {"models": {"deepbind": {"architecture": "deepbind", "window": 3}}},
            "'models.deepbind.window': 3 is less than the minimum of 8; Bases that the model sees",
        ),
        (
            {"baseline_windows": [601, 5]},
            "'baseline_windows.1': 5 is less than the minimum of 8; Bases of a window",
        ),
        ({"window": 3}, "'window': 3 is less than the minimum of 8; Length of a row's sequence"),
        ({"window": 201.0}, "'window': 201.0 is not of type 'integer'"),
        ({"experiments": "absent.tsv"}, "absent.tsv: there is no such experiments table"),
    ],
)
def test_bad_config_is_refused_in_one_line(study, changed: dict, problem: str) -> None:
    with pytest.raises(InputError, match=containing(problem)) as caught:
        study(**changed)
    assert "\n" not in str(caught.value)


def test_a_table_is_asked_for() -> None:
    config = {"genome": "sacCer3"}
    with pytest.raises(InputError, match=containing("config.yaml: key 'experiments' is missing")):
        load(config, schema=SCHEMA, resource=str, architectures=ARCHITECTURES, file="config.yaml")


@pytest.mark.parametrize(
    ("column", "cell", "problem"),
    [
        ("training.epochs", "many", "'training.epochs': 'many' is not of type 'integer'"),
        ("training.epochs", "1.5", "'training.epochs': 1.5 is not of type 'integer'"),
        ("training.epoch", "5", "unknown key 'epoch' under 'training'; did you mean 'epochs'?"),
        ("background.ratio", "0", "'background.ratio': 0 is less than the minimum of 1"),
        ("target", "probes", "'target': 'probes' is not one of"),
        ("target.kind", "class", "'target': {'kind': 'class'} is not one of"),
        ("split.test", '["chrXV"]', "chromosome 'chrXV' is in both validation and test"),
        ("models.wide.settings.width", "5", "model 'wide' has neither `architecture` nor `file`"),
        ("models.deepbind.settings.widht", "5", "unknown setting 'widht' of model 'deepbind'"),
        (
            "models.deepbind.architecture",
            "cnn",
            "unknown model: 'deepbind' has architecture 'cnn'",
        ),
        (
            "background.method",
            "given",
            "background method is 'given' and column 'background' is empty",
        ),
    ],
)
def test_bad_override_is_refused_by_row(study, column: str, cell: str, problem: str) -> None:
    with pytest.raises(InputError, match=containing(f"table.tsv, row 3: {problem}")):
        study((*HEADER, column), ("A", "a.bed", ""), ("B", "b.bed", cell))


def test_starts_need_an_annotation_only_where_windows_are_matched_in_them(study) -> None:
    match = {"match": ["starts"]}
    genome = {"name": "sacCer3", "annotation": "https://host/genes.gtf"}
    found = study(genome=genome, background=match)
    assert found.genome["annotation"] == "https://host/genes.gtf"
    assert found.genome["annotation_sha256"] is None
    flank = {"method": "flank", **match}
    assert study(background=flank).settings("Reb1")["background"]["match"] == ["starts"]
    with pytest.raises(InputError, match="is matched in starts"):
        study(background={**flank, "test": ["genomic"]})


def test_a_background_file_goes_with_no_other_method(study) -> None:
    problem = "background method is 'genomic' and column 'background' is filled; `given` needs"
    with pytest.raises(InputError, match=containing(f"table.tsv, row 2: {problem}")):
        study((*HEADER, "background"), ("A", "a.bed", "bg.fa"), background={"method": "genomic"})
    found = study((*HEADER, "background"), ("A", "a.bed", "bg.fa"), ("B", "b.bed", ""))
    methods = [found.settings(name)["background"]["method"] for name in "AB"]
    assert methods == ["given", "genomic"]


SEQUENCES = ("experiment", "sequences")


def load_without_genome(tmp_path: Path, *rows: tuple, **changed: Any) -> Study:
    config = {"experiments": str(write_lines(tmp_path / "table.tsv", rows))} | changed
    parts = {"schema": SCHEMA, "architectures": ARCHITECTURES, "file": "config.yaml"}
    return load(config, resource=lambda name: str(ROOT / "config" / name), **parts)


def test_a_study_of_sequences_needs_no_genome(tmp_path: Path) -> None:
    found = load_without_genome(
        tmp_path, (*SEQUENCES, "background"), ("A", "bg.fa", ""), ("B", "bg.fa", "bg.fa")
    )
    assert found.genome["name"] == "" and "split" not in found.settings("A")
    shares = {"validation": 0.1, "test": 0.2, "max_unknown": 0.1, "similarity": None}
    assert found.settings("A")["sequences"] == shares
    methods = [found.settings(name)["background"]["method"] for name in "AB"]
    assert methods == ["dinucleotide_shuffle", "given"]
    # What is written out with all defaults means the same when it is read again.
    again = load_without_genome(tmp_path, (*SEQUENCES,), ("A", "bg.fa"), **found.config)
    assert again.settings("A")["background"]["method"] == "dinucleotide_shuffle"


def test_peaks_want_a_genome_and_sequences_none_of_its_windows(study, tmp_path: Path) -> None:
    problem = "table.tsv, row 2: 'A' has peaks, but the config names no genome; name one under"
    with pytest.raises(InputError, match=containing(problem)):
        load_without_genome(tmp_path, HEADER, ("A", "a.bed"))
    for method in ("genomic", "flank"):
        problem = f"table.tsv, row 2: 'A' has sequences, and background method '{method}' is for"
        with pytest.raises(InputError, match=containing(problem)):
            study(SEQUENCES, ("A", "bg.fa"), background={"method": method})
    mixed = study(
        (*HEADER, "sequences", "background.method"),
        ("A", "", "bg.fa", "dinucleotide_shuffle"),
        ("B", "b.bed", "", ""),
        background={"method": "genomic"},
    )
    methods = [mixed.settings(name)["background"]["method"] for name in "AB"]
    assert methods == ["dinucleotide_shuffle", "genomic"]


def test_shares_leave_something_for_training(study) -> None:
    problem = "table.tsv, row 2: sequences.validation and sequences.test leave nothing for training"
    with pytest.raises(InputError, match=containing(problem)):
        study(SEQUENCES, ("A", "bg.fa"), sequences={"validation": 0.5, "test": 0.5})
    header = (*SEQUENCES, "sequences.test")
    assert study(header, ("A", "bg.fa", "0.3")).settings("A")["sequences"]["test"] == 0.3


def test_given_background_is_taken_where_a_row_asks_for_it(study) -> None:
    found = study(
        (*HEADER, "background", "background.method"),
        ("A", "a.bed", "bg.fa", "given"),
        ("B", "b.bed", "", ""),
    )
    assert found.settings("A")["background"]["method"] == "given"
    assert found.row("A")["background"] == "bg.fa"
    assert found.settings("B")["background"]["method"] == "genomic"


@pytest.mark.parametrize("text", ["chrI\t230218\n", "chrI\tmany\tabc\n"])
def test_table_of_digests_that_is_none_is_refused(study, tmp_path: Path, text: str) -> None:
    table = tmp_path / "digests.tsv"
    table.write_text(f"chrM\t4\tabc\n{text}")
    with pytest.raises(
        InputError, match=containing(f"{table}, row 2: this is not a line of name, length and M5")
    ):
        study(genome={"name": "sacCer3", "digests": str(table)})


@pytest.mark.parametrize("column", ["peaks", "background"])
def test_a_missing_local_file_is_refused_by_row_unless_skipped_or_made(study, column: str) -> None:
    names = {"peaks": "a.bed", "background": "bg.fa"} | {column: "missing.bed"}
    header = ("experiment", "peaks", "background", "background.method", "skip")
    row = ("A", names["peaks"], names["background"], "given")
    problem = "table.tsv, row 2: there is no file 'missing.bed'; correct the path"
    with pytest.raises(InputError, match=containing(problem)):
        study(header, (*row, ""))
    assert study(header, (*row, "not yet here")).active == []
    made = [cell.replace("missing.bed", "<resources>/made.bed") for cell in row]
    assert study(header, (*made, "")).active == ["A"]


def test_models_are_interpreted_unless_told_otherwise(study) -> None:
    models = {
        "shown": {"architecture": "deepbind"},
        "silent": {"architecture": "deepbind", "explain": False},
    }
    assert study(models=models).explained("Reb1") == ["shown"]
    found = study(models=models, explanation={"enabled": False})
    assert found.explained("Reb1") == []


def test_experiments_of_classes_are_compared_if_asked(study) -> None:
    from bindery.study.requests.comparisons import compared

    assert compared(study()) == []
    assert compared(study(compare_models=True)) == ["Reb1"]
    with pytest.raises(InputError, match=containing("compare_models is true, and no experiment")):
        study(compare_models=True, target="intensity")


def test_candidates_are_neither_shown_nor_interpreted(study) -> None:
    candidates = {"one": {"architecture": "deepbind"}, "two": {"architecture": "danq"}}
    found = study(models="auto", candidates=candidates)
    assert found.models("Reb1") == found.explained("Reb1") == ["auto"]
    assert found.candidates("Reb1", "auto") == ["one", "two"]
    assert found.architectures_of("Reb1", "auto") == ["deepbind", "danq"]
    assert found.calibration("Reb1", "auto") is None


def test_a_trunk_named_like_a_default_candidate_is_a_candidate_too(study) -> None:
    found = study(models="auto", multitask={"trunks": {"danq": {"window": 1001}}})
    among = found.candidates("Reb1", "auto")
    assert {"danq", "from_danq"} <= set(among)
    assert found.settings("Reb1")["models"]["from_danq"]["trunk"] == "danq"

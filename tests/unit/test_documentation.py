import ast
import re
from pathlib import Path
from urllib.parse import unquote

import jsonschema
import pytest
import yaml

from bindery.study import calibration_presets as presets
from bindery.study import candidates, experiments
from bindery.study.requests import variant_files
from bindery.study.setting_ranges import RANGES

REPOSITORY = Path(__file__).parents[2]
SCHEMA = yaml.safe_load((REPOSITORY / "workflow/schemas/config.schema.yaml").read_text())
DOCUMENTS = {
    str(path.relative_to(REPOSITORY)): path.read_text()
    for path in (
        REPOSITORY / "README.md",
        REPOSITORY / "CONTRIBUTING.md",
        REPOSITORY / "config/README.md",
        *sorted((REPOSITORY / "docs").glob("*.md")),
    )
}
README, REFERENCE = DOCUMENTS["README.md"], DOCUMENTS["config/README.md"]
TOGETHER = "\n".join(DOCUMENTS.values())
# A reader's patience, and a page's that loads.
README_LINES, PICTURE_BYTES = 200, 300_000
# Words of the code's past, and what the field says instead.
BANNED = {
    r"floors?\b": "baseline",
    r"looked into": "interpreted",
    r"looks? inside": "interpretation",
    r"in other orders": "column-shuffled null",
    r"random starts?\b": "random restarts",
}
FENCE = re.compile(r"^```(\w*)\n(.*?)^```", flags=re.MULTILINE | re.DOTALL)


def prose(text):
    """A document without its blocks of code."""
    return FENCE.sub("", text)


def blocks(language):
    """Name of the document and text of each of its blocks of code in a language."""
    return [
        (name, text)
        for name, document in DOCUMENTS.items()
        for found, text in FENCE.findall(document)
        if found == language
    ]


def anchors(text):
    """The anchors that GitHub gives to headings."""
    headings = re.findall(r"^#+ (.*)$", prose(text), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", own.lower()).replace(" ", "-") for own in headings}


def resolved(part):
    if "$ref" in part:
        part = {**SCHEMA["$defs"][part["$ref"].rsplit("/", 1)[1]], **part}
    return part


def keys(schema, prefix=""):
    """Every key of the schema, dotted; `*` for a name of the user's."""
    for name, part in resolved(schema).get("properties", {}).items():
        part = resolved(part)
        parts = [part, *part.get("oneOf", [])]
        nested = [key for option in parts for key in keys(option, f"{prefix}{name}.")]
        others = part.get("additionalProperties")
        if isinstance(others, dict):
            nested += list(keys(others, f"{prefix}{name}.*."))
        yield from nested or [f"{prefix}{name}"]


def test_the_reference_has_every_key_of_the_config():
    found = sorted(set(keys(SCHEMA)))
    assert len(found) > 40
    nested = ("genome.split.", ".training.", ".calibration.", "pathvars.")
    missing = [
        key for key in found if f"`{key}`" not in REFERENCE and not any(n in key for n in nested)
    ]
    # Candidates have the keys of models.
    assert [key for key in missing if not key.startswith("candidates.*.")] == []


def test_the_reference_has_every_column_of_the_table():
    rows = re.sub(
        # Columns of one kind are one row, such as `cycle_0` ... `cycle_9`.
        r"^\| `(\w+_)(\d)(\w*)` \.\.\. `\1(\d)\3` ",
        lambda found: "".join(
            f"| `{found[1]}{number}{found[3]}` "
            for number in range(int(found[2]), int(found[4]) + 1)
        ),
        REFERENCE,
        flags=re.M,
    )
    assert [name for name in experiments.columns() if f"| `{name}` |" not in rows] == []


def test_defaults_in_the_reference_are_those_of_the_schema():
    stated = dict(re.findall(r"^\| `([\w.]+)` \| `([^`]+)` \|", REFERENCE, flags=re.MULTILINE))
    checked = 0
    for key, default in stated.items():
        part = SCHEMA
        for name in key.split("."):
            part = part.get("properties", {}).get(name, {})
        if "default" in part:
            assert yaml.safe_load(default) == part["default"] or key in ("models",), key
            checked += 1
    assert checked > 20


def test_the_reference_has_the_presets_of_a_calibration():
    header = ("settings", "folds", "steps", "checkpoints", "halving", "finals")
    line = "| preset | " + " | ".join(f"`{key}`" for key in header) + " | for |"
    assert line in REFERENCE
    for name, preset in presets.PRESETS.items():
        found = presets.COMMON | preset
        values = [found[key] for key in header]
        shown = ["no" if value is False else "yes" if value is True else value for value in values]
        assert f"| `{name}` | {' | '.join(map(str, shown))} |" in REFERENCE, name


def test_the_reference_has_the_defaults_and_limits_of_a_calibration():
    stated = dict(re.findall(r"^\| `calibration\.([\w.]+)` \| `([^`]+)` \|", REFERENCE, flags=re.M))
    for key, value in stated.items():
        root, _, name = key.partition(".")
        expected = RANGES[name][1] if root == "ranges" else presets.COMMON.get(key, "none")
        assert yaml.safe_load(value) == expected, key
    own = {key for key, value in presets.COMMON.items() if value not in (None, {}, False)}
    ranges = {f"ranges.{name}" for name in RANGES}
    assert stated.keys() == own | ranges | {"preset"}


def test_presets_are_named_in_the_documents_that_list_them():
    presets = yaml.safe_load((REPOSITORY / "config/genomes.yaml").read_text())
    for name in presets:
        assert f"`{name}`" in REFERENCE
        assert name in README and name in DOCUMENTS["docs/data.md"]


def test_architectures_are_listed():
    folder = next((REPOSITORY / "workflow/scripts/bindery").rglob("architectures"))
    names = [path.stem for path in folder.glob("*.py") if path.stem != "__init__"]
    assert len(names) > 10
    assert [name for name in names if f"`{name}`" not in DOCUMENTS["docs/models.md"]] == []


def test_the_readme_is_short_and_leads_to_every_page():
    assert len(README.splitlines()) <= README_LINES
    pages = [name for name in DOCUMENTS if name.startswith("docs/")]
    assert len(pages) > 5
    assert [name for name in pages if f"]({name})" not in README] == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_lead_somewhere(name):
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(DOCUMENTS[name])):
        if "://" in target:
            continue
        file, _, anchor = target.partition("#")
        path = (REPOSITORY / name).parent / unquote(file) if file else REPOSITORY / name
        if not path.exists() or (anchor and anchor not in anchors(path.read_text())):
            broken.append(target)
    assert broken == []


def test_files_and_benchmarks_that_are_named_exist():
    benchmarks = set(re.findall(r"make bench NAME=(\w+)", TOGETHER))
    # Not a user's own, as in `my/config.yaml`.
    configs = set(re.findall(r"(?<![\w/.])config/[\w/.-]+\.(?:yaml|tsv)", TOGETHER))
    assert len(benchmarks) > 5 and len(configs) > 4
    wanted = [f"tests/benchmarks/{name}.py" for name in benchmarks] + list(configs)
    wanted += re.findall(r"(?<![\w/.])(?:profiles|workflow)/[\w/]+(?:\.\w+)*", TOGETHER)
    assert [name for name in sorted(set(wanted)) if not (REPOSITORY / name).exists()] == []


def test_paths_that_contributors_are_told_exist():
    roots = REPOSITORY, REPOSITORY / "workflow/scripts/bindery"
    told = re.findall(r"`([\w./<>-]+)`", prose(DOCUMENTS["CONTRIBUTING.md"]))
    # Of a file that is yet to be written, its folder.
    paths = {path[: path.find("<")].rpartition("/")[0] if "<" in path else path for path in told}
    paths = {path for path in paths if "/" in path or path.endswith((".py", ".md", ".toml"))}
    paths -= {"results/try.yaml"}
    assert len(paths) > 40
    missing = [path for path in paths if not any((root / path).exists() for root in roots)]
    assert sorted(missing) == []


def test_pictures_are_small():
    pictures = list((REPOSITORY / "docs/images").iterdir())
    assert pictures and all(path.stat().st_size < PICTURE_BYTES for path in pictures)


@pytest.mark.parametrize("name", [*DOCUMENTS, "CHANGELOG.md", "captions"])
def test_documents_speak_the_language_of_the_field(name):
    captions = (REPOSITORY / "workflow/report").glob("*.rst")
    texts = {
        **DOCUMENTS,
        # There, names that were replaced are told, as code.
        "CHANGELOG.md": re.sub(r"`[^`]*`", "", (REPOSITORY / "CHANGELOG.md").read_text()),
        "captions": "\n".join(path.read_text() for path in captions),
    }
    text = " ".join(texts[name].split())
    found = {word: remedy for word, remedy in BANNED.items() if re.search(word, text, re.I)}
    assert found == {}


def test_configs_in_the_documents_are_those_of_the_schema():
    fragments = blocks("yaml")
    assert len(fragments) > 10
    validator = jsonschema.Draft202012Validator(
        {key: value for key, value in SCHEMA.items() if key != "required"}
    )
    for name, text in fragments:
        config = yaml.safe_load(text)
        # Of a host workflow, the part that is Bindery's.
        config = config.get("bindery", config)
        candidates.expand(config)
        config = variant_files.expanded(config)
        errors = validator.iter_errors(config)
        assert [error.message for error in errors] == [], f"{name}:\n{text}"


def test_python_in_the_documents_imports_what_exists():
    scripts = REPOSITORY / "workflow/scripts"
    named = [
        (module, name)
        for _, text in blocks("python")
        for module, name in re.findall(r"^from (bindery[\w.]*) import (\w+)$", text, re.MULTILINE)
    ]
    assert named
    named += re.findall(r"`(bindery(?:\.[a-z_]+)+)\.([a-z_]+)(?:\(.*?\))?`", TOGETHER)
    for module, name in named:
        tree = ast.parse((scripts / f"{module.replace('.', '/')}.py").read_text())
        assert name in {own.name for own in tree.body if isinstance(own, ast.FunctionDef)}


def test_the_pictured_rules_are_those_of_the_workflow():
    rules = set()
    for path in (REPOSITORY / "workflow/rules").glob("*.smk"):
        rules |= set(re.findall(r"^\s*rule (\w+):", path.read_text(), flags=re.MULTILINE))
    picture = (REPOSITORY / "workflow/report/rulegraph.svg").read_text()
    shown = set(re.findall(r"<title>(\w+)</title>", picture))
    # The demo alone simulates, scoring is asked for by name,
    # and only a config with published values compares them, or with a tensor of all makes it.
    left_out = {
        # Methylation has rules of its own.
        *("train_methylation", "fit_cells_baseline", "evaluate_cells", "impute"),
        *("explain_neighbours", "draw_neighbours", "simulate_cells"),
        # Without candidates, nothing is chosen.
        "choose",
        "build_study_tensor",
        # Models read structure only if they are asked to.
        "fold_rna",
        "simulate",
        "score_sequences",
        # Only if the config asks for it.
        "verify",
        # Nor without a file of variants a page of them.
        *("explain_variants", "report_variants"),
        *("read_variants", "draw_changes", "score_variants", "annotate_vcf"),
        *("design_sequences", "optimise_input", "draw_design"),
        # Microarrays and SELEX alone have tables of 8-mers.
        *("score_kmers", "enrich_kmers"),
        # So are tracks and saturations.
        *("scan_genome", "call_peaks", "saturate_region", "draw_saturation"),
        # Without models of other studies, nothing is unpacked.
        *("unpack_model", "score_released", "score_released_variants"),
        "compare_published",
        "compare_models",
        # Without a model that starts from a trunk, there is none.
        *("build_stretches", "train_trunk", "evaluate_trunk", "explain_trunk", "transfer"),
        *("draw_influence", "fine_tune"),
    }
    assert rules - shown == left_out

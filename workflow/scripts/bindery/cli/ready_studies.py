"""What the workflow brings: presets of genomes, ready studies, and the check of a config."""

import re
from pathlib import Path
from typing import Any

from bindery.cli import workflow
from bindery.errors import InputError

PRESETS = "genomes.yaml"
# The study that a run without a config is of.
DEMO, DEMO_CONFIG = "demo", "config.yaml"
NAMED = re.compile(r"(?<![\w/.<>-])config/[\w/.-]+\.\w+")


def _folder() -> Path:
    return workflow.folder() / "config"


def presets() -> dict[str, dict[str, Any]]:
    """The genomes that Bindery knows, by name."""
    import yaml

    found: dict[str, dict[str, Any]] = yaml.safe_load((_folder() / PRESETS).read_text())
    return found


def sequences_of(preset: dict[str, Any]) -> tuple[str, ...]:
    """The names of a preset's sequences; empty where no table tells them."""
    if "digests" not in preset:
        return ()
    lines = (_folder() / preset["digests"]).read_text().splitlines()
    return tuple(line.split("\t")[0] for line in lines)


def names() -> list[str]:
    """The names of the ready studies."""
    found = {path.stem for path in _folder().glob("*.yaml")} - {Path(PRESETS).stem}
    return [DEMO, *sorted(found - {Path(DEMO_CONFIG).stem})]


def write(study: str) -> list[str]:
    """Copy a ready study's config, and the tables that it names, into `config` here.

    Returns:
        The files, the config first.

    Raises:
        InputError: there is no such study, or a file exists.
    """
    if study not in names():
        raise InputError(
            f"there is no ready study '{study}'", remedy=f"ready are {', '.join(names())}"
        )
    file = DEMO_CONFIG if study == DEMO else f"{study}.yaml"
    files = [f"config/{file}"]
    lines = (_folder() / file).read_text().splitlines()
    text = "\n".join(line for line in lines if not line.lstrip().startswith("#"))
    files = _present([*files, *NAMED.findall(text)])
    # A table may name further ones, such as a list of cells.
    tables = [name for name in files if name.endswith(".tsv")]
    found = [NAMED.findall((workflow.folder() / name).read_text()) for name in tables]
    files = _present([*files, *(name for names in found for name in names)])
    for name in files:
        check_new(name)
    for name in files:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_bytes((workflow.folder() / name).read_bytes())
    return files


def _present(files: list[str]) -> list[str]:
    """The files that come with the workflow, each once."""
    return [name for name in dict.fromkeys(files) if (workflow.folder() / name).is_file()]


def check_new(path: str) -> None:
    """Raise InputError if a file exists that would be written."""
    if Path(path).exists():
        raise InputError(
            "this file exists", file=path, remedy="move it, or choose other names to write"
        )


def write_checked(config: str, text: str, table: str, rows: str) -> None:
    """Write a config and its table, if Snakemake will find no fault in them.

    Raises:
        InputError: there is a fault; then neither file is left.
    """
    for path, content in ((table, rows), (config, text)):
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_text(content, encoding="utf-8")
    try:
        check(config)
    except BaseException:
        for path in (table, config):
            Path(path).unlink(missing_ok=True)
        raise


def check(config: str) -> None:
    """Read a config and its table as Snakemake will.

    Raises:
        InputError: there is a fault in them.
    """
    import yaml

    from bindery.study import loading

    place = workflow.folder()
    rules = [place / "Snakefile", *sorted((place / "workflow" / "rules").glob("*.smk"))]
    loading.load(
        yaml.safe_load(Path(config).read_text(encoding="utf-8")),
        schema=yaml.safe_load((place / "workflow/schemas/config.schema.yaml").read_text()),
        resource=lambda name: str(place / "config" / name),
        architectures=workflow.PACKAGE / "models" / "architectures",
        file=config,
        files=[config],
        rules=[path.read_text() for path in rules],
    )

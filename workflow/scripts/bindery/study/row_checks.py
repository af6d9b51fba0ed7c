"""Check the rows of the experiments table, and files to score, against the config.

Standard library only, see `settings`.
"""

from pathlib import Path

from bindery.errors import InputError
from bindery.formats import is_bed
from bindery.study import candidates, settings
from bindery.study.architecture_files import reads_neighbours
from bindery.study.assays import default_models, registry
from bindery.study.reading import paths


def kind(row: dict[str, str]) -> tuple:
    """All parts of a row that decide its settings: rows with equal parts have equal settings."""
    background = registry.assays()[row["assay"]].background_for(row)
    changed = [item for item in row.items() if item[1] and settings.is_override(item[0])]
    return row["assay"], registry.has_peaks(row), background, *changed


def own_settings(row: dict[str, str], config: dict, given: dict, genome: dict) -> dict:
    """The config of one row: the table's columns replace keys; its assay sets what is open.

    Do not change the result: it shares nested parts with the config.

    Args:
        row: row of the table.
        config: the config with all defaults.
        given: the config without them.
        genome: config of the genome.
    """
    assay = registry.assays()[row["assay"]]
    of_assay = settings.overlay(config, settings.without(assay.settings, given))
    if assay.models_of is not None and "models" not in given:
        of_assay["models"] = assay.models_of(genome)
    merged = settings.overlay(of_assay, settings.overrides(row))
    for key in ("both_strands", "molecule"):
        if merged[key] is None:
            merged[key] = getattr(assay, key)
    background = merged["background"]
    if isinstance(background, dict) and background["method"] is None:
        merged["background"] = background | {"method": assay.background_for(row)}
    if isinstance(merged["models"], dict) and isinstance(merged["window"], int):
        if "models" not in given and assay.models_of is None:
            merged["models"] = default_models.of_row(merged["models"], assay)
        of_row = (merged["models"], config["candidates"], row["assay"], registry.has_peaks(row))
        merged["models"] = candidates.fitting(*of_row, merged["window"])
    return merged


def check_neighbours(row: dict[str, str], models: dict, table: str, number: int) -> None:
    """Raise InputError if a model reads neighbouring CpGs, and the row is of another assay."""
    found = [name for name, own in models.items() if reads_neighbours(own)]
    if found and row["assay"] != "methylation":
        raise InputError(
            f"'{row['experiment']}' has {row['assay']}, and model '{found[0]}' reads the "
            "methylation of neighbouring CpGs",
            file=table,
            row=number,
            remedy="give it another model, or a study of its own",
        )


def check_file(
    name: str | None, skip: str, table: str, row: int | None = None, *, url: bool = False
) -> None:
    """Raise InputError if a row names a local file that does not exist, or a URL in vain.

    A path that starts with a path variable (`<resources>/...`) is not checked: a rule may make it.
    """
    if name and not skip and "<" not in name:
        paths.check_file(name, "", table, row, url=url)


def check_scoring(files: dict[str, str], genome: dict) -> None:
    """Raise InputError if a file to score has regions, but the study has no genome."""
    for path in files.values():
        if not genome["name"] and Path(path).is_file() and is_bed(path):
            raise InputError(
                "the file has regions, but the study has no genome",
                file=path,
                remedy="give sequences under `scoring:`, or name a genome under `genome:`",
            )

"""Load a study: read its config and table as they are meant, check them, and fill in defaults.

Snakemake imports this when it parses the workflow: no NumPy, no Keras, nothing slow.
"""

from collections.abc import Callable, Iterable
from os import PathLike
from pathlib import Path

from bindery.study import (
    assemblies,
    backgrounds,
    candidates,
    model_configs,
    multitask,
    published_values,
    row_checks,
    settings,
    trunks,
)
from bindery.study import schema as schemas
from bindery.study.assays import default_models, registry
from bindery.study.experiments import read_experiments
from bindery.study.reading import config_files, names, paths, released_models, tracks
from bindery.study.reading.meant_values import meant
from bindery.study.requests import comparisons, designs, structures, variant_files
from bindery.study.row_settings import RowSettings
from bindery.study.study import Study


def load(
    config: dict,
    *,
    schema: dict,
    resource: Callable[[str], str],
    architectures: Path,
    file: str,
    files: Iterable[str | PathLike] = (),
    rules: Iterable[str] = (),
) -> Study:
    """Check a config and its table, and fill in defaults.

    Args:
        config: the config as Snakemake loaded and merged it; it is not changed.
        schema: JSON schema of the config.
        resource: function from the name of a file in the workflow's config folder to its path.
        architectures: folder of the package's models.
        file: name of the config file, for errors.
        files: the config files, whose text tells what YAML does not.
        rules: the text of the Snakefile and of the files of rules, which name what they write.

    Raises:
        InputError: config or table are invalid. The error names file, row, problem and remedy.
    """
    texts = variant_files.expanded(config_files.written(files))
    given = meant(variant_files.expanded(config), schema, texts)
    config = settings.deep_merge(given, {})
    default_models.fill(config, given)
    schemas.fill_defaults(config, schema)
    schemas.check(config, schema, file)
    paths.check_paths(config, schema, file)
    genome = assemblies.genome_of(config, resource, file)
    if "split" not in config and "split" in genome:
        config["split"] = genome["split"]
    if "split" in config:
        config["split"] = assemblies.settled_split(config["split"], genome, file)
    config["models"] = candidates.joined(config["models"], config["candidates"], file)
    taken, one_case = names.reserved(rules), names.ignores_case(config["experiments"])
    names.check_names(config["models"], "model", taken, file, one_case=one_case)
    names.check_names(config["multitask"]["trunks"], "trunk", taken, file, one_case=one_case)
    trunks.settle(config, given, architectures, file)
    model_configs.check_models(config["models"], architectures, file)
    row_checks.check_scoring(config["scoring"], genome)
    names.check_names(config["variants"], "file of variants", frozenset(), file, one_case=one_case)
    variant_files.settle(config["variants"], genome, file)
    tracks.settle(config, genome, file)
    config["released_models"] = released_models.settled(config["released_models"], file)
    beside = published_values.Published(config.get("published"))
    tensor = multitask.OneTensor(multitask.tensor_settings(config, file))

    settled = RowSettings(config, given, schema, genome, architectures)

    folders: dict[str, str] = {}

    def check_row(row: dict[str, str], path: str, number: int) -> None:
        names.check_name(row["experiment"], "experiment", taken, path, number)
        if one_case:
            names.check_case(row["experiment"], "experiment", folders, path, number)
        merged = settled.settle(row, path, number)
        if merged["explanation"]["known"] != config["explanation"]["known"]:
            row_checks.check_file(merged["explanation"]["known"], row["skip"], path, number)
        row_checks.check_neighbours(row, merged["models"], path, number)
        registry.assays()[row["assay"]].check(row, merged, genome, path, number)
        structures.check(row, merged, path, number)
        for column in registry.files():
            url = column in registry.checksums()
            row_checks.check_file(row[column], row["skip"], path, number, url=url)
        beside.take(row, merged["target"], path, number)
        tensor.take(row, merged, path, number)

    table = config["experiments"]
    experiments = read_experiments(table, check_row)
    beside.check_taken(table)
    found = Study(config, genome, experiments, table, beside.taken, architectures, given)
    found.own, found.alike = settled.own, settled.alike
    starting = found.starting_from(found.models_with("trunk"))
    rows = {name: found.row(name) for name in starting}
    trunks.check_tasks(rows, found.tasks, found.own, table)
    found.multitask_tensor = tensor.settings
    for name in set(found.alike.values()):
        candidates.check_honest(name, found.settings(name)["models"], found.calibration, file)
    for name in found.active:
        if "other_peaks" in backgrounds.names(found.own[name]["background"]):
            backgrounds.check_others(name, found.others(name), table)
    designs.check_designs(found, file)
    comparisons.check(found, file)
    return found

"""A study: its config and table, checked as a whole, and what each experiment makes of them.

Read when Snakemake parses the workflow: no NumPy, no Keras, nothing slow.
"""

import functools
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from bindery import models, plans, published, rows, settings, tables
from bindery import schema as schemas
from bindery.errors import InputError

NO_GENOME: dict = {
    "name": "",
    "aliases": {},
    **dict.fromkeys(
        ("fasta", "sha256", "digests", "sequences", "blacklist", "blacklist_sha256", "group")
    ),
}


@dataclass(eq=False)
class Study:
    """A checked study.

    Attributes:
        config: with all defaults.
        genome: config of the genome, its preset filled in; named "" where there is none.
        experiments: experiment -> row of the table.
        table: path of the experiments table.
        published: experiment -> published value, of active ones that name one.
        architectures: folder of the package's models.
        given: the config before its defaults.
    """

    config: dict
    genome: dict
    experiments: dict[str, dict[str, str]]
    table: str
    published: dict[str, float] = field(default_factory=dict)
    architectures: Path = Path()
    given: dict = field(default_factory=dict)

    def row(self, experiment: str) -> dict[str, str]:
        """The table's row of an experiment.

        Raises:
            InputError: there is none of that name.
        """
        if experiment not in self.experiments:
            raise InputError(
                f"there is no experiment '{experiment}'", file=self.table, remedy="add a row"
            )
        return self.experiments[experiment]

    @property
    def active(self) -> list[str]:
        """Experiments without a reason to be skipped, in the table's order."""
        return [name for name, row in self.experiments.items() if not row["skip"]]

    @functools.cache  # noqa: B019  One study lives as long as the process.
    def settings(self, experiment: str) -> dict:
        """The config as it holds for one experiment: the table's columns put over it."""
        return rows.own_settings(self.row(experiment), self.config)

    def target(self, experiment: str) -> str:
        """What an experiment's targets are: `class` (0 or 1) or `intensity`."""
        return settings.overrides(self.row(experiment)).get("target", self.config["target"])

    def of_target(self, target: str) -> list[str]:
        """Experiments, skipped ones too, whose targets are of a kind."""
        return [name for name in self.experiments if self.target(name) == target]

    def models(self, experiment: str) -> list[str]:
        """Names of an experiment's deep models."""
        return list(self.settings(experiment)["models"])

    def floors(self, experiment: str) -> list[str]:
        """Names of an experiment's floors: those for its target, `pwm` only if it has a matrix."""
        left_out = {settings.UNSUITED_FLOOR[self.target(experiment)]}
        if not self.row(experiment)["jaspar"]:
            left_out.add("pwm")
        return [name for name in self.config["floors"] if name not in left_out]

    def model(self, experiment: str, model: str) -> dict:
        """Architecture, settings and training of one model of one experiment."""
        own = self.settings(experiment)
        if model not in own["models"]:
            raise InputError(
                f"there is no model '{model}'",
                file=self.table,
                remedy=f"'{experiment}' has {', '.join(own['models'])}",
            )
        chosen = own["models"][model]
        given = _given(self.given, self.row(experiment))
        return {
            "architecture": models.architecture_of(chosen),
            "settings": models.settings_of(chosen, self.architectures),
            "training": models.training_of(own["training"], given, chosen, self.architectures),
        }

    def calibration(self, experiment: str, model: str) -> dict | None:
        """The plan by which one model of one experiment is calibrated, None if it is not."""
        chosen = self.model(experiment, model)
        if chosen["architecture"] not in plans.PACKED:
            return None
        own = self.settings(experiment)
        own_plan = own["models"][model].get("calibration", {})
        return plans.plan(settings.deep_merge(own["calibration"], own_plan))

    def taxonomic_group(self, experiment: str) -> str:
        """The group of JASPAR CORE that an experiment's motifs are matched with."""
        own = self.settings(experiment)["explanation"]["group"]
        return own or self.genome["group"] or "vertebrates"

    def seed(self, experiment: str, *stage: str) -> int:
        """A stage's own seed."""
        return settings.derive_seed(self.settings(experiment)["seed"], experiment, *stage)


def _given(config: dict, row: dict[str, str]) -> dict:
    """What the config, without defaults, and a row give under `training`."""
    given = config.get("training") or {}
    return settings.deep_merge(given, settings.overrides(row).get("training", {}))


def _genome(config: dict, resource: Callable[[str], str], file: str) -> dict:
    if "genome" not in config:
        return NO_GENOME
    known = yaml.safe_load(Path(resource("genomes.yaml")).read_text())
    genome = settings.with_preset(config["genome"], known)
    if "fasta" not in genome:
        raise InputError(
            f"genome '{genome['name']}' is no preset and names no FASTA",
            file=file,
            remedy=f"presets are {', '.join(known)}; or give genome.name and genome.fasta",
        )
    for key in ("sha256", "digests", "blacklist", "blacklist_sha256", "group"):
        genome.setdefault(key, None)
    # YAML reads the alias `1: chrI` as a number's.
    genome["aliases"] = {str(name): other for name, other in genome["aliases"].items()}
    given = isinstance(config["genome"], dict) and config["genome"].get("digests")
    table = genome["digests"]
    if table and not given:
        table = resource(table)
    genome["sequences"] = _read_digests(table, file) if table else None
    return genome


def _read_digests(path: str, file: str) -> dict[str, list]:
    """Name -> [length, M5] of a genome's table of digests."""
    if not Path(path).is_file():
        raise InputError(
            f"genome.digests '{path}' is no file", file=file, remedy="correct the path"
        )
    found: dict[str, list] = {}
    for number, line in enumerate(Path(path).read_text().splitlines(), 1):
        try:
            name, length, m5 = line.split("\t")
            found[name] = [int(length), m5]
        except ValueError:
            raise InputError(
                "this is no line of name, length and M5",
                file=path,
                row=number,
                remedy="separate the three by one tab each",
            ) from None
    return found


def _check_split(
    split: dict[str, list[str]], genome: dict, file: str, row: int | None = None
) -> None:
    known = genome["sequences"]
    for part, names in split.items():
        for name in names:
            if known and name not in known:
                raise InputError(
                    f"split.{part}: chromosome '{name}' is not in {genome['name']}",
                    file=file,
                    row=row,
                    remedy=f"it has {', '.join(list(known)[:4])}, ...",
                )
    for name in split["validation"]:
        if name in split["test"]:
            raise InputError(
                f"chromosome '{name}' is in both validation and test",
                file=file,
                row=row,
                remedy="keep it in one under `split:`",
            )


def _check_file(name: str | None, skip: str, table: str, row: int | None = None) -> None:
    """Raise InputError if a row, or the config, names a local file that is not there.

    A path that starts with a path variable (`<resources>/...`) may be made by a rule.
    """
    if not name or skip or settings.is_url(name) or "<" in name:
        return
    if not Path(name).is_file():
        raise InputError(
            f"there is no file '{name}'",
            file=table,
            row=row,
            remedy="correct the path; it is relative to the folder that you run Snakemake in",
        )


def load(
    config: dict, *, schema: dict, resource: Callable[[str], str], architectures: Path, file: str
) -> Study:
    """Check a config and its table, and fill in what they leave out.

    Args:
        config: as Snakemake loaded and merged it; it is not changed.
        schema: JSON schema of the config.
        resource: from the name of a file in the workflow's own config folder to its path.
        architectures: folder of the package's models.
        file: name of the config file, for errors.

    Raises:
        InputError: one line: which file, which row, what is wrong, what to do.
    """
    given = config
    config = settings.deep_merge(config, {})
    schemas.fill_defaults(config, schema)
    schemas.check(config, schema, file)
    genome = _genome(config, resource, file)
    if "split" not in config and "split" in genome:
        config["split"] = genome["split"]
    if "split" in config:
        _check_split(config["split"], genome, file)
    models.check_models(config["models"], architectures, file)
    rows.check_scoring(config["scoring"], genome)
    _check_file(config["explanation"]["known"], "", file)
    beside = published.Published(config.get("published"), file)

    def check_row(row: dict[str, str], path: str, number: int) -> None:
        merged = rows.own_settings(row, config)
        if settings.overrides(row):
            schemas.check(merged, schema, path, number)
            models.check_models(merged["models"], architectures, path, number)
            if "split" in merged:
                _check_split(merged["split"], genome, path, number)
            _check_file(merged["explanation"]["known"], row["skip"], path, number)
        models.check_target(merged, path, number, _given(given, row), architectures)
        rows.check_data(row, merged, genome, path, number)
        for column in (*tables.CHECKSUMS, "background", "test_background"):
            _check_file(row[column], row["skip"], path, number)
        beside.take(row, merged["target"], path, number)

    table = config["experiments"]
    experiments = tables.read_experiments(table, check_row)
    beside.check_taken(table)
    return Study(config, genome, experiments, table, beside.taken, architectures, given)

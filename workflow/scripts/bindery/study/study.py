"""A study: its config and table, checked as a whole, and the settings of each experiment.

Snakemake imports this when it parses the workflow: no NumPy, no Keras, nothing slow.
"""

import functools
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from bindery.errors import InputError
from bindery.seeds import derive_seed
from bindery.study import (
    architecture_files,
    backgrounds,
    baseline_names,
    calibration_presets,
    model_configs,
    settings,
    trunks,
)
from bindery.study.assays import registry
from bindery.study.experiments import sources_of
from bindery.study.reading import methylation_files
from bindery.study.requests import structures
from bindery.study.row_settings import given_training
from bindery.targets.kinds import kind_of


@dataclass(eq=False)
class Study:
    """A checked study.

    Attributes:
        config: the config with all defaults.
        genome: config of the genome, filled in from its preset; its name is "" without a genome.
        experiments: experiment -> row of the table.
        table: path of the experiments table.
        published: experiment -> published value, for active experiments that name one.
        architectures: folder of the package's models.
        given: the config without defaults.
        own: experiment -> its config.
        alike: experiment -> the first whose row changes the config in the same way; they share it.
        multitask_tensor: settings of the study's tensor of many tasks, or None.

    Do not change what the methods return: experiments share it.
    """

    config: dict
    genome: dict
    experiments: dict[str, dict[str, str]]
    table: str
    published: dict[str, float] = field(default_factory=dict)
    architectures: Path = Path()
    given: dict = field(default_factory=dict)
    own: dict[str, dict] = field(default_factory=dict)
    alike: dict[str, str] = field(default_factory=dict)
    multitask_tensor: dict | None = None

    def row(self, experiment: str) -> dict[str, str]:
        """The table's row of an experiment; raise InputError if there is none of that name."""
        if experiment not in self.experiments:
            raise InputError(
                f"there is no experiment '{experiment}'", file=self.table, remedy="add a row"
            )
        return self.experiments[experiment]

    @functools.cached_property
    def sources(self) -> dict[tuple[str, str], str]:
        """The sources of all files in the table, see `experiments.sources_of`."""
        found = sources_of(self.experiments.values())
        for name, row in self.experiments.items():
            if row["assay"] == "methylation":
                found |= methylation_files.sources_of(row, self.own[name])
        return found

    @functools.cached_property
    def active(self) -> list[str]:
        """The experiments that are not skipped, in the table's order."""
        return [name for name, row in self.experiments.items() if not row["skip"]]

    def check_left(self) -> None:
        """Raise InputError if the study has no experiment, or no model and no baseline, to do."""
        problem, remedy = "", ""
        if not self.active:
            problem = "nothing is left to do: all experiments have a reason in column 'skip'"
            remedy = "empty it in the rows that you want, or ask for a file of one by its name"
        elif not any(self.models(name) or self.baselines(name) for name in self.active):
            problem = "nothing is left to do: no experiment has a model or a baseline"
            remedy = "name some under `models:` or `baselines:` in the config"
        if problem:
            raise InputError(problem, file=self.table, remedy=remedy)

    def others(self, experiment: str) -> list[str]:
        """The active experiments of peaks of other proteins than this one's."""
        of_peaks = (row for row in map(self.row, self.active) if registry.has_peaks(row))
        return backgrounds.others(self.row(experiment), of_peaks)

    def settings(self, experiment: str) -> dict:
        """The config of one experiment, in which the table's columns replace keys."""
        return self.own[self.row(experiment)["experiment"]]

    def target(self, experiment: str) -> str:
        """The name of the kind of an experiment's targets."""
        return self.settings(experiment)["target"]

    def of_target(self, target: str) -> list[str]:
        """The experiments with a kind of target, including skipped ones."""
        return [name for name in self.experiments if self.target(name) == target]

    def models(self, experiment: str) -> list[str]:
        """Names of an experiment's deep models, without those that are only candidates."""
        own = self.settings(experiment)["models"]
        return [name for name in own if name not in self.config["candidates"]]

    def reads_structure(self, experiment: str, model: str) -> bool:
        """Whether a model reads secondary structure, by its settings."""
        return structures.reads(self.settings(experiment)["models"].get(model, {}))

    def explained(self, experiment: str) -> list[str]:
        """Names of an experiment's deep models that are interpreted: not those with structure."""
        own = self.settings(experiment)
        shown = self.of_bases(experiment) if own["explanation"]["enabled"] else []
        return [name for name in shown if own["models"][name].get("explain", True)]

    def of_bases(self, experiment: str) -> list[str]:
        """Names of an experiment's deep models that read a sequence and nothing else."""
        own, more = self.settings(experiment)["models"], architecture_files.reads_neighbours
        names = self.models(experiment)
        return [name for name in names if not (more(own[name]) or structures.reads(own[name]))]

    def candidates(self, experiment: str, model: str) -> list[str]:
        """Names of the models that a model is chosen among; none if it is not chosen."""
        return self._own_model(experiment, model).get("choose", [])

    def _own_model(self, experiment: str, model: str) -> dict:
        own = self.settings(experiment)["models"]
        if model not in own:
            raise InputError(
                f"there is no model '{model}'",
                file=self.table,
                remedy=f"'{experiment}' has {', '.join(own)}",
            )
        return own[model]

    def baselines(self, experiment: str) -> list[str]:
        """Names of an experiment's baselines for its target; `pwm` only if the row has a matrix.

        k-mer regressions are repeated for each window of a model, and those that the config asks
        for.
        """
        own = self.settings(experiment)
        fitted = set(kind_of(own["target"]).baselines) - baseline_names.of_one_assay()
        only = registry.assays()[self.row(experiment)["assay"]].baselines
        if only is not None:
            fitted = self._baselines_among(only)
        if not self.row(experiment)["jaspar"]:
            fitted.discard("pwm")
        windows = {self.window(experiment, name) for name in self.models(experiment)}
        return baseline_names.of_windows(
            [name for name in self.config["baselines"] if name in fitted],
            own["window"],
            windows | set(self.config["baseline_windows"]),
        )

    def _baselines_among(self, names: Iterable[str]) -> set[str]:
        """Those of an assay's own baselines that the study has data for."""
        return {name for name in names if self.genome["name"] or not baseline_names.of_bases(name)}

    def window(self, experiment: str, model: str) -> int:
        """Bases that a model or baseline of an experiment sees."""
        own = self.settings(experiment)
        if baseline_names.is_baseline(model):
            return baseline_names.divided(model)[1] or own["window"]
        chosen = own["models"].get(model, {})
        among = (self.window(experiment, name) for name in chosen.get("choose", ()))
        return max(among, default=self.window_of(experiment, chosen))

    def window_of(self, experiment: str, chosen: dict) -> int:
        """Bases that a model of the config, not chosen among others, sees."""
        return chosen.get("window") or self.settings(experiment)["window"]

    def widest(self, experiment: str) -> int:
        """Bases that an experiment's tensor file stores around the centre of each row."""
        names = [*self.settings(experiment)["models"], *self.baselines(experiment)]
        own = self.settings(experiment)["window"]
        return max([own, *(self.window(experiment, name) for name in names)])

    def variant_windows(self) -> list[int]:
        """The windows of the deep models that score variants, each once, ascending.

        Raises:
            InputError: there is no such model.
        """
        of_models = ((name, model) for name in self.active for model in self.of_bases(name))
        found = {self.window(*names) for names in of_models}
        if not found:
            raise InputError(
                "there are variants, and no experiment has a deep model to score them",
                file=self.table,
                remedy="name one under `models:`, or remove `variants:`",
            )
        return sorted(found)

    def reads_both_strands(self, experiment: str) -> bool:
        """Whether any deep model of an experiment reads both strands; without one, its config."""
        settled = self.settings(experiment)
        models = [name for name, model in settled["models"].items() if "choose" not in model]
        if not models:
            return settled["both_strands"]
        return any(
            architecture_files.reads_both(self.model(experiment, name), self.architectures)
            for name in models
        )

    def model(self, experiment: str, model: str) -> dict:
        """Architecture, settings and training of one model of one experiment."""
        self._own_model(experiment, model)
        return self._model(self.alike[experiment], model)

    def architectures_of(self, experiment: str, model: str) -> list[str]:
        """The architecture of a model, or of all that it is chosen among."""
        names = self.candidates(experiment, model) or [model]
        return [self.model(experiment, name)["architecture"] for name in names]

    @functools.cache  # noqa: B019
    def _model(self, experiment: str, model: str) -> dict:
        own = self.settings(experiment)
        chosen = own["models"][model]
        given = given_training(self.given, self.row(experiment))
        return {
            "architecture": architecture_files.architecture_of(chosen),
            "settings": self._settings_of(experiment, chosen),
            "training": model_configs.training_of(
                own["training"], given, chosen, self.architectures
            ),
        }

    def _settings_of(self, experiment: str, chosen: dict) -> dict:
        files = self.architectures
        found = model_configs.settings_of(chosen, files)
        both = self.settings(experiment)["both_strands"]
        found = architecture_files.with_strands(found, chosen, files, both)
        assay = registry.assays()[self.row(experiment)["assay"]]
        given = assay.settings_of_models(self.window_of(experiment, chosen))
        found = architecture_files.with_defaults(found, chosen, files, given)
        group = self.taxonomic_group(experiment)
        return architecture_files.with_group(found, chosen, files, group)

    def calibration(self, experiment: str, model: str) -> dict | None:
        """The calibration plan of one model of one experiment, or None."""
        packed = calibration_presets.PACKED
        if set(self.architectures_of(experiment, model)) - set(packed):
            return None
        if self.candidates(experiment, model):
            return None
        return self._calibration(self.alike[experiment], model)

    @functools.cache  # noqa: B019
    def _calibration(self, experiment: str, model: str) -> dict | None:
        own = self.settings(experiment)
        own_plan = own["models"][model].get("calibration", {})
        return calibration_presets.plan(settings.deep_merge(own["calibration"], own_plan))

    def models_with(self, key: str) -> list[str]:
        """Names of the config's models that have a key, such as `trunk`, `fine_tune`, `choose`."""
        return [name for name, model in self.config["models"].items() if key in model]

    @functools.cached_property
    def tasks(self) -> list[str]:
        """The active experiments with a model from a trunk that is trained here."""
        return self.starting_from(
            name for name in self.models_with("trunk") if not self.released(name)
        )

    def starting_from(self, models: Iterable[str]) -> list[str]:
        """The active experiments that have any of some models."""
        wanted = set(models)
        return [name for name in self.active if wanted & self.settings(name)["models"].keys()]

    def released(self, model: str) -> str | None:
        """The file of another study's trunk that a model starts from, or None."""
        trunk = self.config["models"][model]["trunk"]
        return self.config["multitask"]["trunks"][trunk].get("file")

    def trunk(self, trunk: str) -> dict:
        """Architecture, window, settings and training of a trunk."""
        return trunks.settings_of(self.config, trunk, self.table)

    def taxonomic_group(self, experiment: str) -> str | None:
        """The group of JASPAR CORE that motifs are matched with; None, and no guess, if unknown."""
        return self.settings(experiment)["explanation"]["group"] or self.genome["group"]

    def seed(self, experiment: str, *stage: str) -> int:
        """The seed of a stage of an experiment."""
        return derive_seed(self.settings(experiment)["seed"], experiment, *stage)

    def study_seed(self, *stage: str) -> int:
        """The seed of a stage that all experiments of the study share."""
        return derive_seed(self.config["seed"], "study", *stage)

"""Trunks: networks of many tasks that a study trains once, and the models that start from them.

Standard library only, see `settings`.
"""

from collections.abc import Collection
from pathlib import Path

from bindery.errors import InputError
from bindery.study import model_configs, released_trunks, settings
from bindery.study.architecture_files import build_settings, has_function
from bindery.study.chromosomes import has_regions
from bindery.study.multitask import KINDS
from bindery.targets.kinds import kind_of

# L2 penalty of a head's weights, if the config gives none.
PENALTY = 500
# Keys of a model that its trunk decides.
DECIDED = ("architecture", "file", "function", "variant", "settings", "training", "calibration")


def settle(config: dict, given: dict, architectures: Path, file: str) -> None:
    """Complete and check a config's trunks, and give models their trunk's settings, in place.

    Args:
        config: the config with defaults.
        given: the same without them.
        architectures: folder of the package's models.
        file: the config, for errors.
    """
    own = config["multitask"]
    by_user = (given.get("multitask") or {}).get("trunks") or {}
    own["trunks"] = released_trunks.described(own["trunks"], by_user, file)
    check_trunks(own, architectures, file)
    config["models"] = with_trunks(config["models"], own["trunks"], file)


def check_trunks(multitask: dict, architectures: Path, file: str) -> None:
    """Raise InputError if a trunk's architecture does not fit its data, or a setting is invalid.

    Args:
        multitask: the config's `multitask`.
        architectures: folder of the package's models.
        file: the config, for errors.
    """
    for name, trunk in multitask["trunks"].items():
        if "file" in trunk:
            continue
        _check_architecture(name, trunk, architectures, file)
        model_configs.check_settings(
            f"multitask.trunks.{name}", _as_model(trunk), architectures, file, None
        )
        if trunk["kind"] == "tensor":
            _check_tensor(name, trunk, multitask.get("tensor"), file)
        if trunk["settings"].get("both_strands") is False:
            raise InputError(
                f"trunk '{name}' reads one strand, and peaks have none",
                file=file,
                remedy="remove `both_strands` from its settings",
            )
        training = trunk["training"]
        if training["positive_within"] > training["negative_beyond"]:
            raise InputError(
                f"trunk '{name}' has positives up to {training['positive_within']} bases and "
                f"negatives from {training['negative_beyond']} bases of a peak's centre",
                file=file,
                remedy="give a positive_within that is at most negative_beyond",
            )


def _check_architecture(name: str, trunk: dict, architectures: Path, file: str) -> None:
    """Raise InputError if an architecture has one output, or does not read the stretches."""
    stretches = trunk["kind"] == "stretches"
    able = sorted(
        path.stem
        for path in architectures.glob("*.py")
        if "outputs" in (build_settings(path) or {})
        and (has_function(path, "stretches") or not stretches)
    )
    if trunk["architecture"] not in able:
        what = "does not read stretches" if stretches else "has no `outputs`"
        raise InputError(
            f"trunk '{name}' has architecture '{trunk['architecture']}', which {what}",
            file=file,
            remedy=f"give {', '.join(able)}" + (", or `kind: tensor`" if stretches else ""),
        )


def _check_tensor(name: str, trunk: dict, tensor: dict | None, file: str) -> None:
    """Raise InputError unless the study has a tensor, whose window is the trunk's."""
    if tensor is None:
        raise InputError(
            f"trunk '{name}' is trained on the study's tensor, and there is none",
            file=file,
            remedy="describe it under `multitask.tensor`",
        )
    window = KINDS[tensor["kind"]]["window"] if "window" not in tensor else tensor["window"]
    if trunk["window"] != window:
        raise InputError(
            f"trunk '{name}' has a window of {trunk['window']} bases, and the study's tensor "
            f"{window}",
            file=file,
            remedy="give both the same window",
        )


def _as_model(trunk: dict) -> dict:
    return {key: trunk[key] for key in ("architecture", "settings")}


def with_trunks(models: dict, trunks: dict, file: str, row: int | None = None) -> dict:
    """Models, in which those that start from a trunk have its architecture, settings and window.

    Args:
        models: the config's models.
        trunks: the config's `multitask.trunks`.
        file: file with the models, for errors.
        row: row of that file, for errors.

    Raises:
        InputError: a model names a trunk that does not exist, or decides what its trunk decides.
    """
    found = {}
    for name, model in models.items():
        found[name] = model
        if "trunk" not in model:
            if "fine_tune" in model:
                raise InputError(
                    f"model '{name}' has `fine_tune` and no `trunk`",
                    file=file,
                    row=row,
                    remedy="name the trunk that it starts from, or remove `fine_tune`",
                )
            continue
        if model["trunk"] not in trunks:
            known = ", ".join(trunks) or "none"
            raise InputError(
                f"model '{name}' starts from trunk '{model['trunk']}', which does not exist",
                file=file,
                row=row,
                remedy=f"trunks under `multitask.trunks` are: {known}",
            )
        given = [key for key in (*DECIDED, "window") if model.get(key)]
        if given:
            raise InputError(
                f"model '{name}' starts from trunk '{model['trunk']}' and has `{given[0]}` too",
                file=file,
                row=row,
                remedy=f"remove its `{given[0]}`: the trunk decides it",
            )
        trunk = trunks[model["trunk"]]
        found[name] = {"penalty": PENALTY, **model, **_as_model(trunk), "window": trunk["window"]}
    return found


def check_row(changed: dict, models: dict, file: str, row: int) -> None:
    """Raise InputError if a row of the table gives a model another trunk, or what a trunk decides.

    Args:
        changed: the row's keys of `models`.
        models: the config's models.
        file: the table, for errors.
        row: number of the row, for errors.
    """
    for name, model in changed.items():
        decided = {*DECIDED, "window"} if "trunk" in models.get(name, {}) else set()
        given = sorted(model.keys() & {"trunk", *decided})
        if given:
            raise InputError(
                f"column 'models.{name}.{given[0]}' is filled",
                file=file,
                row=row,
                remedy="a trunk is chosen in the config, where it holds for all experiments, and "
                "decides all of its models but their `penalty` and `fine_tune`",
            )


def check_tasks(
    rows: dict[str, dict[str, str]], tasks: Collection[str], own: dict[str, dict], file: str
) -> None:
    """Raise InputError unless experiments with a trunk have peaks, and tasks of one have one split.

    Args:
        rows: experiment -> row of the table, of those with a model from any trunk.
        tasks: those among them that trunks are trained on.
        own: experiment -> its config.
        file: the table, for errors.
    """
    first = next(iter(tasks), "")
    for name, row in rows.items():
        if row["assay"] != "peaks" or not kind_of(own[name]["target"]).binary:
            raise InputError(
                f"'{name}' is no experiment of peaks, and a trunk is trained on peaks",
                file=file,
                remedy="give it models without a trunk, or a study of its own",
            )
        if has_regions(own[name]["split"]):
            raise InputError(
                f"'{name}' has a split by regions, and trunks are split by chromosomes",
                file=file,
                remedy="name whole chromosomes under `split:`, or give it models without a trunk",
            )
        if name in tasks and own[name]["split"] != own[first]["split"]:
            raise InputError(
                f"'{name}' and '{first}' have different splits, so they cannot share a trunk",
                file=file,
                remedy="give both the same `split`, or a study each",
            )


def settings_of(config: dict, trunk: str, file: str) -> dict:
    """The settings of a trunk.

    Raises:
        InputError: there is no trunk of that name.
    """
    trunks = config["multitask"]["trunks"]
    if trunk not in trunks:
        raise InputError(
            f"there is no trunk '{trunk}'",
            file=file,
            remedy=f"trunks under `multitask.trunks` are: {', '.join(trunks) or 'none'}",
        )
    return settings.deep_merge(trunks[trunk], {})

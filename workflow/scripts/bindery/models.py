"""Models of a config, held against what their architectures take and their targets allow.

Standard library only, see `settings`.
"""

from pathlib import Path

from bindery import plans, settings, sources
from bindery.errors import InputError

# What a setting's annotation lets it be, as YAML and JSON read values.
KINDS = {"int": (int,), "float": (int, float), "bool": (bool,), "str": (str,)}
CHOICES = {"pooling": ("max", "max_average")}


def check_models(models: dict, architectures: Path, file: str, row: int | None = None) -> None:
    """Raise InputError if a model is unknown, or has a setting or calibration that it cannot have.

    Args:
        models: the config's.
        architectures: folder of the package's models.
        file: where the models are given.
        row: likewise.
    """
    known = sorted(path.stem for path in architectures.glob("*.py") if path.stem != "__init__")
    for name, model in models.items():
        architecture = model["architecture"]
        if architecture not in known:
            raise InputError(
                f"unknown model: '{name}' wants architecture '{architecture}'",
                file=file,
                row=row,
                remedy=f"architectures are {', '.join(known)}",
            )
        if name in settings.FLOORS:
            raise InputError(
                f"a model cannot be called '{name}'",
                file=file,
                row=row,
                remedy="that is a floor's name; choose another",
            )
        if architecture not in plans.PACKED and model.get("calibration"):
            raise InputError(
                f"model '{name}' cannot be calibrated",
                file=file,
                row=row,
                remedy=f"take its `calibration` out; {', '.join(plans.PACKED)} can be",
            )
        _check_settings(name, model, architectures, file, row)


def _check_settings(
    name: str, model: dict, architectures: Path, file: str, row: int | None
) -> None:
    architecture = model["architecture"]
    taken = sources.build_settings(architectures / f"{architecture}.py")
    for setting, value in model.get("settings", {}).items():
        if setting not in taken:
            raise InputError(
                f"unknown setting '{setting}' of model '{name}'",
                file=file,
                row=row,
                remedy=f"{architecture} takes {', '.join(taken)}",
            )
        if type(value) not in KINDS.get(taken[setting], (type(value),)):
            raise InputError(
                f"setting '{setting}' of model '{name}' is {value!r}, not {taken[setting]}",
                file=file,
                row=row,
                remedy="correct it",
            )
        allowed = CHOICES.get(setting, (value,))
        if value not in allowed:
            raise InputError(
                f"setting '{setting}' of model '{name}' is {value!r}",
                file=file,
                row=row,
                remedy=f"it is one of {', '.join(allowed)}",
            )


def check_target(config: dict, file: str, row: int) -> None:
    """Raise InputError if a model's training or calibration is not one that its targets allow."""
    for name, model in config["models"].items():
        training = settings.deep_merge(config["training"], model.get("training", {}))
        if config["target"] == "intensity" and training["monitor"] == "val_auprc":
            raise InputError(
                f"model '{name}' monitors val_auprc, which intensities do not have",
                file=file,
                row=row,
                remedy="set training.monitor to val_loss, or target to class",
            )
        plan = settings.deep_merge(config["calibration"], model.get("calibration", {}))
        unsuited = {"class": "pearson", "intensity": "auprc"}[config["target"]]
        if plan.get("select") == unsuited:
            raise InputError(
                f"model '{name}' is selected by {unsuited}, which its targets do not have",
                file=file,
                row=row,
                remedy="set calibration.select to loss",
            )
        _check_widths(name, model, plan, file, row)
        _check_plan(name, plan, file, row)


def _check_widths(name: str, model: dict, plan: dict, file: str, row: int) -> None:
    """Raise InputError if hidden layers of several widths are searched: a pack has one."""
    width = model.get("settings", {}).get("hidden") or plans.RANGES["hidden"][1][-1]
    unequal = set(plan.get("ranges", {}).get("hidden", [])) - {0, width}
    if unequal:
        raise InputError(
            f"model '{name}' is to search hidden layers of {min(unequal)} units",
            file=file,
            row=row,
            remedy=f"set calibration.ranges.hidden to 0, {width}, or both",
        )


def _check_plan(name: str, calibration: dict, file: str, row: int) -> None:
    """Raise InputError if a plan has too few steps, or limits in the wrong order."""
    plan = plans.plan(calibration)
    if plan is None:
        return
    if plan["steps"] < plan["checkpoints"]:
        raise InputError(
            f"model '{name}' is calibrated by {plan['steps']} steps with {plan['checkpoints']} "
            "checkpoints",
            file=file,
            row=row,
            remedy="give calibration.steps as many at least",
        )
    for setting, limits in plan["ranges"].items():
        between = plans.RANGES[setting][0] in ("logarithm", "root")
        if between and limits[0] > limits[1]:
            raise InputError(
                f"calibration.ranges.{setting} of model '{name}' runs from {limits[0]} to "
                f"{limits[1]}",
                file=file,
                row=row,
                remedy="give the lower limit first",
            )

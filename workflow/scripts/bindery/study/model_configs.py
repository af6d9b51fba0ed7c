"""Check a config's models against their architectures and targets.

Standard library only, see `settings`.
"""

import ast
from pathlib import Path

from bindery.errors import InputError
from bindery.study import calibration_presets, settings
from bindery.study.architecture_files import architecture_of, build_settings, file_of, variants
from bindery.study.architecture_names import divided
from bindery.study.baseline_names import is_baseline
from bindery.study.setting_ranges import RANGES, out_of_range
from bindery.targets.kinds import kind_of

# Annotation of a setting -> the types of YAML and JSON values that it allows.
KINDS = {"int": (int,), "float": (int, float), "bool": (bool,), "str": (str,)}


def choices(annotation: str) -> tuple[str, ...]:
    """The values of an annotation `Literal[...]`."""
    return tuple(ast.literal_eval(annotation.removeprefix("Literal")))


def fits(annotation: str, value: object) -> bool:
    """Whether an annotation allows a value: KINDS, Sequence[...] of them, or Literal[...]."""
    if annotation.startswith("Literal["):
        return value in choices(annotation)
    if annotation.startswith("Sequence["):
        inner = annotation.removeprefix("Sequence[").removesuffix("]")
        return isinstance(value, list) and value != [] and all(fits(inner, one) for one in value)
    return type(value) in KINDS.get(annotation, (type(value),))


def variant_of(model: dict, architectures: Path) -> dict:
    """The settings and training of the variant that a model names."""
    found = variants(file_of(architecture_of(model), architectures))
    return found.get(model.get("variant", "paper"), {})


def settings_of(model: dict, architectures: Path) -> dict:
    """A model's settings: its own ones take precedence over its variant's."""
    variant = variant_of(model, architectures).get("settings", {})
    return settings.deep_merge(variant, model.get("settings", {}))


def training_of(defaults: dict, given: dict, model: dict, architectures: Path) -> dict:
    """A model's training, by precedence: its own, the study's or row's, its variant's, defaults.

    Args:
        defaults: default of every key.
        given: the keys of `training` in the config and the table's row.
        model: the config's model.
        architectures: folder of the package's models.
    """
    variant = variant_of(model, architectures).get("training", {})
    under = settings.deep_merge(settings.deep_merge(defaults, variant), given)
    return settings.deep_merge(under, model.get("training", {}))


def check_models(models: dict, architectures: Path, file: str, row: int | None = None) -> None:
    """Raise InputError if a model is unknown, or has an invalid setting or calibration.

    Args:
        models: the config's models.
        architectures: folder of the package's models.
        file: file with the models, for errors.
        row: row of that file, for errors.
    """
    for name, model in models.items():
        if is_baseline(name):
            raise InputError(
                f"a model cannot be called '{name}'",
                file=file,
                row=row,
                remedy="that is a baseline's name; choose another",
            )
        if "choose" in model:
            continue
        _check_origin(name, model, architectures, file, row)
        if architecture_of(model) not in calibration_presets.PACKED and model.get("calibration"):
            raise InputError(
                f"model '{name}' cannot be calibrated",
                file=file,
                row=row,
                remedy=f"remove its `calibration`; {', '.join(calibration_presets.PACKED)} can be",
            )
        _check_variant(name, model, architectures, file, row)
        check_settings(name, model, architectures, file, row)


def _check_origin(name: str, model: dict, architectures: Path, file: str, row: int | None) -> None:
    """Raise InputError if a model's architecture, or its file or function, does not exist."""
    files = [*architectures.glob("*.py"), *(architectures / "cells").glob("*.py")]
    known = sorted(path.stem for path in files if path.stem != "__init__")
    if ("architecture" in model) == ("file" in model):
        wrong = True
        given = "both `architecture` and" if "file" in model else "neither `architecture` nor"
        text = f"model '{name}' has {given} `file`"
        remedy = f"give one: an architecture ({', '.join(known)}) or a file of your own"
    elif "architecture" in model:
        wrong = model["architecture"] not in known
        text = f"unknown model: '{name}' has architecture '{model['architecture']}'"
        remedy = f"architectures are {', '.join(known)}; or give a `file` of your own"
    else:
        wrong, text, remedy = _wrong_with_file(name, model)
    if not wrong and "function" in model and "file" not in model:
        wrong = True
        text = f"model '{name}' has a `function` without a `file`"
        remedy = "remove `function`, or give its `file` in place of `architecture`"
    if wrong:
        raise InputError(text, file=file, row=row, remedy=remedy)


def _wrong_with_file(name: str, model: dict) -> tuple[bool, str, str]:
    """Whether a model's own file cannot be used, with the problem and the remedy."""
    path, function = divided(architecture_of(model))
    assert path is not None
    if not path.is_file():
        remedy = "correct the path; it is relative to the folder that you run Snakemake in"
        return True, f"model '{name}': there is no file '{path}'", remedy
    try:
        settings_there, _ = build_settings(path, function), variants(path)
    except SyntaxError as error:
        text = f"model '{name}': '{path}' is not Python: {error.msg}, line {error.lineno}"
        return True, text, "correct the file"
    except ValueError:
        text = f"model '{name}': VARIANTS in '{path}' has other than plain values"
        return True, text, "write plain values: the file is read, not run"
    text = f"model '{name}': '{path}' has no function '{function}'"
    return settings_there is None, text, "give its name under `function`, or call it build"


def _check_variant(name: str, model: dict, architectures: Path, file: str, row: int | None) -> None:
    known = ["paper", *variants(file_of(architecture_of(model), architectures))]
    if model.get("variant", "paper") not in known:
        raise InputError(
            f"model '{name}' has no variant '{model['variant']}'",
            file=file,
            row=row,
            remedy=f"it has {', '.join(dict.fromkeys(known))}",
        )


def check_settings(name: str, model: dict, architectures: Path, file: str, row: int | None) -> None:
    """Raise InputError if a model has a setting that its architecture does not take.

    Args:
        name: name of the model, for errors.
        model: the config's model.
        architectures: folder of the package's models.
        file: file with the models, for errors.
        row: row of that file, for errors.
    """
    architecture = architecture_of(model)
    own_file, function = divided(architecture)
    taken = build_settings(file_of(architecture, architectures), function) or {}
    for setting, value in settings_of(model, architectures).items():
        if setting not in taken:
            raise InputError(
                f"unknown setting '{setting}' of model '{name}'",
                file=file,
                row=row,
                remedy=f"{architecture} takes {', '.join(taken)}",
            )
        if setting == "outputs" and value != 1:
            raise InputError(
                f"model '{name}' has {value} outputs",
                file=file,
                row=row,
                remedy="remove `outputs`: an experiment has one target",
            )
        annotation = taken[setting]
        if not fits(annotation, value):
            problem, remedy = f", not {annotation}", "correct it"
            if annotation.startswith("Sequence["):
                problem = f", not a list of {annotation[9:-1]}"
            elif annotation.startswith("Literal["):
                problem, remedy = "", f"it is one of {', '.join(choices(annotation))}"
            raise InputError(
                f"setting '{setting}' of model '{name}' is {value!r}{problem}",
                file=file,
                row=row,
                remedy=remedy,
            )
        _check_range(name, setting, value, own_file is None, file, row)


def _check_range(
    name: str, setting: str, value: object, of_package: bool, file: str, row: int | None
) -> None:
    words = out_of_range(setting, value, of_package=of_package)
    if words is not None:
        raise InputError(
            f"setting '{setting}' of model '{name}' is {value}",
            file=file,
            row=row,
            remedy=f"it is {words}",
        )


def check_target(config: dict, file: str, row: int, given: dict, architectures: Path) -> None:
    """Raise InputError if a model's training or calibration does not fit its targets.

    Args:
        config: config of the row.
        file: the experiments table, for errors.
        row: number of the row, for errors.
        given: see `training_of`.
        architectures: see `training_of`.
    """
    for name, model in config["models"].items():
        if "choose" in model:
            continue
        training = training_of(config["training"], given, model, architectures)
        kind = kind_of(config["target"])
        if training["monitor"] not in ("val_loss", f"val_{kind.score}"):
            raise InputError(
                f"model '{name}' monitors {training['monitor']}, which targets of kind "
                f"{kind.name} do not have",
                file=file,
                row=row,
                remedy=f"set training.monitor to val_loss or val_{kind.score}, or another target",
            )
        if architecture_of(model) not in calibration_presets.PACKED:
            continue
        plan = settings.deep_merge(config["calibration"], model.get("calibration", {}))
        if plan.get("select", "loss") not in ("loss", kind.score):
            raise InputError(
                f"model '{name}' is selected by {plan['select']}, which its targets do not have",
                file=file,
                row=row,
                remedy="set calibration.select to loss",
            )
        _check_widths(name, model, plan, file, row)
        _check_plan(name, plan, file, row)


def _check_widths(name: str, model: dict, plan: dict, file: str, row: int) -> None:
    """Raise InputError if hidden layers of several widths are searched; a pack has one width."""
    width = model.get("settings", {}).get("hidden") or RANGES["hidden"][1][-1]
    unequal = set(plan.get("ranges", {}).get("hidden", [])) - {0, width}
    if unequal:
        raise InputError(
            f"model '{name}' searches hidden layers of {min(unequal)} units",
            file=file,
            row=row,
            remedy=f"set calibration.ranges.hidden to 0, {width}, or both",
        )


def _check_plan(name: str, calibration: dict, file: str, row: int) -> None:
    """Raise InputError if a plan has too few steps, or limits in the wrong order."""
    plan = calibration_presets.plan(calibration)
    if plan is None:
        return
    if plan["steps"] < plan["checkpoints"]:
        raise InputError(
            f"model '{name}' is calibrated by {plan['steps']} steps with {plan['checkpoints']} "
            "checkpoints",
            file=file,
            row=row,
            remedy="set calibration.steps to at least as many",
        )
    for setting, limits in plan["ranges"].items():
        between = RANGES[setting][0] in ("logarithm", "root")
        if between and limits[0] > limits[1]:
            raise InputError(
                f"calibration.ranges.{setting} of model '{name}' runs from {limits[0]} to "
                f"{limits[1]}",
                file=file,
                row=row,
                remedy="give the lower limit first",
            )

"""Models of a config, held against what their architectures take and their targets allow.

Standard library only, see `settings`.
"""

import ast
from pathlib import Path

from bindery.errors import InputError
from bindery.study import calibration_presets, settings
from bindery.study.architecture_files import build_settings, variants
from bindery.study.architecture_names import divided
from bindery.study.ranges import RANGES
from bindery.targets.kinds import baselines, kind_of

# What a setting's annotation lets it be, as YAML and JSON read values.
KINDS = {"int": (int,), "float": (int, float), "bool": (bool,), "str": (str,)}


def choices(annotation: str) -> tuple[str, ...]:
    """The values of an annotation `Literal[...]`."""
    return tuple(ast.literal_eval(annotation.removeprefix("Literal")))


def fits(annotation: str, value: object) -> bool:
    """Whether a value is what an annotation allows: KINDS, Sequence[...] of them, Literal[...]."""
    if annotation.startswith("Literal["):
        return value in choices(annotation)
    if annotation.startswith("Sequence["):
        inner = annotation.removeprefix("Sequence[").removesuffix("]")
        return isinstance(value, list) and value != [] and all(fits(inner, one) for one in value)
    return type(value) in KINDS.get(annotation, (type(value),))


def architecture_of(model: dict) -> str:
    """The name of a model's architecture: of the package, or `path/to/file.py:function`."""
    return model.get("architecture") or f"{model['file']}:{model.get('function', 'build')}"


def file_of(architecture: str, architectures: Path) -> Path:
    """The file of an architecture, of the package's folder of them or a user's."""
    file, _ = divided(architecture)
    return file or architectures / f"{architecture}.py"


def variant_of(model: dict, architectures: Path) -> dict:
    """Settings and training of the variant that a config's model names."""
    found = variants(file_of(architecture_of(model), architectures))
    return found.get(model.get("variant", "paper"), {})


def settings_of(model: dict, architectures: Path) -> dict:
    """A model's settings: its own over its variant's."""
    variant = variant_of(model, architectures).get("settings", {})
    return settings.deep_merge(variant, model.get("settings", {}))


def training_of(defaults: dict, given: dict, model: dict, architectures: Path) -> dict:
    """A model's training: its own, over the study's or row's, over its variant's, over defaults.

    Args:
        defaults: of every key.
        given: what the config and the table's row give under `training`.
        model: of the config.
        architectures: folder of the package's models.
    """
    variant = variant_of(model, architectures).get("training", {})
    under = settings.deep_merge(settings.deep_merge(defaults, variant), given)
    return settings.deep_merge(under, model.get("training", {}))


def check_models(models: dict, architectures: Path, file: str, row: int | None = None) -> None:
    """Raise InputError if a model is unknown, or has a setting or calibration that it cannot have.

    Args:
        models: the config's.
        architectures: folder of the package's models.
        file: where the models are given.
        row: likewise.
    """
    for name, model in models.items():
        if name in baselines():
            raise InputError(
                f"a model cannot be called '{name}'",
                file=file,
                row=row,
                remedy="that is a baseline's name; choose another",
            )
        _check_origin(name, model, architectures, file, row)
        if architecture_of(model) not in calibration_presets.PACKED and model.get("calibration"):
            raise InputError(
                f"model '{name}' cannot be calibrated",
                file=file,
                row=row,
                remedy="take its `calibration` out; "
                f"{', '.join(calibration_presets.PACKED)} can be",
            )
        _check_variant(name, model, architectures, file, row)
        _check_settings(name, model, architectures, file, row)


def _check_origin(name: str, model: dict, architectures: Path, file: str, row: int | None) -> None:
    """Raise InputError if a model's architecture, or its own file and function, is not there."""
    known = sorted(path.stem for path in architectures.glob("*.py") if path.stem != "__init__")
    if ("architecture" in model) == ("file" in model):
        wrong = True
        given = "both `architecture` and" if "file" in model else "neither `architecture` nor"
        text = f"model '{name}' has {given} `file`"
        remedy = f"give one: an architecture ({', '.join(known)}) or a file of your own"
    elif "architecture" in model:
        wrong = model["architecture"] not in known
        text = f"unknown model: '{name}' wants architecture '{model['architecture']}'"
        remedy = f"architectures are {', '.join(known)}; or give a `file` of your own"
    else:
        wrong, text, remedy = _wrong_with_file(name, model)
    if not wrong and "function" in model and "file" not in model:
        wrong = True
        text = f"model '{name}' names a function of no file"
        remedy = "take `function` out, or name its `file` in place of `architecture`"
    if wrong:
        raise InputError(text, file=file, row=row, remedy=remedy)


def _wrong_with_file(name: str, model: dict) -> tuple[bool, str, str]:
    """Whether a model's own file cannot be used, the problem and the remedy."""
    path, function = divided(architecture_of(model))
    assert path is not None
    if not path.is_file():
        remedy = "correct the path; it is relative to the folder that you run Snakemake in"
        return True, f"model '{name}': there is no file '{path}'", remedy
    try:
        settings_there, _ = build_settings(path, function), variants(path)
    except SyntaxError as error:
        text = f"model '{name}': '{path}' is no Python: {error.msg}, line {error.lineno}"
        return True, text, "correct the file"
    except ValueError:
        text = f"model '{name}': VARIANTS of '{path}' is not made of plain values"
        return True, text, "write them out: it is read, not run"
    text = f"model '{name}': '{path}' has no function '{function}'"
    return settings_there is None, text, "name it under `function`, or call it build"


def _check_variant(name: str, model: dict, architectures: Path, file: str, row: int | None) -> None:
    known = ["paper", *variants(file_of(architecture_of(model), architectures))]
    if model.get("variant", "paper") not in known:
        raise InputError(
            f"model '{name}' has no variant '{model['variant']}'",
            file=file,
            row=row,
            remedy=f"it has {', '.join(dict.fromkeys(known))}",
        )


def _check_settings(
    name: str, model: dict, architectures: Path, file: str, row: int | None
) -> None:
    architecture = architecture_of(model)
    _, function = divided(architecture)
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
                f"model '{name}' is to have {value} outputs",
                file=file,
                row=row,
                remedy="take `outputs` out: an experiment has one target",
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


def check_target(config: dict, file: str, row: int, given: dict, architectures: Path) -> None:
    """Raise InputError if a model's training or calibration is not one that its targets allow.

    Args:
        config: as it holds for the row.
        file: the table.
        row: of it.
        given: see `training_of`.
        architectures: likewise.
    """
    for name, model in config["models"].items():
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
    """Raise InputError if hidden layers of several widths are searched: a pack has one."""
    width = model.get("settings", {}).get("hidden") or RANGES["hidden"][1][-1]
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
    plan = calibration_presets.plan(calibration)
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
        between = RANGES[setting][0] in ("logarithm", "root")
        if between and limits[0] > limits[1]:
            raise InputError(
                f"calibration.ranges.{setting} of model '{name}' runs from {limits[0]} to "
                f"{limits[1]}",
                file=file,
                row=row,
                remedy="give the lower limit first",
            )

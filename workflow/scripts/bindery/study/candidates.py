"""Models that are chosen among candidates, or combined of them, by their validation rows.

Standard library only, see `settings`.
"""

from collections.abc import Callable

from bindery.errors import InputError
from bindery.study import experiments
from bindery.study.assays import registry

NAME = "auto"
# Candidates of `models: auto` where neither the config nor the assay lists any, besides a model for
# each trunk.
SINGLE: dict[str, dict] = {
    "deepbind": {"architecture": "deepbind"},
    "deepbind_wide_101": {"architecture": "deepbind_wide", "window": 101},
    "deepbind_wide_201": {"architecture": "deepbind_wide", "window": 201},
    "deepbind_wide_501": {"architecture": "deepbind_wide", "window": 501},
    "deepbind_wide_1001": {"architecture": "deepbind_wide", "window": 1001},
    "danq": {"architecture": "danq", "variant": "small"},
    "kmers": {"architecture": "kmers"},
}


def expand(config: dict, further: dict | None = None) -> None:
    """Replace `models: auto` by a model that is chosen among the candidates; fill those in.

    Without candidates in the config, those of each assay in the table are filled in.

    Args:
        config: the config, changed in place.
        further: candidates besides those, by name.
    """
    if config.get("models") != NAME:
        return
    if not config.get("candidates"):
        trunks = (config.get("multitask") or {}).get("trunks") or {}
        found = {f"from_{name}": {"trunk": name} for name in trunks}
        for assay in experiments.assays_in(config.get("experiments")):
            found |= registry.assays()[assay].candidates or SINGLE
        config["candidates"] = found | (further or {})
    config["models"] = {NAME: {"choose": list(config["candidates"])}}


def joined(models: dict, candidates: dict, file: str) -> dict:
    """All models by name, those that are only candidates after the others.

    Args:
        models: the config's models.
        candidates: the config's candidates.
        file: the config, for errors.

    Raises:
        InputError: a name is used twice, or a model is chosen among unknown models, or by other
            keys too.
    """
    twice = sorted(models.keys() & candidates.keys())
    if twice:
        raise InputError(
            f"'{twice[0]}' is a model and a candidate",
            file=file,
            remedy="rename one; `choose` may name models too",
        )
    found = {**models, **candidates}
    for name, model in models.items():
        if "choose" in model:
            _check(name, model, found, file)
    idle = candidates.keys() - {one for own in models.values() for one in own.get("choose", ())}
    if idle:
        raise InputError(
            f"no model is chosen among candidate '{min(idle)}'",
            file=file,
            remedy="name it under `choose` of a model, or set `models: auto`",
        )
    return found


def _check(name: str, model: dict, found: dict, file: str) -> None:
    for one in model["choose"]:
        if one not in found or "choose" in found[one]:
            known = ", ".join(key for key, own in found.items() if "choose" not in own)
            raise InputError(
                f"model '{name}' is chosen among '{one}', which is no model",
                file=file,
                remedy=f"models and candidates are: {known or 'none'}",
            )
    own = ("choose", "explain")
    others = sorted(key for key, value in model.items() if key not in own and value)
    if others:
        raise InputError(
            f"model '{name}' has `choose` and `{others[0]}`",
            file=file,
            remedy=f"remove its `{others[0]}`: its candidates decide it",
        )


def fitting(models: dict, candidates: dict, assay: str, peaks: bool, window: int) -> dict:
    """The models of a row: sequences have no genome, so no wider candidates, and no trunks.

    A candidate of another assay is left out too.

    Args:
        models: all models of the row, see `joined`.
        candidates: those that are only candidates.
        assay: the row's assay.
        peaks: whether the row's data are peaks.
        window: the row's window.
    """
    left_out = {
        name
        for name, own in models.items()
        if name in candidates
        and (_is_of_another(own, name, assay) or _is_wider(own, peaks, window))
    }
    if not left_out:
        return models
    kept = {name: own for name, own in models.items() if name not in left_out}
    return {
        name: (
            {**own, "choose": [one for one in own["choose"] if one not in left_out]}
            if "choose" in own
            else own
        )
        for name, own in kept.items()
    }


def _is_of_another(model: dict, name: str, assay: str) -> bool:
    """Whether a candidate is one that only assays other than a row's bring along."""
    known = registry.assays()
    found = [
        one
        for one, own in known.items()
        if ((own.candidates or SINGLE) | own.models).get(name) == model
    ]
    return bool(found) and assay not in found


def _is_wider(model: dict, peaks: bool, window: int) -> bool:
    """Whether a candidate needs a genome around its rows, and the assay's rows have none."""
    return not peaks and ("trunk" in model or (model.get("window") or window) > window)


def check_row(changed: dict, models: dict, file: str, row: int) -> None:
    """Raise InputError if a row of the table changes what a model is chosen among.

    Args:
        changed: the row's keys of `models`.
        models: the config's models.
        file: the table, for errors.
        row: number of the row, for errors.
    """
    for name, own in changed.items():
        if "choose" in models.get(name, {}) or "choose" in own:
            raise InputError(
                f"column 'models.{name}.{min(own)}' is filled, and '{name}' is chosen among others",
                file=file,
                row=row,
                remedy="change its candidates in the config",
            )


def check_honest(
    experiment: str, models: dict, plan_of: Callable[[str, str], dict | None], file: str
) -> None:
    """Raise InputError if a calibrated candidate trains on the rows that it is judged by.

    Args:
        experiment: the experiment.
        models: its models.
        plan_of: the calibration plan of an experiment's model, or None.
        file: the config, for errors.
    """
    for name, model in models.items():
        for candidate in model.get("choose", ()):
            plan = plan_of(experiment, candidate)
            if plan and plan["final_rows"] == "all":
                raise InputError(
                    f"'{name}' of '{experiment}' is chosen by validation rows, on which its "
                    f"candidate '{candidate}' is trained",
                    file=file,
                    remedy="set calibration.final_rows: train",
                )

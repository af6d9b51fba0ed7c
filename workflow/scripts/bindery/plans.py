"""Plans of a calibration: the presets, and what a config changes of them.

Standard library only, see `settings`.
"""

# Architectures that `packing` trains, whose settings can be calibrated.
PACKED = ("deepbind", "deepbind_wide")
PRESETS: dict[str, dict] = {
    "quick": {"settings": 8, "folds": 2, "finals": 2, "steps": 1500, "checkpoints": 3},
    "standard": {
        "settings": 30,
        "folds": 3,
        "finals": 6,
        "steps": 6000,
        "checkpoints": 4,
        "halving": True,
    },
    "paper": {"settings": 30, "folds": 3, "finals": 6, "steps": 20000, "checkpoints": 5},
}
COMMON = {
    "batch_size": 64,
    "halving": False,
    "select": "loss",
    "final_rows": "all",
    "keep": "best",
    "pack_size": 30,
    "emphasis": None,
    "optimizer": "sgd",
    "ranges": {},
}
# DeepBind's (Alipanahi et al. 2015, supplementary code): how a setting is drawn, and its limits.
RANGES: dict[str, tuple[str, list[float]]] = {
    "learning_rate": ("logarithm", [0.0005, 0.05]),
    "momentum": ("root", [0.95, 0.99]),
    "detector_scale": ("logarithm", [1e-7, 1e-3]),
    "detector_l1": ("logarithm", [1e-15, 1e-3]),
    "head_scale": ("logarithm", [1e-5, 1e-2]),
    "head_l1": ("logarithm", [1e-10, 1e-3]),
    "dropout": ("choice", [0.0, 0.0, 0.25, 0.5]),
    "hidden": ("alternate", [0, 32]),
}


def plan(calibration: dict) -> dict | None:
    """The whole plan that a config's `calibration` means: its preset, and its own keys over it.

    Returns:
        settings, folds, finals, steps, checkpoints, and the keys of `COMMON`; None without a
        preset.
    """
    preset = calibration.get("preset", "none")
    if preset == "none":
        return None
    return {**COMMON, **PRESETS[preset], **calibration}

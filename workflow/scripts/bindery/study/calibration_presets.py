"""Plans of a calibration: the presets, and the config's changes to them.

Standard library only, see `settings`.
"""

# A few thousand steps cannot train weights as small as the published ones; 20,000 steps can.
SHORT_RANGES: dict[str, list[float]] = {
    "learning_rate": [0.003, 0.05],
    "detector_scale": [0.003, 0.1],
    "detector_l1": [1e-10, 1e-4],
    "head_scale": [0.01, 0.3],
    "head_l1": [1e-10, 1e-4],
    "dropout": [0.0, 0.25, 0.5],
}
# Architectures that `packing` can train, and whose settings can thus be calibrated.
PACKED = ("deepbind", "deepbind_wide")
PRESETS: dict[str, dict] = {
    "quick": {
        "settings": 8,
        "folds": 2,
        "finals": 2,
        "steps": 1500,
        "checkpoints": 3,
        "ranges": SHORT_RANGES,
    },
    "standard": {
        "settings": 30,
        "folds": 3,
        "finals": 6,
        "steps": 4000,
        "checkpoints": 4,
        "halving": True,
        "ranges": SHORT_RANGES,
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
    "balance": True,
    "optimizer": "sgd",
    "ranges": {},
}


def plan(calibration: dict) -> dict | None:
    """The plan of a config's `calibration`: its preset, with the config's own keys in its place.

    Returns:
        settings, folds, finals, steps, checkpoints, and the keys of `COMMON`; None without a
        preset.
    """
    preset = calibration.get("preset", "none")
    if preset == "none":
        return None
    whole = {**COMMON, **PRESETS[preset], **calibration}
    whole["ranges"] = {**PRESETS[preset].get("ranges", {}), **calibration.get("ranges", {})}
    return whole

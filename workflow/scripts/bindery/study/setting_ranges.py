"""The ranges of a calibration's settings. Standard library only, see `settings`."""

# DeepBind's ranges (Alipanahi et al. 2015, supplementary code): setting -> way of drawing, limits.
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

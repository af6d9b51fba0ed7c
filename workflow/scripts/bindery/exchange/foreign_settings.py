"""Settings of Keras 1's and 2's layers in the words of Keras 3, and weights in its layouts."""

from typing import Any

import numpy as np

# Keras 1's names of layers, and of settings, -> Keras 2's and 3's.
CLASSES = {
    "Convolution1D": "Conv1D",
    "AtrousConvolution1D": "Conv1D",
    "Convolution2D": "Conv2D",
    "TimeDistributedDense": "Dense",
    "MaxPool1D": "MaxPooling1D",
    "AvgPool1D": "AveragePooling1D",
    "MaxPool2D": "MaxPooling2D",
    "AvgPool2D": "AveragePooling2D",
    "GlobalMaxPool1D": "GlobalMaxPooling1D",
    "GlobalAvgPool1D": "GlobalAveragePooling1D",
    "GlobalMaxPool2D": "GlobalMaxPooling2D",
    "GlobalAvgPool2D": "GlobalAveragePooling2D",
    "BatchNormalizationV1": "BatchNormalization",
    "BatchNormalizationV2": "BatchNormalization",
}
SETTINGS = {
    "nb_filter": "filters",
    "filter_length": "kernel_size",
    "border_mode": "padding",
    "subsample_length": "strides",
    "subsample": "strides",
    "atrous_rate": "dilation_rate",
    "pool_length": "pool_size",
    "stride": "strides",
    "output_dim": "units",
    "inner_activation": "recurrent_activation",
    "bias": "use_bias",
    "p": "rate",
}
# Keras 1 kept a gate's three arrays together, gates in this order; now they are i f c o and z r h.
LSTM_GATES, GRU_GATES = (0, 2, 1, 3), (0, 1, 2)


def class_of(name: str) -> str:
    """A layer's class by its present name."""
    return CLASSES.get(name, name)


def settings_of(config: dict[str, Any], major: int) -> dict[str, Any]:
    """A layer's settings by their present names."""
    if major >= 2:
        return dict(config)
    found = {SETTINGS.get(key, key): value for key, value in config.items()}
    if "nb_row" in config:
        found["kernel_size"] = [config["nb_row"], config["nb_col"]]
    if config.get("dim_ordering") == "th":
        found["data_format"] = "channels_first"
    return found


def first_axis(value: Any, single: int | None, default: int = 1) -> int:
    """A setting of one axis: a number, a list of one, or, of two, that of the axis not single.

    Args:
        value: such as 3, [3], or [3, 1].
        single: number of the axis of length one of a picture, 1 or 2; None if it is no picture.
        default: what None means.
    """
    if value is None:
        return default
    if isinstance(value, (list, tuple)):
        value = value[0 if single in (None, 2) or len(value) == 1 else 1]
    return int(value)


def other_axis(value: Any, single: int) -> int:
    """Of a setting of two axes, that of the axis of length one."""
    return int(value[single - 1]) if isinstance(value, (list, tuple)) else int(value)


def convolution(
    weights: list[np.ndarray], major: int, backend: str, single: int | None, width: int
) -> list[np.ndarray]:
    """Weights of a convolution as Conv1D's: (width, channels, filters), and the bias if any.

    Args:
        weights: as the file has them.
        major: Keras's major version of the file.
        backend: that trained it; Theano's convolution flips its kernels.
        single: the axis of length one of a picture, 1 or 2; None of a sequence.
        width: the kernel's width.

    Raises:
        ValueError: the arrays have other shapes.
    """
    kernel, *others = weights
    if single is None and kernel.ndim == 4:
        # Keras 1.1 and before kept (filters, channels, width, 1), later ones (width, 1, ...).
        if kernel.shape[:2] != (width, 1):
            kernel = kernel.transpose(2, 3, 1, 0)
        kernel = kernel[:, 0]
    elif single is not None:
        if kernel.shape[single - 1] != 1:
            raise ValueError("the kernel is higher than one")
        kernel = kernel[:, 0] if single == 2 else kernel[0]
    if kernel.ndim != 3 or kernel.shape[0] != width:
        raise ValueError(f"a kernel of shape {kernel.shape}")
    if backend == "theano":
        kernel = kernel[::-1]
    return [kernel, *others]


def recurrent(weights: list[np.ndarray], kind: str, major: int) -> list[np.ndarray]:
    """Weights of a recurrent layer as kernel, recurrent kernel and bias, gates side by side."""
    gates = {"LSTM": LSTM_GATES, "GRU": GRU_GATES}.get(kind)
    if major >= 2 or gates is None or len(weights) != 3 * len(gates):
        return weights
    return [
        np.concatenate([weights[3 * gate + part] for gate in gates], axis=-1) for part in range(3)
    ]

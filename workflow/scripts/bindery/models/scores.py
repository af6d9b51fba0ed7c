"""Scores of sequences by a model."""

import keras
import numpy as np

from bindery.runtime import devices

PREDICT_BATCH = 512


def scores(model: keras.Model, codes: np.ndarray) -> np.ndarray:
    """The scores of a model's first output for codes, uint8, (n, window): float32, (n,)."""
    return model.predict(**devices.in_order(PREDICT_BATCH, codes), verbose=0)[:, 0]

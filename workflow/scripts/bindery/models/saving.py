"""Save a trained model."""

from os import PathLike

import keras

from bindery.files import written


def save(model: keras.Model, path: str | PathLike) -> None:
    """Save a model as `.keras`, without its optimizer's state, whole or not at all."""
    bare = keras.Model.from_config(model.get_config())
    bare.set_weights(model.get_weights())
    with written(path) as temporary:
        bare.save(temporary)

from types import ModuleType

import numpy as np
import pytest
from helpers import encoded, random_codes

from bindery import alphabet


@pytest.fixture(scope="module")
def layers(keras: ModuleType) -> ModuleType:
    from bindery.models import layers

    return layers


def test_bases_become_four_channels_and_unknown_a_quarter_in_each(layers: ModuleType) -> None:
    found = np.asarray(layers.OneHot()(encoded("ACGTN")))
    assert found.dtype == np.float32
    np.testing.assert_array_equal(found, [[*np.eye(4).tolist(), [0.25] * 4]])


def test_other_strand_is_that_of_the_alphabet(layers: ModuleType) -> None:
    codes = random_codes(6, 11, letters=5)
    found = np.asarray(layers.ReverseComplement()(codes))
    np.testing.assert_array_equal(found, alphabet.reverse_complement(codes))


def test_padding_adds_unknown_bases_at_both_ends(layers: ModuleType) -> None:
    found = np.asarray(layers.PadUnknown(2)(encoded("ACG")))
    assert found.tolist() == [[4, 4, 0, 1, 2, 4, 4]]
    assert np.asarray(layers.PadUnknown(0)(encoded("ACG"))).tolist() == [[0, 1, 2]]


@pytest.mark.parametrize("kind", ["OneHot", "ReverseComplement", "PadUnknown"])
def test_layer_returns_from_its_config_with_the_shape_it_foretells(
    keras: ModuleType, layers: ModuleType, kind: str
) -> None:
    layer = getattr(layers, kind)(**({"width": 3} if kind == "PadUnknown" else {}))
    again = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(layer))
    codes = random_codes(2, 7, letters=5)
    assert type(again) is type(layer)
    np.testing.assert_array_equal(np.asarray(again(codes)), np.asarray(layer(codes)))
    assert layer.compute_output_shape(codes.shape) == tuple(layer(codes).shape)


def test_layers_are_registered_under_the_package(keras: ModuleType, layers: ModuleType) -> None:
    for kind in ("OneHot", "ReverseComplement", "PadUnknown"):
        assert keras.saving.get_registered_object(f"bindery>{kind}") is getattr(layers, kind)

from types import ModuleType

import numpy as np
import pytest
from helpers import containing, random_codes


@pytest.fixture(scope="module")
def base_orders(keras: ModuleType) -> ModuleType:
    from bindery.models import base_orders

    return base_orders


def test_channels_move_to_their_bases(base_orders: ModuleType) -> None:
    # One detector of width 2; weights named by base: A 1, G 2, C 3, T 4, and ten times that.
    weights = np.array([[1, 2, 3, 4], [10, 20, 30, 40]])[:, :, None]
    found = base_orders.reordered(weights, "AGCT", 1)
    assert found[:, :, 0].tolist() == [[1, 3, 2, 4], [10, 30, 20, 40]]
    assert base_orders.reordered(weights, "ACGT", 1).tolist() == weights.tolist()
    assert base_orders.reordered(weights, "TGCA", 1)[0, :, 0].tolist() == [4, 3, 2, 1]


def test_an_order_that_is_none_is_refused(base_orders: ModuleType) -> None:
    with pytest.raises(ValueError, match=containing("AGGT does not")):
        base_orders.reordered(np.zeros((2, 4, 1)), "AGGT", 1)
    with pytest.raises(ValueError, match=containing("axis 0 of shape (2, 4, 1)")):
        base_orders.reordered(np.zeros((2, 4, 1)), "AGCT", 0)


def test_converted_model_reads_acgt_as_the_other_read_agct(
    keras: ModuleType, base_orders: ModuleType
) -> None:
    from bindery.models import registry

    keras.utils.set_random_seed(1)
    model = registry.build("danq", 60, detectors=4, recurrent=3, hidden=5)
    codes = random_codes(8, 60)
    # What a network of order AGCT is shown: its code of each base.
    theirs = np.array([0, 2, 1, 3], np.uint8)[codes]
    one_strand = model.get_layer("strand")
    before = one_strand.predict(theirs, verbose=0)
    base_orders.convert(model, "AGCT")
    np.testing.assert_allclose(one_strand.predict(codes, verbose=0), before, atol=1e-6)

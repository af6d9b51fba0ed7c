"""Pooled activations of references and alleles, against each window by itself."""

from types import ModuleType

import numpy as np
import pytest
from helpers import random_codes
from unit.explanation.test_mutagenesis import lively
from unit.variants.test_allele_scores import assert_as_predicted

from bindery import alphabet

WINDOW = 61


def pooled(
    *, width: int = 24, padding: tuple[int, int] = (23, 23), relu: bool = True, convolved="valid"
):
    """A network of detectors, the maximum and the mean of which are its outputs."""
    from keras import layers

    from bindery.models.strands import over_codes

    def body(bases):
        padded = layers.ZeroPadding1D(padding)(bases)
        activation = "relu" if relu else "linear"
        found = layers.Conv1D(5, width, padding=convolved, activation=activation)(padded)
        pools = [layers.GlobalMaxPooling1D()(found), layers.GlobalAveragePooling1D()(found)]
        return layers.Dense(2)(layers.Concatenate()(pools))

    return lively(over_codes(WINDOW, body, "own", both_strands=True))


@pytest.mark.parametrize(
    ("width", "padding", "relu", "convolved"),
    [
        # Eight lookups, whose loop is unrolled, and more and fewer.
        (24, (23, 23), True, "valid"),
        (22, (5, 21), False, "valid"),
        (29, (28, 28), True, "valid"),
        (3, (2, 1), False, "valid"),
        # No edges, and windows that no base reaches.
        (24, (0, 0), True, "valid"),
        (24, (31, 40), True, "valid"),
        (10, (12, 30), False, "same"),
        (WINDOW, (0, 4), True, "valid"),
        (WINDOW, (WINDOW - 1, WINDOW + 1), False, "valid"),
    ],
)
def test_any_padding_scores_as_it_predicts(
    keras: ModuleType, width: int, padding: tuple[int, int], relu: bool, convolved: str
) -> None:
    from bindery.variants.allele_scores import AlleleScorer

    model = pooled(width=width, padding=padding, relu=relu, convolved=convolved)
    assert AlleleScorer(model).is_fast
    assert_as_predicted(model, WINDOW)


def test_detectors_longer_than_a_sequence_are_predicted(keras: ModuleType) -> None:
    from bindery.variants.allele_scores import AlleleScorer

    model = pooled(width=WINDOW + 3, padding=(20, 30))
    assert not AlleleScorer(model).is_fast
    assert_as_predicted(model, WINDOW)


@pytest.mark.parametrize("width", [24, 9])
def test_neighbours_change_not_a_bit_of_maxima_and_means(keras: ModuleType, width: int) -> None:
    from bindery.models.model_parts import TrainedModel
    from bindery.variants.alleles import Alleles
    from bindery.variants.pooled_alleles import pooled_members

    model = pooled(width=width, padding=(width - 1, width - 1))
    way = pooled_members(TrainedModel.of(model).members)
    assert way is not None
    (own,) = way.passes
    long = random_codes(1, 4 * WINDOW, 4)[0]
    long[90] = alphabet.UNKNOWN
    # The end of a chromosome.
    long[-30:] = alphabet.UNKNOWN
    starts = [0, 1, 3, 20, 37, 60, 61, 130, 131, 150, 175, 183]
    reference = np.array([long[start : start + WINDOW] for start in starts])
    alternative = reference.copy()
    alternative[:, 30] = (alternative[:, 30] + 1) % 4
    alternative[4, 31:] = reference[4, 30:-1]
    together = own.features(Alleles.of(reference, alternative), 1)
    for row in range(len(starts)):
        alone = own.features(Alleles.of(reference[[row]], alternative[[row]]), 1)
        for pools, of_one in zip(together, alone, strict=True):
            for found, expected in zip(pools, of_one, strict=True):
                np.testing.assert_array_equal(found[[row, len(starts) + row]], expected)


def test_a_window_of_neighbours_is_on_the_strip_once() -> None:
    from bindery.variants.pooling.allele_words import FIRST, LAST, overlap_starts, strip

    long = random_codes(1, 200, 4)[0]
    width, starts = 24, [0, 7, 8, 45, 46, 120]
    references = np.array([long[start : start + WINDOW] for start in starts])
    assert overlap_starts(references, width).tolist() == [WINDOW, 7, 1, 37, 1, WINDOW]
    # Fewer common bases than a window has are none.
    assert overlap_starts(references, WINDOW - 36).tolist() == [WINDOW, 7, 1, WINDOW, 1, WINDOW]
    reached = np.zeros((len(starts), 4), np.int64)
    codes, bounds, used, segments = strip(references, reached, (0, WINDOW - width + 1), width)
    np.testing.assert_array_equal(codes, np.concatenate([long[:107], references[-1]]))
    for row, reference in enumerate(references):
        first, last = segments[row, [FIRST, LAST]]
        np.testing.assert_array_equal(codes[bounds[first] :][:WINDOW], reference)
        assert bounds[last] - bounds[first] == WINDOW - width + 1
    # Windows of two sequences are none.
    assert np.diff(bounds)[~used[:-1]].tolist() == [width - 1]


def test_sums_of_whole_numbers_do_not_overflow() -> None:
    from bindery.variants.pooling.lookup_tables import lookup_tables, whole_number_scales

    table = np.full((24, 6, 3), 7.3, np.float32)
    tables = lookup_tables(table, np.array([0, 50, -1e30], np.float32))
    scales = whole_number_scales(tables, 1000)
    largest = np.array([24 * 7.3, 24 * 7.3 + 50, 1e30])
    sums = largest * scales[0, :3] * 1000
    assert (sums < 2**31).all() and (sums > 2**28).all()
    assert (np.log2(scales) % 1 == 0).all()

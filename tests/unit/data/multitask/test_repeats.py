"""Repeats of held-out sequences."""

import numpy as np
from helpers import random_codes

from bindery import alphabet
from bindery.data.multitask.repeats import K, kmers_of, repeated


def test_a_repeat_on_either_strand_is_found_whole() -> None:
    held_out = random_codes(3, 201, seed=1)
    codes = random_codes(1, 2000, seed=2)[0]
    codes[100:160] = held_out[0, 20:80]
    codes[500:701] = alphabet.reverse_complement(held_out[1])
    # One base fewer than counts.
    codes[900:949] = held_out[2, :49]
    codes[949] = (held_out[2, 49] + 1) % 4
    expected = np.zeros(2000, bool)
    expected[100:160] = expected[500:701] = True
    found = repeated(codes, kmers_of([held_out]), 50)
    # A base beside a repeat may be equal by chance.
    assert found[expected].all()
    assert found.sum() <= expected.sum() + 8
    assert not found[890:960].any()


def test_unknown_bases_repeat_nothing() -> None:
    held_out = np.full((1, 201), alphabet.UNKNOWN, np.uint8)
    assert not len(kmers_of([held_out]))
    assert not repeated(np.full(300, 4, np.uint8), kmers_of([held_out]), 50).any()


def test_kmers_are_the_same_for_both_strands() -> None:
    codes = random_codes(5, 100, seed=3)
    there = kmers_of([codes])
    assert len(there) == 5 * (100 - K + 1)
    np.testing.assert_array_equal(there, kmers_of([alphabet.reverse_complement(codes)]))
    np.testing.assert_array_equal(there, kmers_of([codes[:2], codes[2:]]))


def test_a_sequence_shorter_than_a_repeat_has_none() -> None:
    held_out = random_codes(1, 201, seed=1)
    assert not repeated(held_out[0, :40], kmers_of([held_out]), 50).any()

"""Counts of k-mers, the features of the regressions that deep models are compared with."""

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_array, hstack

from bindery.alphabet import UNKNOWN, decode, reverse_complement


def canonical_kmers(k: int) -> np.ndarray:
    """The index of each k-mer's feature, the same for a k-mer and its reverse complement.

    Args:
        k: length of a k-mer.

    Returns:
        int64, shape (4**k,), indexed by the k-mer as a number in base 4, order ACGT.
    """
    numbers = np.arange(4**k)
    other = np.zeros_like(numbers)
    left = numbers.copy()
    for _ in range(k):
        other = other * 4 + (3 - left % 4)
        left //= 4
    _, feature = np.unique(np.minimum(numbers, other), return_inverse=True)
    return feature


def kmer_names(k: int) -> np.ndarray:
    """Each feature's k-mer and its reverse complement, the alphabetically first one first.

    Returns:
        object, shape (features, 2), of both strands' features, see `canonical_kmers`.
    """
    _, first = np.unique(canonical_kmers(k), return_index=True)
    digits = (first[:, None] // 4 ** np.arange(k - 1, -1, -1) % 4).astype(np.uint8)
    both = zip(digits, reverse_complement(digits), strict=True)
    return np.array([sorted(map(decode, pair)) for pair in both], object)


def kmer_counts(codes: np.ndarray, k: int, both_strands: bool = True) -> csr_array:
    """Count k-mers; those with an unknown base are ignored.

    Args:
        codes: uint8, shape (n, window).
        k: length of a k-mer.
        both_strands: whether a k-mer and its reverse complement are one feature.

    Returns:
        Sparse float64, shape (n, features): 2,080 features for k = 6 on both strands, else 4,096.
    """
    feature = canonical_kmers(k) if both_strands else np.arange(4**k)
    positions = codes.shape[1] - k + 1
    number = np.zeros((len(codes), positions), np.int64)
    known = np.ones((len(codes), positions), bool)
    for offset in range(k):
        part = codes[:, offset : offset + positions]
        known &= part != UNKNOWN
        number = number * 4 + np.minimum(part, 3)
    row, position = np.nonzero(known)
    column = feature[number[row, position]]
    shape = (len(codes), int(feature.max()) + 1)
    counts = csr_array((np.ones(len(row)), (row, column)), shape=shape)
    counts.sum_duplicates()
    return counts


def kmer_features(codes: np.ndarray, lengths: Sequence[int], both_strands: bool) -> csr_array:
    """log(1 + count) of the k-mers of some lengths, side by side; see `kmer_counts`."""
    counts = [kmer_counts(codes, k, both_strands) for k in lengths]
    features = csr_array(hstack(counts)) if len(counts) > 1 else counts[0]
    features.data = np.log1p(features.data)
    return features

"""Bases and their codes: A C G T(U) = 0 1 2 3, anything else = 4; channels; strands; shuffles."""

from collections.abc import Iterable

import numpy as np

BASES = "ACGT"
# The same four in RNA, whose U has the code of T.
RNA = "ACGU"
MOLECULES = {"dna": BASES, "rna": RNA}
UNKNOWN = 4
# Bases and IUPAC's letters for several bases, in both cases.
IUPAC = b"ACGTUNRYSWKMBDHVacgtunryswkmbdhv"
# A file with a larger share of other letters holds no DNA or RNA.
MOST_OTHERS = 0.01

# Tables for bytes.translate, which needs no index array as NumPy does.
_CODE_OF_BYTE = bytes("ACGT".find(chr(byte).upper().replace("U", "T")) % 5 for byte in range(256))
_BYTE_OF_CODE = b"ACGTN" + b"N" * 251
_CHANNELS = np.array([*np.eye(4), [0.25] * 4], np.float32)
_DIGEST_ROWS = 1 << 8


def encode(letters: bytes | bytearray | str) -> np.ndarray:
    """Turn letters into codes.

    Args:
        letters: ASCII; case does not matter.

    Returns:
        Codes, uint8, shape (length,), order ACGT, U as T, 4 for anything else.
    """
    if isinstance(letters, str):
        letters = letters.encode()
    return np.frombuffer(letters.translate(_CODE_OF_BYTE), np.uint8)


def decode(codes: np.ndarray) -> str:
    """Turn codes, uint8, shape (length,), into text with N for unknown bases."""
    return codes.tobytes().translate(_BYTE_OF_CODE).decode()


def one_hot(codes: np.ndarray) -> np.ndarray:
    """Codes as four channels, as the models see them.

    Args:
        codes: uint8, shape (n, length), or any other.

    Returns:
        float32, shape (n, length, 4), order ACGT; 0.25 in each channel of an unknown base.
    """
    return _CHANNELS[codes]


def reverse_complement(codes: np.ndarray) -> np.ndarray:
    """The reverse complement of codes, uint8, shape (..., length)."""
    # 3 - 4 wraps around to 255, which the minimum brings back to 4.
    return np.minimum(3 - codes[..., ::-1], UNKNOWN, dtype=np.uint8)


def gc_content(codes: np.ndarray) -> np.ndarray:
    """Share of G and C among the known bases of each row.

    Args:
        codes: shape (n, length), uint8.

    Returns:
        float64, shape (n,); 0 where a row has no known base.
    """
    known = (codes != UNKNOWN).sum(axis=1)
    strong = ((codes == 1) | (codes == 2)).sum(axis=1)
    return strong / np.maximum(known, 1)


def mixed(words: np.ndarray) -> np.ndarray:
    """The finaliser of SplitMix64 (Steele, Lea, Flood 2014), in place on uint64."""
    words ^= words >> np.uint64(30)
    words *= np.uint64(0xBF58476D1CE4E5B9)
    words ^= words >> np.uint64(27)
    words *= np.uint64(0x94D049BB133111EB)
    words ^= words >> np.uint64(31)
    return words


def _digest(codes: np.ndarray) -> np.ndarray:
    rows, length = codes.shape
    padded = np.zeros((rows, -(-length // 8) * 8), np.uint8)
    padded[:, :length] = codes
    words = padded.view(np.uint64)
    salts = mixed(np.arange(1, words.shape[1] + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15))
    return mixed(mixed(words + salts).sum(axis=1, dtype=np.uint64))


def strandless_digest(codes: np.ndarray) -> np.ndarray:
    """A 64-bit digest of each sequence that is the same for its reverse complement.

    Among n different sequences, the probability that any two share a digest is about n^2 / 2^65.

    Args:
        codes: shape (n, length), uint8.

    Returns:
        uint64, shape (n,).
    """
    found = np.empty(len(codes), np.uint64)
    # A part at a time, so that the work stays in the processor's cache.
    for first in range(0, len(codes), _DIGEST_ROWS):
        part = codes[first : first + _DIGEST_ROWS]
        both = np.minimum(_digest(part), _digest(reverse_complement(part)))
        found[first : first + _DIGEST_ROWS] = both
    return found


def ragged_digest(sequences: Iterable[np.ndarray]) -> np.ndarray:
    """`strandless_digest` of sequences of any lengths, without the unknown bases at their ends.

    Padding a sequence with unknown bases does not change its digest.

    Args:
        sequences: codes, uint8, shape (length,) each.

    Returns:
        uint64, shape (n,).
    """
    bare = [_without_unknown_ends(codes) for codes in sequences]
    found = np.empty(len(bare), np.uint64)
    by_length: dict[int, list[int]] = {}
    for row, codes in enumerate(bare):
        by_length.setdefault(len(codes), []).append(row)
    for length, rows in by_length.items():
        digest = strandless_digest(np.stack([bare[row] for row in rows]))
        # Without the length, a sequence and the same one with A's appended could share a digest.
        found[rows] = mixed(digest ^ np.uint64(length))
    return found


def _without_unknown_ends(codes: np.ndarray) -> np.ndarray:
    if len(codes) and codes[0] != UNKNOWN and codes[-1] != UNKNOWN:
        return codes
    known = np.flatnonzero(codes != UNKNOWN)
    return codes[known[0] : known[-1] + 1] if len(known) else codes[:0]


def _last_edges_form_tree(
    order: np.ndarray, codes: np.ndarray, ends: np.ndarray, size: int
) -> np.ndarray:
    """Whether following the last edges leads from each base that occurs to the final base.

    Args:
        order: successors grouped by base, shape (n, length - 1).
        codes: sequences, shape (n, length).
        ends: position in `order` one past each base's group, shape (n, size).
        size: number of letters.

    Returns:
        bool, shape (n,).
    """
    rows = np.arange(len(codes))[:, None]
    last = codes[:, -1:]
    counts = np.diff(ends, axis=1, prepend=0)
    target = np.take_along_axis(order, np.maximum(ends - 1, 0), axis=1)
    letters = np.arange(size)[None, :]
    # Letters without a successor, and the final letter, point to themselves.
    target = np.where((counts == 0) | (letters == last), letters, target)
    reached = np.broadcast_to(letters, target.shape)
    for _ in range(size):
        reached = target[rows, reached]
    return ((reached == last) | (counts == 0)).all(axis=1)


def dinucleotide_shuffle(codes: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Shuffle each sequence, keeping its exact dinucleotide counts and its two end bases.

    Altschul and Erickson (Mol Biol Evol 1985): a sequence is an Eulerian walk over the graph of
    its dinucleotides. The successors of each base are put in random order until the last ones
    form a tree towards the final base; the walk along that order is then drawn uniformly from
    all such walks. All rows advance together.

    Args:
        codes: shape (n, length), uint8, order ACGT; unknown bases are a fifth letter.
        generator: source of randomness.

    Returns:
        Shuffled codes, same shape and dtype.
    """
    size = UNKNOWN + 1
    rows, length = codes.shape
    if length < 4 or rows == 0:
        return codes.copy()
    before, after = codes[:, :-1], codes[:, 1:]
    counts = np.stack([(before == letter).sum(axis=1) for letter in range(size)], axis=1)
    ends = np.cumsum(counts, axis=1)
    order = np.empty_like(after)
    pending = np.arange(rows)
    while pending.size:
        keys = before[pending] + generator.random((pending.size, length - 1))
        order[pending] = np.take_along_axis(after[pending], np.argsort(keys, axis=1), axis=1)
        fits = _last_edges_form_tree(order[pending], codes[pending], ends[pending], size)
        pending = pending[~fits]
    shuffled = np.empty_like(codes)
    shuffled[:, 0] = codes[:, 0]
    pointer = ends - counts
    every = np.arange(rows)
    for position in range(1, length):
        base = shuffled[:, position - 1]
        shuffled[:, position] = order[every, pointer[every, base]]
        pointer[every, base] += 1
    return shuffled

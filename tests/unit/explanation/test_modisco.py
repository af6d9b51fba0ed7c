import numpy as np
import pytest

from bindery.alphabet import reverse_complement
from bindery.explanation import modisco as module
from bindery.explanation.modisco import Settings, find_patterns
from bindery.motifs.matrices import Motif, jaspar_motif, jaspar_motifs
from bindery.motifs.tomtom import annotate

# Reb1 raises the made output and Gcn4 lowers it.
RAISES, LOWERS = "MA0363.3", "MA0303.3"
WINDOW, SEQUENCES = 101, 300
SETTINGS = Settings(leiden_runs=2)

Made = tuple[np.ndarray, np.ndarray]


def plant(made: Made, motif: Motif, sign: float, generator: np.random.Generator) -> None:
    """Put a contributing site of a motif at any position of each sequence, on either strand."""
    codes, hypothetical = made
    shares = motif.probabilities()
    # What a base contributes against an even one, as a model that has learned the motif would say.
    weights = sign * (np.log(shares + 0.01) - np.log(shares + 0.01).mean(axis=1, keepdims=True))
    for row in range(len(codes)):
        site = (generator.random((len(shares), 1)) < shares.cumsum(axis=1)).argmax(axis=1)
        strength = generator.uniform(0.5, 1.5)
        own = weights
        if generator.random() < 0.5:
            site, own = 3 - site[::-1], weights[::-1, ::-1]
        start = generator.integers(0, WINDOW - len(site) + 1)
        codes[row, start : start + len(site)] = site
        hypothetical[row, start : start + len(site)] = strength * own


def make(rows: int, planted: bool = True) -> Made:
    generator = np.random.default_rng(7)
    codes = generator.integers(0, 4, (rows, WINDOW)).astype(np.uint8)
    noise = generator.normal(0, 0.1, (rows, WINDOW, 4)).astype(np.float32)
    hypothetical = noise.copy()
    if planted:
        half = rows // 2
        for part, name, sign in ((slice(half), RAISES, 1), (slice(half, None), LOWERS, -1)):
            motif = jaspar_motif(name, "JASPAR2024")
            plant((codes[part], hypothetical[part]), motif, sign, generator)
    # Unknown bases are in real sequences.
    codes[0, :3] = 4
    return codes, hypothetical + noise


@pytest.mark.slow
def test_planted_motifs_are_found_and_named_the_same_each_time() -> None:
    codes, hypothetical = make(SEQUENCES)
    found = find_patterns(codes, hypothetical, SETTINGS, seed=1)
    assert found.reason == ""
    names = [pattern.name for pattern in found.patterns]
    first = {name.split("_")[0]: index for index, name in reversed(list(enumerate(names)))}
    known = jaspar_motifs("JASPAR2024", "fungi")
    matches = annotate([pattern.motif() for pattern in found.patterns], known)
    for sign, name in (("positive", "REB1"), ("negative", "GCN4")):
        pattern, match = found.patterns[first[sign]], matches[first[sign]]
        assert match.name == name and match.q_value < 0.01
        assert pattern.name == f"{sign}_1" and pattern.seqlets > 30
        assert (pattern.contributions.sum() > 0) == (sign == "positive")
        assert_sites_make_the_frequencies(codes, pattern)
    again = find_patterns(codes, hypothetical, SETTINGS, seed=1)
    assert [pattern.name for pattern in again.patterns] == names
    for one, other in zip(found.patterns, again.patterns, strict=True):
        for part in ("frequencies", "contributions", "rows", "restarts", "reverse"):
            assert getattr(one, part).tobytes() == getattr(other, part).tobytes()


def assert_sites_make_the_frequencies(codes: np.ndarray, pattern: module.Pattern) -> None:
    length = len(pattern.frequencies)
    inside = (pattern.starts >= 0) & (pattern.starts + length <= WINDOW)
    sites = np.stack(
        [codes[row, start : start + length] for row, start in
         zip(pattern.rows[inside], pattern.starts[inside], strict=True)]
    )  # fmt: skip
    reverse = pattern.reverse[inside]
    sites[reverse] = reverse_complement(sites[reverse])
    shares = (sites[:, :, None] == np.arange(4)).mean(axis=0)
    assert inside.mean() > 0.7
    np.testing.assert_allclose(pattern.frequencies.sum(axis=1), 1)
    np.testing.assert_allclose(shares, pattern.frequencies, atol=0.15)


def test_too_few_seqlets_are_a_reason() -> None:
    codes, hypothetical = make(20, planted=False)
    found = find_patterns(codes, hypothetical, SETTINGS, seed=1)
    assert found.patterns == []
    assert found.reason.startswith("too few positive seqlets: ")
    assert "and TF-MoDISco needs at least 100; too few negative seqlets: " in found.reason


@pytest.mark.parametrize(
    ("rows", "length", "value", "reason"),
    [
        (0, 101, 1, "there are no sequences"),
        (9, 30, 1, "sequences of 30 bases are shorter than a seqlet"),
        (9, 101, np.nan, "contributions are not finite"),
        (9, 101, 0, "no base contributes anything"),
    ],
)
def test_attributions_that_cannot_be_searched(
    rows: int, length: int, value: float, reason: str
) -> None:
    codes = np.zeros((rows, length), np.uint8)
    hypothetical = np.full((rows, length, 4), value, np.float32)
    assert find_patterns(codes, hypothetical, SETTINGS, seed=1) == module.Patterns([], reason)


def test_attributions_without_spread_are_a_reason() -> None:
    for length in (35, 101):
        codes = np.zeros((200, length), np.uint8)
        found = find_patterns(codes, np.ones((200, length, 4), np.float32), SETTINGS, seed=1)
        assert found.patterns == [] and found.reason and "\n" not in found.reason


def test_failure_of_modisco_is_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise IndexError("index 5 is\nout of bounds")

    monkeypatch.setattr(module, "seqlets_to_patterns", fail)
    monkeypatch.setattr(module, "MIN_SEQLETS", 1)
    codes, hypothetical = make(50)
    found = find_patterns(codes, hypothetical, SETTINGS, seed=1)
    assert found.patterns == []
    assert "gave up (IndexError: index 5 is out of bounds)" in found.reason

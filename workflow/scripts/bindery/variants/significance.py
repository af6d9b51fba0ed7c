"""How unusual a change's effect is among random changes of its kind, by the same model."""

from dataclasses import dataclass

import numpy as np

from bindery.variants.changed_windows import Edit


@dataclass(frozen=True)
class Chance:
    """Effects of random changes by group: a substitution in a bin of GC content, or another kind.

    Attributes:
        effects: (kind, bin) -> effects, float64. The bin of a kind that is no substitution is 0.
    """

    effects: dict[tuple[str, int], np.ndarray]

    @classmethod
    def of(cls, kinds: np.ndarray, bins: np.ndarray, effects: np.ndarray) -> "Chance":
        """Of random changes, each shape (n,)."""
        groups = _groups(kinds, bins)
        order = sorted(set(groups))
        numbers = {group: number for number, group in enumerate(order)}
        which = np.array([numbers[group] for group in groups], np.int64)
        values = effects.astype(np.float64)
        return cls({group: values[which == number] for group, number in numbers.items()})

    def of_effects(
        self, kinds: np.ndarray, bins: np.ndarray, effects: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Two-sided empirical p and z of effects.

        p is (1 + number of random effects at least as far from 0) / (their number + 1). z is the
        distance from their mean in standard deviations.

        Args:
            kinds: object, shape (n,).
            bins: shape (n,).
            effects: shape (n,).

        Returns:
            p and z, float64, shape (n,). Both are NaN for a kind without random changes; z also
            where there is but one or all are equal.
        """
        found = np.full((2, len(effects)), np.nan)
        groups = _groups(kinds, bins)
        rows: dict[tuple[str, int], list[int]] = {}
        for row, group in enumerate(groups):
            rows.setdefault(group, []).append(row)
        for group, own in rows.items():
            random = self.effects.get(group)
            if random is None:
                continue
            values = effects[own].astype(np.float64)
            sizes = np.sort(np.abs(random))
            further = len(sizes) - np.searchsorted(sizes, np.abs(values), side="left")
            found[0][own] = (1 + further) / (len(sizes) + 1)
            spread = random.std(ddof=1) if len(random) > 1 else 0
            if spread > 0:
                found[1][own] = (values - random.mean()) / spread
        return found[0], found[1]


def _groups(kinds: np.ndarray, bins: np.ndarray) -> list[tuple[str, int]]:
    edits = {kind: Edit.of(kind) for kind in set(kinds.tolist())}
    by_bin = {kind for kind, edit in edits.items() if edit is not None and edit.is_substitution}
    return [
        (kind, number if kind in by_bin else 0)
        for kind, number in zip(kinds.tolist(), bins.tolist(), strict=True)
    ]

"""Alleles of a VCF that are on one haplotype within one window.

On one haplotype of a sample are the alleles that `GT` puts on the same side of `|`, in one phase
set (`PS`) if there are several, and those of homozygous and haploid calls, which need no phase.
Every largest set of two or more alleles that a window holds is found; a set that several haplotypes
have is found once.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from bindery.genomics.vcf import FIXED
from bindery.variants.placement import Edit, stretch

# The phase set of homozygous and haploid calls, which belong to all.
ANY = ""


class Carrier(NamedTuple):
    """A sample's haplotype, from 0, that has an allele, and the phase set."""

    sample: int
    haplotype: int
    phase_set: str


class Member(NamedTuple):
    """An allele of a haplotype: its number among those of the file, what it does, and itself."""

    number: int
    edit: Edit
    allele: Any


class Group(NamedTuple):
    """Alleles that are on one haplotype, by their starts, and the haplotype's name."""

    members: list[Member]
    name: str


def carriers(cells: Sequence[str], allele: int, samples: int) -> Iterator[Carrier]:
    """The haplotypes with an allele.

    Args:
        cells: the columns of a line.
        allele: the allele as `GT` numbers it, from 1.
        samples: number of samples.
    """
    if len(cells) <= FIXED:
        return
    keys = cells[FIXED].split(":")
    if "GT" not in keys:
        return
    genotype, phase_set = keys.index("GT"), keys.index("PS") if "PS" in keys else len(keys)
    wanted = str(allele)
    for sample, cell in enumerate(cells[FIXED + 1 : FIXED + 1 + samples]):
        values = cell.split(":")
        if len(values) <= genotype or wanted not in values[genotype]:
            continue
        # VCF 4.4 may begin a genotype with its phase.
        text = values[genotype].lstrip("|/")
        called = text.replace("/", "|").split("|")
        same = called.count(wanted) == len(called)
        if not same and "/" in text:
            continue
        own = values[phase_set] if len(values) > phase_set else "."
        for haplotype, one in enumerate(called):
            if one == wanted:
                yield Carrier(sample, haplotype, ANY if same else own)


def overlap(one: Edit, other: Edit) -> bool:
    """Whether two changes cannot both be made: they share a base, or the same place between two."""
    if one.start == other.start:
        return bool(one.removed) == bool(other.removed)
    first, second = sorted((one, other))
    return second.start < first.end


@dataclass
class _Track:
    """The last alleles of one haplotype and phase set that a window holds, by their starts."""

    members: list[Member] = field(default_factory=list)
    grown: bool = False
    # Alleles that overlap one of these.
    left_out: list[Member] = field(default_factory=list)
    # The numbers of those whose phase is of this set, and the end of the last.
    phased: set[int] = field(default_factory=set)
    phased_until: int = 0
    # The numbers when a set was taken last.
    last: set[int] = field(default_factory=set)

    @property
    def numbers(self) -> set[int]:
        """The numbers of the alleles, and of those that were left out."""
        return {one.number for one in (*self.members, *self.left_out)}

    def add(self, member: Member, window: int) -> list[Member]:
        """Take an allele; the set before it, if the window does not hold both and it is new."""
        found: list[Member] = []
        edits = [one.edit for one in self.members]
        while edits and stretch([*edits, member.edit]) > window:
            found = found or self.taken()
            self.members.pop(0)
            edits.pop(0)
        begin = edits[0].start if edits else member.edit.start
        self.left_out = [one for one in self.left_out if one.edit.end >= begin]
        self.members = sorted([*self.members, member], key=lambda one: one.edit)
        self.grown = True
        return found

    def taken(self) -> list[Member]:
        """The set, if it has two alleles or more and was not taken since the last was added."""
        found = list(self.members) if self.grown and len(self.members) > 1 else []
        self.last = self.numbers
        self.grown = False
        return found


class Haplotypes:
    """Finds the sets of alleles on one haplotype while the lines of a VCF go by, in their order."""

    def __init__(self, samples: Sequence[str], window: int):
        """Begin.

        Args:
            samples: names of the samples.
            window: bases that a set may extend over, in either allele.
        """
        self.samples, self.window = samples, window
        self._tracks: dict[tuple[int, int], dict[str, _Track]] = {}
        self._seen: set[tuple[int, ...]] = set()
        self._phased: dict[tuple[int, int], list[set[int]]] = {}

    def add(self, member: Member, cells: Sequence[str], allele: int) -> tuple[list[Group], bool]:
        """Take an allele.

        Args:
            member: the allele.
            cells: the columns of its line.
            allele: the allele as `GT` numbers it, from 1.

        Returns:
            The sets that are complete, and whether the allele was left out of one because it
            overlaps another in it.
        """
        found: list[Group] = []
        left_out = False
        for carrier in carriers(cells, allele, len(self.samples)):
            tracks = self._tracks.setdefault(carrier[:2], {ANY: _Track()})
            found += self._passed(tracks, carrier[:2], member.edit.start)
            if carrier.phase_set not in tracks:
                tracks[carrier.phase_set] = _Track(list(tracks[ANY].members))
            own = list(tracks) if carrier.phase_set == ANY else [carrier.phase_set]
            for phase_set in own:
                track = tracks[phase_set]
                if phase_set == carrier.phase_set:
                    track.phased.add(member.number)
                    track.phased_until = max(track.phased_until, member.edit.end)
                if any(overlap(member.edit, one.edit) for one in track.members):
                    track.left_out.append(member)
                    left_out = True
                    continue
                complete = track.add(member, self.window)
                found += self._new(complete, carrier[:2], phase_set)
        return found, left_out

    def _passed(self, tracks: dict[str, _Track], who: tuple[int, int], start: int) -> list[Group]:
        """The last sets of phase sets that ended more than a window before a base; they go."""
        found = []
        for phase_set, track in list(tracks.items()):
            if phase_set != ANY and start - track.phased_until > self.window:
                found += self._new(track.taken(), who, phase_set)
                del tracks[phase_set]
        return found

    def finish(self) -> list[Group]:
        """The last sets of a chromosome; then begin anew."""
        found = []
        for who, tracks in self._tracks.items():
            for phase_set, track in tracks.items():
                found += self._new(track.taken(), who, phase_set)
        self._tracks.clear()
        self._seen.clear()
        self._phased.clear()
        return found

    def _new(self, members: list[Member], who: tuple[int, int], phase_set: str) -> list[Group]:
        """A set with its name, unless it was found before or is part of another phase set's."""
        key = tuple(one.number for one in members)
        if not key or (phase_set == ANY and self._within(key, who)):
            return []
        if phase_set != ANY:
            track = self._tracks[who][phase_set]
            # Without an allele whose phase counts, the set is that of all phase sets.
            if not track.phased & set(key):
                return []
            self._phased.setdefault(who, []).append(track.last)
        if key in self._seen:
            return []
        self._seen.add(key)
        last = "" if phase_set in (ANY, ".") else f":{phase_set}"
        return [Group(members, f"{self.samples[who[0]]}:{who[1] + 1}{last}")]

    def _within(self, key: tuple[int, ...], who: tuple[int, int]) -> bool:
        """Whether a set without a phase is part of one with a phase on the same haplotype."""
        # Later sets begin later, so what ends before this one is not asked for again.
        taken = [one for one in self._phased.get(who, ()) if max(one) >= key[0]]
        self._phased[who] = taken
        live = [
            track.numbers
            for own, track in self._tracks[who].items()
            if own != ANY and track.phased & track.numbers
        ]
        return any(set(key) <= one for one in (*taken, *live))

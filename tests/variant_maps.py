"""Maps of variants to draw: a site, and a substitution, an insertion and a deletion within it."""

import numpy as np
from helpers import random_codes

from bindery import alphabet
from bindery.motifs.matrices import Motif
from bindery.variants.differences import Difference
from bindery.variants.map_files import VariantMaps, maps_of
from bindery.variants.motif_changes import OWN, MotifChange, Site

SITE = "TGACTCATT"
WINDOW, AT = 61, 26
# The column of the change: the site's fifth base.
CHANGED = AT + 4


def effects_of(codes: np.ndarray) -> np.ndarray:
    """Effects of which those within the site are 1 and all others next to none."""
    effects = np.full((WINDOW, 4), 0.01, np.float32)
    effects[AT : AT + len(SITE)] = -1
    effects[np.arange(WINDOW), codes] = 0
    return effects


def made(*, reverse: bool = False, known: bool = True) -> VariantMaps:
    """Three variants: T>A, an insertion of two bases, and a deletion of one."""
    codes = random_codes(1, WINDOW)[0]
    codes[AT : AT + len(SITE)] = alphabet.encode(SITE)
    others = [
        np.concatenate([codes[:CHANGED], alphabet.encode(new), codes[CHANGED + lost :]])
        for new, lost in (("A", 1), ("GG", 0), ("", 1))
    ]
    others[2] = np.append(others[2], np.uint8(0))
    both = np.stack([np.stack([codes] * 3), np.stack([own[:WINDOW] for own in others])])
    effects = np.stack([[effects_of(own) for own in allele] for allele in both])
    matrix = np.eye(4)[alphabet.encode(SITE)] * 10
    motif = Motif("MA1.1", "AP1", matrix[::-1, ::-1] if reverse else matrix)
    site = Site(12.0, AT, reverse)
    change = MotifChange(motif, OWN, site, Site(1.0, AT, reverse)) if known else None
    differences = [Difference(CHANGED, *own) for own in ((1, 1), (0, 2), (1, 0))]
    found = [(own, change, "breaks AP1") for own in differences]
    return maps_of(np.arange(3), both, effects, found)

"""Rule find_patterns: find patterns in a model's attributions."""

import logging

from bindery.explanation.attributions import read_attributions
from bindery.explanation.modisco import Patterns, Settings
from bindery.explanation.modisco import find_patterns as search
from bindery.explanation.pattern_files import write_patterns

logger = logging.getLogger(__name__)


def find_patterns(*, attributions: str, patterns: str, method: str, seed: int) -> None:
    """Find patterns in a model's attributions.

    Args:
        attributions: HDF5 of the rule explain.
        patterns: output, HDF5, see `pattern_files.write_patterns`.
        method: method of the attributions that are searched.
        seed: seed of the search.
    """
    own = read_attributions(attributions)
    values = getattr(own, method)
    if values is None:
        found = Patterns([], "the model has no gradients to search")
    else:
        found = search(own.sequences, values, Settings(), seed)
    logger.info("%d patterns %s", len(found.patterns), found.reason)
    write_patterns(patterns, found)

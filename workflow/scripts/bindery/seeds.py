"""Seeds: each stage of each experiment has its own, from the one seed of the config."""

import hashlib


def derive_seed(seed: int, *names: str) -> int:
    """A stage's own seed, from the study's seed and names such as experiment, model and stage.

    Adding an experiment changes no other one's. Non-negative and below 2**31, as all libraries
    take it.
    """
    text = "\0".join([str(seed), *names])
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big") >> 1

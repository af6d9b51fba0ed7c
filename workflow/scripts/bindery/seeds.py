"""Seeds: each stage of each experiment derives its own from the seed in the config."""

import hashlib


def derive_seed(seed: int, *names: str) -> int:
    """Derive a seed from the study's seed and names such as experiment, model and stage.

    Adding an experiment does not change the seeds of the others. A seed is non-negative and below
    2**31, so that all libraries accept it.
    """
    text = "\0".join([str(seed), *names])
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big") >> 1

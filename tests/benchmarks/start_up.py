"""Jobs, time and the share of start-up of calibrated yeast proteins, by TensorFlow and by JAX."""

import sys

from _common import report
from _jobs import own_config, run

# Of few peaks and of many; Reb1 and Abf1 have a known matrix, so one baseline more.
MODELS = {"deepbind": {"architecture": "deepbind"}}
PROTEINS = "Acs2 Reb1 Abf1 Sua7".split()


def main() -> None:
    """Run the same proteins (arguments: others) on each backend."""
    proteins = sys.argv[1:] or PROTEINS
    pages = [f"{protein}/report.html" for protein in proteins]
    wholes, parts = [], []
    for backend in ("tensorflow", "jax"):
        name = f"start_up_{backend}"
        changes = {"backend": backend, "calibration": {"preset": "quick"}, "models": MODELS}
        config = own_config(name, "yeast", changes, ("candidates", "multitask"))
        whole, rules = run(name, {}, pages, config)
        wholes.append({"backend": backend, "experiments": len(proteins), **whole})
        parts += [{"backend": backend, **row} for row in rules]
    report("start_up_rules", parts)
    report("start_up", wholes)


if __name__ == "__main__":
    main()

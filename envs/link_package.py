"""Let Python's environment find the package of this checkout, wherever Python is started.

A path file needs no network, no build and no copy: the package is always that of the checkout.
`pip install` of the project does the same in other environments.
"""

import sysconfig
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1] / "workflow" / "scripts"


def link(folder: Path) -> None:
    """Write the path file into a folder of an environment's packages."""
    (folder / "bindery.pth").write_text(f"{PACKAGE}\n", encoding="utf-8")


if __name__ == "__main__":
    link(Path(sysconfig.get_path("purelib")))

"""Let Python's environment find the package of this checkout, and the shell the command `bindery`.

No network, no build and no copy: the package is always that of the checkout. A path in a `.pth`
file would come before the folder of a workflow's scripts, so that a workflow in another folder
would run this checkout's code; a finder at the end comes after it.
"""

import sys
import sysconfig
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1] / "workflow" / "scripts"
FINDER = '''"""Find the package `bindery` in its checkout, after all other places."""

import sys
from importlib.machinery import PathFinder


class Checkout:
    """Finder of one package."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        """The package's specification; None for other modules."""
        return PathFinder.find_spec(name, [{folder!r}]) if name == "bindery" else None


sys.meta_path.append(Checkout)
'''
COMMAND = """#!{python}
from bindery.cli.main import main

main()
"""


def link(folder: Path) -> None:
    """Write the finder, and the line that starts it, into a folder of an environment's packages."""
    (folder / "bindery_checkout.py").write_text(
        FINDER.format(folder=str(PACKAGE)), encoding="utf-8"
    )
    (folder / "bindery_checkout.pth").write_text("import bindery_checkout\n", encoding="utf-8")


def write_command(folder: Path) -> None:
    """Write the command `bindery` into a folder of an environment's programs."""
    command = folder / "bindery"
    command.write_text(COMMAND.format(python=sys.executable), encoding="utf-8")
    command.chmod(0o755)


if __name__ == "__main__":
    link(Path(sysconfig.get_path("purelib")))
    write_command(Path(sysconfig.get_path("scripts")))

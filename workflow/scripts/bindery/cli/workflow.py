"""Where the workflow is: around the package in a checkout, in a folder of it where pip put it."""

from pathlib import Path

from bindery.errors import InputError

FOLDER = "_workflow"
PACKAGE = Path(__file__).resolve().parents[1]


def folder(package: Path = PACKAGE) -> Path:
    """The folder with the Snakefile, `workflow`, `config` and `profiles`.

    Args:
        package: the package's folder.

    Raises:
        InputError: there is none.
    """
    for place in (package / FOLDER, package.parents[2]):
        if (place / "Snakefile").is_file():
            return place
    raise InputError(
        "the workflow is not beside the package",
        file=package,
        remedy='install Bindery again: pip install "path/to/bindery[cpu]"',
    )

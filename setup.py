"""Put the workflow into the package when it is built, so that `bindery run` finds it anywhere.

All else is in pyproject.toml. The files stay where they are in the repository; in the wheel they
are in `bindery/_workflow`, as beside each other as here.
"""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).resolve().parent
FOLDER = "_workflow"
# No file of the package is among them.
PARTS = (
    "Snakefile",
    "workflow/rules/*.smk",
    "workflow/scripts/*.py",
    "workflow/schemas/*",
    "workflow/report/*",
    "profiles/*/*",
    "envs/*.yaml",
    "config/*.yaml",
    "config/**/*.tsv",
)


class BuildWithWorkflow(build_py):
    """Build the package, and the workflow in a folder of it."""

    def run(self) -> None:
        """Copy all files; what an earlier build left is removed first."""
        package = Path(self.build_lib) / "bindery"
        if not self.editable_mode:
            shutil.rmtree(package, ignore_errors=True)
        super().run()
        if self.editable_mode:
            return
        for path in sorted({path for part in PARTS for path in ROOT.glob(part)}):
            if path.is_file():
                target = package / FOLDER / path.relative_to(ROOT)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, target)


setup(cmdclass={"build_py": BuildWithWorkflow})

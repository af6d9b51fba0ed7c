"""The commands of `bindery`: a new one is a line here and a module in this folder.

Only this list is read for `bindery --help`; a command's module is imported when it is asked for.
"""

import importlib
import sys
from typing import NamedTuple

import click


class Entry(NamedTuple):
    """A command: its module in this folder, which has it as `command`, and its line of help."""

    module: str
    line: str


COMMANDS = {
    "init": Entry("init", "Write a config and a table for your own data."),
    "run": Entry("run", "Run a study: train, explain and compare its models."),
    "info": Entry("info", "Say what a model is and how good it is."),
    "score": Entry("score", "Score sequences or regions by a model."),
    "scan": Entry("scan", "Score windows along a genome, and call peaks."),
    "saturate": Entry("saturate", "Score every single-base change of a region."),
    "design": Entry("design", "Design sequences for a model."),
    "variants": Entry("variants", "Score variants by one model or several."),
    "motifs": Entry("motifs", "Print the motifs of a model."),
    "verify": Entry("verify", "Check that nothing in a study's results is damaged or edited."),
    "export": Entry("export", "Pack trained models into one archive."),
    "import": Entry("import_model", "Import a model of another project."),
}


class Commands(click.Group):
    """The group of all commands, each of which is imported when it is first asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of use."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name; None if there is none."""
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        name = f"{__package__}.{entry.module}"
        importlib.import_module(name)
        found: click.Command = sys.modules[name].command
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the lines of help without importing any command."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.line) for name, entry in COMMANDS.items()])

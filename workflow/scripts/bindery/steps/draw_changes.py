"""Rule draw_changes: draw random changes of the kinds of a file's changes."""

from bindery.variants import random_changes_file


def draw_changes(*, changes: str, genome: str | None, random: str, settings: dict) -> None:
    """Draw random changes of the same kinds as those of a file.

    Args:
        changes: file of changes.
        genome: indexed FASTA; None in a study without a genome.
        random: output, file of changes with bins of GC content.
        settings: the other arguments of `random_changes_file.draw_changes`.
    """
    random_changes_file.draw_changes(changes=changes, genome=genome, random=random, **settings)

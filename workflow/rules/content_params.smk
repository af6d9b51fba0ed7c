"""The user's own files, which count by their content, not by their times."""

from snakemake.settings.types import RerunTrigger

from bindery.study.reading import content_digests

CONTENTS = content_digests.Record(Path(".snakemake", "bindery", "digests.tsv"))


@functools.cache
def is_made(path):
    """Whether a file is written by this workflow, or by one that uses it as a module."""
    return "<" in path or any(own.is_producer(path) for own in workflow.rules)


def of_user(path):
    """A path as a rule's input; if it is a user's own file, a new time alone reruns nothing.

    The rule then has a param with the digest of the file, by `contents`. Where a user has turned
    params off as a reason to run again, times count.
    """
    if not path or is_made(path) or RerunTrigger.PARAMS not in workflow.rerun_triggers:
        return path
    return ancient(path)


def contents(*sources):
    """A function of wildcards: the digest of each of the user's own files among a rule's inputs.

    Args:
        sources: paths, lists or dicts of paths, or functions of wildcards that return such.
    """

    def digests(wildcards):
        found = [one(wildcards) if callable(one) else one for one in sources]
        return [CONTENTS.digest_of(path) for path in flat(found) if not is_made(path)]

    return digests


def flat(files):
    """All paths in nested lists and dicts."""
    if isinstance(files, str):
        return [files]
    inner = files.values() if isinstance(files, dict) else files
    return [path for part in inner for path in flat(part)]

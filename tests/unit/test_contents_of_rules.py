"""Every rule that reads a user's own file has the digest of its content among its params.

Without it, an edit that keeps a file's time, or a large file, would not run the rule again.
"""

import re
from pathlib import Path

import pytest

RULES = Path(__file__).resolve().parents[2] / "workflow/rules"
RULE = re.compile(r"^ *rule (\w+):\n(.*?)(?=^\S|\Z|^ *rule )", flags=re.DOTALL | re.MULTILINE)
FUNCTION = re.compile(r"^def (\w+)(.*?)(?=^[^\s)]|\Z)", flags=re.DOTALL | re.MULTILINE)
SECTION = r"^ +{}:\n(.*?)(?=^ +[a-z_]+:(?:\n| \S)|\Z)"
MARK = "of_user"


def words(code: str) -> set[str]:
    """The names in code, without its texts."""
    return set(re.findall(r"\w+", re.sub(r'"[^"\n]*"', "", code)))


def called() -> dict[str, set[str]]:
    """Function of the files of rules -> words of its body."""
    texts = [path.read_text() for path in RULES.glob("*.smk")]
    return {name: words(body) for text in texts for name, body in FUNCTION.findall(text)}


def readers() -> set[str]:
    """Names of the functions that give a user's own file, by way of others too."""
    calls, found = called(), {MARK}
    while True:
        more = {name for name, inner in calls.items() if inner & found} - found
        if not more:
            return found
        found |= more


def rules() -> dict[str, tuple[set[str], set[str]]]:
    """Rule -> functions that give it a user's files, and those whose contents it counts."""
    among, found = readers(), {}
    for path in RULES.glob("*.smk"):
        for name, body in RULE.findall(path.read_text()):
            given = re.search(SECTION.format("input"), body, flags=re.DOTALL | re.MULTILINE)
            counted = re.search(r"contents=contents\(([^)]*)\)", body)
            texts = (one.group(1) if one else "" for one in (given, counted))
            read, digested = (words(text) & among for text in texts)
            if read or digested:
                found[name] = (read, digested)
    return found


def test_readers_are_found_through_other_functions() -> None:
    assert {"peaks_file", "tensor_inputs", "context_files", "given_structure"} <= readers()


@pytest.mark.parametrize("rule", sorted(rules()))
def test_a_rule_counts_the_content_of_each_users_file(rule: str) -> None:
    read, digested = rules()[rule]
    assert read == digested

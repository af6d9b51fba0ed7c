import re
import shutil
import subprocess

import pytest

from bindery.errors import InputError
from bindery.figures import rulegraph
from bindery.figures.rulegraph import restyle

# As `snakemake --rulegraph dot` prints it.
DOT = """digraph snakemake_dag {
    graph[bgcolor=white, margin=0];
    node[shape=box, style=rounded, fontname=sans,                 fontsize=10, penwidth=2];
    edge[penwidth=2, color=grey];
    0[label = "all", color = "0.40 0.6 0.85", style="rounded"];
    1[label = "evaluate", color = "0.13 0.6 0.85", style="rounded"];
    2[label = "train", color = "0.27 0.6 0.85", style="rounded"];
    1 -> 0
    2 -> 0
    2 -> 1
}
"""


def test_rules_and_their_arrows_are_kept_and_the_look_is_not() -> None:
    found = restyle(DOT)
    assert found.startswith("digraph rules {\n")
    assert found.endswith("\n}")
    lines = found.splitlines()
    assert [line for line in lines if re.fullmatch(r'"\w+";', line)] == [
        '"all";',
        '"evaluate";',
        '"train";',
    ]
    assert [line for line in lines if "->" in line] == [
        '"evaluate" -> "all";', '"train" -> "all";', '"train" -> "evaluate";'
    ]  # fmt: skip
    assert "0.13 0.6" not in found and "margin=0]" not in found


def test_order_of_snakemakes_lines_does_not_matter() -> None:
    lines = DOT.splitlines()
    turned = "\n".join([*lines[:4], *reversed(lines[4:-1]), lines[-1]])
    renumbered = re.sub(
        r"\b([012])(?=\[| ->|$)", lambda found: str(7 - int(found[1])), DOT, flags=re.M
    )
    assert renumbered != DOT
    assert restyle(turned) == restyle(DOT) == restyle(renumbered)


def test_one_rule_alone_is_a_graph() -> None:
    found = restyle('digraph snakemake_dag {\n    0[label = "all", color = "x"];\n}\n')
    assert '"all";' in found and "->" not in found


@pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz is not installed")
def test_graphviz_draws_it() -> None:
    svg = subprocess.run(
        ["dot", "-Tsvg"], input=restyle(DOT), capture_output=True, text=True, check=True
    ).stdout
    assert svg.count('class="node"') == 3
    assert svg.count('class="edge"') == 3


def test_absent_graphviz_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(
        InputError, match="the rule graph needs Graphviz's `tred`; install graphviz"
    ):
        rulegraph.graphviz("tred", dot=DOT)

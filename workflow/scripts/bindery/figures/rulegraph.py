"""Figure of a study's rules and their dependencies."""

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from bindery.errors import InputError


def rulegraph_dot(snakefile: str, config: dict) -> str:
    """Ask Snakemake for the rules of a study, as Graphviz text.

    Args:
        snakefile: the workflow's Snakefile.
        config: the study's whole config.

    Raises:
        InputError: Snakemake failed.
    """
    with tempfile.TemporaryDirectory() as scratch:
        file = Path(scratch) / "config.json"
        file.write_text(json.dumps(config))
        command = [sys.executable, "-m", "snakemake", "--snakefile", snakefile]
        command += ["--configfile", str(file), "--rulegraph", "dot", "--forceall", "--nolock"]
        result = subprocess.run(command, capture_output=True, text=True, env=dict(os.environ))
    if result.returncode:
        raise InputError(f"no rule graph: {result.stderr.strip().splitlines()[-1]}", file=snakefile)
    return result.stdout[result.stdout.index("digraph") :]


NODE = re.compile(r'^\s*(\d+)\s*\[.*?label = "(.*?)"')
EDGE = re.compile(r"^\s*(\d+) -> (\d+)")
STYLE = (
    'graph[rankdir=LR, bgcolor="transparent", nodesep=0.15, ranksep=0.35];',
    'node[shape=box, style="rounded,filled", fillcolor="#eef3f8", color="#4a6785", '
    'fontname="Helvetica", fontsize=10, height=0.3, margin="0.1,0.05"];',
    'edge[color="#8a9aab", arrowsize=0.6];',
)


def restyle(dot: str) -> str:
    """Restyle Snakemake's graph and sort its parts, whose order varies between runs."""
    lines = dot.splitlines()
    rules = {found[1]: found[2] for line in lines if (found := NODE.match(line))}
    edges = {(rules[found[1]], rules[found[2]]) for line in lines if (found := EDGE.match(line))}
    nodes = [f'"{rule}";' for rule in sorted(rules.values())]
    arrows = [f'"{one}" -> "{other}";' for one, other in sorted(edges)]
    return "\n".join(["digraph rules {", *STYLE, *nodes, *arrows, "}"])


def graphviz(program: str, *arguments: str, dot: str) -> str:
    """Run one of Graphviz's programs on a graph; return its output."""
    try:
        result = subprocess.run([program, *arguments], input=dot, capture_output=True, text=True)
    except FileNotFoundError:
        raise InputError(
            f"the rule graph needs Graphviz's `{program}`",
            remedy="install graphviz (`make setup` does)",
        ) from None
    if result.returncode:
        raise InputError(f"{program} failed: {result.stderr.strip()}")
    return result.stdout

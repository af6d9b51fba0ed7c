"""Rule draw_rulegraph: draw the study's rules and their dependencies."""

from bindery.figures.rulegraph import graphviz, restyle, rulegraph_dot
from bindery.files import write_text


def draw_rulegraph(*, target: str, snakefile: str, config: dict) -> None:
    """Draw the rules of a study as SVG, by Graphviz; edges that others imply are left out.

    Args:
        target: output, SVG.
        snakefile: the workflow's Snakefile.
        config: the study's whole config.
    """
    dot = restyle(rulegraph_dot(snakefile, config))
    write_text(target, graphviz("dot", "-Tsvg", dot=graphviz("tred", dot=dot)))

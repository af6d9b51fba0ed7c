"""Captions of Snakemake's own report show a config's texts as text, never as markup."""

from pathlib import Path
from types import SimpleNamespace

import jinja2
import pytest
from docutils.core import publish_parts

CAPTIONS = Path(__file__).resolve().parents[2] / "workflow/report"
TEXTS = {
    "raw HTML": ".. raw:: html\n\n   <script>alert(1)</script>\n",
    "raw HTML after a line": "Yeast\n\n.. raw:: html\n\n   <script>alert(1)</script>\n",
    "a local file": "x\n\n.. include:: /etc/hostname\n\n",
    "a tag": "<img src=x onerror=alert(1)>",
    "a link": "`here <javascript:alert(1)>`_",
    "a substitution": "|x|\n\n.. |x| raw:: html\n\n   <b>b</b>\n",
    "a section": "Title\n=====",
    "literals": "``code`` *a* **b** :math:`x` a_ \\",
    "templates": "{{ 7 * 7 }} {% for %}",
}


def rendered(name: str, config: dict) -> str:
    """The HTML of a caption, as Snakemake makes it."""
    template = jinja2.Template((CAPTIONS / name).read_text())
    source = template.render(snakemake=SimpleNamespace(config=config))
    return publish_parts(source, writer="html", settings_overrides={"report_level": 5})["fragment"]


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("name", ["workflow.rst", "published.rst"])
def test_texts_of_the_config_are_shown_as_they_are(name: str, text: str) -> None:
    published = {"title": text, "source": text, "measure": "auroc"}
    html = rendered(name, {"title": text, "label": text, "published": published})
    plain = "".join(jinja2.filters.do_striptags(html).split())
    assert (
        "".join(jinja2.filters.do_striptags(jinja2.utils.markupsafe.escape(text)).split()) in plain
    )
    for tag in ("<script", "<img", "<a ", "<b>", "<h1", "<h2", "<strong", "<em>", "<section"):
        assert tag not in html
    assert "49" not in html


def test_only_those_captions_hold_texts_of_the_config() -> None:
    using = [path.name for path in CAPTIONS.glob("*.rst") if "{{" in path.read_text()]
    assert sorted(using) == ["published.rst", "workflow.rst"]

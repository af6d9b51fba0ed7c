"""Captions of Snakemake's own report show a config's texts as text, never as markup."""

import re
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


def test_labels_and_categories_hold_no_text_of_the_config() -> None:
    """Snakemake shows them as they are; names of wildcards have letters, digits, `.`, `_`, `-`."""
    rules = "".join(path.read_text() for path in (CAPTIONS.parent / "rules").glob("*.smk"))
    given = re.findall(r"\n( +)report\(\n(.*?)\n\1\)|=report\(\n(.*?)\n +\),", rules, re.DOTALL)
    texts = ["".join(parts[1:]) for parts in given]
    assert len(texts) > 10
    for text in texts:
        assert not re.search(r"STUDY|config|lambda|settings", text), text

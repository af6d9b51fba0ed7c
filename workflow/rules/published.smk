"""Comparison with published values, if the config has `published`."""

if STUDY.published:

    rule compare_published:
        input:
            "<results>/summary.tsv",
        output:
            table=report(
                "<results>/published.tsv",
                caption="../report/published.rst",
                category="Published",
                labels={"what": "Values beside published ones"},
            ),
            figure=report(
                "<results>/published.svg",
                caption="../report/published.rst",
                category="Published",
                labels={"what": "Values against published ones"},
            ),
        log:
            "<logs>/compare_published.log",
        conda:
            "../../envs/report.yaml"
        resources:
            mem_mb=growing(1000),
            runtime=growing(10),
        params:
            settings={
                "values": STUDY.published,
                "measure": STUDY.config["published"]["measure"],
                "title": STUDY.config["published"]["title"],
                "label": STUDY.config["label"],
            },
            code=code_digest("compare_published", *OF_FIGURES),
        script:
            "../scripts/compare_published.py"

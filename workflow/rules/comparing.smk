"""Comparison of models over their random restarts, if the config asks for it."""

if compared_models():

    rule compare_models:
        input:
            metrics=of_compared("metrics.json"),
            provenance=of_compared("provenance.json"),
        output:
            table=report(
                "<results>/models.tsv",
                caption="../report/models.rst",
                category="Models",
                labels={"what": "Models over random restarts"},
            ),
            figure=report(
                "<results>/models.svg",
                caption="../report/models.rst",
                category="Models",
                labels={"what": "Models over random restarts, drawn"},
            ),
        log:
            "<logs>/compare_models.log",
        conda:
            "../../envs/report.yaml"
        resources:
            mem_mb=growing(1000),
            runtime=growing(10),
        params:
            settings={
                "is_baseline": [
                    baseline_names.is_baseline(model) for _, model in compared_models()
                ],
                "label": STUDY.config["label"],
            },
            seconds=training_benchmarks(),
            code=code_digest("compare_models"),
        script:
            "../scripts/compare_models.py"

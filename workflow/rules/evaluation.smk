"""Evaluation: metrics and figures of a deep model and its baselines, by the kind of target."""

for kind in kinds.kinds().values():

    rule:
        name:
            f"evaluate_{kind.module}"
        input:
            unpack(baseline_predictions),
            predictions="<results>/{experiment}/{model}/predictions.tsv.gz",
            tensor="<results>/{experiment}/tensor.h5",
        output:
            **{
                figure: f"<results>/{{experiment}}/{{model}}/{figure}.svg"
                for figure in kind.figures
            },
            metrics="<results>/{experiment}/{model}/metrics.json",
        log:
            f"<logs>/evaluate_{kind.module}/{{experiment}}/{{model}}.log",
        wildcard_constraints:
            experiment=rf"(?!(?:{OF_CELLS})/){OF_KIND[kind.name]}",
            model=DEEP_MODEL,
        conda:
            "../../envs/report.yaml"
        resources:
            mem_mb=growing(2000, each=40),
            runtime=growing(15, each=1),
        params:
            settings=evaluation_settings,
            code=kind_code("evaluate", "evaluation", "figures"),
        script:
            "../scripts/evaluate.py"

    # The figures of a deep model show its baselines. Figures of a baseline alone are made for pages
    # without a deep model, or if a user asks for them.
    rule:
        name:
            f"draw_baseline_{kind.module}"
        input:
            predictions="<results>/{experiment}/{baseline}/predictions.tsv.gz",
        output:
            **{
                figure: f"<results>/{{experiment}}/{{baseline}}/{figure}.svg"
                for figure in kind.figures
            },
        log:
            f"<logs>/draw_baseline_{kind.module}/{{experiment}}/{{baseline}}.log",
        wildcard_constraints:
            experiment=OF_KIND[kind.name],
        conda:
            "../../envs/report.yaml"
        resources:
            mem_mb=growing(2000, each=40, of=["predictions"]),
            runtime=growing(15),
        params:
            settings=drawn_baseline_settings,
            code=kind_code("draw_baseline", "evaluation", "figures"),
        script:
            "../scripts/draw_baseline.py"

"""Choice: models that are combined of candidates, by weights fitted to validation rows."""


rule choose:
    input:
        tensor="<results>/{experiment}/tensor.h5",
        models=candidate_files("model.keras"),
        predictions=candidate_files("predictions.tsv.gz"),
    output:
        model="<results>/{experiment}/{model}/model.keras",
        predictions="<results>/{experiment}/{model}/predictions.tsv.gz",
        provenance="<results>/{experiment}/{model}/provenance.json",
        choice="<results>/{experiment}/{model}/choice.tsv",
    log:
        "<logs>/choose/{experiment}/{model}.log",
    benchmark:
        "<benchmarks>/choose/{experiment}/{model}.tsv"
    wildcard_constraints:
        model=CHOSEN,
    conda:
        TRAIN_ENVIRONMENT
    resources:
        mem_mb=growing(4000),
        runtime=growing(20),
    params:
        settings=choice_settings,
        code=kind_code("choose", "training"),
    script:
        "../scripts/choose.py"

"""Training: one model of one experiment, with calibrated or given settings."""


rule train:
    input:
        tensor="<results>/{experiment}/tensor.h5",
        structure=structure_file,
    output:
        # Calibration is part of this job, because loading Keras once more would take longer.
        calibration="<results>/{experiment}/{model}/calibration.json",
        model="<results>/{experiment}/{model}/model.keras",
        history="<results>/{experiment}/{model}/history.tsv",
        predictions="<results>/{experiment}/{model}/predictions.tsv.gz",
        provenance="<results>/{experiment}/{model}/provenance.json",
    log:
        "<logs>/train/{experiment}/{model}.log",
    benchmark:
        "<benchmarks>/train/{experiment}/{model}.tsv"
    wildcard_constraints:
        experiment=OF_ONE_TASK,
        model=ALONE,
    conda:
        TRAIN_ENVIRONMENT
    threads: STUDY.config["backend_threads"]
    resources:
        gpu=gpus.wanted(),
        mem_mb=growing(4000, each=60),
        runtime=where_calibrated(growing(180, each=15), growing(60, each=5)),
    params:
        settings=train_settings,
        code=model_code("train", "training"),
    script:
        "../scripts/train.py"

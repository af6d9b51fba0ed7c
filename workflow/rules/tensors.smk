"""Tensor files: all sequences of an experiment in one file, and a check of its splits."""


rule build_tensor:
    input:
        unpack(tensor_inputs),
    output:
        tensor="<results>/{experiment}/tensor.h5",
        row_counts="<results>/{experiment}/tensor.qc.tsv",
    log:
        "<logs>/build_tensor/{experiment}.log",
    priority: 10
    conda:
        "../../envs/data.yaml"
    resources:
        mem_mb=growing(2000, each=50, of=HELD_INPUTS),
        runtime=growing(30, each=5, of=HELD_INPUTS),
    params:
        assay=tensor_assay,
        settings=tensor_settings,
        labels_seed=labels_seed,
        contents=contents(tensor_inputs),
        code=tensor_code,
    script:
        "../scripts/build_tensor.py"


rule audit_splits:
    input:
        tensor="<results>/{experiment}/tensor.h5",
    output:
        table="<results>/{experiment}/leaks.tsv",
    log:
        "<logs>/audit_splits/{experiment}.log",
    # Before trainings, which a leak would make worthless.
    priority: 10
    conda:
        "../../envs/data.yaml"
    resources:
        mem_mb=growing(2000, each=20, of=["tensor"]),
        runtime=growing(30, each=5, of=["tensor"]),
    params:
        code=code_digest("audit_splits"),
    script:
        "../scripts/audit_splits.py"

"""Tensors: the sequences of an experiment in one file."""


rule build_tensor:
    input:
        unpack(tensor_inputs),
    output:
        tensor="<results>/{experiment}/tensor.h5",
        account="<results>/{experiment}/tensor.qc.tsv",
    log:
        "<logs>/build_tensor/{experiment}.log",
    priority: 10
    conda:
        "../../envs/data.yaml"
    resources:
        mem="2GB",
        runtime="1h",
    params:
        settings=tensor_settings,
        code=code_digest("build_tensor"),
    script:
        "../scripts/build_tensor.py"

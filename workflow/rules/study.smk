"""Files that all experiments of a study share."""


# Of both rules' patterns, this one names the study's own folder.
ruleorder: build_study_tensor > build_tensor


rule build_study_tensor:
    input:
        unpack(study_tensor_inputs),
    output:
        tensor="<results>/study/tensor.h5",
        row_counts="<results>/study/tensor.qc.tsv",
    log:
        "<logs>/build_study_tensor.log",
    priority: 10
    conda:
        "../../envs/data.yaml"
    resources:
        mem_mb=growing(3000, each=6, of=["peaks"]),
        runtime=growing(30, each=0.3, of=["peaks"]),
    params:
        settings=study_tensor_settings,
        contents=contents(study_tensor_inputs),
        code=code_digest("build_study_tensor"),
    script:
        "../scripts/build_study_tensor.py"

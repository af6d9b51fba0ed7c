"""Structure: how the bases of RNA pair, for models that read it."""


rule fold_rna:
    input:
        tensor="<results>/{experiment}/tensor.h5",
        given=given_structure,
    output:
        structure="<results>/{experiment}/structure.h5",
    log:
        "<logs>/fold_rna/{experiment}.log",
    benchmark:
        "<benchmarks>/fold_rna/{experiment}.tsv"
    conda:
        "../../envs/structure.yaml"
    threads: 4
    resources:
        mem_mb=growing(2000, each=60),
        runtime=growing(120, each=60),
    params:
        settings=folding_settings,
        contents=contents(given_structure),
        code=code_digest("fold_rna"),
    script:
        "../scripts/fold_rna.py"

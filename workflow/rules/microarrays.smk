"""Microarrays: the 8-mers that a protein prefers."""


rule score_kmers:
    input:
        tensor="<results>/{experiment}/tensor.h5",
        predictions="<results>/{experiment}/{model}/predictions.tsv.gz",
    output:
        table="<results>/{experiment}/{model}/kmers.tsv.gz",
        figure="<results>/{experiment}/{model}/kmers.svg",
    log:
        "<logs>/score_kmers/{experiment}/{model}.log",
    wildcard_constraints:
        experiment=experiments_of_assay("pbm"),
        model=DEEP_MODEL,
    conda:
        "../../envs/report.yaml"
    resources:
        mem_mb=growing(2000, each=40),
        runtime=growing(15, each=1),
    params:
        settings=kmer_settings,
        code=code_digest("score_kmers", *OF_FIGURES),
    script:
        "../scripts/score_kmers.py"

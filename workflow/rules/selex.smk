"""SELEX: the 8-mers that rise from cycle to cycle."""


rule enrich_kmers:
    input:
        unpack(selex_cycles),
        tensor="<results>/{experiment}/tensor.h5",
    output:
        table="<results>/{experiment}/enrichment.tsv",
        of_cycles="<results>/{experiment}/cycles.tsv",
        figure="<results>/{experiment}/enrichment.svg",
    log:
        "<logs>/enrich_kmers/{experiment}.log",
    wildcard_constraints:
        experiment=experiments_of_assay("selex"),
    conda:
        "../../envs/report.yaml"
    resources:
        mem_mb=growing(2000, each=50, of=HELD_INPUTS),
        runtime=growing(15, each=1, of=HELD_INPUTS),
    params:
        settings=enrichment_settings,
        contents=contents(selex_cycles),
        code=code_digest("enrich_kmers", *OF_FIGURES),
    script:
        "../scripts/enrich_kmers.py"

"""Files of variants: read, so that models can score them, and written again with the scores."""


rule read_variants:
    input:
        **genome_files(),
        file=file_of_variants,
    output:
        changes="<results>/variants/{name}/changes.h5",
        unscored="<results>/variants/{name}/unscored.tsv",
        counts="<results>/variants/{name}/counts.tsv",
    log:
        "<logs>/read_variants/{name}.log",
    wildcard_constraints:
        name=r"[A-Za-z0-9][A-Za-z0-9._-]*",
    priority: 30
    conda:
        "../../envs/data.yaml"
    resources:
        mem_mb=growing(2000, each=10, of=["file"]),
        runtime=growing(30, each=2, of=["file"]),
    params:
        settings=reading_settings,
        contents=contents(file_of_variants),
        code=code_digest("read_variants"),
    script:
        "../scripts/read_variants.py"


rule annotate_vcf:
    input:
        **({"sizes": f"{GENOME_FOLDER}/chrom.sizes"} if STUDY.genome["name"] else {}),
        file=file_of_variants,
        unscored="<results>/variants/{name}/unscored.tsv",
        scores=of_variant_models("variants.{name}.tsv.gz"),
    output:
        vcf="<results>/variants/{name}/annotated.vcf.gz",
        index="<results>/variants/{name}/annotated.vcf.gz.tbi",
    log:
        "<logs>/annotate_vcf/{name}.log",
    wildcard_constraints:
        name=r"[A-Za-z0-9][A-Za-z0-9._-]*",
    conda:
        "../../envs/data.yaml"
    resources:
        mem_mb=growing(1500, each=10, of=["file"]),
        runtime=growing(30, each=2, of=["scores"]),
    params:
        settings=lambda wildcards: {
            "models": variant_models(),
            "aliases": STUDY.genome["aliases"],
        },
        contents=contents(file_of_variants),
        code=code_digest("annotate_vcf"),
    script:
        "../scripts/annotate_vcf.py"

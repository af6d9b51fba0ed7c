"""Variants: read files of them, and write scores into the VCFs."""


def variant_settings(wildcards):
    """The settings of the file with a given name in the config's `variants`."""
    if wildcards.name not in STUDY.config["variants"]:
        raise WorkflowError(
            f"{CONFIG_FILES}: there is no '{wildcards.name}' under variants"
        )
    return STUDY.config["variants"][wildcards.name]


def given_variants(wildcards):
    """The path of a file of variants."""
    return variant_settings(wildcards)["file"]


def reading_settings(wildcards):
    """Settings of the reading of a file of variants."""
    own = variant_settings(wildcards)
    windows = checked(STUDY.variant_windows)
    return {
        "widest": windows[-1],
        "narrowest": windows[0],
        **{key: own[key] for key in ("shifts", "haplotypes", "mismatches")},
        "assembly": STUDY.genome["name"],
        "aliases": STUDY.genome["aliases"],
    }


def annotating_models():
    """Experiment and name of each deep model whose scores a VCF gets."""
    return [
        [experiment, model]
        for experiment in STUDY.active
        for model in checked(STUDY.models, experiment)
    ]


def variant_scores(wildcards):
    """Each deep model's scores of a file of variants."""
    return [
        f"<results>/{experiment}/{model}/variants.{wildcards.name}.tsv.gz"
        for experiment, model in annotating_models()
    ]


def variant_outputs():
    """What becomes of each file of variants: what is not scored, and a VCF with the scores."""
    files = []
    for name, own in STUDY.config["variants"].items():
        files.append(f"<results>/variants/{name}/unscored.tsv")
        if own["annotate"] and variant_files.has_vcf(own["file"]):
            files.append(f"<results>/variants/{name}/annotated.vcf.gz")
    return files


rule read_variants:
    input:
        **genome_files(),
        file=given_variants,
    output:
        changes="<results>/variants/{name}/changes.h5",
        unscored="<results>/variants/{name}/unscored.tsv",
        counts="<results>/variants/{name}/counts.tsv",
    log:
        "<logs>/read_variants/{name}.log",
    wildcard_constraints:
        name=r"[A-Za-z0-9][A-Za-z0-9._-]*",
    # A file that cannot be read is told of before trainings.
    priority: 30
    conda:
        "../../envs/data.yaml"
    resources:
        mem_mb=growing(1500, each=10, of=["file"]),
        runtime=growing(30, each=1, of=["file"]),
    params:
        settings=reading_settings,
        code=code_digest("read_variants"),
    script:
        "../scripts/read_variants.py"


rule annotate_vcf:
    input:
        **({"sizes": f"{GENOME_FOLDER}/chrom.sizes"} if STUDY.genome["name"] else {}),
        file=given_variants,
        unscored="<results>/variants/{name}/unscored.tsv",
        scores=variant_scores,
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
        runtime=growing(30, each=1, of=["file", "scores"]),
    params:
        settings=lambda wildcards: {
            "models": annotating_models(),
            "aliases": STUDY.genome["aliases"],
        },
        code=code_digest("annotate_vcf"),
    script:
        "../scripts/annotate_vcf.py"

"""The genome: fetched, checked by content, indexed; its blacklist and annotation."""


rule fetch_genome:
    input:
        local=local_genome,
    output:
        GENOME,
    log:
        "<logs>/fetch_genome.log",
    priority: 40
    retries: 2
    localrule: True
    conda:
        "../../envs/data.yaml"
    resources:
        mem_mb=growing(2000),
        runtime=growing(120),
    params:
        settings={
            "url": STUDY.genome["fasta"],
            "expected": STUDY.genome["sha256"],
        },
        contents=contents(local_genome),
    script:
        "../scripts/fetch_genome.py"


rule index_genome:
    input:
        GENOME,
    output:
        fai=f"{GENOME}.fai",
        sizes=f"{GENOME_FOLDER}/chrom.sizes",
        digests=f"{GENOME_FOLDER}/digests.tsv",
        # Not removed before a rerun: later runs must have the digests of the first one.
        recorded=update(f"{GENOME_FOLDER}/recorded.tsv"),
    log:
        "<logs>/index_genome.log",
    priority: 40
    conda:
        "../../envs/data.yaml"
    resources:
        mem_mb=growing(2000),
        runtime=growing(60),
    params:
        settings={
            "source": STUDY.genome["fasta"],
            "known": STUDY.genome["sequences"],
            "hold": "simulation" not in STUDY.config,
            "reference": STUDY.genome["digests"],
        },
        code=code_digest("index_genome"),
    script:
        "../scripts/index_genome.py"


for kind in ("blacklist", "annotation"):
    if STUDY.genome[kind] and is_url(STUDY.genome[kind]):

        rule:
            name:
                f"fetch_{kind}"
            output:
                fetched=beside_genome(kind),
                recorded=update(f"{beside_genome(kind)}.sha256"),
            log:
                f"<logs>/fetch_{kind}.log",
            priority: 40
            retries: 2
            localrule: True
            conda:
                "../../envs/data.yaml"
            resources:
                mem_mb=growing(1000),
                runtime=growing(30),
            params:
                settings={
                    "source": STUDY.genome[kind],
                    "expected": STUDY.genome[f"{kind}_sha256"],
                },
            script:
                "../scripts/fetch_beside_genome.py"

"""The genome: fetched, checked by content, indexed; its blacklist and annotation."""


rule fetch_genome:
    input:
        local=local_genome,
    output:
        # Shared by studies: as all that is fetched, replaced at once and never removed before.
        update(GENOME),
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
        fai=update(f"{GENOME}.fai"),
        sizes=update(f"{GENOME_FOLDER}/chrom.sizes"),
        digests=update(f"{GENOME_FOLDER}/digests.tsv"),
        # Later runs must have the digests of the first one, too.
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
                fetched=update(beside_genome(kind)),
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

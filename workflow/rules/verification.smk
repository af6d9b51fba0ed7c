"""Verification: whether the results of a study agree with each other."""


rule verify:
    input:
        verified_files,
        # What the study's page shows too, so that nothing else is written after the verification.
        page=["<results>/comparison.svg", "<results>/rulegraph.svg"],
        summary="<results>/summary.tsv",
    output:
        "<results>/verification.tsv",
    log:
        "<logs>/verify.log",
    conda:
        "../../envs/train.yaml"
    resources:
        mem_mb=growing(4000),
        runtime=growing(120),
    params:
        code=code_digest("verify", *OF_VERIFIED),
    script:
        "../scripts/verify.py"

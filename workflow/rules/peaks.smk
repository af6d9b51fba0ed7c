"""Peaks: fetch files, check peaks and turn them into windows, draw background windows."""


rule fetch_data:
    output:
        update("<resources>/data/{sha256}/{file}"),
    log:
        "<logs>/fetch_data/{sha256}.{file}.log",
    wildcard_constraints:
        sha256="[0-9a-f]{64}",
        file="[^/]+",
    priority: 30
    retries: 2
    localrule: True
    conda:
        "../../envs/data.yaml"
    resources:
        mem_mb=growing(1000),
        runtime=growing(30),
    params:
        settings=fetched_data,
    script:
        "../scripts/fetch_data.py"


rule normalise_peaks:
    input:
        peaks=peaks_file,
        genome=GENOME,
        fai=f"{GENOME}.fai",
        blacklist=blacklist_file,
    output:
        windows="<results>/{experiment}/peaks.bed",
        excluded="<results>/{experiment}/excluded.bed",
        whole="<results>/{experiment}/peaks.tsv",
        row_counts="<results>/{experiment}/peaks.qc.tsv",
    log:
        "<logs>/normalise_peaks/{experiment}.log",
    priority: 30
    conda:
        "../../envs/data.yaml"
    resources:
        mem_mb=growing(2000, each=50, of=["peaks"]),
        runtime=growing(20),
    params:
        settings=normalise_settings,
        contents=contents(peaks_file, blacklist_file),
        code=code_digest("normalise_peaks"),
    script:
        "../scripts/normalise_peaks.py"


rule draw_background:
    input:
        peaks="<results>/{experiment}/peaks.bed",
        excluded="<results>/{experiment}/excluded.bed",
        genome=GENOME,
        fai=f"{GENOME}.fai",
        given=given_background,
        others=other_windows,
        annotation=starts_annotation,
    output:
        background="<results>/{experiment}/background.tsv",
        row_counts="<results>/{experiment}/background.qc.tsv",
    log:
        "<logs>/draw_background/{experiment}.log",
    priority: 20
    conda:
        "../../envs/data.yaml"
    resources:
        mem_mb=growing(2000, each=50, of=["peaks"]),
        runtime=growing(30, each=5, of=["peaks"]),
    params:
        settings=background_settings,
        contents=contents(given_background, starts_annotation),
        code=code_digest("draw_background"),
    script:
        "../scripts/draw_background.py"

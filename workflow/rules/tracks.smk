"""Tracks: scores along the genome, their peaks, and every single-base change of regions."""

NAMED = r"[A-Za-z0-9][A-Za-z0-9._-]*"


rule scan_genome:
    input:
        unpack(scanned_regions),
        **genome_files(),
        model="<results>/{experiment}/{model}/model.keras",
    output:
        "<results>/{experiment}/{model}/scan.{name}.bw",
    log:
        "<logs>/scan_genome/{experiment}/{model}.{name}.log",
    benchmark:
        "<benchmarks>/scan_genome/{experiment}/{model}.{name}.tsv"
    wildcard_constraints:
        name=NAMED,
    conda:
        TRAIN_ENVIRONMENT
    threads: STUDY.config["backend_threads"]
    resources:
        gpu=gpus.wanted(),
        mem_mb=growing(4000),
        runtime=growing(60, each=0.3, of=["genome"]),
    params:
        settings=scan_settings,
        contents=contents(scanned_regions),
        code=code_digest("scan_genome"),
    script:
        "../scripts/scan_genome.py"


use rule scan_genome as scan_shuffled with:
    output:
        "<results>/{experiment}/{model}/scan_shuffled.{name}.bw",
    log:
        "<logs>/scan_shuffled/{experiment}/{model}.{name}.log",
    benchmark:
        "<benchmarks>/scan_shuffled/{experiment}/{model}.{name}.tsv"
    params:
        settings=shuffled_settings,
        contents=contents(scanned_regions),
        code=code_digest("scan_genome"),


rule call_peaks:
    input:
        unpack(shuffled_track),
        track="<results>/{experiment}/{model}/scan.{name}.bw",
    output:
        "<results>/{experiment}/{model}/scan.{name}.narrowPeak",
    log:
        "<logs>/call_peaks/{experiment}/{model}.{name}.log",
    wildcard_constraints:
        name=NAMED,
    conda:
        "../../envs/train.yaml"
    resources:
        mem_mb=growing(2000),
        runtime=growing(30, each=0.1, of=["track"]),
    params:
        settings=peak_settings,
        code=code_digest("call_peaks"),
    script:
        "../scripts/call_peaks.py"


rule saturate_region:
    input:
        unpack(saturated_regions),
        **genome_files(),
        model="<results>/{experiment}/{model}/model.keras",
    output:
        "<results>/{experiment}/{model}/saturation.{name}.tsv.gz",
    log:
        "<logs>/saturate_region/{experiment}/{model}.{name}.log",
    wildcard_constraints:
        name=NAMED,
    conda:
        TRAIN_ENVIRONMENT
    threads: STUDY.config["backend_threads"]
    resources:
        gpu=gpus.wanted(),
        mem_mb=growing(4000),
        runtime=growing(120),
    params:
        settings=saturation_settings,
        contents=contents(saturated_regions),
        code=kind_code("saturate_region"),
    script:
        "../scripts/saturate_region.py"


rule draw_saturation:
    input:
        changes="<results>/{experiment}/{model}/saturation.{name}.tsv.gz",
    output:
        report(
            "<results>/{experiment}/{model}/saturation.{name}.svg",
            caption="../report/saturation.rst",
            category="Saturation",
            labels={
                "experiment": "{experiment}",
                "model": "{model}",
                "region": "{name}",
            },
        ),
    log:
        "<logs>/draw_saturation/{experiment}/{model}.{name}.log",
    wildcard_constraints:
        name=NAMED,
    conda:
        "../../envs/report.yaml"
    resources:
        mem_mb=growing(2000, each=200, of=["changes"]),
        runtime=growing(30),
    params:
        settings=drawn_saturation,
        code=code_digest("draw_saturation"),
    script:
        "../scripts/draw_saturation.py"

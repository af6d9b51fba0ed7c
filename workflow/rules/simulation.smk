"""Simulation: the demo's genome and peaks, if the config has `simulation`."""

if "simulation" in STUDY.config:

    rule simulate:
        output:
            genome=update("<resources>/simulated/genome.fa"),
            peaks=update(
                expand(
                    "<resources>/simulated/{protein}.narrowPeak",
                    protein=STUDY.config["simulation"]["motifs"],
                )
            ),
        log:
            "<logs>/simulate.log",
        conda:
            "../../envs/data.yaml"
        resources:
            mem_mb=growing(2000),
            runtime=growing(10),
        params:
            settings={
                "motifs": STUDY.config["simulation"]["motifs"],
                "count": STUDY.config["simulation"]["peaks"],
                "chromosomes": STUDY.config["simulation"]["chromosomes"],
                "length": STUDY.config["simulation"]["length"],
                "release": STUDY.config["jaspar"],
                "seed": STUDY.config["seed"],
            },
            code=code_digest("simulate"),
        script:
            "../scripts/simulate.py"

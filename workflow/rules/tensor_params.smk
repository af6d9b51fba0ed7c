"""Params of the rule that writes tensor files, for each assay."""


def tensor_settings(wildcards):
    """Settings of an experiment's tensor file."""
    own = checked(STUDY.settings, wildcards.experiment)
    assay = STUDY.row(wildcards.experiment)["assay"]
    if assay != "peaks":
        of_assay = {"sequences": sequence_settings, "mpra": mpra_settings}
        return of_assay[assay](wildcards)
    return {
        "experiment": wildcards.experiment,
        "assembly": STUDY.genome["name"],
        "window": own["window"],
        "stored": STUDY.widest(wildcards.experiment),
        "split": own["split"],
        "ratio": own["background"]["ratio"],
        "backgrounds": backgrounds.names(own["background"]),
        "seed": STUDY.seed(wildcards.experiment, "shuffle"),
    }


def sequence_settings(wildcards):
    """Settings of the tensor file of an experiment whose data are sequences."""
    row = STUDY.row(wildcards.experiment)
    own = STUDY.settings(wildcards.experiment)
    files = [name for name in ("sequences", "test_sequences") if row[name]]
    return {
        "experiment": wildcards.experiment,
        "origins": {name: row[name] for name in files if is_url(row[name])},
        "expected": {
            name: row[experiments.CHECKSUMS[name]]
            for name in files
            if row[experiments.CHECKSUMS[name]]
        },
        "window": own["window"],
        "stored": STUDY.widest(wildcards.experiment),
        "shares": {part: own["sequences"][part] for part in ("validation", "test")},
        "max_unknown": own["sequences"]["max_unknown"],
        "method": own["background"]["method"],
        "ratio": own["background"]["ratio"],
        "seed": STUDY.seed(wildcards.experiment, "shuffle"),
    }


def mpra_settings(wildcards):
    """Settings of the tensor file of an experiment whose data are reporter constructs."""
    row = STUDY.row(wildcards.experiment)
    own = STUDY.settings(wildcards.experiment)
    return {
        "origin": row["mpra"] if is_url(row["mpra"]) else None,
        "expected": row["sha256"] or None,
        "replicates": own["mpra"]["replicates"],
        "assembly": STUDY.genome["name"],
        "window": own["window"],
        "stored": STUDY.widest(wildcards.experiment),
        "split": own["split"],
        "max_unknown": own["sequences"]["max_unknown"],
        "seed": STUDY.seed(wildcards.experiment, "shuffle"),
    }

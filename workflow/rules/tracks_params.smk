"""Inputs, params and outputs of the rules of tracks and saturations."""

from bindery.given.regions import is_region


def named_under(key, name):
    """What the config has under `scan` or `saturation` by a name."""
    if name not in STUDY.config[key]:
        raise WorkflowError(f"{CONFIG_FILES}: there is no '{name}' under {key}")
    return STUDY.config[key][name]


def scanned_regions(wildcards):
    """The regions of a scan as a rule's input; none of one of the whole genome."""
    regions = named_under("scan", wildcards.name)["regions"]
    return {"regions": of_user(regions)} if regions else {}


def saturated_regions(wildcards):
    """The BED file of a saturation as a rule's input; none of a region that the config spells."""
    regions = named_under("saturation", wildcards.name)
    return {} if is_region(regions) else {"regions": of_user(regions)}


def along_genome(wildcards):
    """Settings of what scores a genome by a model."""
    return {
        "assembly": STUDY.genome["name"],
        "aliases": STUDY.genome["aliases"],
        "architectures": checked(
            STUDY.architectures_of, wildcards.experiment, wildcards.model
        ),
        **backend_settings(),
    }


def scan_settings(wildcards):
    """Settings of a scan by a model."""
    own = named_under("scan", wildcards.name)
    kept = {key: own[key] for key in ("stride", "max_unknown")}
    return {**kept, **along_genome(wildcards)}


def shuffled_settings(wildcards):
    """Settings of a scan of the shuffled genome, which is the same for all models."""
    seed = STUDY.study_seed("scan", "shuffled")
    return {**scan_settings(wildcards), "shuffle_seed": seed}


def shuffled_track(wildcards):
    """The track of the shuffled genome as a rule's input, if peaks are called by a rate."""
    if "fdr" not in named_under("scan", wildcards.name):
        return {}
    return {"shuffled": "<results>/{experiment}/{model}/scan_shuffled.{name}.bw"}


def peak_settings(wildcards):
    """Settings of the calling of peaks."""
    own = named_under("scan", wildcards.name)
    found = {key: own[key] for key in ("threshold", "fdr") if key in own}
    if not found:
        raise WorkflowError(
            f"{CONFIG_FILES}: scan.{wildcards.name} has no `threshold` or `fdr`, so no peaks"
        )
    return {**found, "name": f"{wildcards.experiment}_{wildcards.model}"}


def saturation_settings(wildcards):
    """Settings of the saturation of regions by a model."""
    regions = named_under("saturation", wildcards.name)
    return {
        "region": regions if is_region(regions) else None,
        "target": checked(STUDY.target, wildcards.experiment),
        **along_genome(wildcards),
    }


def drawn_saturation(wildcards):
    """The title of a saturation's figure."""
    row = checked(STUDY.row, wildcards.experiment)
    title = f"{row['protein']}: every change of {wildcards.name} by {wildcards.model}"
    label = STUDY.config["label"]
    return {"title": f"{title}, {label}" if label else title}


def track_files(experiment, model):
    """The tracks, peaks and saturations that the config asks for of a model."""
    folder = f"<results>/{experiment}/{model}"
    found = []
    for name, own in STUDY.config["scan"].items():
        found.append(f"{folder}/scan.{name}.bw")
        if "threshold" in own or "fdr" in own:
            found.append(f"{folder}/scan.{name}.narrowPeak")
    for name in STUDY.config["saturation"]:
        found += [f"{folder}/saturation.{name}.{end}" for end in ("tsv.gz", "svg")]
    return found

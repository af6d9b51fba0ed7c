"""Settings and inputs of the rules of models that travel."""

from bindery.study.reading import released_models

# A released model's kind of target is known from its card alone.
OF_TARGETS = [f"targets/{kind.module}.py" for kind in kinds.kinds().values()]


def card_data(wildcards):
    """Column, source and checksum of each file of data of an experiment; local ones by name."""
    row = checked(STUDY.row, wildcards.experiment)
    found = []
    for column in registry.files():
        if row[column]:
            source = row[column]
            shown = source if is_url(source) else os.path.basename(source)
            checksum = row.get(registry.checksums().get(column, ""), "").lower()
            found.append({"column": column, "source": shown, "sha256": checksum})
    return found


def card_sources(wildcards):
    """The files of data whose checksum the table does not tell, by their columns."""
    row = checked(STUDY.row, wildcards.experiment)
    return {
        one["column"]: of_user(row[one["column"]])
        for one in card_data(wildcards)
        if not one["sha256"]
    }


def card_settings(wildcards):
    """What a model's card says that is not in the files beside it."""
    names = wildcards.experiment, wildcards.model
    row = checked(STUDY.row, wildcards.experiment)
    own = checked(STUDY.settings, wildcards.experiment)
    is_methylation = row["assay"] == "methylation" and bool(STUDY.genome["name"])
    in_genome = registry.has_peaks(row) or is_methylation
    return {
        "study": STUDY.config["title"],
        "label": STUDY.config["label"],
        "experiment": wildcards.experiment,
        "protein": row["protein"],
        "assay": row["assay"],
        "model": wildcards.model,
        "window": checked(STUDY.window, *names),
        "target": STUDY.target(wildcards.experiment),
        "data": card_data(wildcards),
        "genome": (
            {"name": STUDY.genome["name"], "aliases": STUDY.genome["aliases"]}
            if in_genome
            else None
        ),
        "split": (
            own["split"]
            if assay_of(wildcards.experiment).placed(row)
            else own["sequences"]
        ),
        "background": own["background"],
        "architectures": card_architectures(*names),
        "chosen": shown_model(*names),
        "seed": own["seed"],
        "licence": row["licence"] or STUDY.config["licence"],
    }


def card_architectures(experiment, model):
    """The architecture of a model, or of all that it is chosen among; of a trunk's, the trunk's."""
    own = STUDY.settings(experiment)["models"][model]
    if "trunk" in own:
        return [STUDY.trunk(own["trunk"])["architecture"]]
    return checked(STUDY.architectures_of, experiment, model)


def released(wildcards):
    """Path and architecture of a released model of the config."""
    found = STUDY.config["released_models"]
    if wildcards.released not in found:
        raise WorkflowError(
            f"{CONFIG_FILES}: there is no '{wildcards.released}' under released_models"
        )
    return found[wildcards.released]


def released_files(wildcards):
    """The files that a released model is read from."""
    return [
        of_user(file) for file in released_models.files_of(released(wildcards)["path"])
    ]


def released_settings(wildcards):
    """Settings of the scoring of a file by a released model, without what its card tells."""
    architecture = released(wildcards)["architecture"]
    return {
        "assembly": STUDY.genome["name"],
        "aliases": STUDY.genome["aliases"],
        "architectures": [architecture] if architecture else [],
        **backend_settings(),
    }


def released_variant_settings(wildcards):
    """Settings of the scoring of variants by a released model, without what its card tells."""
    own = variant_file(wildcards.name)
    architecture = released(wildcards)["architecture"]
    return {
        "reading": {
            **{key: own[key] for key in ("shifts", "haplotypes", "mismatches")},
            "assembly": STUDY.genome["name"],
            "aliases": STUDY.genome["aliases"],
        },
        # The random changes are those of the study's own models, if windows are the same.
        "drawing": {
            "name": wildcards.name,
            "count": own["random"],
            "seed": STUDY.study_seed("variants", wildcards.name),
        },
        "architectures": [architecture] if architecture else [],
        **backend_settings(),
    }


def released_scores():
    """The scores of all sequences and variants of the config by all released models."""
    asked = [
        *(f"scores.{file}" for file in STUDY.config["scoring"]),
        *(f"variants.{file}" for file in STUDY.config["variants"]),
    ]
    return [
        f"<results>/released/{name}/{file}.tsv.gz"
        for name in STUDY.config["released_models"]
        for file in asked
    ]

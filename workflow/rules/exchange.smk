"""Models that travel: a card beside each model, and models of other studies that score files."""

from bindery.study.reading import released_models

# A released model's kind of target is known from its card alone.
OF_TARGETS = [f"targets/{kind.module}.py" for kind in kinds.kinds().values()]


def card_data(wildcards):
    """Column, source and checksum of each file of data of an experiment; local ones by name."""
    row = checked(STUDY.row, wildcards.experiment)
    found = []
    for column in experiments.FILES:
        if row[column]:
            source = row[column]
            shown = source if is_url(source) else os.path.basename(source)
            checksum = row.get(experiments.CHECKSUMS.get(column, ""), "").lower()
            found.append({"column": column, "source": shown, "sha256": checksum})
    return found


def card_sources(wildcards):
    """The files of data whose checksum the table does not tell, by their columns."""
    row = checked(STUDY.row, wildcards.experiment)
    return {
        one["column"]: row[one["column"]]
        for one in card_data(wildcards)
        if not one["sha256"]
    }


def card_settings(wildcards):
    """What a model's card says that is not in the files beside it."""
    names = wildcards.experiment, wildcards.model
    row = checked(STUDY.row, wildcards.experiment)
    own = checked(STUDY.settings, wildcards.experiment)
    in_genome = row["assay"] == "peaks"
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
        "split": own["split"] if in_genome else own["sequences"],
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
    return released_models.files_of(released(wildcards)["path"])


def released_settings(wildcards):
    """Settings of the scoring of a file by a released model, without what its card tells."""
    architecture = released(wildcards)["architecture"]
    return {
        "assembly": STUDY.genome["name"],
        "aliases": STUDY.genome["aliases"],
        "architectures": [architecture] if architecture else [],
        **backend_settings(),
    }


def released_scores():
    """The scores of all files of the config's `scoring` by all released models."""
    return [
        f"<results>/released/{name}/scores.{file}.tsv.gz"
        for name in STUDY.config["released_models"]
        for file in STUDY.config["scoring"]
    ]


rule write_card:
    input:
        unpack(card_sources),
        model="<results>/{experiment}/{model}/model.keras",
        metrics="<results>/{experiment}/{model}/metrics.json",
        provenance="<results>/{experiment}/{model}/provenance.json",
    output:
        card="<results>/{experiment}/{model}/card.json",
        page="<results>/{experiment}/{model}/card.md",
    log:
        "<logs>/write_card/{experiment}/{model}.log",
    wildcard_constraints:
        model=DEEP_MODEL,
    conda:
        "../../envs/report.yaml"
    resources:
        mem_mb=growing(1000, each=4, of=["model"]),
        runtime=growing(10),
    params:
        settings=card_settings,
        code=kind_code("write_card"),
    script:
        "../scripts/write_card.py"


rule unpack_model:
    input:
        released_files,
    output:
        model="<results>/released/{released}/model.keras",
        card="<results>/released/{released}/card.json",
    log:
        "<logs>/unpack_model/{released}.log",
    wildcard_constraints:
        released="[A-Za-z0-9][A-Za-z0-9_-]*",
    localrule: True
    conda:
        "../../envs/report.yaml"
    resources:
        mem_mb=growing(1000),
        runtime=growing(10),
    params:
        source=lambda wildcards: released(wildcards)["path"],
        code=code_digest("unpack_model"),
    script:
        "../scripts/unpack_model.py"


rule score_released:
    input:
        **genome_files(),
        file=scored_file,
        model="<results>/released/{released}/model.keras",
        card="<results>/released/{released}/card.json",
    output:
        "<results>/released/{released}/scores.{name}.tsv.gz",
    log:
        "<logs>/score_released/{released}.{name}.log",
    wildcard_constraints:
        released="[A-Za-z0-9][A-Za-z0-9_-]*",
        name=r"[A-Za-z0-9][A-Za-z0-9._-]*",
    conda:
        TRAIN_ENVIRONMENT
    threads: STUDY.config["backend_threads"]
    resources:
        gpu=gpus.wanted(),
        mem_mb=growing(4000, each=20, of=["file"]),
        runtime=growing(60, each=10, of=["file"]),
    params:
        settings=released_settings,
        code=code_digest("score_released", *OF_TARGETS),
    script:
        "../scripts/score_released.py"

"""Files and params of what single assays have beside the chain of all."""


def experiments_of_assay(assay):
    """A pattern of the experiments of an assay."""
    names = [
        name for name in STUDY.experiments if STUDY.experiments[name]["assay"] == assay
    ]
    return name_patterns.pattern_of(names)


def kmer_settings(wildcards):
    """Names for the table and figure of 8-mers."""
    title = ", ".join(filter(None, (wildcards.experiment, STUDY.config["label"])))
    return {"model": wildcards.model, "title": title}


def selex_cycles(wildcards):
    """The reads of each cycle of an experiment."""
    row = checked(STUDY.row, wildcards.experiment)
    return {
        column: data_file(row, column)
        for column in assay_of(wildcards.experiment).sources(row)
    }


def enrichment_settings(wildcards):
    """What surrounds a ligand, and the title of the figure of 8-mers."""
    own = checked(STUDY.settings, wildcards.experiment)
    title = ", ".join(filter(None, (wildcards.experiment, STUDY.config["label"])))
    parts = {key: own["selex"][key] for key in ("umi", "before", "after")}
    seed = STUDY.seed(wildcards.experiment, "shuffle")
    return {**parts, "window": own["window"], "title": title, "seed": seed}


def assay_files(wildcards):
    """What an experiment's page shows of its assay alone, by the names of a rule's inputs."""
    assay = assay_of(wildcards.experiment).name
    if assay == "selex":
        return {
            "enrichment": "<results>/{experiment}/enrichment.svg",
            "enrichment_table": "<results>/{experiment}/enrichment.tsv",
            "enrichment_cycles": "<results>/{experiment}/cycles.tsv",
        }
    if assay != "pbm":
        return {}
    of_models = experiment_models("<results>/{experiment}/{model}/", deep_only=True)
    folders = [
        folder.replace("{experiment}", wildcards.experiment)
        for folder in of_models(wildcards)
    ]
    return {
        "kmers": [f"{folder}kmers.svg" for folder in folders],
        "kmer_table": [f"{folder}kmers.tsv.gz" for folder in folders],
    }

"""Input functions: paths that follow from wildcards and the study."""


def local_genome(wildcards):
    """The user's own FASTA file; none if it is a URL, or if the study has no genome."""
    source = STUDY.genome["fasta"]
    return [] if source is None or is_url(source) else of_user(source)


def fetched(source, sha256):
    """A user's own file; for a URL, the path of the fetched file."""
    if not is_url(source):
        return of_user(source)
    return f"<resources>/data/{sha256.lower()}/{source.rsplit('/', 1)[-1]}"


def data_file(row, column):
    """The path of a file in the table; for a URL, the path of the fetched file."""
    return fetched(row[column], row[registry.checksums()[column]])


def peaks_file(wildcards):
    """An experiment's peaks."""
    row = checked(STUDY.row, wildcards.experiment)
    if not registry.has_peaks(row):
        raise WorkflowError(
            f"{STUDY.table}: '{wildcards.experiment}' has {row['assay']}, not peaks"
        )
    return data_file(row, registry.assays()[row["assay"]].columns[0])


def beside_genome(kind):
    """The path of the genome's blacklist or annotation, if any; for a URL, that of the fetched file."""
    source = STUDY.genome[kind]
    if source is None or not is_url(source):
        return source or []
    folder = hashlib.sha256(source.encode()).hexdigest()[:16]
    return f"<resources>/{kind}s/{folder}/{source.rsplit('/', 1)[-1]}"


def blacklist_file(wildcards):
    """The genome's blacklist, if any; one of the user counts by its content."""
    return of_user(beside_genome("blacklist"))


def background_file(wildcards):
    """The table of an experiment's backgrounds; none if there are only shuffled peaks."""
    own = checked(STUDY.settings, wildcards.experiment)
    if not backgrounds.drawn(own["background"]):
        return []
    return "<results>/{experiment}/background.tsv"


def has_peaks(experiment):
    """Whether an experiment's data are peaks, not sequences."""
    return registry.has_peaks(checked(STUDY.row, experiment))


def peak_experiments():
    """Active experiments whose data are peaks."""
    return [name for name in STUDY.active if has_peaks(name)]


def tensor_inputs(wildcards):
    """The inputs of an experiment's tensor file: windows and their genome, or files of sequences."""
    row = checked(STUDY.row, wildcards.experiment)
    of_genome = {
        "genome": GENOME,
        "fai": f"{GENOME}.fai",
        "digests": f"{GENOME_FOLDER}/digests.tsv",
    }
    assay = assay_of(wildcards.experiment)
    if assay.reads_peaks(row):
        background = background_file(wildcards)
        drawn = {"background": background} if background else {}
        return {"peaks": "<results>/{experiment}/peaks.bed", **of_genome, **drawn}
    found = {column: data_file(row, column) for column in assay.sources(row)}
    found |= {column: of_user(row[column]) for column in assay.beside if row[column]}
    others = checked(assay.others, STUDY, wildcards.experiment)
    if others:
        found["others"] = [
            data_file(STUDY.row(name), column) for name, column in others
        ]
    if assay.name == "methylation":
        found |= cell_tables(row)
    return found | (of_genome if assay.in_genome and STUDY.genome["name"] else {})


def genome_files():
    """The indexed genome, by the names of a rule's inputs; none in a study without a genome."""
    return {"genome": GENOME, "fai": f"{GENOME}.fai"} if STUDY.genome["name"] else {}


def given_background(wildcards):
    """The background file that the table gives an experiment, if any; for a URL, the fetched file."""
    row = checked(STUDY.row, wildcards.experiment)
    return data_file(row, "background") if row["background"] else []


def starts_annotation(wildcards):
    """The annotation whose starts or transcripts an experiment's background needs, if it does."""
    own = checked(STUDY.settings, wildcards.experiment)["background"]
    if not (backgrounds.reads_annotation(own) or backgrounds.reads_transcripts(own)):
        return []
    return of_user(beside_genome("annotation"))


def other_windows(wildcards):
    """The windows of the experiments whose peaks are background of this one."""
    own = checked(STUDY.settings, wildcards.experiment)
    if "other_peaks" not in backgrounds.names(own["background"]):
        return []
    return [
        f"<results>/{name}/peaks.bed" for name in STUDY.others(wildcards.experiment)
    ]


def calibrations(wildcards):
    """The calibration file of each calibrated model of an experiment."""
    return [
        f"<results>/{wildcards.experiment}/{model}/calibration.json"
        for model in checked(STUDY.models, wildcards.experiment)
        if STUDY.calibration(wildcards.experiment, model)
    ]


def baseline_predictions(wildcards):
    """Predictions of the baselines that a deep model is compared with."""
    baselines = checked(STUDY.baselines, wildcards.experiment)
    return {
        name: f"<results>/{{experiment}}/{name}/predictions.tsv.gz"
        for name in baselines
    }


def all_models(experiment):
    """The deep models of an experiment, followed by its baselines."""
    return checked(STUDY.models, experiment) + STUDY.baselines(experiment)


def of_models(pattern):
    """A path for each active experiment and each of its models and baselines."""
    return [
        pattern.replace("{experiment}", experiment).replace("{model}", model)
        for experiment in STUDY.active
        for model in all_models(experiment)
    ]


def scored_file(wildcards):
    """The file with a given name in the config's `scoring`."""
    if wildcards.name not in STUDY.config["scoring"]:
        raise WorkflowError(
            f"{CONFIG_FILES}: there is no '{wildcards.name}' under scoring"
        )
    return of_user(STUDY.config["scoring"][wildcards.name])


def experiment_row_counts(wildcards):
    """The row counts of an experiment's stages, by the name of the stage."""
    row_counts = {"tensor": f"<results>/{wildcards.experiment}/tensor.qc.tsv"}
    if not has_peaks(wildcards.experiment):
        return row_counts
    row_counts["peaks"] = f"<results>/{wildcards.experiment}/peaks.qc.tsv"
    if background_file(wildcards):
        row_counts["background"] = f"<results>/{wildcards.experiment}/background.qc.tsv"
    return row_counts


def experiment_models(pattern, deep_only=False):
    """A function of wildcards: a path for each model of an experiment, baselines last."""

    def paths(wildcards):
        names = (
            checked(STUDY.models, wildcards.experiment)
            if deep_only
            else all_models(wildcards.experiment)
        )
        return [pattern.replace("{model}", name) for name in names]

    return paths


def training_histories(wildcards):
    """The training history of each model of an experiment that has one."""
    without = {*STUDY.models_with("trunk"), *STUDY.models_with("choose")}
    without -= set(STUDY.models_with("fine_tune"))
    return [
        f"<results>/{wildcards.experiment}/{model}/history.tsv"
        for model in checked(STUDY.models, wildcards.experiment)
        if model not in without
    ]


def candidate_files(file):
    """A function of wildcards: a file of each candidate that a model is chosen among."""

    def paths(wildcards):
        names = checked(STUDY.candidates, wildcards.experiment, wildcards.model)
        return [f"<results>/{wildcards.experiment}/{name}/{file}" for name in names]

    return paths


def choices(wildcards):
    """The table of candidates of each model of an experiment that is chosen among them."""
    return [
        f"<results>/{wildcards.experiment}/{model}/choice.tsv"
        for model in checked(STUDY.models, wildcards.experiment)
        if STUDY.candidates(wildcards.experiment, model)
    ]


def experiment_figures(wildcards):
    """The figures of an experiment's deep models by name; without deep models, of its baselines."""
    deep = bool(checked(STUDY.models, wildcards.experiment))
    kind = kinds.kind_of(checked(STUDY.target, wildcards.experiment))
    files = {
        figure: f"<results>/{{experiment}}/{{model}}/{figure}.svg"
        for figure in kind.figures
    }
    return {
        figure: experiment_models(file, deep_only=deep)(wildcards)
        for figure, file in files.items()
    }


def published_files():
    """Table and figure of the comparison with published values, if there are any."""
    if not STUDY.published:
        return []
    return ["<results>/published.tsv", "<results>/published.svg"]


def compared_models():
    """Experiment and name of each compared model."""
    return [
        (experiment, model)
        for experiment in comparisons.compared(STUDY)
        for model in all_models(experiment)
    ]


def of_compared(file):
    """A path for each compared model."""
    return [
        f"<results>/{experiment}/{model}/{file}"
        for experiment, model in compared_models()
    ]


def training_rule(model):
    """The rule that makes a model."""
    if baseline_names.is_baseline(model):
        return "fit_baseline"
    rules_of = {"choose": "choose", "fine_tune": "fine_tune", "trunk": "transfer"}
    own = STUDY.config["models"].get(model, {})
    return next((rule for key, rule in rules_of.items() if key in own), "train")


def training_benchmarks():
    """The benchmark file of each compared model's training, also if this workflow is a module."""
    modified = workflow.modifier.path_modifier.replace_prefix
    return [
        workflow.pathvars.apply(
            modified(f"<benchmarks>/{training_rule(model)}/{experiment}/{model}.tsv")
        )
        for experiment, model in compared_models()
    ]


def compared_files():
    """Table and figure of models over random restarts, if the config asks for them."""
    if not compared_models():
        return []
    return ["<results>/models.tsv", "<results>/models.svg"]

"""Input functions: paths that follow from wildcards and the study."""


def local_or_nothing(source):
    """A local path as a rule's input; a URL, or None, is no input."""
    return [] if source is None or is_url(source) else source


def data_file(row, column):
    """A file of the table: the local one, or where the URL's goes."""
    source = row[column]
    if not is_url(source):
        return source
    folder = row[experiments.CHECKSUMS[column]].lower()
    return f"<resources>/data/{folder}/{source.rsplit('/', 1)[-1]}"


def peaks_file(wildcards):
    """An experiment's peaks."""
    row = checked(STUDY.row, wildcards.experiment)
    if row["assay"] != "peaks":
        raise WorkflowError(
            f"{STUDY.table}: '{wildcards.experiment}' has {row['assay']}, not peaks"
        )
    return data_file(row, "peaks")


def blacklist_file():
    """The genome's blacklist: the local file, or where the URL's goes; none if there is none."""
    source = STUDY.genome["blacklist"]
    if source is None or not is_url(source):
        return source or []
    folder = hashlib.sha256(source.encode()).hexdigest()[:16]
    return f"<resources>/blacklists/{folder}/{source.rsplit('/', 1)[-1]}"


def background_file(wildcards):
    """The table of an experiment's background; none where the peaks are shuffled."""
    own = checked(STUDY.settings, wildcards.experiment)
    if own["background"]["method"] == "dinucleotide_shuffle":
        return []
    return "<results>/{experiment}/background.tsv"


def has_peaks(experiment):
    """Whether an experiment's data are peaks; else they are sequences."""
    return checked(STUDY.row, experiment)["assay"] == "peaks"


def peak_experiments():
    """Active experiments whose data are peaks."""
    return [name for name in STUDY.active if has_peaks(name)]


def tensor_inputs(wildcards):
    """What an experiment's tensor is made of: windows of a genome, or files of sequences."""
    row = checked(STUDY.row, wildcards.experiment)
    if not has_peaks(wildcards.experiment):
        columns = ("sequences", "background", "test_sequences", "test_background")
        return {
            column: (
                data_file(row, column)
                if column in experiments.CHECKSUMS
                else row[column]
            )
            for column in columns
            if row[column]
        }
    inputs = {
        "peaks": "<results>/{experiment}/peaks.bed",
        "genome": GENOME,
        "fai": f"{GENOME}.fai",
        "digests": f"{GENOME_FOLDER}/digests.tsv",
    }
    background = background_file(wildcards)
    return inputs | ({"background": background} if background else {})


def genome_files():
    """The indexed genome by the names of a rule's inputs; none in a study without one."""
    return {"genome": GENOME, "fai": f"{GENOME}.fai"} if STUDY.genome["name"] else {}


def given_background(wildcards):
    """The file of given background of an experiment, if its table has one."""
    return checked(STUDY.row, wildcards.experiment)["background"] or []


def calibrations(wildcards):
    """What was tried for each calibrated model of an experiment."""
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
    """Deep models, then baselines, of an experiment."""
    return checked(STUDY.models, experiment) + STUDY.baselines(experiment)


def of_models(pattern):
    """A path for each active experiment and each of its models and baselines."""
    return [
        pattern.replace("{experiment}", experiment).replace("{model}", model)
        for experiment in STUDY.active
        for model in all_models(experiment)
    ]


def scored_file(wildcards):
    """The file of the config's `scoring` that goes by a name."""
    if wildcards.name not in STUDY.config["scoring"]:
        raise WorkflowError(
            f"{CONFIG_FILES}: there is no '{wildcards.name}' under scoring"
        )
    return STUDY.config["scoring"][wildcards.name]


def experiment_accounts(wildcards):
    """The accounts of rows that an experiment's stages wrote, by the stage's name."""
    accounts = {"tensor": f"<results>/{wildcards.experiment}/tensor.qc.tsv"}
    if not has_peaks(wildcards.experiment):
        return accounts
    accounts["peaks"] = f"<results>/{wildcards.experiment}/peaks.qc.tsv"
    if background_file(wildcards):
        accounts["background"] = f"<results>/{wildcards.experiment}/background.qc.tsv"
    return accounts


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


def experiment_figures(wildcards):
    """The figures of an experiment's deep models, else of its baselines, by their names."""
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
    """Table and figure of the comparison with published values, where there are any."""
    if not STUDY.published:
        return []
    return ["<results>/published.tsv", "<results>/published.svg"]


def compared_models():
    """Experiment and model of all that are compared, if any are: of classes, active."""
    return [
        (experiment, model)
        for experiment in STUDY.active
        if STUDY.config["compare_models"]
        and kinds.kind_of(STUDY.target(experiment)).binary
        for model in all_models(experiment)
    ]


def of_compared(file):
    """A path for each of them."""
    return [
        f"<results>/{experiment}/{model}/{file}"
        for experiment, model in compared_models()
    ]


def training_benchmarks():
    """The benchmark file of each one's training, where a host's module puts it."""
    modified = workflow.modifier.path_modifier.replace_prefix
    return [
        workflow.pathvars.apply(
            modified(
                f"<benchmarks>/{'fit_baseline' if model in BASELINES else 'train'}/{experiment}/{model}.tsv"
            )
        )
        for experiment, model in compared_models()
    ]


def compared_files():
    """Table and figure of the models over their random restarts, where the config asks for them."""
    if not compared_models():
        return []
    return ["<results>/models.tsv", "<results>/models.svg"]


def final_outputs():
    """All that the default target makes: models and metrics of all active experiments, and the report."""
    models = of_models("<results>/{experiment}/{model}/metrics.json")
    for experiment in STUDY.active:
        for model in STUDY.models(experiment):
            models.append(f"<results>/{experiment}/{model}/model.keras")
            models += [
                f"<results>/{experiment}/{model}/scores.{name}.tsv.gz"
                for name in STUDY.config["scoring"]
            ]
        models += [
            f"<results>/{experiment}/{baseline}/model.npz"
            for baseline in STUDY.baselines(experiment)
        ]
    pages = [f"<results>/{experiment}/report.html" for experiment in STUDY.active]
    whole = [
        "<results>/summary.tsv",
        *published_files(),
        *compared_files(),
        "<results>/report.html",
    ]
    return [*models, *pages, *whole]

"""Input functions: paths that follow from wildcards and the study."""


def local_or_nothing(source):
    """A local path as a rule's input; a URL, or None, is no input."""
    return [] if source is None or is_url(source) else source


def peaks_file(wildcards):
    """An experiment's peaks: the local file of the table, or where the URL's file goes."""
    row = checked(STUDY.row, wildcards.experiment)
    if not is_url(row["peaks"]):
        return row["peaks"]
    return (
        f"<resources>/peaks/{row['sha256'].lower()}/{row['peaks'].rsplit('/', 1)[-1]}"
    )


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


def given_background(wildcards):
    """The file of given background of an experiment, if its table has one."""
    return checked(STUDY.row, wildcards.experiment)["background"] or []


def floor_predictions(wildcards):
    """Predictions of the floors that a deep model is compared with; none for a floor itself."""
    if wildcards.model in FLOORS:
        return {}
    floors = checked(STUDY.floors, wildcards.experiment)
    return {
        name: f"<results>/{{experiment}}/{name}/predictions.tsv.gz" for name in floors
    }


def all_models(experiment):
    """Deep models, then floors, of an experiment."""
    return checked(STUDY.models, experiment) + STUDY.floors(experiment)


def of_models(pattern):
    """A path for each active experiment and each of its models and floors."""
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
    accounts = {
        "peaks": f"<results>/{wildcards.experiment}/peaks.qc.tsv",
        "tensor": f"<results>/{wildcards.experiment}/tensor.qc.tsv",
    }
    if background_file(wildcards):
        accounts["background"] = f"<results>/{wildcards.experiment}/background.qc.tsv"
    return accounts


def experiment_models(pattern, deep_only=False):
    """A function of wildcards: a path for each model of an experiment, floors last."""

    def paths(wildcards):
        names = (
            checked(STUDY.models, wildcards.experiment)
            if deep_only
            else all_models(wildcards.experiment)
        )
        return [pattern.replace("{model}", name) for name in names]

    return paths


def experiment_figures(wildcards):
    """The figures of an experiment's models, floors last, by the name of the figure."""
    target = checked(STUDY.target, wildcards.experiment)
    figures = ["scatter"] if target == "intensity" else ["roc", "pr"]
    return {
        figure: experiment_models(f"<results>/{{experiment}}/{{model}}/{figure}.svg")(
            wildcards
        )
        for figure in figures
    }


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
            f"<results>/{experiment}/{floor}/model.npz"
            for floor in STUDY.floors(experiment)
        ]
    pages = [f"<results>/{experiment}/report.html" for experiment in STUDY.active]
    return [*models, *pages, "<results>/summary.tsv", "<results>/report.html"]

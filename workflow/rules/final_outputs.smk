"""What the default target makes."""


def all_metrics(wildcards):
    """The metrics of all models; an error in a study in which nothing is left to do."""
    checked(STUDY.check_left)
    return of_models("<results>/{experiment}/{model}/metrics.json")


def verified_files(wildcards):
    """What is verified: all files of the default target but the study's page, which tells of it."""
    return [file for file in final_outputs(wildcards) if file not in PAGES_OF_STUDY]


# The kinds of target whose metrics are computed again.
OF_VERIFIED = [
    f"{folder}/{kind.module}.py"
    for kind in kinds.kinds().values()
    for folder in ("targets", "evaluation")
]
PAGES_OF_STUDY = ("<results>/report.html", "<results>/verification.tsv")


def verification_files():
    """The table of checks of the study's results, if the config asks for it."""
    return ["<results>/verification.tsv"] if STUDY.config["verify"] else []


def final_outputs(wildcards):
    """All files of the default target: models and metrics of active experiments, and the pages."""
    models = all_metrics(wildcards)
    for experiment in STUDY.active:
        for model in STUDY.models(experiment):
            models.append(f"<results>/{experiment}/{model}/model.keras")
            models.append(f"<results>/{experiment}/{model}/card.json")
        for model in STUDY.of_bases(experiment):
            models += [
                f"<results>/{experiment}/{model}/scores.{name}.tsv.gz"
                for name in STUDY.config["scoring"]
            ]
            models += track_files(experiment, model)
        models += methylation_files(experiment)
        models += [
            f"<results>/{experiment}/{baseline}/model.npz"
            for baseline in STUDY.baselines(experiment)
        ]
    pages = [f"<results>/{experiment}/report.html" for experiment in STUDY.active]
    whole = [
        "<results>/summary.tsv",
        *published_files(),
        *compared_files(),
        *study_tensor_files(),
        *of_trunks("influence.svg"),
        *variant_pages(),
        *annotated_vcfs(),
        *design_files(),
        *released_scores(),
        *verification_files(),
        "<results>/report.html",
    ]
    return [*models, *variant_scores(), *pages, *whole]

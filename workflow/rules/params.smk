"""Params of rules: functions of wildcards that return one dict of plain values."""


def fetched_data(wildcards):
    """Source and checksum of a fetched file of the table."""
    source = STUDY.sources.get((wildcards.sha256, wildcards.file))
    if source is None:
        raise WorkflowError(f"{STUDY.table}: no row fetches {wildcards.file}")
    return {"source": source, "expected": wildcards.sha256}


def window_settings(wildcards):
    """Settings of an experiment's windows."""
    own = checked(STUDY.settings, wildcards.experiment)
    return {
        "assembly": STUDY.genome["name"],
        "aliases": STUDY.genome["aliases"],
        "split": own["split"],
        "window": own["window"],
        "max_unknown": own["peaks"]["max_unknown"],
        "max_dropped": own["peaks"]["max_dropped"],
    }


def stranded(experiment, *keys):
    """Settings of peaks whose strand is that of the RNA; none of other peaks."""
    if assay_of(experiment).name != "clip":
        return {}
    own = STUDY.settings(experiment)["clip"]
    return {"stranded": True, **{key: own[key] for key in keys}}


def normalise_settings(wildcards):
    """Settings of an experiment's peaks."""
    row = STUDY.row(wildcards.experiment)
    own = STUDY.settings(wildcards.experiment)
    assay = assay_of(wildcards.experiment)
    return {
        **window_settings(wildcards),
        "origin": assay.origins(row).get(assay.columns[0]),
        "expected": assay.expected(row).get(assay.columns[0]),
        "best": own["peaks"]["best"],
        **stranded(wildcards.experiment, "crosslink"),
    }


def background_settings(wildcards):
    """Settings of an experiment's background."""
    own = STUDY.settings(wildcards.experiment)
    return {
        **window_settings(wildcards),
        **{
            key: own["background"][key]
            for key in ("ratio", "match", "gc_tolerance", "distance")
        },
        "draws": background_draws(wildcards.experiment, own["background"]),
        **stranded(wildcards.experiment),
    }


def background_draws(experiment, background):
    """Method, seed and splits of each background that is drawn from the genome or given."""
    trained = backgrounds.trained(background)
    return [
        {
            "method": method,
            "splits": (
                ["train", "validation", "test"] if method in trained else ["test"]
            ),
            "seed": STUDY.seed(
                experiment, "background", *([] if method == trained[0] else [method])
            ),
        }
        for method in backgrounds.drawn(background)
    ]


def backend_settings():
    """Keras's backend and its threads."""
    return {key: STUDY.config[key] for key in ("backend", "backend_threads")}


def train_settings(wildcards):
    """Settings of the training of one model of one experiment."""
    names = wildcards.experiment, wildcards.model
    model = checked(STUDY.model, *names)
    plan = STUDY.calibration(*names)
    if plan:
        # A calibrated model uses its plan instead of the config's `training`.
        kept = {key: model[key] for key in ("architecture", "settings")}
        seeds = {"search_seed": STUDY.seed(*names, "calibrate")}
        model = {**kept, **seeds, "plan": plan}
    return {
        **model,
        "target": STUDY.target(wildcards.experiment),
        "window": STUDY.window(*names),
        **backend_settings(),
        "seed": STUDY.seed(*names, "train"),
    }


def model_code(script, *folders):
    """A function of wildcards: digest of a script's code, a model's architectures and its kind."""

    def code(wildcards):
        names = checked(STUDY.architectures_of, wildcards.experiment, wildcards.model)
        files = []
        for name in dict.fromkeys(names):
            own, _ = divided(name)
            files.append(own.resolve() if own else f"models/architectures/{name}.py")
        return code_digest(script, *files, *kind_files(wildcards.experiment, *folders))

    return code


def baseline_settings(wildcards):
    """Settings of a baseline of one experiment."""
    names = wildcards.experiment, wildcards.baseline
    row = checked(STUDY.row, wildcards.experiment)
    target = STUDY.target(wildcards.experiment)
    method, _ = baseline_names.divided(wildcards.baseline)
    if method not in kinds.kind_of(target).baselines:
        raise WorkflowError(
            f"{STUDY.table}: '{wildcards.experiment}' has no {wildcards.baseline} baseline; its target "
            f"is {target}"
        )
    if STUDY.window(*names) > STUDY.widest(wildcards.experiment):
        raise WorkflowError(
            f"{CONFIG_FILES}: {wildcards.baseline} is wider than any model of '{wildcards.experiment}'; "
            "add its window to `baseline_windows`"
        )
    if method == "pwm" and not row["jaspar"]:
        raise WorkflowError(
            f"{STUDY.table}: '{wildcards.experiment}' has no pwm baseline; give a JASPAR matrix ID in "
            "column 'jaspar'"
        )
    return {
        "baseline": wildcards.baseline,
        "target": target,
        "window": STUDY.window(*names),
        "both_strands": STUDY.reads_both_strands(wildcards.experiment),
        "jaspar": row["jaspar"] if method == "pwm" else None,
        "release": STUDY.config["jaspar"] if method == "pwm" else "",
        "evaluation": evaluation_of(wildcards.experiment, wildcards.baseline),
    }


def evaluation_settings(wildcards):
    """Names and settings for the evaluation of a deep model."""
    return evaluation_of(wildcards.experiment, wildcards.model)


def drawn_baseline_settings(wildcards):
    """Names and settings for the figures of a baseline alone."""
    return evaluation_of(wildcards.experiment, wildcards.baseline)


def evaluation_of(experiment, model):
    """Names and settings for the evaluation of any model of an experiment."""
    row = checked(STUDY.row, experiment)
    own = STUDY.settings(experiment)["evaluation"]
    return {
        "experiment": experiment,
        "protein": row["protein"],
        "assay": row["assay"],
        "label": STUDY.config["label"],
        "model": model,
        "target": STUDY.target(experiment),
        "backgrounds": compared_backgrounds(experiment),
        "draws": own["draws"],
        "confidence": own["confidence"],
        "seed": STUDY.seed(experiment, "bootstrap"),
    }


def compared_backgrounds(experiment):
    """Names of an experiment's test backgrounds, if there are several; else none."""
    found = backgrounds.names(STUDY.settings(experiment)["background"])
    return found if len(found) > 1 else []


def scoring_settings(wildcards):
    """Settings of the scoring of a file by a model."""
    return {
        "assembly": STUDY.genome["name"],
        "aliases": STUDY.genome["aliases"],
        "window": checked(STUDY.window, wildcards.experiment, wildcards.model),
        "target": STUDY.target(wildcards.experiment),
        "architectures": checked(
            STUDY.architectures_of, wildcards.experiment, wildcards.model
        ),
        **backend_settings(),
    }


def shown_model(experiment, model):
    """Settings of a model for a page; a calibrated model has its plan instead of `training`."""
    among = STUDY.candidates(experiment, model)
    if among:
        return {"candidates": {name: shown_model(experiment, name) for name in among}}
    shown = STUDY.model(experiment, model)
    if model in STUDY.models_with("trunk"):
        own = STUDY.settings(experiment)["models"][model]
        kept = {
            key: own[key] for key in ("trunk", "penalty", "fine_tune") if key in own
        }
        return {**kept, **STUDY.trunk(own["trunk"])}
    shown = {**shown, "window": STUDY.window(experiment, model)}
    plan = STUDY.calibration(experiment, model)
    if not plan:
        return shown
    kept = {key: shown[key] for key in ("architecture", "settings", "window")}
    return {**kept, "calibration": plan}


def asked_of(experiment, model):
    """Names of a model's tracks, saturations and designs that the config asks for."""
    files = [*track_files(experiment, model), *design_files(experiment, model)]
    return [os.path.basename(file) for file in files]


def notice_of(experiment):
    """The notice at the top of an experiment's page, if there is one."""
    control = STUDY.settings(experiment)["labels"] == "shuffled"
    notices = [
        STUDY.config["label"],
        "control with shuffled labels" if control else None,
    ]
    return "; ".join(filter(None, notices)) or None


def page_settings(wildcards):
    """The texts and settings that an experiment's page shows."""
    row = checked(STUDY.row, wildcards.experiment)
    own = STUDY.settings(wildcards.experiment)
    assay = assay_of(wildcards.experiment)
    shown = ("target", "seed", *assay.shown, "evaluation")
    return {
        "experiment": wildcards.experiment,
        "protein": row["protein"],
        "assay": row["assay"],
        "label": notice_of(wildcards.experiment),
        "models": STUDY.models(wildcards.experiment),
        "baselines": STUDY.baselines(wildcards.experiment),
        "variants": list(STUDY.config["variants"]),
        "asked": {
            model: asked_of(wildcards.experiment, model)
            for model in STUDY.models(wildcards.experiment)
        },
        "settings": {
            **{key: own[key] for key in shown if key in own},
            "table": {key: value for key, value in row.items() if value},
            "genome": (STUDY.genome["name"] or None) if assay.placed(row) else None,
            "models": {
                name: shown_model(wildcards.experiment, name)
                for name in STUDY.models(wildcards.experiment)
            },
        },
    }


def study_settings():
    """The texts and settings that the study's page shows."""
    return {
        "title": STUDY.config["title"],
        "label": STUDY.config["label"],
        "experiments": STUDY.active,
        "with_peaks": peak_experiments(),
        "explained": explained_models(),
        "trunks": explained_trunks(),
        "scoring": list(STUDY.config["scoring"]),
        "variants": variant_names(),
        "skipped": [
            [name, row["skip"]]
            for name, row in STUDY.experiments.items()
            if row["skip"]
        ],
        "genome": genome_facts(),
        **({"published": STUDY.config["published"]} if STUDY.published else {}),
    }

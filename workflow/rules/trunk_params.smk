"""Inputs and params of the rules of trunks."""


def stretch_settings(wildcards):
    """Settings of the study's stretches file."""
    if not STUDY.tasks:
        raise WorkflowError(
            f"{CONFIG_FILES}: no model starts from a trunk; give one `trunk` under `models`"
        )
    own = STUDY.settings(STUDY.tasks[0])
    return {
        "tasks": STUDY.tasks,
        "assembly": STUDY.genome["name"],
        "split": own["split"],
        "window": own["window"],
        "repeat": STUDY.config["multitask"]["repeat"],
    }


def trunk_data(wildcards):
    """The file that a trunk is trained on."""
    trunk = checked(STUDY.trunk, wildcards.trunk)
    if "file" in trunk:
        raise WorkflowError(
            f"{CONFIG_FILES}: trunk '{wildcards.trunk}' is {trunk['file']}, and not trained here"
        )
    kind = trunk["kind"]
    return f"<results>/study/{kind}.h5"


def trunk_settings(wildcards):
    """Settings of the training of a trunk."""
    return {
        **checked(STUDY.trunk, wildcards.trunk),
        **backend_settings(),
        "device_count": STUDY.config["devices"],
        "seed": STUDY.study_seed("trunk", wildcards.trunk),
    }


def task_settings(wildcards):
    """Settings of the evaluation of a trunk's tasks."""
    own = checked(STUDY.trunk, wildcards.trunk)
    judged = STUDY.config["evaluation"]
    return {
        **{key: own[key] for key in ("kind", "architecture", "settings", "training")},
        **{key: judged[key] for key in ("draws", "confidence")},
        **backend_settings(),
        "seed": STUDY.study_seed("bootstrap", wildcards.trunk),
    }


def explained_tasks(trunk):
    """The experiments with a model that starts from a trunk."""
    return [
        name
        for name in STUDY.tasks
        if any(
            model.get("trunk") == trunk
            for model in STUDY.settings(name)["models"].values()
        )
    ]


def explained_trunks():
    """The trunks whose detectors are interpreted: all that are trained and used here, or none."""
    own = STUDY.config["multitask"]
    trained = [name for name, trunk in own["trunks"].items() if "file" not in trunk]
    return [name for name in trained if own["explain"] and explained_tasks(name)]


def of_trunks(file):
    """A path for each interpreted trunk."""
    return [f"<results>/study/{trunk}/{file}" for trunk in explained_trunks()]


def task_tensors(wildcards):
    """The tensor file of each experiment with a model that starts from a trunk."""
    checked(STUDY.trunk, wildcards.trunk)
    tasks = explained_tasks(wildcards.trunk)
    if not tasks:
        raise WorkflowError(
            f"{CONFIG_FILES}: no model starts from trunk '{wildcards.trunk}'; give one this `trunk` "
            "under `models`"
        )
    return [f"<results>/{name}/tensor.h5" for name in tasks]


def influence_settings(wildcards):
    """Settings of the influence of a trunk's detectors on its tasks."""
    kind = checked(STUDY.trunk, wildcards.trunk)["kind"]
    trained = STUDY.active if kind == "tensor" else STUDY.tasks
    tasks = explained_tasks(wildcards.trunk)
    return {
        "tasks": tasks,
        "outputs": [trained.index(name) for name in tasks],
        "pseudocount": STUDY.config["explanation"]["pseudocount"],
        **backend_settings(),
        "seed": STUDY.study_seed("explain", wildcards.trunk),
    }


def study_motifs(wildcards):
    """The user's file of known motifs, of the whole study; none if JASPAR is used."""
    return of_user(STUDY.config["explanation"]["known"]) or []


def trunk_matching_settings(wildcards):
    """Settings of the match of a trunk's detectors with known motifs."""
    return {
        "title": f"Trunk {wildcards.trunk}",
        "release": STUDY.config["jaspar"],
        "group": checked(STUDY.taxonomic_group, STUDY.tasks[0]),
        "significance": STUDY.config["explanation"]["significance"],
        "label": STUDY.config["label"],
    }


def trunk_code(script):
    """A function of wildcards: digest of a script's code and the trunk's architecture."""

    def code(wildcards):
        architecture = checked(STUDY.trunk, wildcards.trunk)["architecture"]
        return code_digest(script, f"models/architectures/{architecture}.py")

    return code


def trunk_file(wildcards):
    """The trunk that a model starts from."""
    trunk = checked(STUDY.settings, wildcards.experiment)["models"][wildcards.model][
        "trunk"
    ]
    released = of_user(STUDY.released(wildcards.model))
    return released or f"<results>/study/{trunk}/model.keras"


def fine_tuning_settings(wildcards):
    """Settings of a model that trains a trunk further."""
    names = wildcards.experiment, wildcards.model
    model = checked(STUDY.settings, wildcards.experiment)["models"][wildcards.model]
    given = dict(model["fine_tune"])
    frozen = given.pop("frozen")
    defaults = STUDY.settings(wildcards.experiment)["training"]
    return {
        **transfer_settings(wildcards),
        "frozen": frozen,
        "training": {
            **defaults,
            **{"optimizer": "adam", "restarts": 1, "least_steps": 0},
            **{"tensorboard": False, "monitor": "val_loss"},
            **given,
        },
        "seed": STUDY.seed(*names, "train"),
    }


def choice_settings(wildcards):
    """Settings of a model that is chosen among candidates."""
    names = wildcards.experiment, wildcards.model
    among = checked(STUDY.candidates, *names)
    return {
        "candidates": among,
        "architectures": STUDY.architectures_of(*names),
        "windows": [STUDY.window(wildcards.experiment, name) for name in among],
        "window": STUDY.window(*names),
        "target": STUDY.target(wildcards.experiment),
        **backend_settings(),
        "seed": STUDY.seed(*names, "choose"),
    }


def transfer_settings(wildcards):
    """Settings of a model that starts from a trunk."""
    model = checked(STUDY.settings, wildcards.experiment)["models"][wildcards.model]
    return {
        "window": model["window"],
        "penalty": model["penalty"],
        "released": bool(STUDY.released(wildcards.model)),
        **backend_settings(),
    }

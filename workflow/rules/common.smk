"""Config, experiments table, and the functions that the rules share."""

import functools
import hashlib
import os
import re
import sys
from pathlib import Path

import yaml
from snakemake.exceptions import WorkflowError
from snakemake.io import get_flag_value

RULES = Path(workflow.current_basedir.get_path_or_uri(secret_free=True))
if RULES.parts[-3:-1] == ("_workflow", "workflow"):
    # Installed by pip, this workflow is in a folder of the package.
    PACKAGE = RULES.parents[2]
else:
    # If this workflow is used as a remote module, Snakemake fetches the package's files because
    # they are named here.
    MANIFEST = Path(workflow.source_path("../scripts/bindery/manifest.txt"))
    PACKAGE = MANIFEST.parent
    for name in MANIFEST.read_text().splitlines():
        workflow.source_path(f"../scripts/bindery/{name}")
sys.path.insert(0, str(PACKAGE.parent))

from bindery import machine_faults
from bindery.downloads import is_url
from bindery.errors import InputError
from bindery.ownership import leases, runs
from bindery.runtime import caches, gpus, last_word
from bindery.study import (
    architecture_files,
    backgrounds,
    baseline_names,
    code_digests,
    experiments,
    loading,
    settings,
)
from bindery.study.assays import registry
from bindery.study.architecture_names import divided
from bindery.study.reading import name_patterns
from bindery.study.requests import comparisons
from bindery.targets import kinds


def config_file(name):
    """The path of a file in the workflow's own config folder, whatever the working directory."""
    return str(workflow.source_path(f"../../config/{name}"))


# The path or URL of this workflow's Snakefile, even if another workflow uses it as a module.
SNAKEFILE = get_flag_value(workflow.source_path("../../Snakefile"), "sourcecache_entry")
if not is_url(SNAKEFILE):
    SNAKEFILE = os.path.normpath(SNAKEFILE)
CONFIG_FILES = ", ".join(str(path) for path in workflow.configfiles) or "the config"


def rule_texts():
    """The text of the Snakefile, and of the files of rules that it includes."""
    text = Path(workflow.source_path("../../Snakefile")).read_text()
    files = re.findall(
        r'^include: "workflow/rules/(\w+\.smk)"', text, flags=re.MULTILINE
    )
    return [text, *(Path(workflow.source_path(file)).read_text() for file in files)]


TERMINAL = last_word.handler_of(workflow)
if TERMINAL:
    last_word.listen(TERMINAL)
RULE_TEXTS = rule_texts()
try:
    STUDY = loading.load(
        config,
        schema=yaml.safe_load(
            Path(workflow.source_path("../schemas/config.schema.yaml")).read_text()
        ),
        resource=config_file,
        architectures=PACKAGE / "models" / "architectures",
        file=CONFIG_FILES,
        files=workflow.configfiles,
        rules=RULE_TEXTS,
    )
except InputError as error:
    raise WorkflowError(str(error)) from None

# These are passed by the environment, not by params, because they decide no result: the folder of
# the git repository (jobs run copies of the scripts), that of the package, the mirrors of downloads,
# how many trainings share a GPU, how many GPUs profiles ask for where one training uses several, and
# the process whose end ends its jobs.
os.environ.update(
    BINDERY_RUN=runs.this_run(),
    BINDERY_WORKFLOW=os.path.dirname(SNAKEFILE),
    BINDERY_PACKAGE=str(PACKAGE),
    BINDERY_MIRRORS=":".join(
        [*STUDY.config["mirrors"], os.getenv("BINDERY_MIRRORS", "")]
    ),
    BINDERY_DEVICES=str(
        1 if STUDY.config["devices"] == "all" else STUDY.config["devices"]
    ),
    BINDERY_TRAININGS_PER_GPU=os.getenv(
        "BINDERY_TRAININGS_PER_GPU", str(STUDY.config["trainings_per_gpu"])
    ),
)

caches.prepare()

BASELINE = baseline_names.pattern()
# `study` is the folder of what all experiments share, `released` that of other studies' models.
EXPERIMENT = r"(?!(?:study|released)/)[A-Za-z0-9][A-Za-z0-9._-]*"
# The experiments of each kind of target, as a pattern.
OF_KIND = {
    name: name_patterns.pattern_among(
        STUDY.of_target(name), STUDY.experiments, EXPERIMENT
    )
    for name in kinds.kinds()
}
# Those of methylation, which have rules of their own for models of several cells, and all others.
METHYLATION = [
    name for name, row in STUDY.experiments.items() if row["assay"] == "methylation"
]
OF_CELLS = name_patterns.pattern_of(METHYLATION)
OF_ONE_TASK = name_patterns.pattern_among(
    [name for name in STUDY.experiments if name not in METHYLATION],
    STUDY.experiments,
    EXPERIMENT,
)
# The pattern of a deep model's name.
DEEP_MODEL = rf"(?!{BASELINE}/)[A-Za-z0-9][A-Za-z0-9_-]*"
# The patterns of the names of models that are a head on a trunk's features, of those that train the
# trunk further, of those that are chosen among others, and of those that are trained alone.
WITH_HEAD = name_patterns.pattern_of(
    sorted(set(STUDY.models_with("trunk")) - set(STUDY.models_with("fine_tune")))
)
FINE_TUNED = name_patterns.pattern_of(STUDY.models_with("fine_tune"))
CHOSEN = name_patterns.pattern_of(STUDY.models_with("choose"))
ALONE = rf"(?!(?:{WITH_HEAD}|{FINE_TUNED}|{CHOSEN})/){DEEP_MODEL}"
TRAIN_ENVIRONMENT = f"../../envs/{'train-gpu' if gpus.wanted() else 'train'}.yaml"
# A study that has only sequences has no genome, and no job needs the files of this folder.
GENOME_FOLDER = f"<resources>/genomes/{STUDY.genome['folder']}"
GENOME = f"{GENOME_FOLDER}/genome.fa"


wildcard_constraints:
    experiment=EXPERIMENT,
    model=r"[A-Za-z0-9][A-Za-z0-9_-]*",
    baseline=BASELINE,


@functools.cache
def code_digest(script, *more):
    """Digest of a rule's script with all package files that it imports, and of further files."""
    start = Path(workflow.source_path(f"../scripts/{script}.py"))
    return code_digests.digest(PACKAGE, start, *(PACKAGE / name for name in more))


# The files with the words of figures and pages for each kind of target.
OF_FIGURES = [f"figures/{kind.module}.py" for kind in kinds.kinds().values()]


def kind_files(experiment, *folders):
    """The modules of an experiment's kind of target, which are imported by their names."""
    kind = kinds.kind_of(checked(STUDY.target, experiment))
    return [f"{folder}/{kind.module}.py" for folder in ("targets", *folders)]


def kind_code(script, *folders):
    """A function of wildcards: digest of a script's code and of that of its kind of target."""

    def code(wildcards):
        return code_digest(script, *kind_files(wildcards.experiment, *folders))

    return code


def checked(function, *arguments):
    """Call a function of the study; its InputError becomes Snakemake's one-line error."""
    try:
        return function(*arguments)
    except InputError as error:
        raise WorkflowError(str(error)) from None


# Of the rule files that the Snakefile includes, for the figure of the rules.
RULES_DIGEST = hashlib.sha256("".join(RULE_TEXTS[1:]).encode()).hexdigest()

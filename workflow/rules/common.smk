"""Config, experiments table, and the functions that the rules share."""

import functools
import hashlib
import os
import sys
from pathlib import Path

import yaml
from snakemake.exceptions import WorkflowError
from snakemake.io import get_flag_value

# Naming the package's files makes Snakemake fetch them beside the scripts when this workflow is
# used as a remote module.
PACKAGE_FILES = (
    "__init__.py accounts.py alphabet.py anatomy.py annotation.py "
    "architectures/__init__.py architectures/attention.py architectures/basset.py "
    "architectures/beluga.py architectures/bpnet_counts.py architectures/ckn.py "
    "architectures/cuperus.py architectures/danq.py architectures/danq_jaspar.py "
    "architectures/deepbind.py architectures/deepbind_wide.py "
    "architectures/deeperbind.py architectures/deepmotif.py "
    "architectures/deepsea.py architectures/zeng.py assemblies.py assembling.py "
    "assembling_sequences.py attribution.py background.py base_orders.py caches.py "
    "calibration.py changed_windows.py comparison.py contributions.py "
    "correlation.py detector_motifs.py devices.py digests.py drawing.py "
    "embedding.py embedding_figure.py errors.py evaluating.py "
    "evaluating_intensity.py evaluation.py explaining.py figures.py files.py "
    "finals.py first_motif.py fitting.py floors.py folds.py genome.py gpus.py "
    "indexing.py influence.py intervals.py job_lines.py kernel_layer.py "
    "labelling.py layers.py "
    "leaks.py letters.py loading.py logo_symbols.py logos.py logs.py matching.py "
    "measures.py members.py meme.py models.py motif_figure.py motif_groups.py "
    "motif_pairs.py motif_table.py motifs.py mutagenesis.py mutation_maps.py "
    "numerals.py optimizers.py overview.py packed_model.py packing.py "
    "pattern_figure.py pattern_files.py pattern_search.py patterns.py peaks.py "
    "plans.py plots.py pooled_mutants.py pooled_paths.py predictions.py "
    "progress.py provenance.py published.py published_figure.py regions.py report.py rows.py "
    "rulegraph.py scales.py scanning.py scatter.py schema.py scoring.py search.py "
    "sequence_sets.py sequence_tables.py sequences.py settings.py simulation.py "
    "sites.py sources.py splice_ends.py splice_steps.py splicing.py splits.py "
    "starts.py starts_figure.py strands.py study.py study_page.py summary.py "
    "svg.py tables.py targets.py templates/base.html templates/experiment.html "
    "templates/study.html tensors.py training.py trial_plots.py trials.py "
    "windows.py"
).split()
PACKAGE = Path(workflow.source_path("../scripts/bindery/__init__.py")).parent
for name in PACKAGE_FILES:
    workflow.source_path(f"../scripts/bindery/{name}")
sys.path.insert(0, str(PACKAGE.parent))

from bindery import caches, gpus, settings, sources, study, tables
from bindery.errors import InputError
from bindery.settings import is_url


def config_file(name):
    """The path of a file in the workflow's own config folder, whatever the working directory."""
    return str(workflow.source_path(f"../../config/{name}"))


# Of this workflow, and not of one that uses it as a module; its path, or its URL.
SNAKEFILE = get_flag_value(workflow.source_path("../../Snakefile"), "sourcecache_entry")
if not is_url(SNAKEFILE):
    SNAKEFILE = os.path.normpath(SNAKEFILE)
CONFIG_FILES = ", ".join(str(path) for path in workflow.configfiles) or "the config"
try:
    STUDY = study.load(
        config,
        schema=yaml.safe_load(
            Path(workflow.source_path("../schemas/config.schema.yaml")).read_text()
        ),
        resource=config_file,
        architectures=PACKAGE / "architectures",
        file=CONFIG_FILES,
    )
except InputError as error:
    raise WorkflowError(str(error)) from None

# By the environment and not by params, since none decides a result: the folder that git is asked
# about (jobs run copies of the scripts), where to look before a download, and who shares a GPU.
os.environ.update(
    BINDERY_WORKFLOW=os.path.dirname(SNAKEFILE),
    BINDERY_MIRRORS=":".join(
        [*STUDY.config["mirrors"], os.getenv("BINDERY_MIRRORS", "")]
    ),
    BINDERY_TRAININGS_PER_GPU=os.getenv(
        "BINDERY_TRAININGS_PER_GPU", str(STUDY.config["trainings_per_gpu"])
    ),
)

caches.prepare()

FLOORS = settings.FLOORS
EXPERIMENT = r"[A-Za-z0-9][A-Za-z0-9._-]*"
# Experiments of intensities, as a pattern; one that matches nothing if there are none.
INTENSITIES = tables.pattern_of(STUDY.of_target("intensity"))
# A model that is no floor.
DEEP_MODEL = rf"(?!(?:{'|'.join(FLOORS)})/)[A-Za-z0-9][A-Za-z0-9_-]*"
TRAIN_ENVIRONMENT = f"../../envs/{'train-gpu' if gpus.wanted() else 'train'}.yaml"
# A study of sequences alone has no genome, and nothing asks for its files.
GENOME_FOLDER = f"<resources>/genomes/{STUDY.genome['name'] or 'none'}"
GENOME = f"{GENOME_FOLDER}/genome.fa"


wildcard_constraints:
    experiment=EXPERIMENT,
    model=r"[A-Za-z0-9][A-Za-z0-9_-]*",
    floor="|".join(FLOORS),


@functools.cache
def code_digest(script, *more):
    """Digest of a rule's script and all package files that it reaches, and of some more."""
    start = Path(workflow.source_path(f"../scripts/{script}.py"))
    return sources.digest(PACKAGE, start, *(PACKAGE / name for name in more))


def checked(function, *arguments):
    """Call a function of the study; its InputError becomes Snakemake's one-line error."""
    try:
        return function(*arguments)
    except InputError as error:
        raise WorkflowError(str(error)) from None


def rules_digest():
    """Digest of the rule files, for the picture of the rules."""
    names = "common inputs params explanation_params resources scheduling simulation genome peaks tensors training floors evaluation explanation scoring published comparing reporting"
    files = (workflow.source_path(f"{name}.smk") for name in names.split())
    return hashlib.sha256(
        b"".join(Path(file).read_bytes() for file in files)
    ).hexdigest()


RULES_DIGEST = rules_digest()

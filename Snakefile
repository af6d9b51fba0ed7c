from snakemake.utils import min_version

min_version("9.19")  # profile.yaml, pathvars


# The demo is the study of those who name none; a config merges into it otherwise.
if not workflow.configfiles and "experiments" not in config:

    configfile: "config/config.yaml"


pathvars:
    logs="<results>/logs",
    benchmarks="<results>/benchmarks",


report: "workflow/report/workflow.rst"


# A GPU belongs to one submission: locally, --resources gpu=N caps the trainings at a time; on a
# cluster, what one (group) job may ask for, not how many jobs are queued.
resource_scopes:
    gpu="local",


include: "workflow/rules/common.smk"
include: "workflow/rules/inputs.smk"
include: "workflow/rules/params.smk"
include: "workflow/rules/explanation_params.smk"
include: "workflow/rules/resources.smk"
include: "workflow/rules/scheduling.smk"
include: "workflow/rules/progress.smk"
include: "workflow/rules/simulation.smk"
include: "workflow/rules/genome.smk"
include: "workflow/rules/peaks.smk"
include: "workflow/rules/tensors.smk"
include: "workflow/rules/training.smk"
include: "workflow/rules/baselines.smk"
include: "workflow/rules/evaluation.smk"
include: "workflow/rules/explanation.smk"
include: "workflow/rules/scoring.smk"
include: "workflow/rules/published.smk"
include: "workflow/rules/comparing.smk"
include: "workflow/rules/reporting.smk"


rule all:
    default_target: True
    input:
        final_outputs(),
    localrule: True

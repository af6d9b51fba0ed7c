from snakemake.utils import min_version

min_version("9.19")  # profile.yaml, pathvars


# Without a config, the study is the demo. This is a condition because Snakemake would merge a user's
# config into the demo's.
if not workflow.configfiles and "experiments" not in config:

    configfile: "config/config.yaml"


pathvars:
    logs="<results>/logs",
    benchmarks="<results>/benchmarks",


report: "workflow/report/workflow.rst"


# The limit --resources gpu=N holds for one submission. Locally it limits how many trainings run at a
# time; on a cluster it limits the GPUs of one (group) job, not the number of queued jobs.
resource_scopes:
    gpu="local",


include: "workflow/rules/common.smk"
include: "workflow/rules/content_params.smk"
include: "workflow/rules/inputs.smk"
include: "workflow/rules/params.smk"
include: "workflow/rules/tensor_params.smk"
include: "workflow/rules/assay_params.smk"
include: "workflow/rules/explanation_params.smk"
include: "workflow/rules/methylation_params.smk"
include: "workflow/rules/study_params.smk"
include: "workflow/rules/trunk_params.smk"
include: "workflow/rules/variant_params.smk"
include: "workflow/rules/exchange_params.smk"
include: "workflow/rules/design_params.smk"
include: "workflow/rules/tracks_params.smk"
include: "workflow/rules/structure_params.smk"
include: "workflow/rules/final_outputs.smk"
include: "workflow/rules/resources.smk"
include: "workflow/rules/scheduling.smk"
include: "workflow/rules/progress.smk"
include: "workflow/rules/simulation.smk"
include: "workflow/rules/genome.smk"
include: "workflow/rules/peaks.smk"
include: "workflow/rules/tensors.smk"
include: "workflow/rules/structure.smk"
include: "workflow/rules/study.smk"
include: "workflow/rules/training.smk"
include: "workflow/rules/trunks.smk"
include: "workflow/rules/choice.smk"
include: "workflow/rules/baselines.smk"
include: "workflow/rules/evaluation.smk"
include: "workflow/rules/microarrays.smk"
include: "workflow/rules/selex.smk"
include: "workflow/rules/methylation.smk"
include: "workflow/rules/explanation.smk"
include: "workflow/rules/scoring.smk"
include: "workflow/rules/variant_files.smk"
include: "workflow/rules/variants.smk"
include: "workflow/rules/variant_report.smk"
include: "workflow/rules/design.smk"
include: "workflow/rules/tracks.smk"
include: "workflow/rules/exchange.smk"
include: "workflow/rules/published.smk"
include: "workflow/rules/comparing.smk"
include: "workflow/rules/verification.smk"
include: "workflow/rules/reporting.smk"


rule all:
    default_target: True
    input:
        final_outputs,
    localrule: True

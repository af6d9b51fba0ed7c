"""Rule report_study: the study's page."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.digests import genome_digest, read_digests
from bindery.report import write_study_page

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
settings = dict(snakemake.params.settings)
inputs = snakemake.input
settings["genome"] |= {"digest": genome_digest(read_digests(inputs.digests))}
names = settings.pop("experiments")
experiments = [
    {"experiment": name, "accounts": {"Peaks": peaks, "Tensor": tensor}}
    for name, peaks, tensor in zip(names, inputs.accounts, inputs.tensors, strict=True)
]
write_study_page(
    page=snakemake.output[0],
    summary=inputs.summary,
    comparison=inputs.comparison,
    rulegraph=inputs.rulegraph,
    experiments=experiments,
    **settings,
)

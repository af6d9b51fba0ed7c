"""Rule report_study: the study's page."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.genomics.digests import genome_digest, read_digests
from bindery.report.study_page import write_study_page

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
settings = dict(snakemake.params.settings)
inputs = snakemake.input
if inputs.digests:
    settings["genome"] |= {"digest": genome_digest(read_digests(inputs.digests))}
for part in ("published", "models"):
    if files := inputs.get(part):
        settings[part] = settings.get(part, {}) | {"table": files[0], "figure": files[1]}
peaks = dict(zip(settings.pop("with_peaks"), inputs.accounts, strict=True))
settings["experiments"] = [
    {
        "experiment": name,
        "accounts": ({"Peaks": peaks[name]} if name in peaks else {}) | {"Tensor": tensor},
    }
    for name, tensor in zip(settings["experiments"], inputs.tensors, strict=True)
]
settings["explained"] = zip(settings["explained"], inputs.motif_tables, inputs.memes, strict=True)
write_study_page(
    page=snakemake.output[0],
    summary=inputs.summary,
    comparison=inputs.comparison,
    rulegraph=inputs.rulegraph,
    **settings,
)

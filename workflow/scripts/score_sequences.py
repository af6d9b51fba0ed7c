"""Rule score_sequences: score a user's sequences or regions by a trained model."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.runtime import devices

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
settings = dict(snakemake.params.settings)
# Keras reads its backend when it is first imported, so the import waits for the choice.
devices.prepare(settings.pop("backend"), settings.pop("backend_threads"))
from bindery.evaluation.scoring import score_file  # noqa: E402

score_file(
    file=snakemake.input.file,
    model=snakemake.input.model,
    genome=snakemake.input.get("genome"),
    scores=snakemake.output[0],
    **settings,
)

"""Rule explain: what one trained model of one experiment has learned."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.runtime import devices

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
settings = dict(snakemake.params.settings)
# Keras reads its backend when it is first imported, so the import waits for the choice.
devices.prepare(settings.pop("backend"), settings.pop("backend_threads"))
from bindery.steps.explain import explain  # noqa: E402

# The seed of what a network draws even when it only predicts.
devices.seed_everything(settings.pop("seed"))
explain(
    tensor=snakemake.input.tensor,
    model=snakemake.input.model,
    **dict(snakemake.output.items()),
    **settings,
)

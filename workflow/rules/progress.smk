"""Progress: one line for each job on the terminal, in place of Snakemake's paragraphs."""

from bindery.runtime import progress

PROGRESS = progress.start(
    workflow,
    page=workflow.pathvars.apply("<results>/report.html"),
    summary=workflow.pathvars.apply("<results>/summary.tsv"),
)


onsuccess:
    leases.give_back()
    if PROGRESS:
        PROGRESS.succeed()


onerror:
    leases.give_back()
    if PROGRESS:
        PROGRESS.give_up(log)

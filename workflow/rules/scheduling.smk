"""Scheduling: waiting jobs are looked at when one has ended, and not for ever again."""

# Snakemake's own limit of jobs a second. To keep it, Snakemake 9 looks at all waiting jobs again a
# second after each time that it did so, with one more such chain for each job that has ended, until
# they fill a core (its issue 2967). Whoever sets another limit keeps it.
USUAL_LIMIT = 100, 1


onstart:
    limiter = workflow.scheduler.job_rate_limiter
    if limiter and (limiter.max_jobs, limiter.timespan) == USUAL_LIMIT:
        workflow.scheduler.job_rate_limiter = None

"""Scheduling: waiting jobs are looked at when one has ended, and not for ever again."""

# Snakemake's own limit of jobs a second. To keep it, Snakemake 9 looks at all waiting jobs again a
# second after each time that it did so: one more such chain for each job that has ended, which soon
# fills a core where a hundred jobs wait (its issue 2967). No job of ours is so short that it is met.
USUAL_LIMIT = 100, 1


onstart:
    limiter = workflow.scheduler.job_rate_limiter
    if limiter and (limiter.max_jobs, limiter.timespan) == USUAL_LIMIT:
        workflow.scheduler.job_rate_limiter = None

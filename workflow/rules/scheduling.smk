"""Scheduling: take a lease for the jobs; examine waiting jobs only when a job has ended."""

# Snakemake's default limit of jobs in a second. For this limit, Snakemake 9 examines all waiting jobs
# again a second after it did so before. Each job that ends adds one more such loop, until they fill
# a core (Snakemake's issue 2967). A limit that the user sets is kept.
USUAL_LIMIT = 100, 1


onstart:
    if told := machine_faults.unwritable(workflow.pathvars.apply("<results>")):
        raise WorkflowError(told)
    leases.take(alone=workflow.execution_settings.lock)
    limiter = workflow.scheduler.job_rate_limiter
    if limiter and (limiter.max_jobs, limiter.timespan) == USUAL_LIMIT:
        workflow.scheduler.job_rate_limiter = None

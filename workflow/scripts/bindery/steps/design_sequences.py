"""Rule design_sequences: change sequences step by step for a model's score."""

from bindery.runtime import devices


def design_sequences(
    *,
    model: str,
    against: str | None,
    file: str | None,
    table: str,
    paths: str,
    fasta: str,
    settings: dict,
) -> None:
    """Design sequences by greedy, beam or evolutionary search.

    Args:
        model: trained model, `.keras`.
        against: another one, whose score is subtracted; or None.
        file: FASTA or table of starts; None for the sequence in `settings`, or random ones.
        table: output, TSV, see `design_files.write_designs`.
        paths: output, TSV.
        fasta: output.
        settings: window, architectures, changes, keep, gc, forbid, sequence, count, direction,
            search, width, population, generations, seed, backend and backend_threads.

    Raises:
        InputError: a start or the constraints cannot be used.
    """
    devices.prepare(settings["backend"], settings["backend_threads"])
    from bindery.design.beam import beam, greedy
    from bindery.design.constraints import constraints_of
    from bindery.design.design_files import write_designs
    from bindery.design.designs import check_held
    from bindery.design.evolution import evolution
    from bindery.design.goals import goal_of
    from bindery.design.starts import starts_of

    limits = {key: settings[key] for key in ("changes", "gc", "forbid", "keep")}
    constraints = constraints_of(**limits)
    given = {key: settings[key] for key in ("sequence", "count")}
    starts = starts_of(settings["window"], constraints, settings["seed"], file=file, **given)
    goal = goal_of(model, against, settings["direction"], settings["architectures"])
    if settings["search"] == "greedy":
        found = greedy(goal, starts, constraints)
    elif settings["search"] == "beam":
        found = beam(goal, starts, constraints, settings["width"])
    else:
        size = {key: settings[key] for key in ("population", "generations", "seed")}
        found = evolution(goal, starts, constraints, **size)
    check_held(constraints, starts, found)
    write_designs(table, paths, fasta, starts, found)

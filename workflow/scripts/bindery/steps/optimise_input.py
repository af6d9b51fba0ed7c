"""Rule optimise_input: the sequences that a model likes best, by gradients."""

from bindery.runtime import devices


def optimise_input(
    *,
    model: str,
    against: str | None,
    file: str | None,
    table: str,
    meme: str,
    fasta: str,
    settings: dict,
) -> None:
    """Optimise relaxed bases, as DeepMotif does, from several starts.

    Args:
        model: trained model, `.keras`.
        against: another one, whose score is subtracted; or None.
        file: FASTA or table of starts; None for the sequence in `settings`, or random ones.
        table: output, TSV, see `design_files.write_optima`.
        meme: output, the shares of bases in MEME's format.
        fasta: output, consensus sequences.
        settings: window, architectures, sequence, count, direction, penalty, seed, backend and
            backend_threads.

    Raises:
        InputError: a start cannot be used, or a model has no gradient.
    """
    devices.prepare(settings["backend"], settings["backend_threads"])
    from bindery.design.constraints import Constraints
    from bindery.design.design_files import write_optima
    from bindery.design.goals import goal_of
    from bindery.design.input_optimisation import optimise
    from bindery.design.starts import starts_of

    window = settings["window"]
    given = {key: settings[key] for key in ("sequence", "count")}
    starts = starts_of(window, Constraints(window), settings["seed"], file=file, **given)
    goal = goal_of(model, against, settings["direction"], settings["architectures"])
    found = optimise(goal, starts, settings["penalty"])
    write_optima(table, meme, fasta, starts, found)

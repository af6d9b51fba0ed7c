"""The state of a search for a checkpoint: results so far, and the trials' weights and noise."""

from collections.abc import Mapping

import numpy as np

from bindery.runtime.checkpoints import plain_of, text_of
from bindery.training.resume import State, listed, numbered

# A trial and a fold.
Job = tuple[int, int]
# A checkpoint of the plan, a trial and a fold.
Place = tuple[int, int, int]


def noise_from(state: Mapping) -> np.random.Generator:
    """A generator that goes on from `generator.bit_generator.state`."""
    generator = np.random.default_rng()
    generator.bit_generator.state = state
    return generator


def stacked(states: list[list[np.ndarray]]) -> State:
    """The arrays of members of one shape as a part of a state; see `members_of`."""
    return numbered("members", [np.stack(arrays) for arrays in zip(*states, strict=True)])


def members_of(state: State) -> list[list[np.ndarray]]:
    """The arrays of each member, as `stacked` took them."""
    return [list(arrays) for arrays in zip(*listed("members", state), strict=True)]


def state_of(
    results: Mapping[Place, tuple[float, float]],
    states: Mapping[Job, list[np.ndarray]],
    noise: Mapping[Job, np.random.Generator],
) -> State:
    """What a search has come to.

    Args:
        results: loss and score at each checkpoint of the plan that a trial reached, in each fold.
        states: weights and optimizer state of each trial in each fold, see `Pack.states`.
        noise: generators of dropout noise of each trial in each fold.
    """
    jobs = sorted(states)
    return {
        "results": text_of([[*place, *map(float, pair)] for place, pair in results.items()]),
        "jobs": text_of(jobs),
        "noise": text_of([noise[job].bit_generator.state for job in jobs]),
        **stacked([states[job] for job in jobs]),
    }


def read_state(
    state: State,
) -> tuple[
    dict[Place, tuple[float, float]],
    dict[Job, list[np.ndarray]],
    dict[Job, np.random.Generator],
]:
    """The arguments of `state_of`."""
    results = {(at, trial, fold): (a, b) for at, trial, fold, a, b in plain_of(state["results"])}
    jobs = [(trial, fold) for trial, fold in plain_of(state["jobs"])]
    noise = [noise_from(own) for own in plain_of(state["noise"])]
    states = members_of(state)
    return results, dict(zip(jobs, states, strict=False)), dict(zip(jobs, noise, strict=True))

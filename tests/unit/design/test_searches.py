"""Greedy, beam and evolutionary search: against exhaustive ones, and within any constraints."""

import numpy as np
import pytest
from helpers import containing
from unit.design.made import Pairs, slow_best, slow_greedy

from bindery import alphabet
from bindery.design.beam import beam, greedy
from bindery.design.constraints import Constraints, constraints_of
from bindery.design.designs import Design, check_held
from bindery.design.evolution import evolution
from bindery.design.starts import Starts, placed, starts_of
from bindery.errors import InputError

WINDOW = 12
FORBIDDEN = ["CG", "ANT", "GATC", "HhaI", "TTAA", "RCGY"]


def made_starts(constraints: Constraints, rows: int = 5, window: int = WINDOW) -> Starts:
    return starts_of(window, constraints, 1, count=rows)


def score(design: Design, sign: int) -> float:
    return sign * design.score


def random_constraints(seed: int) -> Constraints:
    generator = np.random.default_rng(seed)
    low = generator.uniform(0.2, 0.5)
    first = int(generator.integers(1, 10))
    return constraints_of(
        changes=int(generator.integers(1, 7)),
        gc=[low, low + generator.uniform(0.1, 0.4)] if seed % 3 else None,
        forbid=generator.choice(FORBIDDEN, generator.integers(0, 3), replace=False).tolist(),
        keep=[(first, first + int(generator.integers(0, 6)))] if seed % 2 else [],
    )


def searches(objective: Pairs, starts: Starts, constraints: Constraints) -> list[list[Design]]:
    size = {"population": 12, "generations": 6, "seed": 3}
    return [
        greedy(objective, starts, constraints),
        beam(objective, starts, constraints, 5),
        evolution(objective, starts, constraints, **size),
    ]


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("seed", range(6))
def test_greedy_search_takes_the_best_of_all_changes_at_each_step(seed: int, sign: int) -> None:
    own = random_constraints(seed)
    objective = Pairs(WINDOW, seed, sign)
    starts = made_starts(own)
    for row, design in enumerate(greedy(objective, starts, own)):
        slow = slow_greedy(objective, starts.codes[row], starts.free[row], own)
        assert alphabet.decode(design.codes) == alphabet.decode(slow)


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("seed", range(6))
def test_a_beam_is_never_worse_than_greedy_and_a_wide_one_finds_the_best(
    seed: int, sign: int
) -> None:
    own = constraints_of(changes=2, forbid=FORBIDDEN[:2] if seed % 2 else [])
    objective = Pairs(8, seed, sign)
    starts = made_starts(own, 3, 8)
    one, few, all_ = (
        [score(design, sign) for design in beam(objective, starts, own, width)]
        for width in (1, 3, 10_000)
    )
    for row in range(3):
        assert one[row] <= few[row] + 1e-9 <= all_[row] + 2e-9
        best = slow_best(objective, starts.codes[row], starts.free[row], own)
        assert all_[row] == pytest.approx(best)


@pytest.mark.parametrize("seed", range(12))
def test_constraints_hold_for_all_that_is_returned(seed: int) -> None:
    own = random_constraints(seed)
    objective = Pairs(40, seed, 1 if seed % 2 else -1)
    starts = made_starts(own, 4, 40)
    for found in searches(objective, starts, own):
        check_held(own, starts, found)
        for row, design in enumerate(found):
            assert own.broken(design.codes) == []
            assert design.changes <= own.changes
            assert len(design.steps) <= own.changes
            assert (design.start == starts.codes[row]).all()
            assert score(design, objective.sign) >= score_of_start(design, objective.sign)
            assert_steps_lead_there(objective, design)


def score_of_start(design: Design, sign: int) -> float:
    return sign * design.start_score


def assert_steps_lead_there(objective: Pairs, design: Design) -> None:
    codes = design.start.copy()
    assert design.start_score == pytest.approx(objective.scores(codes[None])[0])
    for step in design.steps:
        assert codes[step.position] == step.before != step.after
        codes[step.position] = step.after
        assert step.score == pytest.approx(objective.scores(codes[None])[0])
    assert (codes == design.codes).all()
    assert design.score == pytest.approx(objective.scores(codes[None])[0])


@pytest.mark.parametrize("number", range(3))
def test_a_start_that_breaks_constraints_is_mended_first(number: int) -> None:
    own = constraints_of(changes=6, gc=[0.4, 0.6], forbid=["EcoRI"], keep=[(1, 6)])
    start = alphabet.encode("AAAAAAAAGAATTCAAAA")
    starts = placed(["bad"], [start], 18, constraints_of(changes=6, keep=[(1, 6)]))
    # It needs seven more of G and C.
    with pytest.raises(InputError) as caught:
        searches(Pairs(18, 0), starts, own)
    line = (
        "start 'bad' breaks the constraints, and changes of 6 bases cannot mend it: gc [0.4, 0.6]"
    )
    assert str(caught.value).startswith(line)
    own = constraints_of(changes=8, gc=[0.4, 0.6], forbid=["EcoRI"], keep=[(1, 6)])
    (found,) = searches(Pairs(18, 0), starts, own)[number]
    assert own.broken(found.codes) == []
    assert alphabet.decode(found.codes)[:6] == "AAAAAA"


def test_a_forbidden_word_within_kept_positions_is_named() -> None:
    own = constraints_of(changes=5, forbid=["EcoRI"], keep=[(2, 8)])
    starts = placed(["kept"], [alphabet.encode("AGAATTCAACC")], 11, own)
    line = (
        "start 'kept' breaks the constraints, and changes of bases that are not kept cannot mend "
        "it: EcoRI (GAATTC); allow more changes"
    )
    with pytest.raises(InputError, match=containing(line)):
        greedy(Pairs(11, 0), starts, own)


def test_evolution_is_repeatable_and_a_start_s_result_is_its_own() -> None:
    own = constraints_of(changes=4)
    objective = Pairs(20, 2)
    size = {"population": 10, "generations": 5, "seed": 7}
    many, again, few = (
        evolution(objective, made_starts(own, rows, 20), own, **size) for rows in (4, 4, 2)
    )
    found = [[alphabet.decode(own.codes) for own in designs] for designs in (many, again, few)]
    assert found[0] == found[1]
    assert found[0][:2] == found[2]
    other = evolution(objective, made_starts(own, 4, 20), own, **(size | {"seed": 8}))
    assert found[0] != [alphabet.decode(own.codes) for own in other]


def test_unknown_bases_stay() -> None:
    own = constraints_of(changes=9)
    start = alphabet.encode("ACGNNACG")
    starts = placed(["gap"], [start], 12, own)
    assert starts.own(0, starts.codes[0]) == "ACGNNACG"
    objective = Pairs(12, 1)
    # Unknown bases have no score of their own here.
    objective.single = np.pad(objective.single, ((0, 0), (0, 1)))
    objective.pairs = np.pad(objective.pairs, ((0, 0), (0, 1), (0, 1)))
    for (found,) in searches(objective, starts, own):
        assert (found.codes == alphabet.UNKNOWN).tolist() == (
            starts.codes[0] == alphabet.UNKNOWN
        ).tolist()


@pytest.mark.parametrize("seed", range(4))
def test_random_starts_meet_the_constraints(seed: int) -> None:
    own = constraints_of(changes=1, gc=[0.2, 0.25], forbid=["CG", "TATA", "EcoRI"])
    starts = starts_of(60, own, seed, count=5)
    assert starts.names == tuple(f"random_{number}" for number in range(1, 6))
    assert not own.faults(starts.codes).any()
    again = starts_of(60, own, seed, count=2)
    assert (again.codes == starts.codes[:2]).all()


def test_a_word_that_every_sequence_has_is_named() -> None:
    own = constraints_of(changes=1, forbid=["W", "S"])
    with pytest.raises(InputError, match="no random sequence of 20 bases without "):
        starts_of(20, own, 1, count=1)


def test_starts_of_a_file(tmp_path) -> None:
    file = tmp_path / "starts.fa"
    file.write_text(">a\nACGT\n>b\nACGTA\n")
    starts = starts_of(6, constraints_of(changes=1), 1, file=file)
    assert starts.names == ("a", "b")
    assert [starts.own(row, starts.codes[row]) for row in (0, 1)] == ["ACGT", "ACGTA"]
    with pytest.raises(
        InputError, match="start 'b' has 5 bases, more than the model's window of 4"
    ):
        starts_of(4, constraints_of(changes=1), 1, file=file)
    file.write_text(">a\nACGT\n>a\nACGTA\n")
    with pytest.raises(InputError, match="two sequences are called 'a'"):
        starts_of(6, constraints_of(changes=1), 1, file=file)


def test_a_design_that_breaks_a_constraint_is_never_returned() -> None:
    own = constraints_of(changes=1, forbid=["CG"], keep=[(1, 2)])
    starts = placed(["a"], [alphabet.encode("AATTT")], 5, own)
    for letters, word in (("AATCG", "CG"), ("AATAA", "2 changes"), ("CATTT", "keep")):
        bad = Design(starts.codes[0], 0.0, alphabet.encode(letters), 1.0, ())
        with pytest.raises(RuntimeError, match=word):
            check_held(own, starts, [bad])

"""Which layers of a trunk are trained further."""

from types import ModuleType

import pytest

from bindery.errors import InputError

SMALL = {"detectors": 4, "width": 3, "pool": 2, "channels": 4, "dilations": [1, 1], "near": 1}


def network() -> object:
    from bindery.models import registry

    return registry.build("multitask", 20, **SMALL)


def test_layers_that_match_a_pattern_are_frozen(keras: ModuleType) -> None:
    from bindery.training.fine_tuning import freeze

    model = network()
    frozen, trained = freeze(model, ["detectors", "dilated_*"])
    assert frozen == ["detectors", "dilated_1", "dilated_2"]
    assert "score" in trained and not set(frozen) & set(trained)
    kept = {weight.path.split("/")[-2] for weight in model.non_trainable_weights}
    assert set(frozen) <= kept
    assert {weight.path.split("/")[-2] for weight in model.trainable_weights} == set(trained)


def test_without_patterns_all_layers_are_trained(keras: ModuleType) -> None:
    from bindery.training.fine_tuning import freeze

    frozen, trained = freeze(network(), [])
    assert frozen == [] and "detectors" in trained


@pytest.mark.parametrize(
    ("patterns", "problem"),
    [
        (
            ["detectors", "nothing*"],
            "'nothing\\*', which no layer of the trunk matches; its layers",
        ),
        (["*"], "matches all layers of the trunk, so none is left to train"),
    ],
)
def test_patterns_must_match_and_leave_some(
    keras: ModuleType, patterns: list[str], problem: str
) -> None:
    from bindery.training.fine_tuning import freeze

    with pytest.raises(InputError, match=problem):
        freeze(network(), patterns)

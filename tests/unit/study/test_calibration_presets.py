import pytest

from bindery.study import calibration_presets as presets


def test_no_preset_is_no_calibration() -> None:
    assert presets.plan({}) is None
    assert presets.plan({"preset": "none", "settings": 30}) is None


@pytest.mark.parametrize("preset", presets.PRESETS)
def test_a_preset_stands_for_every_key(preset: str) -> None:
    found = presets.plan({"preset": preset})
    assert found is not None
    keys = "settings folds finals steps checkpoints batch_size halving select final_rows keep"
    keys += " pack_size emphasis balance optimizer ranges preset"
    assert sorted(found) == sorted(keys.split())
    assert (found["select"], found["final_rows"], found["keep"]) == ("loss", "all", "best")


def test_the_paper_is_thirty_settings_three_folds_and_six_last_trainings() -> None:
    found = presets.plan({"preset": "paper"})
    assert found is not None
    assert [found[key] for key in ("settings", "folds", "finals")] == [30, 3, 6]
    assert not found["halving"] and found["ranges"] == {}


def test_a_configs_own_keys_go_before_the_presets() -> None:
    ranges = {"learning_rate": [0.001, 0.01]}
    found = presets.plan({"preset": "standard", "steps": 50, "halving": False, "ranges": ranges})
    assert found is not None
    assert (found["steps"], found["halving"]) == (50, False)
    # A range replaces that of its setting, not those of others.
    assert found["ranges"] == presets.SHORT_RANGES | ranges
    assert found["settings"] == presets.PRESETS["standard"]["settings"]
    again = presets.plan({"preset": "standard"})
    assert again is not None and again["halving"]
    assert again["ranges"] == presets.SHORT_RANGES

import json
import zipfile
from pathlib import Path

import numpy as np
import pytest


@pytest.fixture
def build(keras):
    from bindery.models import registry

    def made():
        keras.utils.clear_session()
        keras.utils.set_random_seed(1)
        return registry.build("deepbind", 21, detectors=4, width=8)

    return made


@pytest.mark.parametrize("moment", [1e9, 2e9])
def test_the_same_model_is_the_same_bytes_whenever_it_is_saved(
    build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: float
) -> None:
    from bindery.models.saving import save

    save(build(), tmp_path / "now.keras")
    monkeypatch.setattr("time.time", lambda: moment)
    save(build(), tmp_path / "then.keras")
    assert (tmp_path / "now.keras").read_bytes() == (tmp_path / "then.keras").read_bytes()


def test_no_time_is_in_the_file(build, tmp_path: Path) -> None:
    from bindery.models.saving import DATE, TIME, save

    save(build(), tmp_path / "model.keras")
    with zipfile.ZipFile(tmp_path / "model.keras") as archive:
        assert {info.date_time for info in archive.infolist()} == {TIME}
        facts = json.loads(archive.read("metadata.json"))
    assert facts["date_saved"] == DATE
    assert list(tmp_path.iterdir()) == [tmp_path / "model.keras"]


def test_what_is_saved_gives_the_same_scores(keras, build, tmp_path: Path) -> None:
    from bindery.models.loading import load_model
    from bindery.models.saving import save

    model = build()
    save(model, tmp_path / "model.keras")
    codes = np.random.default_rng(1).integers(0, 5, (6, 21)).astype(np.uint8)
    loaded = load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(model.predict(codes, verbose=0), loaded.predict(codes, verbose=0))

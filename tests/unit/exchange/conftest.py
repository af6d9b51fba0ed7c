"""A model's folder with its card, made once."""

from pathlib import Path
from types import ModuleType

import pytest
from exchange_cards import card_of


@pytest.fixture(scope="session")
def saved(keras: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small model of windows of 41 bases, saved."""
    from bindery.models.registry import build
    from bindery.models.saving import save

    file = tmp_path_factory.mktemp("saved") / "model.keras"
    save(build("deepbind", 41, detectors=2, width=6), file)
    return file


@pytest.fixture
def folder(saved: Path, tmp_path: Path) -> Path:
    """A folder with a model and its card."""
    from bindery.exchange.write_card import write

    own = tmp_path / "CTCF" / "deepbind"
    own.mkdir(parents=True)
    (own / "model.keras").write_bytes(saved.read_bytes())
    write(own, card_of("CTCF/deepbind"))
    return own

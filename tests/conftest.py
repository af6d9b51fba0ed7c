"""Fixtures that several test files share."""

from pathlib import Path
from types import ModuleType

import pytest
from helpers import fasta_text, small_genome, write_indexed


def pytest_configure(config: pytest.Config) -> None:
    # Keras's own, on NumPy 2.
    config.addinivalue_line("filterwarnings", "ignore:__array__ implementation:DeprecationWarning")


@pytest.fixture(scope="session")
def keras() -> ModuleType:
    """Keras on the CPU, imported when the first test asks for it: that takes seconds."""
    from bindery.runtime import devices

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CUDA_VISIBLE_DEVICES", "")
        devices.prepare("tensorflow", 1)
        import keras
    return keras


@pytest.fixture
def seeded(keras: ModuleType) -> None:
    from bindery.runtime import devices

    devices.seed_everything(1)


@pytest.fixture(scope="session")
def sequences() -> dict[str, str]:
    """Name and letters of each chromosome of the tiny genome."""
    return small_genome()


@pytest.fixture(scope="session")
def fasta(sequences: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny genome: 50 letters a line, indexed."""
    return write_indexed(tmp_path_factory.mktemp("genome") / "tiny.fa", fasta_text(sequences))


@pytest.fixture(autouse=True)
def no_mirrors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BINDERY_MIRRORS", raising=False)

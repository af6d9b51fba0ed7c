"""Public data beside the checkout, for tests that want real input."""

import os
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder that BINDERY_REAL_DATA names, else shared/data beside the checkout."""
    default = REPOSITORY.parent / "shared" / "data"
    folder = Path(os.environ.get("BINDERY_REAL_DATA", default)).resolve()
    if not folder.is_dir():
        pytest.skip(f"no real data at {folder}; name their folder in BINDERY_REAL_DATA")
    return folder


@pytest.fixture(scope="session")
def yeast(real_data: Path) -> Path:
    """The folder of the yeast genome, the study's blacklist and its peaks."""
    return real_data / "yeast"

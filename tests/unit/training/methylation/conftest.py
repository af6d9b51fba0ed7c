"""Fixtures of models of several cells."""

from pathlib import Path

import pytest
from toy_cells import write_toy


@pytest.fixture
def toy(tmp_path: Path) -> Path:
    return write_toy(tmp_path / "tensor.h5")

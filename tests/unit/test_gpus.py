import pytest

from bindery import gpus


@pytest.fixture(autouse=True)
def no_variables(monkeypatch):
    for name in ("BINDERY_GPU", "CUDA_VISIBLE_DEVICES"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True)
def cuda(monkeypatch):
    monkeypatch.setattr(gpus, "cuda_installed", lambda: True)


def test_a_gpu_without_its_libraries_is_none(tmp_path, monkeypatch):
    (tmp_path / "nvidia0").touch()
    monkeypatch.setattr(gpus, "cuda_installed", lambda: False)
    assert gpus.wanted(tmp_path) == 0


def test_a_device_file_is_a_gpu(tmp_path):
    assert gpus.wanted(tmp_path) == 0
    (tmp_path / "nvidiactl").touch()
    assert gpus.wanted(tmp_path) == 0
    (tmp_path / "nvidia0").touch()
    assert gpus.wanted(tmp_path) == 1


@pytest.mark.parametrize("value", ["", "-1"])
def test_a_hidden_gpu_is_none(tmp_path, monkeypatch, value):
    (tmp_path / "nvidia0").touch()
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", value)
    assert gpus.wanted(tmp_path) == 0


@pytest.mark.parametrize(("asked", "count"), [("1", 1), ("0", 0)])
def test_what_is_asked_for_goes_first(tmp_path, monkeypatch, asked, count):
    (tmp_path / "nvidia0").touch()
    monkeypatch.setenv("BINDERY_GPU", asked)
    assert gpus.wanted(tmp_path) == count

from pathlib import Path

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from bindery.explanation.embedding import embed, standardised
from bindery.figures import embedding as drawing
from bindery.figures.embedding import HALVES, plot_embedding
from bindery.figures.style import style


def made(rows: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Features of two classes that lie apart, two of them constant."""
    generator = np.random.default_rng(seed)
    positive = generator.random(rows) < 0.4
    features = generator.normal(size=(rows, 12)) + 4 * positive[:, None]
    features[:, 3], features[:, 7] = 0, 0.1
    return features.astype(np.float32), positive


def test_features_are_standardised_and_constant_ones_dropped() -> None:
    features, _ = made(100)
    found = standardised(1000 * features + 3)
    assert found.shape == (100, 10)
    np.testing.assert_allclose(found.mean(axis=0), 0, atol=1e-6)
    np.testing.assert_allclose(found.std(axis=0), 1)


def test_maps_hold_the_classes_apart() -> None:
    features, positive = made(120)
    found = embed(features, seed=3)
    assert found.reason == "" and found.features == 10 and found.perplexity == 30
    assert 0.5 < found.explained[0] < 1 and found.explained[1] < found.explained[0]
    for positions in (found.principal, found.neighbours):
        centres = [positions[positive == kind].mean(axis=0) for kind in (False, True)]
        spread = max(positions[positive == kind].std(axis=0).max() for kind in (False, True))
        assert np.linalg.norm(centres[0] - centres[1]) > 2 * spread


def test_maps_are_the_same_each_time() -> None:
    features, _ = made(60)
    first, second = embed(features, seed=3), embed(features, seed=3)
    assert first.principal.tobytes() == second.principal.tobytes()
    assert first.neighbours.tobytes() == second.neighbours.tobytes()


def test_perplexity_fits_few_rows() -> None:
    assert embed(made(22)[0], seed=1).perplexity == 7


@pytest.mark.parametrize(
    ("features", "reason"),
    [
        (made(19)[0], "too few sequences for a map: 19, and it needs 20"),
        (np.ones((30, 5)), "0 of 5 features vary, and a map needs 2"),
        (made(30)[0][:, 2:4], "1 of 2 features vary, and a map needs 2"),
        (np.full((30, 5), np.nan), "features are not finite"),
    ],
)
def test_no_map_has_its_reason(tmp_path: Path, features: np.ndarray, reason: str) -> None:
    found = embed(features, seed=1)
    assert found.reason == reason and len(found.principal) == len(found.neighbours) == 0
    plot_embedding(tmp_path / "map.svg", found, np.ones(len(features), bool), "A, net")
    assert reason in (tmp_path / "map.svg").read_text()


def test_figure_is_the_same_each_time_and_names_what_it_shows(tmp_path: Path) -> None:
    features, positive = made(60)
    found = embed(features, seed=3)
    for name in ("a.svg", "b.svg"):
        plot_embedding(tmp_path / name, found, positive, "Reb1, deepbind")
    text = (tmp_path / "a.svg").read_text()
    assert text == (tmp_path / "b.svg").read_text()
    shown = (f"positives ({positive.sum()})", "PC1 (", "t-SNE, perplexity 19.7", "Reb1, deepbind")
    assert all(word in text for word in shown)


@pytest.mark.parametrize("scale", [0.001, 1.0, 1000.0])
def test_the_figures_title_is_clear_of_its_panels_titles(scale: float) -> None:
    features, positive = made(60)
    found = embed(features, seed=3)
    found.principal *= scale
    with style():
        figure = drawing._figure(found, positive, "Reb1: deepbind, simulated data")
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
        box = figure._suptitle.get_window_extent(canvas.get_renderer())
        panels = [axes._left_title.get_window_extent() for axes in figure.axes]
    assert all(box.y0 > panel.y1 for panel in panels)
    assert panels[0].x1 < panels[1].x0


def test_intensities_have_halves_and_no_classes(tmp_path: Path) -> None:
    features, positive = made(60)
    plot_embedding(tmp_path / "a.svg", embed(features, seed=3), positive, "A, net", HALVES)
    text = (tmp_path / "a.svg").read_text()
    assert "above the median (" in text and "positives" not in text

from pathlib import Path

import numpy as np
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from bindery.figures.logo.drawing import BREADTH, draw_letters, draw_logo
from bindery.figures.logo.letters import BASE_COLOURS, letter_heights
from bindery.figures.style import save, style


def drawn(path: Path, matrix: np.ndarray) -> tuple[str, Figure]:
    with style():
        figure = Figure(figsize=(3, 1), layout="constrained")
        draw_logo(figure.add_subplot(), matrix)
        save(figure, path)
    return path.read_text(), figure


def test_information_is_two_bits_less_entropy() -> None:
    shares = [[1, 0, 0, 0], [0.5, 0.5, 0, 0], [0.25] * 4, [0, 0, 0, 0], [np.nan] * 4]
    bits = letter_heights(np.array(shares))
    assert bits.tolist() == [[2, 0, 0, 0], [0.5, 0.5, 0, 0], [0] * 4, [0] * 4, [0] * 4]


def test_logo_holds_all_letters_and_is_the_same_twice(tmp_path: Path) -> None:
    matrix = np.array([[1.0, 0, 0, 0], [0, 2, 0.5, 0], [np.nan] * 4, [0, 0, 0, -1]])
    text, figure = drawn(tmp_path / "a.svg", matrix)
    assert text == drawn(tmp_path / "b.svg", matrix)[0]
    assert all(colour.lower() in text.lower() for colour in BASE_COLOURS.values())
    (axes,) = figure.axes
    low, high = axes.get_ylim()
    assert low < -1 and high > 2.5 and axes.get_xlim() == (-0.5, 3.5)
    letters = [patch.get_extents() for patch in axes.patches]
    frame = axes.bbox
    assert len(letters) >= 4
    assert all(frame.y0 <= box.y0 and box.y1 <= frame.y1 for box in letters if box.height)


def test_empty_logo_has_no_letters(tmp_path: Path) -> None:
    _, figure = drawn(tmp_path / "a.svg", np.zeros((5, 4)))
    assert not figure.axes[0].patches


def test_letters_stand_on_one_another_and_hang_upside_down() -> None:
    axes = Figure().add_subplot()
    draw_letters(axes, np.array([[1.0, 2, 0, -0.5], [0, 0, 0, 0], [0, 0.5, 0, 0]]), first=5)
    boxes = {}
    for patch in axes.patches:
        box = patch.get_path().get_extents()
        boxes[to_hex(patch.get_facecolor()).upper()] = box
    assert set(boxes) == {BASE_COLOURS[base] for base in "ACT"}
    a, c, t = (boxes[BASE_COLOURS[base]] for base in "ACT")
    half = BREADTH / 2
    np.testing.assert_allclose([a.x0, a.y0, a.x1, a.y1], [5 - half, 0, 5 + half, 1], atol=1e-6)
    # All Cs are one path: that of the first position is on the A.
    np.testing.assert_allclose([c.x0, c.y0, c.x1, c.y1], [5 - half, 0, 7 + half, 3], atol=1e-6)
    np.testing.assert_allclose([t.y0, t.y1], [-0.5, 0], atol=1e-6)
    (hanging,) = (p for p in axes.patches if to_hex(p.get_facecolor()).upper() == BASE_COLOURS["T"])
    (vertices,) = hanging.get_path().to_polygons()
    # The bar of a T is broader than its stem.
    ends = [np.ptp(vertices[np.isclose(vertices[:, 1], end, atol=1e-6), 0]) for end in (-0.5, 0)]
    assert ends[0] > 2 * ends[1]

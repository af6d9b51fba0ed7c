"""Small logos: letters drawn once, and as high in each logo as its matrix says."""

import re

import numpy as np

from bindery.figures.logo.letters import BASE_COLOURS, letter_heights
from bindery.figures.logo.symbols import small_logo, symbols

SHARES = np.array([[1, 0, 0, 0], [0, 0.5, 0, 0.5], [0.25] * 4])


def test_each_letter_appears_once_in_its_colour_and_fills_its_position() -> None:
    found = re.findall(r'<path id="base-(.)" fill="(.*?)" d="(.*?)"/>', symbols(rna=True))
    assert {base: colour for base, colour, _ in found} == BASE_COLOURS
    assert 'id="base-U"' not in symbols()
    for _, _, outline in found:
        positions = np.array(re.findall(r"-?[\d.]+", outline), float).reshape(-1, 2)
        assert positions.min(axis=0).tolist() == [0.03, -1]
        assert positions.max(axis=0).tolist() == [0.97, 0]


def test_letters_are_as_high_as_their_information_and_stand_on_each_other() -> None:
    logo = small_logo(letter_heights(SHARES), "Ayn", True)
    assert re.findall("<use.*?/>", logo) == [
        '<use href="#base-A" transform="translate(0 2)scale(1 2)"/>',
        '<use href="#base-C" transform="translate(1 2)scale(1 0.5)"/>',
        '<use href="#base-T" transform="translate(1 1.5)scale(1 0.5)"/>',
    ]
    assert 'width="24" height="36" viewBox="0 0 3 2"' in logo
    assert 'role="img" aria-label="Ayn"' in logo and "opacity" not in logo


def test_letters_too_small_to_see_are_left_out_and_the_rest_stays_in_place() -> None:
    logo = small_logo(np.array([[0.01, 0.5, 0.02, 0.0]]), "C", True)
    assert re.findall("<use.*?/>", logo) == [
        '<use href="#base-C" transform="translate(0 1.97)scale(1 0.5)"/>'
    ]


def test_a_logo_that_may_be_chance_is_pale_and_its_label_is_escaped() -> None:
    logo = small_logo(letter_heights(SHARES), 'a"<b>', False)
    assert 'opacity="0.3"' in logo
    assert 'aria-label="a&#34;&lt;b&gt;"' in logo


def test_a_logo_takes_few_bytes_and_the_same_ones_twice() -> None:
    shares = np.random.default_rng(1).dirichlet([1.0] * 4, 24)
    logo = small_logo(letter_heights(shares), "n" * 24, True)
    assert len(logo) < 6000
    assert logo == small_logo(letter_heights(shares), "n" * 24, True)
    assert 'width="132"' in logo
    assert symbols() == symbols()

"""RNAcompete's two layouts, and what becomes of them."""

import gzip
from pathlib import Path

import numpy as np
import pytest
from helpers import containing, random_letters
from inputs.rna_cases import READ, REFUSED, Case

from bindery import alphabet
from bindery.data.assays.rnacompete import read_probes
from bindery.data.assays.rnacompete_tensor import build_tensor
from bindery.data.splits import SPLITS, TEST, VALIDATION
from bindery.data.tensors import Tensor
from bindery.errors import InputError


def read(folder: Path, text: str, column: str | None = None, likely: tuple[str, ...] = ()):
    path = folder / "probes.txt"
    path.write_bytes(gzip.compress(text.encode()))
    return read_probes(path, file="probes.txt", column=column, likely=likely)


LIKELY = ("RNCMPT00001", "A1CF")


@pytest.mark.parametrize("case", READ, ids=lambda case: case.name)
def test_a_layout_is_read(tmp_path: Path, case: Case) -> None:
    found = read(tmp_path, case.content, case.column, LIKELY)
    assert [alphabet.decode(codes) for codes in found.codes] == ["GGTTAACA", "ACGTACGTAC", "GGG"]
    expected = np.array(case.expected, np.float32)
    np.testing.assert_array_equal(found.targets[:, 0], expected)
    assert found.split.tolist() == ([-1, TEST, -1] if "Set" in case.content else [-1] * 3)


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case.name)
def test_another_layout_is_one_line_of_what_was_expected_and_found(
    tmp_path: Path, case: Case
) -> None:
    with pytest.raises(InputError, match=containing(str(case.expected))) as caught:
        read(tmp_path, case.content, case.column, LIKELY)
    assert "\n" not in str(caught.value)


def probes(count: int, seed: int) -> str:
    letters = random_letters(count * 12, seed, "ACGU")
    return "".join(f"{row} {letters[12 * row : 12 * row + 12]}\n" for row in range(count))


def build(folder: Path, text: str, test: str | None = None) -> list[tuple[str, str, float]]:
    """Split, letters and target of each row of the tensor."""
    (folder / "a.txt").write_text(text)
    files = {"rnacompete": str(folder / "a.txt")}
    if test is not None:
        (folder / "b.txt").write_text(test)
        files["test_rnacompete"] = str(folder / "b.txt")
    build_tensor(
        **files,
        tensor=str(folder / "tensor.h5"),
        row_counts=str(folder / "qc.tsv"),
        experiment="RNCMPT1",
        protein="A1CF",
        origins={},
        expected={},
        column=None,
        window=15,
        stored=15,
        shares={"validation": 0.2, "test": 0.3},
        similarity=None,
        max_unknown=0.1,
        seed=1,
    )
    found = []
    with Tensor(folder / "tensor.h5") as tensor:
        assert tensor.tasks == ["RNCMPT1"]
        for part, name in enumerate(SPLITS):
            rows = tensor.rows(tensor.split_rows(part))
            letters = map(alphabet.decode, rows.sequences)
            found += zip([name] * len(rows), letters, rows.targets[:, 0].tolist(), strict=True)
    return found


def test_a_test_file_is_the_test_and_short_probes_are_padded(tmp_path: Path) -> None:
    found = build(tmp_path, probes(100, 1), probes(40, 2))
    test = [letters for split, letters, _ in found if split == "test"]
    given = [line.split()[1].replace("U", "T") for line in probes(40, 2).splitlines()]
    assert sorted(test) == sorted(f"N{letters}NN" for letters in given)
    parts = {split for split, *_ in found}
    assert len(found) == 140 and parts == set(SPLITS)


def test_set_b_is_the_test_and_validation_is_drawn_from_set_a(tmp_path: Path) -> None:
    lines = [line.split() for line in probes(100, 3).splitlines()]
    rows = [f"{'B' if int(row) % 4 == 0 else 'A'}\t{row}\t{own}" for row, own in lines]
    found = build(tmp_path, "\n".join(["set\tintensity\tsequence", *rows]) + "\n")
    of_test = {target for split, _, target in found if split == "test"}
    assert of_test == set(range(0, 100, 4))
    assert sum(split == SPLITS[VALIDATION] for split, *_ in found) >= 5


def test_a_probe_that_the_test_has_too_is_not_trained_on(tmp_path: Path) -> None:
    both = "9 GGGGUUUUAAAA\n"
    found = build(tmp_path, probes(100, 4) + both, probes(20, 5) + both)
    assert [split for split, letters, _ in found if "GGGGTTTT" in letters] == ["test"]

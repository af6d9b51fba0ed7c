"""Secondary structure beside sequences: folded, given, stored and read."""

from io import BytesIO
from pathlib import Path

import h5py
import numpy as np
import pytest
from helpers import containing, encoded, planted_tensor, random_codes
from inputs.rna_cases import CONTEXTS, Case

from bindery import alphabet
from bindery.data.rna import folding
from bindery.data.rna.structures import opened, write_structures
from bindery.data.tensors import Tensor
from bindery.errors import InputError
from bindery.steps.fold_rna import fold_rna

# A hairpin: ten pairs around a loop of four bases, and single strands around it.
HAIRPIN = "AAAAA" + "GGCGGCGCCG" + "TTCG" + "CGGCGCCGCC" + "AAAAA"


def test_bases_of_a_stem_are_paired_and_those_of_its_loop_are_not() -> None:
    pytest.importorskip("RNA", reason="ViennaRNA is an extra")
    codes = encoded(f"NN{HAIRPIN}N")
    (found,) = folding.unpaired(codes, 1)
    assert found.shape == (1, len(HAIRPIN) + 3)
    own = found[0, 2:-1]
    assert own[6:14].max() < 0.1 and own[20:28].max() < 0.1
    assert own[15:19].min() > 0.9 and own[:4].min() > 0.8
    assert found[0, [0, 1, -1]].tolist() == [1, 1, 1]


def test_structure_does_not_depend_on_the_number_of_processes() -> None:
    pytest.importorskip("RNA", reason="ViennaRNA is an extra")
    codes = random_codes(5, 60, 1)
    np.testing.assert_array_equal(folding.unpaired(codes, 1), folding.unpaired(codes, 2))


def test_without_viennarna_the_remedy_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(folding.importlib, "import_module", absent)
    problem = "structure needs ViennaRNA, which is not installed; pip install ViennaRNA"
    with pytest.raises(InputError, match=containing(problem)):
        folding.unpaired(random_codes(1, 20), 1)


def block(letters: str, seed: int) -> tuple[str, np.ndarray]:
    """A sequence with five lines of contexts, as text and as numbers."""
    values = np.random.default_rng(seed).dirichlet(np.ones(5), len(letters)).T.round(3)
    lines = ["\t".join(f"{value:.3f}" for value in own) for own in values]
    return "\n".join([f">{letters}", *lines, ""]), values


def test_given_contexts_follow_their_sequences_cut_or_padded(tmp_path: Path) -> None:
    texts, values = zip(*(block("ACGUACGUACGU", 1), block("GGUU", 2)), strict=True)
    (tmp_path / "contexts.txt").write_text("".join(texts))
    contexts = folding.read_contexts(tmp_path / "contexts.txt")
    rows = encoded("NGGTTN", "TACGTA")
    found = folding.given(rows, 6, contexts, "contexts.txt")
    assert found.shape == (2, 5, 6)
    np.testing.assert_allclose(found[0, :, 1:5], values[1], atol=1e-6)
    assert (found[0][:, [0, 5]] == 0).all()
    np.testing.assert_allclose(found[1], values[0][:, 3:9], atol=1e-6)
    problem = "expected contexts of all 1 sequences, found none of 1, such as CCCCCC"
    with pytest.raises(InputError, match=containing(problem)):
        folding.given(encoded("CCCCCC"), 6, contexts, "contexts.txt")


@pytest.mark.parametrize("case", CONTEXTS, ids=lambda case: case.name)
def test_other_layouts_of_contexts_are_one_line(tmp_path: Path, case: Case) -> None:
    (tmp_path / "contexts.txt").write_text(case.content)
    with pytest.raises(InputError, match=containing(str(case.expected))):
        folding.read_contexts(tmp_path / "contexts.txt")


def test_sequences_are_read_with_their_structure(tmp_path: Path) -> None:
    tensor = planted_tensor(tmp_path / "tensor.h5", rows=40)
    with Tensor(tensor) as plain:
        rows = [plain.split_rows(part) for part in range(3)]
        codes = plain.stored("sequences", np.arange(40))
    made = np.random.default_rng(1).random((40, 2, codes.shape[1]))
    write_structures(tmp_path / "structure.h5", made, {"method": "made"})
    with opened(tensor, tmp_path / "structure.h5") as both:
        found = both.rows(rows[1]).sequences
        whole = both.stored("sequences", np.arange(40))
        some = np.array([0, 3, 4, 39])
        np.testing.assert_array_equal(both.stored("sequences", some), whole[some])
    assert found.dtype == np.float32 and found.shape == (len(rows[1]), codes.shape[1], 3)
    np.testing.assert_array_equal(found[:, :, 0], codes[rows[1]])
    np.testing.assert_allclose(found[:, :, 1:], made[rows[1]].transpose(0, 2, 1), atol=1e-3)
    with opened(tensor, None) as plain:
        assert plain.rows(rows[1]).sequences.dtype == np.uint8
    write_structures(tmp_path / "other.h5", made[:-1], {})
    with pytest.raises(InputError, match=containing("39 rows of 40 bases are not those of")):
        opened(tensor, tmp_path / "other.h5")


def test_damage_of_a_structure_is_told_with_its_file(tmp_path: Path) -> None:
    tensor = planted_tensor(tmp_path / "tensor.h5", rows=40)
    path = tmp_path / "structure.h5"
    write_structures(path, np.random.default_rng(1).random((40, 2, 40)), {})
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    with pytest.raises(InputError, match=containing(f"{path}: ")):
        opened(tensor, path)
    with h5py.File(BytesIO(content)) as file:
        at = file["structure"].id.get_chunk_info(0).byte_offset
    path.write_bytes(content[: at + 9] + bytes([content[at + 9] ^ 1]) + content[at + 10 :])
    with (
        pytest.raises(InputError, match=containing(f"{path}: ")),
        opened(tensor, path) as both,
    ):
        both.stored("sequences", np.arange(40))


def test_the_rule_writes_contexts_of_each_row(tmp_path: Path) -> None:
    tensor = planted_tensor(tmp_path / "tensor.h5", rows=12)
    with Tensor(tensor) as plain:
        codes = plain.stored("sequences", np.arange(12))
    texts, values = zip(
        *(block(alphabet.decode(row), n) for n, row in enumerate(codes)), strict=True
    )
    (tmp_path / "contexts.txt").write_text("".join(texts))
    fold_rna(
        tensor=str(tensor),
        given=str(tmp_path / "contexts.txt"),
        structure=str(tmp_path / "structure.h5"),
        method="given",
        processes=1,
    )
    with opened(tensor, tmp_path / "structure.h5") as both:
        found = both.stored("sequences", np.arange(12))[:, :, 1:]
    np.testing.assert_allclose(found, np.stack(values).transpose(0, 2, 1), atol=1e-3)

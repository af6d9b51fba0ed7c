"""Files of variants as people have them: each allele is scored, or left with its reason."""

from pathlib import Path

import pytest
from helpers import containing
from inputs.variants_cases import CASES, GENOME, WINDOW, Case

from bindery import tsv
from bindery.errors import InputError
from bindery.genomics.genome import index
from bindery.variants.changes_file import ChangesFile
from bindery.variants.reading.read_changes import Reading, read_changes


@pytest.fixture(scope="module")
def genome(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The genome of the cases, indexed."""
    folder = tmp_path_factory.mktemp("genome")
    path = folder / "genome.fa"
    path.write_text("".join(f">{name}\n{letters}\n" for name, letters in GENOME.items()))
    index(path, folder / "sizes")
    return path


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.kind} {case.name}")
def test_a_file_of_variants_is_read_as_meant_or_named(
    case: Case, genome: Path, tmp_path: Path
) -> None:
    path = tmp_path / "variants"
    path.write_bytes(case.content if isinstance(case.content, bytes) else case.content.encode())
    given = {"widest": WINDOW, "narrowest": WINDOW, "assembly": "small", **case.options}
    outputs = {name: str(tmp_path / name) for name in ("changes", "unscored", "counts")}

    def read() -> None:
        read_changes(file=str(path), genome=str(genome), reading=Reading(**given), **outputs)

    if isinstance(case.expected, str):
        with pytest.raises(InputError, match=containing(case.expected)) as caught:
            read()
        assert str(caught.value).startswith(str(path)) and "\n" not in str(caught.value)
        assert not any(Path(output).exists() for output in outputs.values())
        return
    read()
    with ChangesFile(outputs["changes"]) as file:
        changes = file.rows()
    assert changes.kind.tolist() == list(case.expected.kinds)
    counts = {(row["step"], row["what"]): int(row["count"]) for row in tsv.read(outputs["counts"])}
    left = {what: count for (step, what), count in counts.items() if step == "not scored"}
    assert left == case.expected.unscored
    noticed = {what: count for (step, what), count in counts.items() if step == "noticed"}
    assert noticed == case.expected.noticed
    alleles = "alternative alleles"
    assert counts["read", alleles] == counts["scored", alleles] + sum(left.values())
    assert len(tsv.read(outputs["unscored"])) == sum(left.values())
    assert counts["scored", alleles] + counts["scored", "haplotypes"] == len(changes)

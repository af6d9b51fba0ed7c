"""Write designed sequences, the paths to them, and what input optimisation ends at."""

from collections.abc import Sequence
from os import PathLike

from bindery import tsv
from bindery.alphabet import BASES, decode
from bindery.design.design_tables import COLUMNS, STEP_COLUMNS
from bindery.design.designs import Design
from bindery.design.input_optimisation import Optimum
from bindery.design.starts import Starts
from bindery.files import write_text
from bindery.motifs.matrices import Motif
from bindery.motifs.meme import write_meme

OPTIMUM_COLUMNS = (
    "name",
    "start_score",
    "shares_score",
    "score",
    "clear_positions",
    "sequence",
    "consensus",
    "start_sequence",
)
DIGITS = ".6g"
# In MEME's format, a profile counts as made of so many sites.
SITES = 100


def write_designs(
    table: str | PathLike,
    paths: str | PathLike,
    fasta: str | PathLike,
    starts: Starts,
    designs: Sequence[Design],
) -> None:
    """Write designs in the order of their starts.

    Args:
        table: output, TSV with a row for each design.
        paths: output, TSV with a row for each step; step 0 is the start. Positions count from 1 at
            the first base of the start.
        fasta: output, the designed sequences.
        starts: the starts.
        designs: a design for each.
    """
    rows: list[tuple] = []
    steps: list[tuple] = []
    records = []
    for row, (name, design) in enumerate(zip(starts.names, designs, strict=True)):
        sequence = starts.own(row, design.codes)
        start = starts.own(row, design.start)
        rows.append((name, design.start_score, design.score, design.changes, sequence, start))
        steps.append((name, 0, None, None, None, design.start_score))
        for number, step in enumerate(design.steps, start=1):
            position = step.position - starts.firsts[row] + 1
            change = BASES[step.before], BASES[step.after]
            steps.append((name, number, position, *change, step.score))
        records.append((name, f"score={design.score:{DIGITS}} changes={design.changes}", sequence))
    tsv.write(table, COLUMNS, rows, digits=DIGITS)
    tsv.write(paths, STEP_COLUMNS, steps, digits=DIGITS)
    _write_fasta(fasta, records)


def write_optima(
    table: str | PathLike,
    meme: str | PathLike,
    fasta: str | PathLike,
    starts: Starts,
    optima: Sequence[Optimum],
) -> None:
    """Write what input optimisation ends at, in the order of the starts.

    Args:
        table: output, TSV with a row for each start.
        meme: output, the shares of all positions of the window, in MEME's format.
        fasta: output, the consensus sequences, which have the start's bases where it is not clear.
        starts: the starts.
        optima: an optimum for each.
    """
    rows, records = [], []
    for row, (name, own) in enumerate(zip(starts.names, optima, strict=True)):
        sequence, start = decode(own.codes), starts.own(row, starts.codes[row])
        scores = own.start_score, own.shares_score, own.score
        rows.append((name, *scores, int(own.clear.sum()), sequence, own.consensus, start))
        records.append((name, f"score={own.score:{DIGITS}}", sequence))
    tsv.write(table, OPTIMUM_COLUMNS, rows, digits=DIGITS)
    named = zip(starts.names, optima, strict=True)
    write_meme(meme, [Motif(_one_word(name), "", own.shares * SITES) for name, own in named])
    _write_fasta(fasta, records)


def _one_word(name: str) -> str:
    """A name without spaces, as FASTA and MEME's format need it."""
    return "_".join(name.split())


def _write_fasta(path: str | PathLike, records: Sequence[tuple[str, str, str]]) -> None:
    write_text(
        path,
        "".join(f">{_one_word(name)} {words}\n{letters}\n" for name, words, letters in records),
    )

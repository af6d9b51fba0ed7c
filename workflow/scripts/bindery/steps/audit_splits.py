"""Rule audit_splits: check that an experiment's splits share nothing."""

from bindery import tsv
from bindery.data.audit import HARD, Finding, audit
from bindery.data.tensors import Tensor
from bindery.errors import InputError


def audit_splits(*, tensor: str, table: str) -> None:
    """Write what each split of a tensor file has in common with those before it.

    Args:
        tensor: the experiment's tensor file.
        table: output, TSV of the fields of `audit.Finding`.

    Raises:
        InputError: rows of two splits have a sequence, a position or a group in common.
    """
    with Tensor(tensor) as opened:
        found = audit(opened)
    worst = next((own for own in found if own.rows and own.check in HARD), None)
    if worst is not None:
        raise InputError(
            f"{worst.rows} of {worst.of} {worst.split} rows have {worst.check} in {worst.earlier}, "
            "so that no score of them counts",
            file=tensor,
            remedy="remove it and run again; if it stays so, report it with this line",
        )
    tsv.write(table, Finding._fields, found)

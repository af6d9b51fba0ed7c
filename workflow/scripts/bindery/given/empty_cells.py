"""What counts as an empty cell in every table that a user gives. Standard library only."""

# R, pandas, spreadsheets and databases write these, in any case of letters, for "no value".
EMPTY = frozenset({"", "na", "n/a", "nan", "null", "none", ".", "-"})


def is_empty(cell: str) -> bool:
    """Whether a cell holds no value; white space around it does not count."""
    return cell.strip().lower() in EMPTY

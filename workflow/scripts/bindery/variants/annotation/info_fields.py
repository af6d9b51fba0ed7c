"""INFO fields for the scores of models: their names, and the header lines that define them."""

import re
from collections.abc import Collection, Sequence

from bindery import __version__

# Column of scores -> the field's last part, and what it is.
FIELDS = {
    "reference_score": ("REF", "score of the reference"),
    "alternative_score": ("ALT", "score of the alternative"),
    "difference": ("DIFF", "difference of both, alternative less reference"),
    "log_odds_ratio": ("LOR", "natural log odds ratio of alternative to reference"),
    "p": ("P", "empirical p, two-sided, against random changes of the same kind"),
    "z": ("Z", "z against random changes of the same kind"),
}
REASON = "BINDERY_UNSCORED"
SOURCE = f'Source="Bindery",Version="{__version__}"'
ANY_CASE = re.compile(r"[^0-9A-Za-z_]")


def stems(models: Sequence[tuple[str, str]], taken: Collection[str]) -> list[str]:
    """The first part of the fields of each model, `experiment_model`, with letters that VCF allows.

    Args:
        models: experiment and name of each.
        taken: fields that the file has; none of the models' is the same.
    """
    found: list[str] = []
    for experiment, model in models:
        stem = ANY_CASE.sub("_", f"{experiment}_{model}")
        stem = f"_{stem}" if stem[0].isdigit() else stem
        name, number = stem, 1
        while name in found or any(f"{name}_{last}" in taken for last, _ in FIELDS.values()):
            number += 1
            name = f"{stem}_{number}"
        found.append(name)
    return found


def header_lines(
    models: Sequence[tuple[str, str]], stems: Sequence[str], columns: Sequence[Sequence[str]]
) -> list[str]:
    """The lines that define the fields of all models.

    Args:
        models: experiment and name of each.
        stems: see `stems`.
        columns: those of `FIELDS` that each model's scores have.
    """
    lines = [f"##bindery_version={__version__}"]
    for (experiment, model), stem, own in zip(models, stems, columns, strict=True):
        for column in own:
            last, what = FIELDS[column]
            told = f"{what[0].upper()}{what[1:]}, model {experiment}/{model}"
            lines.append(
                f'##INFO=<ID={stem}_{last},Number=A,Type=Float,Description="{told}",{SOURCE}>'
            )
    told = "Why an allele has no scores, for each allele of ALT; a dot if it has"
    lines.append(f'##INFO=<ID={REASON},Number=.,Type=String,Description="{told}",{SOURCE}>')
    return lines


def as_value(reason: str) -> str:
    """A reason as one value of INFO, without blanks, commas, semicolons or equals signs."""
    return re.sub(r"[\s,;=]+", "_", reason)


def as_number(cell: str) -> str:
    """A number of a table as INFO has it: a dot if there is none."""
    return "." if cell.lower() in ("", "nan", "inf", "-inf") else cell


def is_ours(line: str) -> bool:
    """Whether a line of a header was written by an earlier annotation."""
    return line.startswith("##bindery_version=") or (
        line.startswith("##INFO=<") and 'Source="Bindery"' in line
    )


def without(info: str, fields: Collection[str]) -> str:
    """INFO without some fields; a dot if nothing is left."""
    parts = [part for part in info.split(";") if part.partition("=")[0] not in fields]
    return ";".join(parts) or "."

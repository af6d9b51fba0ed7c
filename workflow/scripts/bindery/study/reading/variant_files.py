"""Files of variants in the config, checked when Snakemake parses.

Standard library only, see `settings`.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bindery.errors import InputError
from bindery.formats import is_vcf

ENDINGS = (".vcf", ".vcf.gz", ".vcf.bgz")


def with_mappings(config: Mapping[str, Any]) -> dict[str, Any]:
    """A config in which each file under `variants` has a mapping, even if its path is all."""
    given = config.get("variants")
    if not isinstance(given, Mapping):
        return dict(config)
    own = {name: {"file": one} if isinstance(one, str) else one for name, one in given.items()}
    return {**config, "variants": own}


def has_vcf(path: str) -> bool:
    """Whether a file of variants is a VCF; its name tells if a rule is still to make it."""
    return is_vcf(path) if Path(path).is_file() else path.endswith(ENDINGS)


def check_variants(variants: Mapping[str, Mapping], genome: Mapping, file: str) -> None:
    """Raise InputError if a file of variants does not go with the study or with its settings.

    Args:
        variants: name -> settings of a file, with defaults.
        genome: config of the genome; its name is "" without a genome.
        file: the config, for errors.
    """
    for name, own in variants.items():
        if has_vcf(own["file"]):
            if not genome["name"]:
                raise InputError(
                    f"variants.{name}: '{own['file']}' is a VCF, and the study has no genome",
                    file=file,
                    remedy="name a genome under `genome:`, or give a table of reference and "
                    "alternative sequences",
                )
        elif own["haplotypes"]:
            raise InputError(
                f"variants.{name}: haplotypes are read from a VCF, and '{own['file']}' is none",
                file=file,
                remedy="leave out `haplotypes`",
            )

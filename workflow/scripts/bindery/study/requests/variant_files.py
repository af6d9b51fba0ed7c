"""Files of variants in the config: their settings, and whether they fit the study.

Standard library only.
"""

from pathlib import Path

from bindery.errors import InputError
from bindery.formats import is_vcf


def expand(config: dict) -> None:
    """Give a file of variants that is named by its path alone the place of its setting `file`."""
    files = config.get("variants")
    for name, own in files.items() if isinstance(files, dict) else ():
        if isinstance(own, str):
            files[name] = {"file": own}


def settle(files: dict[str, dict], genome: dict) -> None:
    """Note of each file whether it is a VCF, under the key `is_vcf`.

    Args:
        files: name -> settings of a file; changed in place.
        genome: config of the genome; its name is "" without a genome.

    Raises:
        InputError: a file is a VCF, and the study has no genome.
    """
    for own in files.values():
        own["is_vcf"] = Path(own["file"]).is_file() and is_vcf(own["file"])
        if own["is_vcf"] and not genome["name"]:
            raise InputError(
                "the file has variants of a genome, but the study has no genome",
                file=own["file"],
                remedy="name a genome under `genome:`, or give a table with the columns "
                "'reference' and 'alternative' of sequences",
            )

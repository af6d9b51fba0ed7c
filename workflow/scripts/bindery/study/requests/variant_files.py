"""Files of variants in the config: their settings, and whether they fit the study.

Standard library only.
"""

from collections.abc import Mapping
from pathlib import Path

from bindery.errors import InputError
from bindery.formats import is_vcf

ENDINGS = (".vcf", ".vcf.gz", ".vcf.bgz")


def expanded(config: Mapping) -> dict:
    """A config in which a file of variants has a mapping, even if its path is all that is given."""
    files = config.get("variants")
    if not isinstance(files, Mapping):
        return dict(config)
    own = {name: {"file": one} if isinstance(one, str) else one for name, one in files.items()}
    return {**config, "variants": own}


def settle(files: dict[str, dict], genome: dict, config: str) -> None:
    """Note of each file whether it is a VCF, under the key `is_vcf`.

    Args:
        files: name -> settings of a file; changed in place.
        genome: config of the genome; its name is "" without a genome.
        config: the config, for errors.

    Raises:
        InputError: a file is a VCF, and the study has no genome; or it is none, and haplotypes are
            asked for.
    """
    for name, own in files.items():
        path = own["file"]
        # A rule may make it.
        own["is_vcf"] = is_vcf(path) if Path(path).is_file() else path.endswith(ENDINGS)
        if own["haplotypes"] and not own["is_vcf"]:
            raise InputError(
                f"variants.{name}: haplotypes are read from a VCF, and '{path}' is none",
                file=config,
                remedy="leave out `haplotypes`",
            )
        if own["is_vcf"] and not genome["name"]:
            raise InputError(
                "the file has variants of a genome, but the study has no genome",
                file=own["file"],
                remedy="name a genome under `genome:`, or give a table with the columns "
                "'reference' and 'alternative' of sequences",
            )

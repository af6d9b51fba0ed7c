"""The genome's names for the chromosomes of a VCF."""

from collections.abc import Mapping

from bindery.genomics.vcf import Vcf
from bindery.given.chromosome_names import other_spellings, unknown_names


class Chromosomes:
    """The genome's name of each chromosome that a VCF names."""

    def __init__(
        self, vcf: Vcf, aliases: Mapping[str, str], lengths: Mapping[str, int], assembly: str
    ):
        """Take the names.

        Args:
            vcf: the file.
            aliases: the file's name of a chromosome -> the genome's.
            lengths: names and lengths of the genome's sequences.
            assembly: name of the genome, for errors.
        """
        self.lengths = lengths
        self._vcf, self._aliases, self._assembly = vcf, aliases, assembly
        self._known: dict[str, str | None] = {}

    def own(self, name: str, line: int) -> str | None:
        """The genome's name of a chromosome; None if the genome has none like it.

        Raises:
            InputError: the genome spells it in another way and has no alias for it, or has none of
                the file's chromosomes. The error gives the aliases.
        """
        if name not in self._known:
            self._known[name] = self._found(name, line)
        return self._known[name]

    def _found(self, name: str, line: int) -> str | None:
        own = self._aliases.get(name, name)
        if own in self.lengths:
            return own
        every = self._vcf.chromosomes()
        unknown = [one for one in every if self._aliases.get(one, one) not in self.lengths]
        spelled = other_spellings(every, self.lengths)
        meant = [one for one in unknown if one in spelled]
        if meant or len(unknown) == len(every):
            raise unknown_names(
                meant or unknown,
                self.lengths,
                self._assembly,
                file=self._vcf.path,
                row=line if name in (meant or unknown) else None,
            )
        return None

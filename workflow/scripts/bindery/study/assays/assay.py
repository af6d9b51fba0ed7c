"""What the workflow must know of an assay, and checks that several assays share.

An assay is one file in this folder, found by `registry`, and one file named `{assay}_tensor` in
`data/assays` that writes its tensor file. Standard library only, see `settings`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bindery.downloads import is_url
from bindery.errors import InputError
from bindery.targets.kinds import kind_of

if TYPE_CHECKING:
    from bindery.study.study import Study

# Columns of backgrounds -> columns of their checksums, of assays that may have some.
BACKGROUNDS = {
    "background": "background_sha256",
    "test_background": "test_background_sha256",
}
# A row of the table, the row's config, the genome's config, the table's path, the row's number.
Check = Callable[[dict[str, str], dict, dict, str, int], None]


def never(row: dict[str, str]) -> bool:
    """That a row has no peaks."""
    return False


def always(row: dict[str, str]) -> bool:
    """That a row has peaks."""
    return True


@dataclass(frozen=True)
class Assay:
    """An assay.

    Attributes:
        name: its name in column `assay`.
        files: columns of files that may be URLs -> columns of their checksums.
        beside: columns of local files that its rows may fill.
        in_genome: whether rows are places in the study's genome, split by `split`.
        background: the method of its background, if the config leaves it open.
        both_strands: whether models read both strands, if the config leaves it open.
        named_by: columns of which a row fills one or more, which tells the assay if column `assay`
            does not; by default the first of `files`.
        given_by: columns that give a row's background, if the config leaves its method open.
        settings: config keys that have another default than in the schema, nested.
        shown: config keys that decide its data, in the order of the page.
        check: raises InputError if a row does not fit its config.
        tensor: arguments of its `build_tensor` that are no files, by study and experiment.
        models: the models of its rows by name, if the config names none; none for those of the
            schema. A name means the same model in all assays.
        settings_of_models: settings that architectures which have them get in place of their own
            defaults, by the row's window.
        candidates: models that `models: auto` chooses among; empty for the usual ones.
        others: other experiments and columns whose files its tensor needs too, by study and
            experiment.
        molecule: dna or rna, if the config leaves it open.
        reads_peaks: whether a row's data are peaks, which the rules of peaks read.
        apart: columns of further local files that its rows may fill, and its tensor does not need.
        background_of_peaks: the method of background of rows of peaks, if it is another one.
        models_of: the models of a row whose config names none, by the config of the genome, in
            place of `models`; None for those.
        baselines: the only baselines that its rows may have; None for those of their targets.
    """

    name: str
    files: dict[str, str]
    beside: tuple[str, ...]
    in_genome: bool
    background: str
    both_strands: bool
    shown: tuple[str, ...]
    check: Check
    tensor: Callable[["Study", str], dict]
    named_by: tuple[str, ...] = ()
    given_by: tuple[str, ...] = ("background", "test_background")
    settings: dict = field(default_factory=dict)
    models: dict = field(default_factory=dict)
    settings_of_models: Callable[[int], dict] = lambda window: {}
    candidates: dict[str, dict] = field(default_factory=dict)
    others: Callable[["Study", str], list[tuple[str, str]]] = lambda study, experiment: []
    molecule: str = "dna"
    reads_peaks: Callable[[dict[str, str]], bool] = never
    apart: tuple[str, ...] = ()
    background_of_peaks: str | None = None
    models_of: Callable[[dict], dict] | None = None
    baselines: tuple[str, ...] | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of its data, of which a row fills one or more."""
        return self.named_by or (next(iter(self.files)),)

    def placed(self, row: dict[str, str]) -> bool:
        """Whether a row's data are places in the study's genome."""
        return self.in_genome or self.reads_peaks(row)

    def background_for(self, row: dict[str, str]) -> str:
        """The method of a row's background, if neither config nor row tell it."""
        if any(row[column] for column in self.given_by):
            return "given"
        of_peaks = self.background_of_peaks if self.reads_peaks(row) else None
        return of_peaks or self.background

    def sources(self, row: dict[str, str]) -> dict[str, str]:
        """Columns that a row fills with files that may be URLs -> those."""
        return {column: row[column] for column in self.files if row[column]}

    def origins(self, row: dict[str, str]) -> dict[str, str]:
        """Columns -> URLs of a row, by which errors name its files."""
        return {name: source for name, source in self.sources(row).items() if is_url(source)}

    def expected(self, row: dict[str, str]) -> dict[str, str]:
        """Columns -> SHA-256 of a row's files, for those that have one."""
        return {
            column: row[checksum]
            for column, checksum in self.files.items()
            if row[column] and row[checksum]
        }


def check_genome(row: dict[str, str], config: dict, genome: dict, table: str, number: int) -> None:
    """Raise InputError if a row has places in a genome, but the study has no genome or no split."""
    if not genome["name"]:
        raise InputError(
            f"'{row['experiment']}' has {row['assay']}, but the config names no genome",
            file=table,
            row=number,
            remedy="name one under `genome:`",
        )
    if "split" not in config:
        raise InputError(
            f"genome '{genome['name']}' has no split",
            file=table,
            row=number,
            remedy="name chromosomes under split.validation and split.test",
        )


def check_intensities(row: dict[str, str], config: dict, table: str, number: int) -> None:
    """Raise InputError if a row of an assay that measures intensities has classes."""
    if kind_of(config["target"]).binary:
        raise InputError(
            f"'{row['experiment']}' has {row['assay']}, whose targets are intensities, and its "
            f"target is {config['target']}",
            file=table,
            row=number,
            remedy="set `target: intensity`",
        )


def check_given_background(
    row: dict[str, str], background: dict, several: list[str], table: str, number: int
) -> None:
    """Raise InputError unless the table names a background exactly if the method is `given`.

    Args:
        row: row of the table.
        background: the row's config of it.
        several: names of all its methods.
        table: the table, for errors.
        number: number of the row, for errors.
    """
    method = "given" if "given" in several else several[0]
    filled = row["background"] or row["test_background"]
    if (method == "given") != bool(filled):
        raise InputError(
            f"background method is '{method}' and column 'background' is "
            f"{'filled' if filled else 'empty'}",
            file=table,
            row=number,
            remedy="`given` needs a file in column 'background'; other methods must not have one",
        )


def check_shares(row: dict[str, str], config: dict, table: str, number: int) -> None:
    """Raise InputError if drawn validation and test rows leave none for training."""
    shares = config["sequences"]
    if shares["validation"] + shares["test"] >= 1:
        raise InputError(
            "sequences.validation and sequences.test leave nothing for training",
            file=table,
            row=number,
            remedy="give shares whose sum is below 1",
        )

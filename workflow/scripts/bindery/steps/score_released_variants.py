"""Rule score_released_variants: score a study's variants by a model of another study."""

import shutil
import tempfile
from pathlib import Path

from bindery.exchange.card import read_card
from bindery.exchange.released import aliases_in
from bindery.files import written
from bindery.steps.prepare_changes import prepare_changes
from bindery.steps.score_variants import score_variants


def score_released_variants(
    *,
    file: str,
    model: str,
    genome: str | None,
    scores: str,
    random_scores: str,
    unscored: str,
    threads: int,
    settings: dict,
) -> None:
    """Score a VCF, or a table of sequences, in windows of the size that the model's card tells.

    Args:
        file: the file of variants.
        model: the model, `.keras`, with its card beside it.
        genome: indexed FASTA, for a VCF; None in a study without a genome.
        scores: output, TSV.gz, see `variants.score_variants.score_variants`.
        random_scores: output, HDF5, see there.
        unscored: output, TSV of the alleles that are not scored, with the reason.
        threads: number of threads, which changes no result.
        settings: `reading` and `drawing`, see `prepare_changes`; architectures, backend and
            backend_threads.
    """
    settings = dict(settings)
    card = read_card(Path(model).parent)
    reading, drawing = dict(settings.pop("reading")), settings.pop("drawing")
    reading["aliases"] = aliases_in(card, reading["assembly"], reading["aliases"])
    with tempfile.TemporaryDirectory(prefix="bindery-") as folder:
        made = prepare_changes(
            file=file,
            genome=genome,
            folder=Path(folder),
            windows=[card["window"]],
            reading=reading,
            drawing=drawing,
        )
        score_variants(
            changes=str(made["changes"]),
            random=str(made["random"]),
            models=[model],
            scores=[scores],
            random_scores=[random_scores],
            threads=threads,
            settings={"targets": [card["target"]], **settings},
        )
        with written(unscored) as temporary:
            shutil.copyfile(made["unscored"], temporary)

"""Read a released model of another project into a folder of ours: model.keras and its card."""

from pathlib import Path

from bindery.exchange.foreign_card import Stated
from bindery.runtime import devices


def import_model(
    *,
    source: str,
    folder: str,
    bases: str,
    unknown: str,
    target: str,
    stated: Stated,
    window: int | None = None,
    architecture: str | None = None,
    backend: str = "tensorflow",
    threads: int = 1,
) -> dict:
    """Import a model of Keras 1 or 2, with equal predictions.

    Args:
        source: HDF5 of Keras 1 or 2, or npz with `architecture`.
        folder: output, with `model.keras`, `card.json` and `card.md`.
        bases: a letter for each channel of the model's input: A, C, G, T once, and any other for a
            channel that is 0 at known bases.
        unknown: what an unknown base is to it: `quarter`, `zero`, or the letter of a channel.
        target: kind of target; of `class`, the scores are log-odds, of `intensity`, its outputs.
        stated: what the user says of the model: its name, and what it was trained on.
        window: bases that it reads, if its file leaves that open.
        architecture: JSON of its layers, for files of weights alone.
        backend: Keras's backend.
        threads: CPU threads.

    Returns:
        The card.

    Raises:
        InputError: the file, or a layer of it, cannot be imported.
    """
    # Keras reads its backend when it is first imported, so the imports wait for the choice.
    devices.prepare(backend, threads)
    from bindery.exchange.card import MODEL
    from bindery.exchange.foreign_card import card_of_foreign
    from bindery.exchange.foreign_files import read_foreign
    from bindery.exchange.foreign_model import Wanted, build_foreign
    from bindery.exchange.write_card import write
    from bindery.models.saving import save

    foreign = read_foreign(source, architecture)
    wanted = Wanted(bases, unknown, target, window)
    model = build_foreign(foreign, wanted, source)
    file = Path(folder) / MODEL
    save(model, file)
    card = card_of_foreign(
        model=file,
        source=source,
        foreign=foreign,
        bases=bases,
        unknown=unknown,
        target=target,
        stated=stated,
        outputs=int(model.output_shape[-1]),
    )
    write(folder, card)
    return card

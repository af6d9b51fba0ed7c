"""Models that read the secondary structure of RNA: what they need, and what they cannot do.

Standard library only, see `settings`.
"""

from bindery.errors import InputError

# Method -> channels.
CHANNELS = {"unpaired": 1, "given": 5}
# What asks models for scores of other sequences, of which there is no structure.
OTHERS = ("scoring", "variants", "scan", "saturation", "design")


def reads(model: dict) -> bool:
    """Whether a config's model reads structure."""
    return bool((model.get("settings") or {}).get("structure"))


def check(row: dict[str, str], config: dict, table: str, number: int) -> None:
    """Raise InputError if models of a row read structure that it cannot have.

    Args:
        row: row of the table.
        config: the row's config.
        table: the table, for errors.
        number: number of the row, for errors.
    """
    named = [name for name, model in config["models"].items() if reads(model)]
    if not named:
        return
    method, name = config["structure"]["method"], named[0]
    channels = config["models"][name]["settings"]["structure"]
    chosen = [own for own, model in config["models"].items() if name in model.get("choose", ())]
    asked = next((key for key in OTHERS if config.get(key)), None)
    problem, remedy = "", ""
    if config["molecule"] != "rna" or config["both_strands"]:
        problem = f"{row['assay']} is of DNA or read on both strands"
        remedy = "remove `structure` from its settings, or use columns clip or rnacompete"
    elif channels != CHANNELS[method]:
        problem = f"structure.method {method} has {CHANNELS[method]}, not {channels}, channels"
        remedy = f"set `structure: {CHANNELS[method]}` in its settings"
    elif (method == "given") != bool(row["structure"]):
        problem = f"structure.method is {method}, and column 'structure' is " + (
            "filled" if row["structure"] else "empty"
        )
        remedy = "name the file of contexts there for `given`, and only then"
    elif (config["models"][name].get("window") or config["window"]) != config["window"]:
        problem, remedy = "it has a window of its own", "remove its `window`"
    elif chosen:
        problem, remedy = f"'{chosen[0]}' is chosen among it", "name other candidates"
    elif asked:
        problem = f"`{asked}` asks for scores of sequences whose structure is not known"
        remedy = f"remove `{asked}`, or the model"
    if problem:
        raise InputError(
            f"model '{name}' of '{row['experiment']}' reads structure, and {problem}",
            file=table,
            row=number,
            remedy=remedy,
        )

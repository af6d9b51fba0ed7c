"""Whether models' most influential motifs are those of their proteins or their families."""

import csv
import os
import subprocess
import sys
from pathlib import Path

from _common import DATA, REPOSITORY, report
from pyjaspar import jaspardb

# Study: its config, the folders that mirror its files, how many should be found, and of which.
STUDIES = {
    "yeast": (
        (DATA / "yeast", DATA / "yeast/peaks"),
        6,
        "Reb1 Abf1 Fkh1 Mcm1 Rap1 Ume6 Pdr1 Cbf1",
    ),
    "deepbind_encode": (
        (DATA / "deepbind_encode",),
        7,
        "GABPA_GM12878_HudsonAlpha ELK1_GM12878_Stanford CTCFL_K562_HudsonAlpha "
        "REST_GM12878_HudsonAlpha USF1_HepG2_HudsonAlpha SP1_GM12878_HudsonAlpha "
        "FOXA1_HepG2_HudsonAlpha MYC_H1-hESC_Stanford",
    ),
}


def make_tables(study: str, targets: list[str]) -> None:
    """Make the tables of motifs through Snakemake."""
    mirrors = ":".join(str(folder) for folder in STUDIES[study][0])
    environment = {"BINDERY_MIRRORS": mirrors, **os.environ}
    program = str(Path(sys.executable).with_name("snakemake"))
    command = [program, "--cores", "all", "--quiet", "all"]
    command += ["--configfile", f"config/{study}.yaml", "--", *targets]
    subprocess.run(command, cwd=REPOSITORY, env=environment, check=True)


def kinship(protein: str, match: str, database: jaspardb) -> str:
    """What a matrix of JASPAR is to a protein: `own`, `family` or nothing."""
    matrix = database.fetch_motif_by_id(match)
    named = {part.upper() for part in matrix.name.split("::")}
    if protein.upper() in named:
        return "own"
    mine = database.fetch_motifs_by_name(protein) or database.fetch_motifs_by_name(protein.upper())
    families = {family for motif in mine for family in motif.tf_family or ()}
    return "family" if families & set(matrix.tf_family or ()) else ""


def row_of(study: str, experiment: str, database: jaspardb) -> dict[str, str]:
    """The most influential motif of an experiment's model and what it matches."""
    path = REPOSITORY / f"results/{study}/{experiment}/deepbind/motifs.tsv"
    with open(path, newline="") as handle:
        first = next(csv.DictReader(handle, delimiter="\t"))
    keys = ("consensus", "influence", "auroc_lost", "match", "match_name", "q_value")
    found = kinship(experiment.split("_")[0], first["match"], database)
    counts = found if first["significant"] == "1" else ""
    return {"experiment": experiment, **{key: first[key] for key in keys}, "kinship": counts}


def main() -> None:
    """Make the tables of both studies, and list the first motif of each experiment."""
    database = jaspardb(release="JASPAR2026")
    for study, (_, wanted, names) in STUDIES.items():
        experiments = names.split()
        make_tables(study, [f"results/{study}/{one}/deepbind/motifs.tsv" for one in experiments])
        rows = [row_of(study, one, database) for one in experiments]
        report(f"motifs_{study}", rows)
        found = sum(bool(row["kinship"]) for row in rows)
        print(f"{found} of {len(rows)} are the protein's own or its family's; goal {wanted}")


if __name__ == "__main__":
    main()

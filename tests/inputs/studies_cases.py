"""Inputs of studies: experiments tables, published values, configs, names of chromosomes.

Each case: what kind of input it is, what it is in words, its content, and what is expected: rows
that are read, or a part of the one line that refuses it.
"""

# ruff: noqa: E501

import gzip
from typing import Any, NamedTuple


class Case(NamedTuple):
    """One input."""

    kind: str
    name: str
    content: Any
    expected: Any


TABLE, PUBLISHED, CONFIG = "experiments table", "published values", "config"
NAMES, PATHS, RESERVED = "chromosome names", "paths", "names of experiments and models"
CELLS = "cells of config keys"
# Two experiments, as every table below has them that is read.
READ = [("A", "a.bed"), ("B", "b.bed")]
PLAIN = "experiment\tpeaks\nA\ta.bed\nB\tb.bed\n"

TABLES = [
    ("tab-separated", PLAIN, READ),
    ("comments above the header", "# by hand\n# twice\n" + PLAIN, READ),
    ("blank lines above the header", "\n   \n\t\t\n" + PLAIN, READ),
    ("a header after #", "#" + PLAIN, READ),
    ("a header after # and a comment", "# by hand\n# " + PLAIN, READ),
    ("header cells with blanks", " experiment \tpeaks  \nA\ta.bed\nB\tb.bed\n", READ),
    ("header cells with other capitals", "Experiment\tPEAKS\nA\ta.bed\nB\tb.bed\n", READ),
    ("quoted header cells", '"experiment"\t"peaks"\n"A"\t"a.bed"\nB\tb.bed\n', READ),
    ("Excel's trailing tabs", "experiment\tpeaks\t\t\nA\ta.bed\t\t\nB\tb.bed\t\t\t\n", READ),
    ("lines of blanks", "experiment\tpeaks\n  \nA\ta.bed\n \t \t\nB\tb.bed\n   ", READ),
    ("commas", "experiment,peaks\nA,a.bed\nB,b.bed\n", READ),
    ("commas and Excel's empty lines", "experiment,peaks,\nA,a.bed,\n,,\nB,b.bed,\n", READ),
    (
        "semicolons, a byte-order mark, CRLF",
        "\ufeffExperiment;Peaks\r\nA;a.bed\r\nB;b.bed\r\n",
        READ,
    ),
    ("old Macintosh line ends", PLAIN.replace("\n", "\r"), READ),
    ("gzipped", gzip.compress(PLAIN.encode()), READ),
    ("R's NA in skip", "experiment\tpeaks\tskip\nA\ta.bed\tNA\nB\tb.bed\tNA\n", READ),
    ("pandas' nan in skip", "experiment\tpeaks\tskip\nA\ta.bed\tnan\nB\tb.bed\tNaN\n", READ),
    ("FALSE in skip", "experiment\tpeaks\tskip\nA\ta.bed\tFALSE\nB\tb.bed\tno\n", READ),
    (
        "other words for empty",
        "experiment\tpeaks\tskip\tsha256\nA\ta.bed\t-\tN/A\nB\tb.bed\tNone\t.\n",
        READ,
    ),
    (
        "NA in the column of another assay",
        "experiment\tpeaks\tsequences\nA\ta.bed\tNA\nB\tb.bed\tNULL\n",
        READ,
    ),
    ("an experiment called NA", "experiment\tpeaks\nNA\ta.bed\n", [("NA", "a.bed")]),
    ("an experiment called None", "experiment\tpeaks\nNone\ta.bed\n", [("None", "a.bed")]),
    ("a column without a name, and empty", "experiment\t\tpeaks\nA\t\ta.bed\nB\t\tb.bed\n", READ),
    (
        "a column without a name, and filled",
        "experiment\t\tpeaks\nA\tx\ta.bed\n",
        "row 2: column 2 has no name",
    ),
    (
        "spaces for tabs",
        "experiment peaks\nA a.bed\n",
        "row 1: spaces are between the columns' names; separate cells by one tab",
    ),
    ("aligned by spaces", "experiment   peaks\nA            a.bed\n", "row 1: spaces are between"),
    (
        "spaces below a header of tabs",
        "experiment\tpeaks\nA a.bed\n",
        "row 2: experiment 'A a.bed' is not a valid name; use letters, digits, '.', '_' and '-', a letter or digit first; separate",
    ),
    (
        "a comma in a cell of commas",
        "experiment,peaks\nA,a.bed,b.bed\n",
        "row 2: 3 cells, the header has 2 (separated by commas)",
    ),
    (
        "a short row of commas",
        "experiment,protein,peaks\nA,a.bed\n",
        "row 2: 2 cells, the header has 3",
    ),
    (
        "a misspelt column",
        "experiment\tpeak\nA\ta.bed\n",
        "there is no column 'peaks' or 'sequences'",
    ),
    (
        "an unknown column",
        "experiment\tpeaks\tProtien\nA\ta.bed\tX\n",
        "unknown column 'Protien'; did you mean 'protein'?",
    ),
    (
        "a column twice, in two spellings",
        "experiment\tpeaks\tPeaks\nA\ta\tb\n",
        "column 'peaks' appears twice",
    ),
    ("nothing but comments", "# nothing\n\n", "the experiments table is empty"),
    (
        "UTF-16, as Excel's Unicode text",
        PLAIN.encode("utf-16"),
        "this is text in UTF-16, and the experiments table is tab-separated text with a header; save it as UTF-8",
    ),
    (
        "an .xlsx workbook",
        b"PK\x03\x04" + bytes(60),
        "this is an Excel workbook or a zip archive, and",
    ),
    (
        "an .xls workbook",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(60),
        "this is an Excel workbook",
    ),
    (
        "a VCF",
        "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\n",
        "this is a VCF file of variants, and the experiments table",
    ),
    (
        "a bigBed",
        b"\xeb\xf2\x89\x87" + bytes(60),
        "this is a bigBed file, and the experiments table",
    ),
    (
        "a web page",
        "<!DOCTYPE html>\n<html></html>\n",
        "this is a web page, and the experiments table",
    ),
    ("a BED of peaks", "chr1\t1\t100\n", "row 1: there is no column 'experiment'"),
    ("Latin-1", "experiment\tpeaks\nA\t\xe9.bed\n".encode("latin-1"), "this is not UTF-8 text"),
    (
        "a folder",
        None,
        "this is a folder, not the experiments table; name one under `experiments:`",
    ),
]

VALUES = {"A": 0.5, "B": None}
OF_PUBLISHED = [
    ("a comment and an empty cell", "# of a paper\nexperiment\tauc\nA\t0.5\nB\t\n", VALUES),
    ("R's NA", "experiment\tauc\nA\t0.5\nB\tNA\n", VALUES),
    ("nan and quotes", '"experiment"\t"auc"\n"A"\t0.5\n"B"\tNaN\n', VALUES),
    ("a dash", "experiment\tauc\nA\t0.5\nB\t-\n", VALUES),
    ("other capitals and blanks", "Experiment \t AUC\nA\t0.5\nB\t.\n", VALUES),
    ("commas", "experiment,auc\nA,0.5\nB,\n", VALUES),
    ("trailing tabs", "experiment\tauc\t\t\nA\t0.5\t\t\nB\n", VALUES),
    ("no value of the measure", "experiment\tauc\nA\t91\n", "row 2: '91' is not a value of auroc"),
    ("UTF-16", "experiment\tauc\n".encode("utf-16"), "this is text in UTF-16"),
    ("a workbook", b"PK\x03\x04", "an Excel workbook"),
    ("two columns of one name", "experiment\tAuc\tAUC\nA\t1\t1\n", "two columns are called 'auc'"),
]

# A thousand million values in ten lines.
BOMB = "title: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"z{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 10)
)
# Text of a config -> a dotted key and its value, or the refusal.
CONFIGS = [
    ("aliases of aliases", BOMB, "this has more than 1,000,000 values, or an alias"),
    (
        "an alias of its own list",
        "baselines: &a [pwm, *a]\n",
        "or an alias (`*name`) of what it is",
    ),
    ("an alias", "window: &a 64\nseed: *a\n", ("seed", 64)),
    (
        "a simulated protein that is a path",
        "simulation: {motifs: {../../REST: MA0138.3}}\n",
        "'../../REST' does not match",
    ),
    (
        "a key twice",
        "window: 100\nseed: 1\nwindow: 200\n",
        "row 3: key 'window' is given twice, first in row 1; keep one",
    ),
    (
        "a key twice, deeper",
        "training:\n  epochs: 1\n  epochs: 2\n",
        "row 3: key 'epochs' is given twice, first in row 2",
    ),
    (
        "a model twice",
        "models: {a: {architecture: zeng}, a: {architecture: danq}}\n",
        "row 1: key 'a' is given twice",
    ),
    (
        "a key twice, in JSON with tabs",
        '{\n\t"window": 1,\n\t"window": 2\n}\n',
        "key 'window' is given twice",
    ),
    (
        "an alias twice",
        "genome:\n  name: x\n  aliases:\n    1: chrI\n    '1': chrII\n",
        "row 5: key '1' is given twice, first in row 4",
    ),
    (
        "a model called no",
        "models: {no: {architecture: zeng}}\n",
        "row 1: key 'no' under 'models' is true or false to YAML; quote it: \"no\"",
    ),
    (
        "a file to score called no",
        "scoring: {no: a.fa}\n",
        "row 1: key 'no' under 'scoring' is true or false to YAML",
    ),
    (
        "a model called 1",
        "models:\n  1: {architecture: zeng}\n",
        "row 2: key '1' under 'models' is a number to YAML; quote it",
    ),
    (
        "a trunk called null",
        "multitask: {trunks: {null: {}}}\n",
        "key 'null' under 'trunks' is no value to YAML",
    ),
    ("a key of the config called on", "on: 1\n", "row 1: key 'on' is true or false to YAML"),
    ("1e-3 for a number", "training: {learning_rate: 1e-3}\n", ("training.learning_rate", 0.001)),
    (
        "quoted 0.01 for a number",
        "training: {learning_rate: '0.01'}\n",
        ("training.learning_rate", 0.01),
    ),
    (".5 for a number", "training: {momentum: .5}\n", ("training.momentum", 0.5)),
    ("1E2 for a whole number", "window: 1E2\n", ("window", 100)),
    ("1_000 for a whole number", "window: 1_000\n", ("window", 1000)),
    ("010 for a whole number, octal to YAML", "window: 010\n", ("window", 10)),
    (
        "1e-5 in an architecture's settings",
        "models: {a: {architecture: zeng, settings: {dropout: 1e-1}}}\n",
        ("models.a.settings.dropout", 0.1),
    ),
    (
        "1e-3 in a list",
        "calibration: {ranges: {learning_rate: [1e-3, 1e-2]}}\n",
        ("calibration.ranges.learning_rate", [0.001, 0.01]),
    ),
    (
        "1:30 for a number, minutes to YAML",
        "window: 1:30\n",
        "'window': '1:30' is not of type 'integer'",
    ),
    (
        ".nan for a number",
        "training: {learning_rate: .nan}\n",
        "'training.learning_rate': '.nan' is not of type 'number'",
    ),
    ("201.0 for a whole number", "window: 201.0\n", ("window", 201)),
    ("201.5 for a whole number", "window: 201.5\n", "'window': 201.5 is not of type 'integer'"),
    (
        "a template's repeated keys, which are YTE's",
        "__use_yte__: true\nwindow: 9\nwindow: 9\n",
        "unknown key '__use_yte__'",
    ),
    ("no for a number", "window: no\n", "'window': False is not of type 'integer'"),
    (
        "a comma in a number",
        "training: {learning_rate: '0,01'}\n",
        "'0,01' is not of type 'number'",
    ),
    (
        "numbers in a split",
        "split: {validation: [1], test: [02, 1e1]}\n",
        ("split", {"validation": ["1"], "test": ["02", "1e1"]}),
    ),
    (
        "010 in a split, octal to YAML",
        "split: {validation: [010], test: [X]}\n",
        ("split.validation", ["010"]),
    ),
    ("yes in a split", "split: {validation: [yes], test: [X]}\n", ("split.validation", ["yes"])),
    *[
        (
            f"{key} {value} of an architecture",
            f"models: {{m: {{architecture: {architecture}, settings: {{{key}: {value}}}}}}}\n",
            f"setting '{key}' of model 'm' is {shown or value}; it is {words}",
        )
        for architecture, key, value, shown, words in (
            ("deepbind", "detectors", "-3", "", "at least 1"),
            ("deepbind", "detectors", "0", "", "at least 1"),
            ("deepbind", "width", "0", "", "at least 1"),
            ("deepbind", "hidden", "-1", "", "at least 0"),
            ("deepbind", "dropout", "1.5", "", "a share from 0 to below 1"),
            ("deepbind", "dropout", "1.0", "", "a share from 0 to below 1"),
            ("deepbind", "dropout", "-0.1", "", "a share from 0 to below 1"),
            ("deepbind", "dropout", ".nan", "nan", "a finite number"),
            ("deepbind", "detector_scale", ".inf", "inf", "a finite number"),
            ("deepbind", "detector_scale", "1.0e400", "inf", "a finite number"),
            ("deepbind", "detector_scale", "0.0", "", "more than 0"),
            ("deepbind", "head_l1", "-1.0e-3", "-0.001", "0 or more"),
            ("basset", "detectors", "[48, -1, 48]", "", "at least 1"),
            ("basset", "pools", "[3, 0, 4]", "", "at least 1"),
            ("deepsea", "dropouts", "[0.2, 0.2, 1.0]", "", "a share from 0 to below 1"),
            ("ckn", "sigma", "-0.3", "", "more than 0"),
        )
    ],
    *[
        (f"{key} {value}", f"training: {{{key}: {value}}}\n", words)
        for key, value, words in (
            (
                "learning_rate",
                "1e3",
                "'training.learning_rate': 1000 is greater than the maximum of 10",
            ),
            ("learning_rate", "-1", "'training.learning_rate': -1 is less than or equal to"),
            ("learning_rate", ".nan", "'training.learning_rate': '.nan' is not of type 'number'"),
            (
                "learning_rate",
                "1.0e+400",
                "'training.learning_rate' is inf, which is no finite number",
            ),
            ("weight_decay", ".inf", "'training.weight_decay': '.inf' is not of type 'number'"),
            (
                "momentum",
                "1",
                "'training.momentum': 1 is greater than or equal to the maximum of 1",
            ),
            ("epochs", "0", "'training.epochs': 0 is less than the minimum of 1"),
            ("batch_size", "-32", "'training.batch_size': -32 is less than the minimum of 1"),
            ("patience", "2.5", "'training.patience': 2.5 is not of type 'integer'"),
        )
    ],
    (
        "a search of learning rates up to 1000",
        "calibration: {preset: quick, ranges: {learning_rate: [0.001, 1000]}}\n",
        "1000 is greater than the maximum of 10",
    ),
    ("a number as title", "title: 2024\n", ("title", "2024")),
    ("a date as title", "title: 2024-01-31\n", ("title", "2024-01-31")),
    (
        "an anchor that is merged",
        "training: &a {epochs: 5}\nmodels: {m: {architecture: zeng, training: {<<: *a, patience: 1e0}}}\n",
        ("models.m.training", {"epochs": 5, "patience": 1}),
    ),
]

YEAST = [f"chr{n}" for n in "I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI M".split()]
HUMAN = [f"chr{n}" for n in [*range(1, 23), "X", "Y", "M"]] + [
    "chrUn_KI270302v1",
    "chr1_KI270706v1_random",
]
WORM = [f"chr{n}" for n in "I II III IV V X M".split()]
SPELLED = [
    ("Arabic for Roman", (["chr4", "chr10"], YEAST), {"chr4": "chrIV", "chr10": "chrX"}),
    ("Roman for Arabic", (["IX", "X"], ["chr9", "chr10"]), {"IX": "chr9", "X": "chr10"}),
    ("X of a genome that has none", (["chrX"], ["chr9", "chr10", "chrZ"]), {}),
    ("10 of a worm, whose X is no ten", (["chr5", "chr10"], WORM), {"chr5": "chrV"}),
    ("without chr", (["1", "X", "MT"], HUMAN), {"1": "chr1", "X": "chrX", "MT": "chrM"}),
    ("chr01", (["chr01", "Chr02"], HUMAN), {"chr01": "chr1", "Chr02": "chr2"}),
    ("chr1 for chr01", (["chr1"], ["chr01", "chr02"]), {"chr1": "chr01"}),
    ("quotes", (['"chr1"', "'2'"], HUMAN), {'"chr1"': "chr1", "'2'": "chr2"}),
    ("blanks", (["chr1 ", " chr2"], HUMAN), {"chr1 ": "chr1", " chr2": "chr2"}),
    (
        "chr_1, chromosome 2",
        (["chr_1", "chromosome 2"], HUMAN),
        {"chr_1": "chr1", "chromosome 2": "chr2"},
    ),
    ("mitochondria", (["Mito", "chrMT"], YEAST), {"Mito": "chrM", "chrMT": "chrM"}),
    (
        "GenBank's scaffolds",
        (["KI270302.1", "KI270706.1"], HUMAN),
        {"KI270302.1": "chrUn_KI270302v1", "KI270706.1": "chr1_KI270706v1_random"},
    ),
    ("another version of a scaffold", (["KI270302.2"], HUMAN), {}),
    ("one name for two sequences", (["1"], ["chr1", "chr01"]), {}),
    ("no spelling of any", (["scaffold_7", "chr", ""], HUMAN), {}),
]

# A column of a config key and its cell -> the key's value, of which the config has another.
OF_CELLS = [
    ("NA", ("training.epochs", "NA"), 7),
    ("a dash", ("window", "-"), 64),
    ("nan", ("peaks.best", "NaN"), 500),
    ("null, which is JSON's", ("peaks.best", "null"), None),
    ("numbers of chromosomes", ("split.test", "[1, 2]"), ["1", "2"]),
    ("101.0, as pandas writes whole numbers beside NA", ("window", "101.0"), 101),
    ("R's TRUE", ("explanation.enabled", "TRUE"), True),
    (".001", ("training.learning_rate", ".001"), 0.001),
    ("1E2", ("training.epochs", "1E2"), 100),
    ("other capitals of the key", ("Training.epochs", "9"), 9),
    (
        "a number with a comma",
        ("training.learning_rate", "0,1"),
        "row 2: 'training.learning_rate': '0,1' is not of type 'number'",
    ),
    (
        "NaN in a list",
        ("split.test", "[NaN]"),
        "row 2: 'split.test': '[NaN]' is not of type 'array'",
    ),
]

# A path in the config or the table, as (key, value), and what is said of it; None if it is taken.
OF_PATHS = [
    (
        "an absent FASTA",
        ("genome.fasta", "nothere.fa"),
        "there is no file 'nothere.fa', which genome.fasta names",
    ),
    (
        "a folder as FASTA",
        ("genome.fasta", "folder"),
        "'folder', which genome.fasta names is a folder",
    ),
    (
        "an absent blacklist",
        ("genome.blacklist", "x.bed"),
        "there is no file 'x.bed', which genome.blacklist names",
    ),
    (
        "an absent annotation",
        ("genome.annotation", "x.gtf"),
        "there is no file 'x.gtf', which genome.annotation names",
    ),
    (
        "an absent file to score",
        ("scoring.mine", "x.fa"),
        "there is no file 'x.fa', which scoring.mine names",
    ),
    ("a URL to score", ("scoring.mine", "https://a.org/x.fa"), "is a URL; fetch it yourself"),
    (
        "absent known motifs",
        ("explanation.known", "x.meme"),
        "there is no file 'x.meme', which explanation.known names",
    ),
    (
        "an absent folder of mirrors",
        ("mirrors", ["nowhere"]),
        "there is no folder 'nowhere', which mirrors names",
    ),
    ("~ in the FASTA", ("genome.fasta", "~/genome.fa"), None),
    ("~ in a file to score", ("scoring.mine", "~/score.fa"), None),
    ("~ in the peaks", ("peaks", "~/a.bed"), None),
    (
        "~ and an absent file",
        ("genome.fasta", "~/nothere.fa"),
        "/nothere.fa', which genome.fasta names",
    ),
    (
        "~ in the folder of results",
        ("pathvars.results", "~/results"),
        "pathvars.results is '~/results', and Snakemake would make a folder '~'",
    ),
    ("absent peaks", ("peaks", "x.bed"), "row 2: there is no file 'x.bed'"),
    ("a folder of peaks", ("peaks", "folder"), "row 2: 'folder' is a folder; name a file in it"),
    (
        "a device of peaks",
        ("peaks", "/dev/zero"),
        "row 2: '/dev/zero' is a pipe or a device, not a file; write its content into a file",
    ),
    (
        "a device of a genome",
        ("genome.fasta", "/dev/null"),
        "'/dev/null', which genome.fasta names is a pipe or a device, not a file",
    ),
    (
        "a URL of a background",
        ("background", "https://a.org/b.bed"),
        "row 2: 'A' has a URL but no background_sha256; give the file's checksum",
    ),
]

TAKEN = "has the name of a file or folder that the workflow writes"
OF_NAMES = [
    *[
        (f"experiment {name}", ("experiment", name), f"row 2: experiment '{name}' {TAKEN}")
        for name in (
            "models.tsv summary.tsv Report.HTML study STUDY report benchmarks logs choice.tsv published.tsv "
            "tensor.h5 snakemake-report.zip rulegraph.svg"
        ).split()
    ],
    ("model study", ("model", "study"), f"model 'study' {TAKEN}"),
    ("model Report", ("model", "Report"), f"model 'Report' {TAKEN}"),
    (
        "model choice.tsv",
        ("model", "choice.tsv"),
        "'^[A-Za-z0-9][A-Za-z0-9_-]*$'; A name has letters, digits",
    ),
    ("model PWM", ("model", "PWM"), "a model cannot be called 'PWM'; that is a baseline's name"),
    ("trunk logs", ("trunk", "Logs"), f"trunk 'Logs' {TAKEN}"),
    ("experiment Studies", ("experiment", "Studies"), None),
    ("model models", ("model", "models"), None),
]

CASES = [
    Case(kind, *case)
    for kind, cases in (
        (TABLE, TABLES),
        (PUBLISHED, OF_PUBLISHED),
        (CONFIG, CONFIGS),
        (NAMES, SPELLED),
        (CELLS, OF_CELLS),
        (PATHS, OF_PATHS),
        (RESERVED, OF_NAMES),
    )
    for case in cases
]


def of(kind: str) -> list[Case]:
    """The cases of one kind."""
    return [case for case in CASES if case.kind == kind]

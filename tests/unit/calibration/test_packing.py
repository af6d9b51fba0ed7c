"""Many models as one: each member is the ordinary model, and trains as it does."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

CODE = Path(__file__).parents[3] / "workflow" / "scripts"


def run(backend: str, *bodies: str) -> dict:
    """Run bodies of code on a backend, in a process of its own; they fill the dict `found`."""
    start = """
import json, sys
from bindery.runtime import devices
devices.prepare(sys.argv[1], 1)
import keras
import numpy as np
from bindery.calibration.pack_members import Member, Shape
from bindery.calibration.packing import Pack
keras.utils.set_random_seed(7)
generator = np.random.default_rng(7)
codes = generator.integers(0, 5, (640, 40)).astype("uint8")
targets = (codes[:, 10:11] == codes[:, 14:15]).astype("float32")
order = np.concatenate([generator.permutation(640) for _ in range(20)])
found = {"members": {}, "alone": {}}
def noise(members):
    return [np.random.default_rng(number) for number in range(members)]
"""
    script = "\n".join([start, *bodies, "print(json.dumps(found))"])
    result = subprocess.run(
        [sys.executable, "-c", script, backend],
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(CODE)},
    )
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout.splitlines()[-1])


POOLINGS = ["max", "max_average"]
# Members that differ in all that a member has of its own, in packs of some poolings.
DIFFERENT = """
settings = [
    dict(hidden=0, learning_rate=0.02, momentum=0.95, detector_l1=1e-4, head_l1=1e-3),
    dict(hidden=8, learning_rate=0.05, momentum=0.98, dropout=0.25, head_l1=1e-4),
    dict(hidden=0, learning_rate=0.0, dropout=0.5),
]
members = [Member(**own, detector_scale=0.1, head_scale=0.3) for own in settings]
for pooling in poolings:
    shape = Shape("deepbind", 40, detectors=5, width=7, pooling=pooling, hidden=8)
    pack = Pack(shape, members)
    first = pack.scores(codes)
    pack.learn(codes, targets, order[:6400], noise(3))
    scores = pack.scores(codes)
    alone = [pack.member(i).predict(codes, verbose=0)[:, 0] for i in range(3)]
    found["members"][pooling] = dict(
        difference=float(np.abs(scores - np.stack(alone, 1)).max()),
        moved=np.abs(scores - first).max(0).tolist(),
        finite=bool(np.isfinite(scores).all()),
    )
"""

# Every pooling, head and target once.
CASES = [("max", 0, "class"), ("max_average", 8, "class"), ("max", 8, "intensity")]
# Packs of one beside the ordinary model.
ALONE = """
def loss(target):
    if target == "class":
        return keras.losses.BinaryCrossentropy(from_logits=True)
    return lambda y, score: 0.5 * keras.ops.mean((score - y) ** 2, -1)

for pooling, hidden, target in cases:
    member = Member(learning_rate=0.05, momentum=0.95, hidden=hidden, detector_l1=1e-4,
                    head_l1=1e-3, detector_scale=0.3, head_scale=0.3)
    shape = Shape("deepbind", 40, 5, 7, pooling, hidden=hidden, target=target)
    pack = Pack(shape, [member])
    pack.start([member], [3])
    pack.decay(True)
    model = pack.member(0)
    model.compile(optimizer=keras.optimizers.SGD(0.05, 0.95, nesterov=True), loss=loss(target))
    pack.learn(codes, targets, order, noise(1))
    model.fit(codes[order], targets[order], batch_size=64, epochs=1, shuffle=False, verbose=0)
    alone = model.predict(codes, verbose=0)
    found["alone"][f"{pooling} {hidden} {target}"] = dict(
        steps=len(order) // 64,
        difference=float(np.abs(pack.scores(codes) - alone).max()),
        spread=float(alone.std()),
    )
"""


ON_TENSORFLOW = """
from bindery.alphabet import reverse_complement
shape = Shape("deepbind", 40, detectors=5, width=7)

members = [Member(detector_scale=0.1, head_scale=0.3)] * 2
weights = np.ones((640, 2), "float32")
weights[::2, 1] = 0
pack = Pack(shape, members)
def trained(targets):
    pack.start(members, [3, 4])
    pack.learn(codes, targets, order[:3200], noise(2), weights)
    return pack.scores(codes)
one = trained(targets)
found["repeated"] = bool((one == trained(targets)).all())
other = targets.copy()
other[::2] = 1 - other[::2]
two = trained(other)
found["weighted"] = float(np.abs(one - two)[:, 0].max())
found["unweighted"] = float(np.abs(one - two)[:, 1].max())

noise = generator.integers(0, 256, (4096, 15)).astype("uint8")
pack = Pack(shape, [Member(dropout=rate) for rate in (0.0, 0.25, 0.5)])
kept = keras.ops.convert_to_numpy(pack._kept(noise))
found["share"] = (kept > 0).mean((0, 1, 3)).tolist()
found["mean"] = kept.mean((0, 1, 3)).tolist()

shape = Shape("deepbind", 40, detectors=5, width=7, pooling="max_average")
pack = Pack(shape, members)
other = reverse_complement(codes)
found["strands"] = float(np.abs(pack.scores(codes) - pack.scores(other)).max())
alone = Pack(Shape("deepbind", 40, detectors=5, width=7, both_strands=False), members)
found["one_strand"] = float(np.abs(alone.scores(codes) - alone.scores(other)).max())
try:
    pack.start([Member(hidden=3)] * 2, [0, 1])
except ValueError as error:
    found["error"] = str(error)
"""


def different(poolings: list) -> str:
    return f"poolings = {poolings}\n{DIFFERENT}"


def alone(cases: list) -> str:
    return f"cases = {cases}\n{ALONE}"


@pytest.fixture(scope="module")
def found():
    """Of TensorFlow, in one process: what compiles takes seconds."""
    return run("tensorflow", different(POOLINGS[1:]), alone(CASES[1:2]), ON_TENSORFLOW)


def assert_members_predict_as_their_pack(members):
    for pooling, found in members.items():
        assert found["difference"] < 1e-5, pooling
        assert found["finite"], pooling
        assert found["moved"][0] > 0.02 and found["moved"][1] > 0.02, pooling
        assert found["moved"][2] == 0, pooling


def test_members_predict_as_their_pack(found):
    assert list(found["members"]) == ["max_average"]
    assert_members_predict_as_their_pack(found["members"])


@pytest.mark.slow
@pytest.mark.parametrize("backend", ["tensorflow", pytest.param("jax", marks=pytest.mark.slow)])
def test_members_predict_as_their_pack_of_every_pooling(backend):
    found = run(backend, different(POOLINGS))
    assert list(found["members"]) == POOLINGS
    assert_members_predict_as_their_pack(found["members"])


def assert_packs_of_one_train_as_the_ordinary_model(packs, cases):
    assert list(packs) == [" ".join(map(str, case)) for case in cases]
    for case, found in packs.items():
        assert found["steps"] == 200, case
        assert found["spread"] > 0.005, case
        assert found["difference"] < 1e-4, case


def test_pack_of_one_trains_as_the_ordinary_model(found):
    assert_packs_of_one_train_as_the_ordinary_model(found["alone"], CASES[1:2])


@pytest.mark.slow
@pytest.mark.parametrize("backend", ["tensorflow", pytest.param("jax", marks=pytest.mark.slow)])
def test_every_pack_of_one_trains_as_the_ordinary_model(backend):
    found = run(backend, alone(CASES))
    assert_packs_of_one_train_as_the_ordinary_model(found["alone"], CASES)


def test_rows_of_weight_zero_teach_a_member_nothing(found):
    assert found["weighted"] > 0.01
    assert found["unweighted"] == 0


def test_same_seed_same_weights(found):
    assert found["repeated"]


def test_dropout_drops_the_share_it_is_told(found):
    assert found["share"] == pytest.approx([1, 0.75, 0.5], abs=0.01)
    assert found["mean"] == pytest.approx([1, 1, 1], abs=0.02)


def test_strands_score_the_same_where_both_count(found):
    assert found["strands"] < 1e-6
    assert found["one_strand"] > 0.01


def test_one_width_of_hidden_layers_a_pack(found):
    assert found["error"] == "3 hidden units for a pack with 32"

"""The influence of a trunk's detectors on its tasks: complete, and right where it is known."""

from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from helpers import encoded, random_codes, write_tensor
from unit.models.test_published_architectures import SMALL, WINDOW

from bindery import alphabet
from bindery.errors import InputError
from bindery.explanation.influence_table import read_influences
from bindery.motifs.meme import read_meme

CODES = random_codes(6, WINDOW)
SITES = ("TGACTCA", "CCGGGTA")


def trunk(keras: ModuleType, name: str = "multitask", outputs: int = 2):
    """A small trunk with biases, as training gives them.

    Without any, layer normalisation leaps from zero activations to the least ones, and no number of
    steps is enough.
    """
    from bindery.models import registry

    keras.utils.set_random_seed(1)
    model = registry.build(name, WINDOW, **SMALL[name], outputs=outputs)
    generator = np.random.default_rng(1)
    for layer in model.get_layer("strand").layers:
        for weight in layer.weights:
            if weight.name == "bias":
                weight.assign(generator.normal(0, 0.3, weight.shape))
    return model


def score_without_detectors(model: object, output: int) -> float:
    """The score of zero activations."""
    from bindery.models.model_parts import TrainedMember

    head = TrainedMember(model).detectors.head
    return float(head.predict_on_batch(np.zeros((1, *head.input_shape[1:])))[0, output])


# One that pools its detectors twice over, one that pools them once, and one that does not pool.
@pytest.mark.parametrize("name", ["multitask", "danq", "bpnet_counts"])
def test_contributions_add_up_to_the_score_without_the_detectors(
    keras: ModuleType, name: str
) -> None:
    from bindery.explanation.task_influence import TaskInfluence

    model = trunk(keras, name, outputs=3)
    found = TaskInfluence(model).of(CODES, 2, steps=200)
    expected = model.predict(CODES, verbose=0)[:, 2] - score_without_detectors(model, 2)
    assert np.abs(expected).max() > 0.01
    np.testing.assert_allclose(found.sum(axis=1), expected, rtol=0.02, atol=2e-4)


def test_pooled_values_stand_for_the_activations(keras: ModuleType) -> None:
    from bindery.explanation import task_influence

    model = trunk(keras)
    pooled = task_influence.TaskInfluence(model).of(CODES, 1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(task_influence, "POOLS", ())
        whole = task_influence.TaskInfluence(model).of(CODES, 1)
    np.testing.assert_allclose(pooled, whole, rtol=1e-3, atol=1e-5)


def test_both_strands_have_the_same_influence(keras: ModuleType) -> None:
    from bindery.explanation.task_influence import TaskInfluence

    measured = TaskInfluence(trunk(keras))
    turned = measured.of(alphabet.reverse_complement(CODES), 0)
    np.testing.assert_allclose(measured.of(CODES, 0), turned, rtol=1e-4, atol=1e-6)


def test_a_trunk_without_detectors_is_refused(keras: ModuleType) -> None:
    from bindery.explanation.task_influence import TaskInfluence
    from bindery.models.strands import over_codes

    def body(bases: object) -> object:
        return keras.layers.Dense(2)(keras.layers.Flatten()(bases))

    with pytest.raises(InputError, match="no layer named `detectors`"):
        TaskInfluence(over_codes(20, body, "plain", both_strands=True))


def toy_trunk(keras: ModuleType, path: Path) -> Path:
    """Four detectors: the two sites, one of no task, and a silent one; each site decides a task."""
    from bindery.models.strands import over_codes

    def body(bases: object) -> object:
        found = keras.layers.Conv1D(4, 7, activation="relu", name="detectors")(bases)
        best = keras.layers.GlobalMaxPooling1D(name="best")(found)
        return keras.layers.Dense(2, name="score")(best)

    model = over_codes(40, body, "toy", both_strands=True)
    sites = alphabet.one_hot(encoded(*SITES, "ATATATA"))
    kernel = 2 * np.concatenate([sites, np.zeros((1, 7, 4))]).transpose(1, 2, 0)
    strand = model.get_layer("strand")
    strand.get_layer("detectors").set_weights([kernel, np.array([-13, -13, -13, -1])])
    weights = np.array([[2.0, 0], [0, 3], [0, 0], [0, 0]])
    strand.get_layer("score").set_weights([weights, np.zeros(2)])
    model.save(path)
    return path


def planted(path: Path, site: str, seed: int) -> Path:
    """A tensor whose training and validation positives have a site, and test positives another."""
    codes, target = random_codes(120, 40, seed), np.arange(120) % 2
    split = np.repeat([0, 1, 2], 40)
    for row in np.flatnonzero(target):
        own = site if split[row] < 2 else "ATATATA"
        codes[row, 12 : 12 + len(own)] = encoded(own)[0]
    return write_tensor(path, codes, target, split)


def test_each_planted_motif_decides_its_own_task(keras: ModuleType, tmp_path: Path) -> None:
    from bindery.explanation.explain_trunk import explain_trunk

    tensors = [planted(tmp_path / f"{n}.h5", site, n) for n, site in enumerate(SITES)]
    explain_trunk(
        # The trunk's second task first.
        tensors=[str(path) for path in tensors[::-1]],
        model=str(toy_trunk(keras, tmp_path / "model.keras")),
        influence=str(tmp_path / "influence.tsv"),
        meme=str(tmp_path / "motifs.meme"),
        tasks=["other", "one"],
        outputs=[1, 0],
        pseudocount=0.1,
    )
    found = read_influences(tmp_path / "influence.tsv")
    assert found.tasks == ["other", "one"]
    # Only a whole site activates its detector, by 1, on one strand of two.
    expected = np.array([[0, 1.0], [1.5, 0], [0, 0], [0, 0]])
    np.testing.assert_allclose(found.values, expected, atol=0.1)
    assert [text.upper() for text in found.consensus[:2]] == list(SITES)
    assert found.consensus[3] == "" and found.sites[3] == 0
    motifs = read_meme(tmp_path / "motifs.meme")
    assert [own.identifier for own in motifs][:2] == ["detector_1", "detector_2"]


def test_a_task_without_positives_is_refused(keras: ModuleType, tmp_path: Path) -> None:
    from bindery.explanation.explain_trunk import explain_trunk

    tensor = write_tensor(
        tmp_path / "none.h5", random_codes(6, 40), np.repeat([0, 1], 3), np.repeat([0, 2], 3)
    )
    with pytest.raises(InputError, match="no positive"):
        explain_trunk(
            tensors=[str(tensor)],
            model=str(toy_trunk(keras, tmp_path / "model.keras")),
            influence=str(tmp_path / "influence.tsv"),
            meme=str(tmp_path / "motifs.meme"),
            tasks=["one"],
            outputs=[0],
            pseudocount=1,
        )

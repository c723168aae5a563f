"""Data that do not fit: blocks, files and Dask arrays give what the same numbers give in memory."""

import os
import signal
import threading
import time
import tracemalloc
import warnings

import dask
import dask.array as da
import numpy as np
import pytest

from mlelib import (
    Bernoulli,
    Blocks,
    DegenerateFitError,
    DiagonalGaussian,
    Gaussian,
    Mixture,
    MultivariateGaussian,
    em,
)
from tests.numeric.problems import FAMILIES, GAUSSIANS

each_family = pytest.mark.parametrize("family", FAMILIES)
CUTS = [0, 130, 130, 131, 380]  # an empty block, and one of a single example
N = 500


def sample(family, n=N):
    rng = np.random.default_rng(0)
    if family is Bernoulli:
        return (rng.random(n) < 0.3).astype(float)
    x = np.array([[0.0, 0, 0], [6, 1, -3]])[rng.integers(2, size=n)] + rng.normal(size=(n, 3))
    return x[:, 0] if family is Gaussian else x


def in_dask(array, folder, name):
    """Return a Dask array of uneven chunks; of more columns than one, these are cut too."""
    chunks = (*np.diff([*CUTS, N]).tolist(),)
    return da.from_array(array, chunks=(chunks,) if array.ndim == 1 else (chunks, 1))


def in_blocks(array, folder, name):
    return Blocks(lambda: np.split(array, CUTS))


def in_a_list_of_lists(array, folder, name):
    class Lists:
        def __iter__(self):
            return iter([part.tolist() for part in np.split(array, CUTS) if len(part)])

    return Lists()


def in_a_file(array, folder, name):
    path = folder / f"{name}.npy"
    np.save(path, array)
    return np.load(path, mmap_mode="r")


def in_a_folder(array, folder, name):
    for number, part in enumerate(np.split(array, CUTS)):
        np.save(folder / f"{name}{number}.npy", part)
    return Blocks(lambda: (np.load(path) for path in sorted(folder.glob(f"{name}?.npy"))))


KINDS = [in_dask, in_blocks, in_a_list_of_lists, in_a_file, in_a_folder]
each_kind = pytest.mark.parametrize("kind", KINDS)


def assert_same(a, b):
    for name, value in a._fields().items():
        if isinstance(value, np.ndarray | float):
            np.testing.assert_allclose(value, getattr(b, name), rtol=1e-12, atol=1e-13)
        else:
            assert_same(value, getattr(b, name))


@each_family
@each_kind
def test_fit(family, kind, tmp_path):
    x, rng = sample(family), np.random.default_rng(1)
    for weights in (None, rng.random(N), rng.random((N, 2)), rng.integers(0, 3, N)):
        w = None if weights is None else kind(weights, tmp_path, "w")
        assert_same(family.fit(kind(x, tmp_path, "x"), w), family.fit(x, weights))
        s = family.sufficient_statistics(kind(x, tmp_path, "x"), w)
        assert_same(family.from_statistics(s), family.fit(x, weights))


@each_family
@each_kind
def test_fit_labelled(family, kind, tmp_path):
    x, labels = sample(family), np.random.default_rng(1).integers(0, 3, N)
    got = Mixture.fit_labelled(kind(x, tmp_path, "x"), kind(labels, tmp_path, "l"), family, K=3)
    assert_same(got, Mixture.fit_labelled(x, labels, family))


def start_for(family):
    rng = np.random.default_rng(2)
    if family is Bernoulli:
        return Mixture([0.3, 0.7], Bernoulli([0.2, 0.5]))
    return Mixture.fit_weighted(sample(family), rng.dirichlet([1, 1], N), family)


@each_family
@each_kind
@pytest.mark.parametrize("weighted", [False, True])
def test_em(family, kind, weighted, tmp_path):
    x, weights = sample(family), np.random.default_rng(3).random(N) if weighted else None
    near = em(x, start_for(family), tol=0, max_steps=6, weights=weights)
    w = None if weights is None else kind(weights, tmp_path, "w")
    far = em(kind(x, tmp_path, "x"), start_for(family), tol=0, max_steps=6, weights=w)
    assert far.status == near.status
    np.testing.assert_allclose(far.log_likelihoods, near.log_likelihoods, rtol=1e-12)
    assert_same(far.mixture, near.mixture)


@pytest.mark.parametrize("family", GAUSSIANS)
@each_kind
def test_narrow_clusters(family, kind, tmp_path):
    x = sample(family) + 1e8 * (np.arange(N) % 2).reshape([N] + [1] * (family.data_ndim - 1))
    start = Mixture.fit_labelled(x, np.arange(N) % 2, family)
    near, far = (em(data, start, max_steps=5) for data in (x, kind(x, tmp_path, "x")))
    np.testing.assert_allclose(far.log_likelihoods, near.log_likelihoods, rtol=1e-12)
    assert_same(far.mixture, near.mixture)


# --- what is wrong, and where ---


def test_a_generator_is_refused():
    x = sample(Gaussian)
    for call in (Gaussian.fit, lambda data: em(data, start_for(Gaussian))):
        with pytest.raises(ValueError, match=r"^x: got <generator .*, want blocks that can be read at each step"):
            call(part for part in np.split(x, 5))
        with pytest.raises(ValueError, match="want blocks that can be read at each step"):
            call(iter([[1.0, 2], [3.0]]))
    with pytest.raises(ValueError, match=r"^read: got \[\[1, 2\]\], want a function"):
        Blocks([[1, 2]])


@each_kind
@pytest.mark.parametrize(("bad", "said"), [(np.nan, "nan"), (-np.inf, "-inf"), (1e200, r"1e\+200")])
def test_a_bad_value_in_a_late_block(kind, bad, said, tmp_path):
    for family, place in ((Gaussian, "417"), (DiagonalGaussian, "417, 2")):
        x = sample(family)
        x[(417, 2)[: x.ndim]] = bad
        data, start = kind(x, tmp_path, "x"), start_for(family)
        for call in (family.fit, lambda data, start=start: em(data, start)):
            with pytest.raises(ValueError, match=rf"^x: got x\[{place}\] = {said}, want finite numbers up to 1e\+100"):
                call(data)


@each_kind
def test_a_bad_coin_in_a_late_block(kind, tmp_path):
    x = sample(Bernoulli)
    x[417] = 2
    for call in (Bernoulli.fit, lambda data: em(data, start_for(Bernoulli))):
        with pytest.raises(ValueError, match=r"^x: got x\[417\] = 2\.0, want zeros and ones"):
            call(kind(x, tmp_path, "x"))


@each_kind
@pytest.mark.parametrize(("bad", "said"), [(np.nan, "finite"), (-1, "zero or more")])
def test_bad_weights_in_a_late_block(kind, bad, said, tmp_path):
    w = np.ones(N)
    w[417] = bad
    x = kind(sample(Gaussian), tmp_path, "x")
    for call in (Gaussian.fit, lambda x, w: em(x, start_for(Gaussian), weights=w)):
        with pytest.raises(ValueError, match=rf"^weights.*{said}"):
            call(x, kind(w, tmp_path, "w"))


@each_kind
def test_weights_of_zero(kind, tmp_path):
    x, w = kind(sample(Gaussian), tmp_path, "x"), kind(np.zeros(N), tmp_path, "w")
    for call in (Gaussian.fit, lambda x, w: em(x, start_for(Gaussian), weights=w)):
        with pytest.raises(ValueError, match="weight"):
            call(x, w)


@each_kind
def test_a_collapse_names_the_point(kind, tmp_path):
    x = sample(Gaussian)
    x[417] = 100
    start = Mixture([0.5, 0.5], Gaussian([3, 100], [9, 1]))
    assert em(kind(x, tmp_path, "x"), start).status == "collapsed: component 1 onto x[417] = 100.0"
    w = np.zeros((N, 2))
    w[:, 0], w[417, 1] = 1, 1
    with pytest.raises(DegenerateFitError, match=r"component 1: .*x\[417\] = 100\.0") as caught:
        Gaussian.fit(kind(x, tmp_path, "x"), kind(w, tmp_path, "w"))
    assert caught.value.points == (417,)


@each_kind
def test_wrong_labels_in_a_late_block(kind, tmp_path):
    for bad in (3, -1, 0.5):
        labels = np.arange(N) % 3 * 1.0
        labels[417] = bad
        with pytest.raises(ValueError, match=r"^labels"):
            Mixture.fit_labelled(kind(sample(Gaussian), tmp_path, "x"), kind(labels, tmp_path, "l"), Gaussian, K=3)


def test_a_label_below_zero_is_told_as_a_label():
    """Of weights a negative one has a message of its own."""
    with pytest.raises(ValueError) as error:
        Mixture.fit_labelled(Blocks(lambda: [[1.0, 2, 4, 7]]), Blocks(lambda: [[0, 1, -1, 0]]), Gaussian, K=2)
    assert str(error.value) == "labels: got a label -1.0, want whole numbers 0, …, K−1 = 1"


def test_blocks_that_do_not_fit_each_other():
    x = sample(DiagonalGaussian)
    with pytest.raises(ValueError, match=r"^weights: got 1 blocks, want as many blocks as x has"):
        Gaussian.fit(Blocks(lambda: [[1, 2], [3]]), Blocks(lambda: [[1, 2]]))
    with pytest.raises(ValueError, match=r"^weights: got more blocks than x has, want 1 blocks"):
        Gaussian.fit(Blocks(lambda: [[1, 2]]), Blocks(lambda: [[1, 2], [3]]))
    with pytest.raises(ValueError, match=r"^weights, block 1: got shape \(2,\)"):
        Gaussian.fit(Blocks(lambda: [[1, 2], [3]]), Blocks(lambda: [[1, 2], [3, 4]]))
    with pytest.raises(ValueError, match=r"^x, block 1: got d = 2, want d = 3"):
        DiagonalGaussian.fit(Blocks(lambda: [x, x[:, :2]]))
    with pytest.raises(ValueError, match=r"^x, block 1: got shape \(500, 3\), want shape \(n,\)"):
        Gaussian.fit(Blocks(lambda: [x[:, 0], x]))
    with pytest.raises(
        ValueError, match=r"^weights, block 1: got shape \(1, 2\), want shape \(1,\), as in the blocks before"
    ):
        Gaussian.fit(Blocks(lambda: [[1, 2], [3]]), Blocks(lambda: [[1, 2], [[3, 4]]]))
    for wide in (in_blocks, in_dask):
        with pytest.raises(ValueError, match=r"^weights.*: got shape \(.*, 2\), want shape \(.*,\)"):
            em(wide(x[:, 0], None, None), start_for(Gaussian), weights=wide(np.ones((N, 2)), None, None))
    with pytest.raises(ValueError, match=r"^x: got no blocks"):
        Gaussian.fit(Blocks(lambda: []))
    with pytest.raises(ValueError, match=r"^x: got an empty sample"):
        em(Blocks(lambda: [[], []]), start_for(Gaussian))
    with pytest.raises(ValueError, match=r"^x: got a Dask array of unknown shape, want known chunks"):
        Gaussian.fit(da.from_array(x[:, 0])[da.from_array(x[:, 0]) > 0])
    with pytest.raises(ValueError, match=r"^x: got an empty sample"):
        Gaussian.fit(da.zeros(0))
    with pytest.raises(ValueError, match=r"^x: got a Dask array of type"):
        Gaussian.fit(da.from_array(np.array(["a", "b"])))


def test_memory_is_constant():
    """Ten times the blocks need no more of it."""

    def peak(blocks):
        def read():
            return (np.random.default_rng(i).normal(size=(20_000, 2)) for i in range(blocks))

        start = Mixture([0.5, 0.5], MultivariateGaussian([[-1, 0], [1, 0]], [np.eye(2)] * 2))
        tracemalloc.start()
        try:
            em(Blocks(read), start, tol=0, max_steps=1)
            DiagonalGaussian.fit(Blocks(read))
            return tracemalloc.get_traced_memory()[1] / 1e6
        finally:
            tracemalloc.stop()

    assert peak(50) < peak(5) + 0.1


# --- a cluster ---


@pytest.fixture(scope="module")
def client():
    """Two worker processes. When they go, distributed leaves sockets and event loops to the garbage collector."""
    distributed = pytest.importorskip("distributed")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        with (
            dask.config.set({"distributed.comm.timeouts.connect": "30s", "distributed.worker.daemon": True}),
            distributed.LocalCluster(
                n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
            ) as cluster,
            distributed.Client(cluster) as client,
        ):
            yield client


@each_family
def test_on_a_cluster(client, family):
    x, weights = sample(family), np.random.default_rng(3).random(N)
    labels = np.arange(N) % 3
    far_x, far_w, far_labels = (in_dask(array, None, None) for array in (x, weights, labels))
    assert_same(family.fit(far_x, far_w), family.fit(x, weights))
    assert_same(Mixture.fit_labelled(far_x, far_labels, family, K=3), Mixture.fit_labelled(x, labels, family))
    near = em(x, start_for(family), tol=0, max_steps=4, weights=weights)
    far = em(far_x, start_for(family), tol=0, max_steps=4, weights=far_w)
    np.testing.assert_allclose(far.log_likelihoods, near.log_likelihoods, rtol=1e-12)
    assert_same(far.mixture, near.mixture)


def test_a_bad_value_on_a_cluster(client):
    x = sample(Gaussian)
    x[417] = np.nan
    with pytest.raises(ValueError, match=r"^x: got x\[417\] = nan"):
        em(in_dask(x, None, None), start_for(Gaussian))


def test_a_worker_that_dies_during_a_step(client):
    """Killed for real, while it computes: its part is computed again elsewhere, and nothing changes."""

    def made(block_info=None):
        import time

        import numpy as np

        time.sleep(0.02)  # long enough to be in the middle of it
        number = block_info[None]["chunk-location"][0]
        rng = np.random.default_rng(number)
        return rng.normal(size=(200, 2)) + 6 * rng.integers(2, size=(200, 1))

    x = da.map_blocks(made, chunks=((200,) * 24, (2,)), dtype=float, meta=np.empty((0, 2)))
    start = Mixture([0.5, 0.5], DiagonalGaussian([[-1, 0], [7, 7]], [[1, 1], [2, 2]]))
    near = em(x.compute(scheduler="synchronous"), start, tol=0, max_steps=6)

    pids = client.run(os.getpid)
    killed = []

    def kill():
        deadline = time.monotonic() + 30
        while not killed and time.monotonic() < deadline:
            busy = [worker for worker, tasks in client.processing().items() if tasks]
            if busy:
                os.kill(pids[busy[0]], signal.SIGKILL)
                killed.append(busy[0])
            time.sleep(0.01)

    killer = threading.Timer(0.6, kill)  # during the second step or so
    killer.start()
    far = em(x, start, tol=0, max_steps=6)
    killer.join()
    assert killed
    np.testing.assert_allclose(far.log_likelihoods, near.log_likelihoods, rtol=1e-12)
    assert_same(far.mixture, near.mixture)
    assert killed[0] not in client.run(os.getpid)


@pytest.mark.parametrize(
    ("x", "weights", "message"),
    [
        ([], None, "x: got no blocks, want at least one block of examples"),
        ([], [[1.0]], "weights: got more blocks than x has, want 0 blocks, as in x"),
        ([[1.0, 2.0], ["a"]], None, "x, block 1: got array(['a'], dtype='<U1') of type <U1, want real numbers"),
        (
            [[1.0, 2.0], [3.0, 4.0]],
            [[1.0, 2.0], [1e101, 4.0]],
            "weights, block 1: got weights, block 1[0] = 1e+101, want finite numbers up to 1e+100",
        ),
        (
            [[1.0, 2.0], [3.0, 4.0]],
            [[1.0, 2.0], [1.0, -4.0]],
            "weights, block 1: got a negative weight -4.0, want weights of zero or more",
        ),
    ],
    ids=["none", "weights only", "words", "large weight", "negative weight"],
)
def test_a_bad_block_is_named_by_its_number(x, weights, message):
    def blocks(values):
        return Blocks(lambda: iter([np.array(block) for block in values]))

    with pytest.raises(ValueError) as error:
        Gaussian.fit(blocks(x), None if weights is None else blocks(weights))
    assert str(error.value) == message


@pytest.mark.parametrize("threads", [1, 2])
def test_impossible_examples_in_two_blocks_do_not_cancel(threads):
    x = np.zeros(100_000)
    x[[5, 70_000]] = 1e99
    narrow = Mixture([0.5, 0.5], Gaussian(mean=[0, 1], variance=[1e-120, 1e-120]))
    with pytest.raises(ValueError, match=r"x: got x\[5\] = 1e\+99, of density 0 in every component"):
        em(x, narrow, threads=threads)


@pytest.mark.parametrize("distance", [4, 1e5], ids=["by products", "by deviations"])
@pytest.mark.parametrize("Family", GAUSSIANS)
def test_a_step_over_many_blocks_is_the_weighted_fit_of_all(Family, distance):
    """Blocks add up in both kernels: the start's log-likelihood, and the estimates after one step."""
    rng = np.random.default_rng(5)
    labels = np.arange(40_000) % 2
    x = rng.normal(size=(40_000, 2)) + distance * labels[:, None]
    x = x[:, 0] if Family is Gaussian else x
    start = Mixture.fit_labelled(x, labels, Family)
    r = em(x, start, tol=0, max_steps=1)
    step = Mixture.fit_weighted(x, start.responsibilities(x), Family)
    assert r.log_likelihoods[0] == pytest.approx(start.log_likelihood(x), rel=1e-12)
    assert r.log_likelihoods[1] == pytest.approx(step.log_likelihood(x), rel=1e-12)
    np.testing.assert_allclose(r.mixture.weights, step.weights, rtol=1e-12)
    np.testing.assert_allclose(r.mixture.components.mean, step.components.mean, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(r.mixture.components.covariance, step.components.covariance, rtol=1e-9, atol=1e-9)

"""Where data live: in memory, in blocks that are read one after another, or on a cluster.

All that this package asks of data is a sum over the examples. A source gives it: ``sum(function)`` calls the
function with rows (b, d), their weights (b,) or (b, K) or None, and a memory, and adds up what it returns. In
memory there is one range of rows for each thread; of a Dask array every chunk is summed where it lies, and the
sums by a tree.
"""

from __future__ import annotations

import operator
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np

from mlelib import _checks as check

Block: TypeAlias = np.ndarray[Any, Any]

#: What a function may keep from one pass to the next. It is keyed by the rows, so never shared by two blocks.
Memory: TypeAlias = dict[str, Any]

#: function(rows, weights, memory); what it returns must have a sum.
Function: TypeAlias = Callable[[Block, Block | None, Memory | None], Any]

BRANCHES = 8
# So many examples are enough to find a place near the data.
SOME = 4096
# Elements in numpy's buffer. Where two rows of an operand fit in it, and in the usual 8192 elements they often do,
# numpy copies them there even if it need not, which takes longer than the arithmetic.
BUFFER = 256


class Blocks:
    """Data too large for the memory: blocks that are read anew at each pass.

    ``read`` is called without arguments and returns an iterable of arrays, (b,) each for a univariate family
    or (b, d). Wherever this package takes data to fit, it takes Blocks, or any object that can be iterated
    over again and again and is not itself a sequence of numbers. A generator cannot: it is used up by the
    first pass.

    >>> from mlelib import Blocks, Gaussian
    >>> Gaussian.fit(Blocks(lambda: ([i, i + 1] for i in (1, 5))))
    Gaussian(mean=3.5, variance=4.25)

    A folder of files: ``Blocks(lambda: (np.load(path) for path in sorted(folder.glob("*.npy"))))``. A file
    larger than the memory needs no Blocks: ``np.load(path, mmap_mode="r")`` is an array like any other.
    """

    def __init__(self, read: Callable[[], Iterable[Any]]):
        if not callable(read):
            check.refuse("read", check.brief(read), "a function that returns the blocks, called at each pass")
        self.read = read

    def __iter__(self) -> Iterator[Any]:
        return iter(self.read())


@dataclass(frozen=True)
class WeightsKind:
    """What weights are called in a message, and whether they may be (n, K)."""

    name: str
    batch: bool

    def checked(self, value: Any, n: int, block: str) -> Block:
        """Return the weights of a block of n examples."""
        name = f"{self.name}, {block}"
        array = check.numbers(value, name, check.LARGEST)
        check.weights_shape(array, n, batch=self.batch, name=name)
        if self.name != "labels":  # they are checked where K is known
            check.not_negative(array, name)
        return array


class Source(ABC):
    """Checked data, seen as rows (n, d), and weights. Values are checked as they are read: a sum shows NaN."""

    data_ndim: int
    weights: Any

    #: inspect(rows, offset) raises the ValueError that names a bad value; ``offset`` examples came before.
    inspect: Callable[[Block, int], None]

    @abstractmethod
    def sum(self, function: Function) -> Any:
        """Return the sum of ``function`` over all blocks."""

    @abstractmethod
    def first(self) -> Block:
        """Return some rows that are not all of one example, if possible: to take a shift from."""

    @abstractmethod
    def complain(self) -> None:
        """Raise the ValueError that names the first bad value, if there is one."""


class ArraySource(Source):
    """An array in memory, or mapped to a file."""

    def __init__(self, x: Block, weights: Block | None, threads: int = 1):
        self.data_ndim, self.rows, self.weights = x.ndim, _as_rows(x), weights
        cuts = [len(x) * t // threads for t in range(threads + 1)]
        self.ranges = [slice(a, b) for a, b in pairwise(cuts)]
        self.memories: list[Memory] = [{} for _ in self.ranges]

    def sum(self, function: Function) -> Any:
        def part(rows: slice, memory: Memory) -> Any:
            weights = None if self.weights is None else self.weights[rows]
            return _quietly(function, self.rows[rows], weights, memory)

        if len(self.ranges) == 1:
            return part(self.ranges[0], self.memories[0])
        with ThreadPoolExecutor(len(self.ranges)) as pool:
            return reduce(operator.add, pool.map(part, self.ranges, self.memories))

    def first(self) -> Block:
        return self.rows

    def complain(self) -> None:
        self.inspect(self.rows, 0)


class StreamSource(Source):
    """Blocks read one after another."""

    def __init__(
        self, x: Iterable[Any], weights: Iterable[Any] | None, data_ndim: int, dimension: int | None, kind: WeightsKind
    ):
        self.x, self.weights, self.kind = x, weights, kind
        self.data_ndim, self.dimension = data_ndim, dimension
        self.columns: tuple[int, ...] | None = None  # of the weights, () or (K,)

    def blocks(self) -> Iterator[tuple[Block, Block | None]]:
        weights = None if self.weights is None else iter(self.weights)
        number = -1
        for number, value in enumerate(self.x):
            x = check.real(value, f"x, block {number}")
            check.sample_shape(x, self.data_ndim, self.dimension, empty=True, name=f"x, block {number}")
            self.dimension = x.shape[1] if x.ndim == 2 else None
            yield _as_rows(x), None if weights is None else self._next_weights(weights, len(x), number)
        if weights is not None and next(weights, None) is not None:
            check.refuse(self.kind.name, "more blocks than x has", f"{number + 1} blocks, as in x")

    def _next_weights(self, weights: Iterator[Any], n: int, number: int) -> Block:
        value = next(weights, None)
        if value is None:
            check.refuse(self.kind.name, f"{number} blocks", "as many blocks as x has")
        array = self.kind.checked(value, n, f"block {number}")
        if self.columns is None:
            self.columns = array.shape[1:]
        if array.shape[1:] != self.columns:
            wanted = f"shape {(n, *self.columns)}, as in the blocks before"
            check.refuse(f"{self.kind.name}, block {number}", f"shape {array.shape}", wanted)
        return array

    def sum(self, function: Function) -> Any:
        total = None
        for rows, weights in self.blocks():
            part = _quietly(function, rows, weights, None)
            total = part if total is None else total + part
        if total is None:
            check.refuse("x", "no blocks", "at least one block of examples")
        return total

    def first(self) -> Block:
        return next((rows for rows, _ in self.blocks() if len(rows)), np.empty((0, self.dimension or 1)))

    def complain(self) -> None:
        offset = 0
        for rows, _ in self.blocks():
            self.inspect(rows, offset)
            offset += len(rows)


class DaskSource(Source):
    """A Dask array. Dask decides where and when: on an existing cluster through the client that is current."""

    def __init__(self, x: Any, weights: Any, data_ndim: int, dimension: int | None, kind: WeightsKind):
        self.data_ndim, self.kind = data_ndim, kind
        if np.isnan(x.shape).any():
            check.refuse("x", "a Dask array of unknown shape", "known chunks: call x.compute_chunk_sizes()")
        check.sample_shape(x, data_ndim, dimension)
        if x.dtype.kind not in "biuf":
            check.refuse("x", f"a Dask array of type {x.dtype}", "real numbers")
        if data_ndim == 2 and x.numblocks[1] > 1:  # a block must hold whole examples
            x = x.rechunk({1: -1})
        self.x = x
        self.parts = list(x.to_delayed().ravel())
        self.weights = [None] * len(self.parts) if weights is None else self._weights(weights)

    def _weights(self, weights: Any) -> list[Any]:
        check.weights_shape(weights, self.x.shape[0], batch=self.kind.batch, name=self.kind.name)
        if weights.ndim == 2:
            weights = weights.rechunk({1: -1})
        if weights.chunks[0] != self.x.chunks[0]:
            weights = weights.rechunk({0: self.x.chunks[0]})
        return list(weights.to_delayed().ravel())

    def sum(self, function: Function) -> Any:
        from dask.delayed import delayed

        call, add = delayed(_on_chunk), delayed(_total)
        level = [
            call(function, x, w, self.kind, i) for i, (x, w) in enumerate(zip(self.parts, self.weights, strict=True))
        ]
        while len(level) > 1:
            level = [add(level[i : i + BRANCHES]) for i in range(0, len(level), BRANCHES)]
        return level[0].compute()

    def first(self) -> Block:
        # Not a whole chunk: it would have to come here from a worker.
        return _as_rows(np.asarray(self.x[:SOME].compute()))

    def complain(self) -> None:
        offset = 0
        for part in self.parts:
            rows = _as_rows(np.asarray(part.compute()))
            self.inspect(rows, offset)
            offset += len(rows)


def _as_rows(x: Block) -> Block:
    return x if x.ndim == 2 else x[:, None]


def _quietly(function: Function, rows: Block, weights: Block | None, memory: Memory | None) -> Any:
    """Call the function without warnings: what overflows or is no number shows in its sums, and is then looked for."""
    with np.errstate(all="ignore"):  # restores the buffer as well
        np.setbufsize(BUFFER)
        return function(rows, weights, memory)


def _on_chunk(function: Function, x: Any, weights: Any, kind: WeightsKind, number: int) -> Any:
    """What a worker does with a chunk."""
    checked = None if weights is None else kind.checked(np.asarray(weights), len(x), f"chunk {number}")
    return _quietly(function, _as_rows(np.asarray(x)), checked, None)


def _total(parts: list[Any]) -> Any:
    return reduce(operator.add, parts)


def source(
    x: Any,
    weights: Any,
    data_ndim: int,
    dimension: int | None = None,
    *,
    batch: bool = True,
    empty: bool = False,
    threads: int = 1,
    name: str = "weights",
) -> Source:
    """Return the source that fits the kind of data. ``batch`` allows weights (n, K), ``empty`` an empty sample."""
    if _is_dask(x):
        if weights is not None and not _is_dask(weights):
            from dask import array as da

            weights = da.from_array(check.real(weights, name), chunks=-1)
        return DaskSource(x, weights, data_ndim, dimension, WeightsKind(name, batch))
    if _in_blocks(x):
        if iter(x) is x:
            check.refuse("x", check.brief(x), "blocks that can be read at each step, such as Blocks(function)")
        if weights is not None and not (_in_blocks(weights) or isinstance(weights, list | tuple)):
            check.refuse(name, check.brief(weights), "blocks of weights, as x comes in blocks")
        return StreamSource(x, weights, data_ndim, dimension, WeightsKind(name, batch))
    array = check.real(x, "x")
    check.sample_shape(array, data_ndim, dimension, empty)
    checked = None if weights is None else check.sample_weights(weights, len(array), batch=batch, name=name)
    return ArraySource(array, checked, threads)


def is_large(x: Any) -> bool:
    """Return whether x is not an array in memory, but read or computed block by block."""
    return _is_dask(x) or _in_blocks(x)


def _is_dask(x: Any) -> bool:
    return hasattr(x, "to_delayed") and hasattr(x, "chunks")


def _in_blocks(x: Any) -> bool:
    """Whether x is iterated over, and is not an array or what numpy reads as one."""
    array_like = isinstance(x, Sequence | Mapping | np.ndarray) or hasattr(x, "__array__")
    return not array_like and hasattr(x, "__iter__")

"""Detectors over sequences: responses, the best one and its place, and its gradient.

The arrays of many models lie side by side: `filters` below are members * detectors. Everything is
`keras.ops` and runs on every backend.
"""

from typing import Any

from keras import ops

# Rows whose responses fit a processor's cache together.
ROWS_AT_ONCE = 8


def windows_of(bases: Any, width: int) -> Any:
    """All windows of a width.

    Args:
        bases: three channels, shape (rows, length, 3).
        width: bases in a window.

    Returns:
        Shape (rows, length - width + 1, 3 * width).
    """
    positions = bases.shape[1] - width + 1
    return ops.concatenate([bases[:, first : first + positions] for first in range(width)], -1)


def three_channel_kernel(detectors: Any) -> tuple[Any, Any]:
    """Detectors as one matrix over three channels, and what these leave out.

    Four one-hot channels add up to one, so the last one's weights can be taken off all four and
    added to the result: a quarter less to multiply.

    Args:
        detectors: shape (members, width, 4, detectors).

    Returns:
        Kernel, shape (3 * width, filters); constants, shape (members, detectors).
    """
    width = detectors.shape[1]
    last = detectors[:, :, 3:]
    kernel = ops.transpose(detectors[:, :, :3] - last, (1, 2, 0, 3))
    return ops.reshape(kernel, (3 * width, -1)), ops.sum(last, (1, 2))


def responses_of(bases: Any, kernel: Any) -> Any:
    """Responses of all filters at all positions.

    Args:
        bases: three channels, shape (rows, length, 3).
        kernel: see `three_channel_kernel`.

    Returns:
        Shape (rows, length - width + 1, filters).
    """
    kernel = ops.reshape(kernel, (-1, 3, kernel.shape[1]))
    return ops.conv(bases, kernel, strides=1, padding="valid")


def best_and_place(responses: Any) -> tuple[Any, Any]:
    """Each filter's largest response and its position (the last one of equals).

    Args:
        responses: shape (rows, positions, filters).

    Returns:
        Two arrays of shape (rows, filters), float32.
    """
    best = ops.max(responses, 1)
    positions = responses.shape[1]
    # Half the memory of what fits any sequence.
    kind = "int16" if positions < 1 << 15 else "int32"
    position = ops.cast(ops.arange(positions), kind)[None, :, None]
    place = ops.where(responses == best[:, None], position, ops.cast(-1, kind))
    return best, ops.cast(ops.max(place, 1), "float32")


def scan(bases: Any, kernel: Any, offset: Any, rows: int, average: bool) -> tuple[Any, Any, Any]:
    """Best response, its position, and the mean of what is found, of responses never all there.

    A few rows at a time, so that what is computed is compared before it leaves the cache. The
    mean alone passes gradient on, to the kernel: its responses are a product of matrices, whose
    gradient is one too.

    Args:
        bases: three channels, shape (rows, length, 3).
        kernel: see `three_channel_kernel`.
        offset: what is added to responses, shape (filters,).
        rows: at most so many.
        average: whether the mean over positions of the positive part is wanted, else None.

    Returns:
        Three arrays of shape (rows, filters), float32.
    """
    found = []
    for first in range(0, rows, ROWS_AT_ONCE):
        some = bases[first : first + ROWS_AT_ONCE]
        if average:
            windows = windows_of(some, kernel.shape[0] // 3)
            responses = ops.einsum("rpw,wf->rpf", windows, kernel)
            mean = ops.mean(ops.relu(responses + offset), 1)
        else:
            responses = responses_of(some, kernel)
        best, place = best_and_place(ops.stop_gradient(responses))
        found.append((best, place, mean if average else best))
    best, place, mean = (ops.concatenate(parts) for parts in zip(*found, strict=True))
    return best, place, mean if average else None


def with_gradient(bases: Any, kernel: Any, best: Any, row: Any, place: Any) -> Any:
    """Responses that a scan has found, with their gradient to the kernel.

    Autodiff would compute them again and keep their windows. The gradient is all that is left to
    do: of a detector, a sum over a batch's few windows.

    Args:
        bases: three channels, shape (rows, length, 3).
        kernel: see `three_channel_kernel`.
        best: the responses, one of each detector, shape (batch, members, detectors).
        row: where they are, int32, shape (batch, members, 1).
        place: position in that row, shape (batch, members, detectors).

    Returns:
        `best`, of the same shape.
    """
    channels = bases.shape[2]
    flat = ops.reshape(bases, (-1,))
    first = (row * bases.shape[1] + ops.cast(place, "int32")) * channels
    first = ops.reshape(first, (-1, kernel.shape[1], 1))
    index = first + ops.arange(kernel.shape[0], dtype="int32")

    @ops.custom_gradient
    def known(_: Any) -> tuple[Any, Any]:
        def gradient(*arguments: Any, upstream: Any = None) -> Any:
            flow = arguments[0] if upstream is None else upstream
            flow = ops.reshape(flow, (-1, kernel.shape[1], 1))
            return ops.transpose(ops.sum(ops.take(flat, index) * flow, 0))

        return best, gradient

    return known(kernel)

"""Detectors over sequences: responses, the best one with its position, and its gradient.

The detectors of all models lie side by side: `filters` below are members * detectors. All is done
by `keras.ops` and runs on every backend.
"""

from typing import Any

from keras import ops

# The number of rows whose responses fit into a processor's cache together.
ROWS_AT_ONCE = 8


def windows_of(bases: Any, width: int) -> Any:
    """All windows of a given width.

    Args:
        bases: three channels, shape (rows, length, 3).
        width: bases in a window.

    Returns:
        Shape (rows, length - width + 1, 3 * width).
    """
    positions = bases.shape[1] - width + 1
    return ops.concatenate([bases[:, first : first + positions] for first in range(width)], -1)


def three_channel_kernel(detectors: Any) -> tuple[Any, Any]:
    """Detectors as one matrix over three channels, and the constant to add to its responses.

    The four one-hot channels add up to one. The last one's weights can thus be subtracted from all
    four and added to the result instead, which saves a quarter of the multiplications.

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


def best_and_position(responses: Any) -> tuple[Any, Any]:
    """Each filter's largest response and its position (the last of equal ones).

    Args:
        responses: shape (rows, positions, filters).

    Returns:
        Two arrays of shape (rows, filters), float32.
    """
    best = ops.max(responses, 1)
    positions = responses.shape[1]
    # Positions of 16 bits need half the memory of 32 bits, which would fit any sequence.
    kind = "int16" if positions < 1 << 15 else "int32"
    position = ops.cast(ops.arange(positions), kind)[None, :, None]
    found = ops.where(responses == best[:, None], position, ops.cast(-1, kind))
    return best, ops.cast(ops.max(found, 1), "float32")


def scan(bases: Any, kernel: Any, offset: Any, rows: int, average: bool) -> tuple[Any, Any, Any]:
    """Best response, its position, and the mean activation, without storing all responses.

    A few rows are done at a time, so that their responses stay in the processor's cache. Only the
    mean passes gradient to the kernel.

    Args:
        bases: three channels, shape (rows, length, 3).
        kernel: see `three_channel_kernel`.
        offset: constant to add to the responses, shape (filters,).
        rows: largest number of rows to do at a time.
        average: whether to compute the mean over positions of the positive part; None otherwise.

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
        best, position = best_and_position(ops.stop_gradient(responses))
        found.append((best, position, mean if average else best))
    best, position, mean = (ops.concatenate(parts) for parts in zip(*found, strict=True))
    return best, position, mean if average else None


def with_gradient(bases: Any, kernel: Any, best: Any, row: Any, position: Any) -> Any:
    """Responses that a scan has found, with a gradient to the kernel.

    Automatic differentiation would compute the responses again. Here the gradient of a detector is
    computed directly, as a sum over the few windows of a batch.

    Args:
        bases: three channels, shape (rows, length, 3).
        kernel: see `three_channel_kernel`.
        best: the response of each detector, shape (batch, members, detectors).
        row: the row of its window, int32, shape (batch, members, 1).
        position: its position in that row, shape (batch, members, detectors).

    Returns:
        `best`, of the same shape.
    """
    channels = bases.shape[2]
    flat = ops.reshape(bases, (-1,))
    first = (row * bases.shape[1] + ops.cast(position, "int32")) * channels
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

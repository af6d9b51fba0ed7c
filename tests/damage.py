"""Damaged variants of a file, for tests."""

from collections.abc import Iterator


def cut(content: bytes) -> Iterator[tuple[str, bytes]]:
    """The content cut short at several points, also to nothing."""
    for share in (0, 0.1, 0.5, 0.9):
        yield f"cut at {share:.0%}", content[: int(len(content) * share)]
    yield "cut by a byte", content[:-1]


def flipped(content: bytes, count: int = 12) -> Iterator[tuple[str, bytes]]:
    """The content with one bit changed, at its first and last byte and between."""
    for number in range(count):
        at = number * (len(content) - 1) // (count - 1)
        changed = bytearray(content)
        changed[at] ^= 1 << (number % 8)
        yield f"bit flipped at {at}", bytes(changed)


def overwritten(content: bytes) -> Iterator[tuple[str, bytes]]:
    """The content with a block of other bytes in it, or replaced by other content."""
    third, half = len(content) // 3, len(content) // 2
    yield "other bytes in it", content[:third] + b"\xaa" * (half - third) + content[half:]
    yield "a page of an error", b"<html><body>503 Service Unavailable</body></html>\n"
    yield "noise", bytes((7 * i * i + 3) % 251 for i in range(len(content)))

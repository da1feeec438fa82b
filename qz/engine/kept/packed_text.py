"""Values packed as the text of a codec: the same bytes whether just made or found on disk, read when asked for."""

from typing import Any, ClassVar

from qz.engine.kept.codec import Codec
from qz.engine.kept.kept_texts import deflate, inflate
from qz.engine.parallel.packed import Packed, pack


class PackedText(Packed):
    """A value as a codec's text, compressed. A subclass names the codec."""

    __slots__ = ()
    codec: ClassVar[Codec]

    @classmethod
    def of(cls, value: object) -> bytes:
        """A value packed; one that the codec does not know is packed by ``pack``, and is not to be stored on disk."""
        try:
            return cls(deflate(cls.codec.write(value)))
        except TypeError:
            return pack(value)

    def value(self) -> Any:
        """The value. Raises ``ValueError`` where these are not the bytes of one."""
        text = inflate(self)
        if text is None:
            raise ValueError("not a packed text")
        return self.codec.read(text)

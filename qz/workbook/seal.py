"""Seals: a keyed digest over what a workbook says it is, so that only what the office made counts as the office's.

A seal stands in the manifest and covers every other entry of it: kind, programme, edition, unit or verifier, layout,
and for a workbook whose rows matter the digest of these (``rows``). Blank entries are left out, for some formats drop
them; what is covered is text in cells, so it survives other programs and formats. Put elsewhere it no longer fits.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Final

from qz.model.manifest import Key
from qz.model.trust import Seal

_VERSION: Final = "1"


def sealed(manifest: Mapping[str, str], key: bytes) -> Mapping[str, str]:
    """The manifest with its seal; as it is where there is no key."""
    return {**manifest, Key.SEAL: make_seal(manifest, key)} if key else manifest


def make_seal(manifest: Mapping[str, str], key: bytes) -> str:
    """The seal of a manifest: version, which key, and the digest (HMAC, SHA-256), all of them ASCII."""
    said = sorted((name, text) for name, value in manifest.items() if name != Key.SEAL and (text := value.strip()))
    digest = hmac.new(key, json.dumps(said, ensure_ascii=False).encode("utf-8", "surrogatepass"), hashlib.sha256)
    return f"{_VERSION}.{key_name(key)}.{digest.hexdigest()}"


def key_name(key: bytes) -> str:
    """What tells one key from another without giving it away: eight hexadecimal digits."""
    return hashlib.sha256(b"qz key name" + key).hexdigest()[:8]


def check_seal(manifest: Mapping[str, str], key: bytes) -> Seal:
    """What the manifest's seal is worth."""
    if not key:
        return Seal.UNKNOWN
    stated = manifest.get(Key.SEAL, "").strip()
    if not stated:
        return Seal.GONE
    if hmac.compare_digest(stated.encode("utf-8", "replace"), make_seal(manifest, key).encode()):
        return Seal.RIGHT
    version, _, rest = stated.partition(".")
    return Seal.WRONG if version != _VERSION or rest.partition(".")[0] == key_name(key) else Seal.OTHER

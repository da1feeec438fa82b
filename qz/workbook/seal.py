"""Seals: a digest with the office's key over a workbook's manifest, by which the office's own workbooks are recognised.

The seal is an entry of the manifest and covers all other entries: kind, programme, edition, unit or verifier, layout,
and for some workbooks the digest of their rows (``rows``). Blank entries are left out, because some formats drop them.
Everything covered is text in cells, so that saving with another program or in another format does not break the seal. A
seal copied into another manifest is wrong there.
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
    entries = sorted((name, text) for name, value in manifest.items() if name != Key.SEAL and (text := value.strip()))
    digest = hmac.new(key, json.dumps(entries, ensure_ascii=False).encode("utf-8", "surrogatepass"), hashlib.sha256)
    return f"{_VERSION}.{key_name(key)}.{digest.hexdigest()}"


def key_name(key: bytes) -> str:
    """Eight hexadecimal digits by which keys can be told apart without knowing them."""
    return hashlib.sha256(b"qz key name" + key).hexdigest()[:8]


def check_seal(manifest: Mapping[str, str], key: bytes) -> Seal:
    """Whether the manifest's seal is right, wrong, missing, or made with another key."""
    if not key:
        return Seal.UNKNOWN
    stated = manifest.get(Key.SEAL, "").strip()
    if not stated:
        return Seal.GONE
    if hmac.compare_digest(stated.encode("utf-8", "replace"), make_seal(manifest, key).encode()):
        return Seal.RIGHT
    version, _, rest = stated.partition(".")
    return Seal.WRONG if version != _VERSION or rest.partition(".")[0] == key_name(key) else Seal.OTHER

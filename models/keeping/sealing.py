"""Photos of an encrypted data file: sealed each for itself with a key that lies inside the file."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

_SIGN = b"LXP1"
_NONCE = 12
OVERHEAD = len(_SIGN) + _NONCE + 16
"""How much longer a sealed photo is (RFC 8439: a tag of 16 bytes)."""


class Closed(Exception):
    """None of the keys opens it: it is another file's, or it was altered."""


def sealed(content: bytes, key: bytes, name: str) -> bytes:
    """``content`` so that only ``key`` opens it, and only under this ``name``."""
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    nonce = secrets.token_bytes(_NONCE)
    return _SIGN + nonce + ChaCha20Poly1305(key).encrypt(nonce, content, name.encode())


def is_sealed(content: bytes) -> bool:
    """Whether this is a sealed photo, told by how it begins."""
    return content.startswith(_SIGN)


def unsealed(content: bytes, keys: Sequence[bytes], name: str) -> bytes:
    """What was sealed; a plain photo is handed back as it is. :raises Closed: no key opens it."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    if not is_sealed(content):
        return content
    nonce, body = content[len(_SIGN):][:_NONCE], content[len(_SIGN) + _NONCE:]
    for key in reversed(keys):
        try:
            return ChaCha20Poly1305(key).decrypt(nonce, body, name.encode())
        except (InvalidTag, ValueError):
            continue
    raise Closed

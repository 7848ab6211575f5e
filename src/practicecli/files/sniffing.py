"""What a file is by its first bytes; its name says nothing."""

from __future__ import annotations

from typing import Final

ENOUGH: Final = 64  # bytes that tell what a file is

# Of a box that begins ISO base media files: HEIC and AVIF pictures (ISO 23008-12), QuickTime films.
_BRANDS: Final = {
    b"heic": "a HEIC picture", b"heix": "a HEIC picture", b"heim": "a HEIC picture",
    b"hevc": "a HEIC picture", b"mif1": "a HEIC picture", b"msf1": "a HEIC picture",
    b"avif": "an AVIF picture",
}  # fmt: skip
_STARTS: Final = (
    (b"%PDF-1.", "application/pdf"),
    (b"%PDF-2.", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "a GIF picture"),
    (b"GIF89a", "a GIF picture"),
    (b"II*\x00", "a TIFF picture"),
    (b"MM\x00*", "a TIFF picture"),
    (b"BM", "a BMP picture"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"{\\rtf", "an RTF document"),
)


def sniffed(head: bytes) -> str:
    """Tell what a file is that begins so: a media type we keep, or a name in words for others.

    Empty where it is none that we know.
    """
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12], "a film or a sound")
    if head[:4] == b"RIFF":
        return "a WebP picture" if head[8:12] == b"WEBP" else "a film or a sound"
    return next((kind for start, kind in _STARTS if head.startswith(start)), "")

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicecli.files.sniffing import ENOUGH, sniffed

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR\x00\x00\x00\x01"
KEPT = {"application/pdf", "image/png", "image/jpeg"}


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "application/pdf"),  # ISO 32000-1, 7.5.2
        (b"%PDF-2.0\n", "application/pdf"),
        (PNG, "image/png"),  # ISO 15948, 5.2 and 11.2.2
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "image/jpeg"),  # ISO 10918-1, annex B
        (b"\xff\xd8\xff\xe1\x00\x10Exif", "image/jpeg"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00", "a HEIC picture"),  # ISO 23008-12
        (b"\x00\x00\x00\x18ftypmif1\x00\x00", "a HEIC picture"),
        (b"\x00\x00\x00\x18ftypavif\x00\x00", "an AVIF picture"),
        (b"\x00\x00\x00\x18ftypqt  \x00\x00", "a film or a sound"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "a WebP picture"),
        (b"RIFF\x10\x00\x00\x00WAVEfmt ", "a film or a sound"),
        (b"GIF89a\x01\x00", "a GIF picture"),
        (b"GIF87a\x01\x00", "a GIF picture"),
        (b"II*\x00\x08\x00", "a TIFF picture"),
        (b"MM\x00*\x00\x00", "a TIFF picture"),
        (b"PK\x03\x04\x14\x00", "a ZIP archive or an office document"),
    ],
)
def test_a_file_is_known_by_its_first_bytes(head, kind):
    assert sniffed(head) == kind


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"%PD",
        b"%PDF-9.9",
        b" %PDF-1.7",  # a reader may accept it, and so may one that reads it as something else
        b"<html>%PDF-1.7",
        PNG[:11],  # cut off before its first part
        b"\x89PNG\r\n\x1a\nnot a png at all",
        b"\xff\xd8",
        b"Dear colleague, ...",
        b"<svg xmlns=",
    ],
)
def test_what_only_looks_like_one_is_none(head):
    assert sniffed(head) == ""


@given(st.binary(max_size=ENOUGH))
def test_a_few_bytes_are_enough_whatever_follows(head):
    kind = sniffed(head)

    assert kind not in KEPT or sniffed(head + b"\0" * ENOUGH) == kind

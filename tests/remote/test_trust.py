"""Who may be talked to: with certificates made here, on servers that really speak TLS."""

from __future__ import annotations

import json
import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from practicecli.errors import RefusedError, TemporaryError
from practicecli.remote.client import open_remote

TEXT = json.dumps({"items": [], "cursor": "e.0", "more": False}).encode()
NOW = datetime.now(UTC)


def name(text):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


class Authority:
    """Issues certificates; `file` is what a client trusts."""

    def __init__(self, folder):
        self.folder = folder
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = name("An invented authority")
        made = (
            self._builder(self.name, self.name, self.key, NOW + timedelta(days=30))
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .sign(self.key, hashes.SHA256())
        )
        self.file = folder / "authority.pem"
        self.file.write_bytes(made.public_bytes(serialization.Encoding.PEM))

    def _builder(self, subject, issuer, key, until):
        identity = x509.SubjectKeyIdentifier.from_public_key(self.key.public_key())
        known = x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identity)
        made = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(NOW - timedelta(days=60))
            .not_valid_after(until)
            .add_extension(made, critical=False)
            .add_extension(known, critical=False)
        )

    def server(self, host="localhost", *, days=30, own=False):
        """A server's TLS; `own`: signed by itself and not by the authority."""
        key = ec.generate_private_key(ec.SECP256R1())
        names = [x509.DNSName(host), x509.IPAddress(ip_address("127.0.0.1"))]
        issuer = name(host) if own else self.name
        until = NOW + timedelta(days=days)
        builder = self._builder(name(host), issuer, key, until).add_extension(
            x509.SubjectAlternativeName(names if host == "localhost" else names[:1]),
            critical=False,
        )
        signed = builder.sign(key if own else self.key, hashes.SHA256())
        path = self.folder / f"{x509.random_serial_number()}.pem"
        path.write_bytes(
            signed.public_bytes(serialization.Encoding.PEM)
            + key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context


@pytest.fixture
def authority(tmp_path, monkeypatch):
    made = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(made.file))
    for one in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(one, raising=False)
    return made


def talk(server, scheme="https"):
    address = server.address.replace("https", scheme)
    pauses = []
    return open_remote(address, platform="headway", token="t0ken", pause=pauses.append), pauses


def test_a_platform_that_proves_itself_gets_the_token(serve, says, whole, authority):
    server = serve(says(whole(TEXT)), authority.server())
    remote, _ = talk(server)

    with remote:
        assert remote.page("").cursor == "e.0"

    assert server.asked[0].head["authorization"] == "Bearer t0ken"


@pytest.mark.parametrize(
    "how",
    [{"days": -1}, {"own": True}, {"host": "other.example.com"}],
    ids=["expired", "signed by itself", "for another host"],
)
def test_whoever_cannot_prove_to_be_the_platform_gets_nothing(serve, says, whole, authority, how):
    server = serve(says(whole(TEXT)), authority.server(**how))
    remote, pauses = talk(server)

    with remote, pytest.raises(TemporaryError, match=r"certificate .* cannot be trusted"):
        remote.page("")

    assert (server.connections, server.asked, pauses) == (1, [], [])


def test_an_authority_nobody_here_trusts_gets_nothing(
    serve, says, whole, authority, tmp_path, monkeypatch
):
    server = serve(says(whole(TEXT)), authority.server())
    (tmp_path / "other").mkdir()
    monkeypatch.setenv("SSL_CERT_FILE", str(Authority(tmp_path / "other").file))
    remote, _ = talk(server)

    with remote, pytest.raises(TemporaryError, match="cannot be trusted"):
        remote.page("")

    assert server.asked == []


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_an_encryption_of_long_ago_is_refused(serve, says, whole, authority):
    old = authority.server()
    old.minimum_version = ssl.TLSVersion.TLSv1_1
    old.maximum_version = ssl.TLSVersion.TLSv1_1
    old.set_ciphers("ALL:@SECLEVEL=0")
    server = serve(says(whole(TEXT)), old)
    remote, _ = talk(server)

    with remote, pytest.raises(TemporaryError, match="no encryption that can be trusted"):
        remote.page("")

    assert server.asked == []


def test_what_does_not_speak_tls_gets_nothing(serve, says, whole, authority):
    server = serve(says(b""), greeting=whole(b"<html>", 400))
    remote = open_remote(server.address.replace("http", "https"), platform="headway", token="t0ken")

    with remote, pytest.raises(TemporaryError, match="no encryption that can be trusted"):
        remote.page("")

    assert server.asked == []


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_redirect_from_a_trusted_platform_is_not_followed(serve, says, whole, authority, scheme):
    other = serve(says(whole(TEXT)), authority.server() if scheme == "https" else None)
    place = f"{scheme}://127.0.0.1:{other.port}/v1/feed"
    server = serve(says(whole(b"", 307, Location=place)), authority.server())
    remote, _ = talk(server)

    with remote, pytest.raises(RefusedError, match="points to another address"):
        remote.page("")

    assert other.connections == 0

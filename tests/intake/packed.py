"""Archives and letters of other kinds, made here: RAR by hand (stored), the others by the libraries that write them."""

import gzip
import io
import struct
import tarfile
import zlib
from email.message import EmailMessage

import py7zr
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs7


def vint(number):
    """A number in RAR 5's way: seven bits a byte, the least first."""
    out = b""
    while number > 127:
        out, number = out + bytes([number & 127 | 128]), number >> 7
    return out + bytes([number])


def _block5(body):
    sized = vint(len(body)) + body
    return struct.pack("<L", zlib.crc32(sized)) + sized


def rar5(files, *, encrypted=False, volume=False):
    """A RAR 5 archive of stored files: {name: bytes}; ``volume``: it says that another one follows."""
    out = b"Rar!\x1a\x07\x01\x00" + _block5(vint(1) + vint(0) + vint(volume))
    for name, data in files.items():
        written = name.encode()
        extra = b""
        if encrypted:
            record = vint(1) + vint(0) + vint(0) + b"\x0f" + bytes(16) + bytes(16)
            extra = vint(len(record)) + record
        head = vint(2) + vint(3 if extra else 2) + (vint(len(extra)) if extra else b"") + vint(len(data))
        head += vint(4) + vint(len(data)) + vint(0o100644) + struct.pack("<L", zlib.crc32(data))
        head += vint(0) + vint(1) + vint(len(written)) + written + extra
        out += _block5(head) + data
    return out + _block5(vint(5) + vint(0) + vint(volume))


def rar4(files, *, encoding="gb18030", flags=0):
    """A RAR 4 archive of stored files, names in the bytes of an old Chinese WinRAR."""

    def block(kind, flags, body):
        head = struct.pack("<BHH", kind, flags, 7 + len(body)) + body
        return struct.pack("<H", zlib.crc32(head) & 0xFFFF) + head

    out = b"Rar!\x1a\x07\x00" + block(0x73, 0, bytes(6))
    for name, data in files.items():
        written = name.encode(encoding)
        size = len(data)
        body = struct.pack("<LLBLLBBHL", size, size, 2, zlib.crc32(data), 0x3F000000, 29, 0x30, len(written), 0x20)
        out += block(0x74, 0x8000 | flags, body + written) + data
    return out + block(0x7B, 0x4000, b"")


def seven(files, **options):
    """A 7z archive."""
    out = io.BytesIO()
    with py7zr.SevenZipFile(out, "w", **options) as archive:
        for name, data in files.items():
            archive.writestr(data, name)
    return out.getvalue()


def tar(files, mode="w", encoding="utf-8"):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode, encoding=encoding) as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def gz(data, name):
    out = io.BytesIO()
    with gzip.GzipFile(filename=name, mode="wb", fileobj=out, mtime=0) as stream:
        stream.write(data)
    return out.getvalue()


def tnef(files):
    """A winmail.dat: each file with the title that old programs read and the long name by MAPI."""

    def attribute(level, number, kind, data):
        head = struct.pack("<BLL", level, kind << 16 | number, len(data))
        return head + data + struct.pack("<H", sum(data) & 0xFFFF)

    out = struct.pack("<LH", 0x223E9F78, 1) + attribute(1, 0x9006, 8, struct.pack("<L", 0x10000))
    out += attribute(1, 0x9007, 6, struct.pack("<LL", 936, 0))
    for name, data in files.items():
        long_name = name.encode("utf-16-le") + b"\0\0"
        padded = long_name.ljust(-(-len(long_name) // 4) * 4, b"\0")
        mapi = struct.pack("<LHHLL", 1, 0x1F, 0x3707, 1, len(long_name)) + padded
        out += attribute(2, 0x9002, 6, bytes(14)) + attribute(2, 0x800F, 6, data)
        out += attribute(2, 0x8010, 1, b"short.dat\0") + attribute(2, 0x9005, 6, mapi)
    return out


def letter(files, sender="menghe@example.com", subject="孟河镇填报表"):
    """A mail with these attachments; a mail among them stays one."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, "office@example.com", subject
    mail["Date"] = "Thu, 08 Dec 2011 09:30:00 +0800"
    mail.set_content("见附件")
    for name, data in files.items():
        if isinstance(data, EmailMessage):
            mail.add_attachment(data)
        else:
            mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return mail


def outlook(mail):
    """The mail as Outlook's .msg."""
    from aspose.email_foss import msg  # noqa: PLC0415 - slow, and only this needs it

    return msg.MapiMessage.from_email_message(mail).to_bytes()


def _signer():
    import datetime as dt  # noqa: PLC0415 - the one use

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "x")])
    start = dt.datetime(2011, 1, 1, tzinfo=dt.UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, start, start + dt.timedelta(999))
    return builder.sign(key, hashes.SHA256()), key


def signed(body, *, whole=True):
    """A body signed by S/MIME: wrapped in its signature, or the signature apart."""
    certificate, key = _signer()
    options = [pkcs7.PKCS7Options.Binary] + ([] if whole else [pkcs7.PKCS7Options.DetachedSignature])
    builder = pkcs7.PKCS7SignatureBuilder().set_data(body).add_signer(certificate, key, hashes.SHA256())
    return builder.sign(serialization.Encoding.DER, options)

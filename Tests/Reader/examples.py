"""The worked examples of docs/file-format.md, section 13."""
import base64
import calendar
import hmac

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import aes_key_wrap

from structures import (
    CONTENT, FORMAT, GRANT, NEEDED, OWED, RECORD, ZERO16, ZERO32, checkpoint_hash, compartment_id, counted, ed_public, from_json,
    gf_times, hkdf, hpke_open, hpke_seal, key_id, label, need, padded, parse_checkpoint, parse_leaf, parse_record, parse_signed,
    parse_statement, places, row_hash, sha, shamir_combine, sign, signed_by, text_file, tree_levels, tree_root, u8, u32, u64,
    x_public)

def check(document, words=None):
    """What the document says, computed from the inputs that it states."""
    practice, person = bytes(range(16)), b"\xa1" * 16
    x_private, seed, psk_secret, other = b"\x11" * 32, b"\x22" * 32, b"\x33" * 32, b"\x88" * 32
    x_key, ed_key = x_public(x_private), ed_public(seed)
    psk = psk_secret, label("tacet/1/practice-secret") + practice
    signed = lambda message: counted(message) + sign(seed, message)
    found = []  # (what, text in the document)
    say = lambda what, value: found.append((what, value.hex() if isinstance(value, bytes) else value))
    say("X25519 public key", x_key)
    say("Ed25519 public key", ed_key)
    own_key = key_id(x_key, ed_key)
    say("key id", own_key)
    say("key id of a station", key_id(ZERO32, ed_key))
    for what, data in (("fingerprint", sha(label("tacet/1/fingerprint"), x_key, ed_key)), ("six words", bytes(range(32)))):
        numbers = places(data, 6)
        line = " ".join(map(str, numbers)) + ":"
        say(what, line + " " + " ".join(words[number] for number in numbers) + " |" if words else line)
    say("what is hashed", label("tacet/1/compartment") + practice + counted(b"practice"))
    for name in NEEDED:
        say(name, "`%s` | `%s`" % (name, compartment_id(practice, name).hex()))
    compartment, secret = compartment_id(practice, "practice"), b"\x44" * 32
    wrap, tag_key, private = (hkdf(secret, practice, label("tacet/1/compartment/" + purpose) + compartment + u32(1), 32)
                              for purpose in ("wrap", "tag", "x25519"))
    say("wrapping key", wrap)
    say("tag key", tag_key)
    say("X25519 private key", private)
    say("public key", x_public(private))
    info = label("tacet/1/grant-info") + practice + compartment + u32(1) + person + counted(b"member")
    encapsulated, sealed = hpke_seal(b"\x55" * 32, x_key, secret, info, psk)
    need(hpke_open(x_private, encapsulated, sealed, info, psk) == secret, "the grant does not open")
    say("encapsulated key", encapsulated)
    say("ciphertext", sealed)
    grant = signed(label("tacet/1/grant") + FORMAT + practice + compartment + u32(1) + u8(1) + person + own_key + u32(0)
                   + u8(1) + counted(encapsulated) + counted(sealed) + person)
    parse_signed(GRANT, grant)
    hash = row_hash(GRANT, compartment + u32(1) + person, compartment, person, 1, grant)
    say("grant", "%d bytes; `%s`" % (len(grant), hash.hex()))
    interval = calendar.timegm((2026, 12, 1, 2, 0, 0)) // 300
    tag = hmac.digest(tag_key, label("tacet/1/slot") + u8(2) + person + u64(interval), "sha256")[:16]
    say("slot", "(interval %d) | `%s`" % (interval, tag.hex()))
    owed = row_hash(OWED, compartment + person, compartment, person, 1, b"")
    say("owed mark", owed)

    header = FORMAT + b"".join(map(counted, (practice, compartment, compartment, u32(1), ZERO32)))
    data = b'{"language":"en","name":"A","schema":1,"timeZone":"UTC"}'
    signature = sign(seed, label("tacet/1/record-signature") + sha(header) + counted(b"settings") + person + sha(data))
    plain = counted(b"settings") + person + signature + counted(data)
    say("SHA-256(header)", sha(header))
    say("signature, first half", signature[:32])
    say("signature, second half", signature[32:])
    say("plaintext", "L = %d, padded to %d |" % (len(plain), padded(len(plain))))
    keys = hkdf(b"\x66" * 32, b"\x77" * 32, b"tacet/1/record" + sha(header), 64)
    say("content key", keys[:32])
    say("commitment", keys[32:])
    wrapped = aes_key_wrap(wrap, b"\x66" * 32)
    say("wrapped data key", wrapped)
    sealed = AESGCM(keys[:32]).encrypt(bytes(12), plain.ljust(padded(len(plain)), b"\0"), header)
    say("ciphertext", "SHA-256(ciphertext), %d bytes | `%s`" % (len(sealed), sha(sealed).hex()))
    body = counted(header) + u32(1) + wrapped + b"\x77" * 32 + keys[32:] + counted(sealed)
    say("row body", "SHA-256(row body), %d bytes | `%s`" % (len(body), sha(body).hex()))
    record = parse_record(body)
    say("lasting hash", record.lasting)
    need(CONTENT["settings"](from_json(data)), "the settings are none")
    record_hash = row_hash(RECORD, compartment + u32(1), compartment, ZERO16, 1, body)
    say("row hash", record_hash)

    message = label("tacet/1/member") + FORMAT + practice + u32(1) + other + u8(3) + person + ZERO32 + ZERO32 + u8(0) \
        + u32(0) + other + ZERO32 + person
    body = counted(message) + counted(b"") + sign(seed, message)
    say("confirmation", "%d bytes, hash `%s`" % (len(body), parse_statement(body).hash.hex()))

    changes = u8(RECORD) + counted(compartment + u32(1)) + u32(1) + ZERO32 + record_hash + record.lasting \
        + u8(OWED) + counted(compartment + person) + u32(1) + ZERO32 + owed + ZERO32
    clear = label("tacet/1/entry") + FORMAT + practice + u32(1) + u64(0) + person + own_key + u64(1) + ZERO32 + u32(0) + other \
        + b"\xb2" * 16 + counted(b"0.1.0") + u32(2) + changes
    details = counted(b'{"action":"settle","outcome":"allowed","schema":1,"time":"2026-12-01T02:00:00Z"}')
    sealed = AESGCM(b"\xaa" * 32).encrypt(u32(0) + u64(1), details.ljust(padded(len(details), 256), b"\0"), clear)
    leaf = counted(clear) + counted(sealed) + sign(seed, label("tacet/1/entry-signature") + sha(clear) + sha(sealed))
    say("clear", "SHA-256(clear), %d bytes | `%s`" % (len(clear), sha(clear).hex()))
    say("sealed", "SHA-256(sealed), %d bytes | `%s`" % (len(sealed), sha(sealed).hex()))
    say("leaf", "leaf hash, %d bytes | `%s`" % (len(leaf), parse_leaf(leaf, None).hash.hex()))
    levels = tree_levels([sha(b"\0", leaf), sha(b"\0"), sha(b"\0", b"\0")])
    say("leaf of nothing", levels[0][1])
    say("leaf of a zero", levels[0][2])
    say("node", levels[1][0])
    root = tree_root(levels, 3)
    say("root", root)
    origin = "tacet/%s/1" % practice.hex()
    lines = "%s\n3\n%s\n" % (origin, base64.b64encode(root).decode())
    key_hash = checkpoint_hash(origin, ed_key)
    line = base64.b64encode(key_hash + sign(seed, lines.encode())).decode()
    parse_checkpoint("%s\n\u2014 %s %s\n" % (lines, origin, line))
    say("checkpoint", "```\n%s```" % lines)
    say("its signature", "signed `%s`, key hash `%s`" % (line, key_hash.hex()))
    pin = "\n".join(("tacet-pin 1", "practice " + practice.hex(), "root " + other.hex(), "person " + person.hex(),
                     "log 1 3 " + root.hex(), "chain 0 " + other.hex(), "own 1 " + levels[0][0].hex(), "latest 1796090400", ""))
    pin += "signature %s\n" % base64.b64encode(sign(seed, label("tacet/1/pin") + pin.encode())).decode()
    need(signed_by(ed_key, text_file(pin.encode())["signature"], text_file(pin.encode())["message"]), "the pin is not signed")
    say("pin", "```\n%s```" % pin)
    lengths = [padded(length) for length in (0, 1, 512, 513, 544, 600, 1000, 1025, 4096, 4097, 100000, 1048577)]
    need(lengths[:3] == [512] * 3 and lengths[4] == 544, "short lengths")
    pairs = ", ".join("%d → %d" % (length, padded(length)) for length in (513, 600, 1000, 1025, 4096, 4097, 100000, 1048577))
    say("padded", "0, 1 and 512 → 512, " + pairs)
    say("padded details", ", ".join("%d → %d" % (length, padded(length, 256)) for length in (84, 257, 300)))
    shares = [(index, bytes([0x53 ^ gf_times(0xCA, index)])) for index in (1, 2, 3)]
    need(shamir_combine(shares[:2]) == shamir_combine(shares[1:]) == b"\x53", "the shares do not combine")
    say("shares", "0x%02x, 0x%02x and 0x%02x" % tuple(share[0] for _, share in shares))
    text = " ".join(document.split())
    return {"checked": len(found), "missing": [what for what, value in found if " ".join(value.split()) not in text]}

"""The structures of docs/file-format.md, sections 1 to 10: how they are taken apart, opened and hashed."""
import base64
import calendar
import hashlib
import hmac
import json
import re
import unicodedata
from types import SimpleNamespace

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

class Refused(Exception):
    """A structure is not what the document says."""

def need(condition, what):
    if not condition:
        raise Refused(what)

def attempt(what, function, *given):
    """The result of a function of a library; its failure refuses the structure."""
    try:
        return function(*given)
    except (InvalidSignature, InvalidTag, InvalidUnwrap, ValueError, RecursionError):
        raise Refused(what) from None

# ------------------------------------------------------------------------------------------------ 1. Primitives

ZERO16, ZERO32, FORMAT = bytes(16), bytes(32), b"\x01\x01"

def u8(number): return number.to_bytes(1, "big")
def u32(number): return number.to_bytes(4, "big")
def u64(number): return number.to_bytes(8, "big")
def counted(data): return u32(len(data)) + data
def label(text): return b"\0" + u8(len(text.encode())) + text.encode()
def sha(*parts): return hashlib.sha256(b"".join(parts)).digest()

class Parts:
    """Takes a structure apart from its beginning."""

    def __init__(self, data): self.data, self.at = data, 0
    def number(self, count): return int.from_bytes(self.fixed(count), "big")
    def u8(self): return self.number(1)
    def u32(self): return self.number(4)
    def u64(self): return self.number(8)
    def id(self): return self.fixed(16)
    def digest(self): return self.fixed(32)
    def wrapped(self): return self.fixed(40)
    def signature(self): return self.fixed(64)
    def counted(self): return self.fixed(self.u32())
    def head(self): return self.u32(), self.digest()
    def ids(self): return [self.id() for _ in range(self.u32())]
    def holder(self): return self.one_of(1, 2), self.id()
    def zeros(self): need(not any(self.data[self.at :]), "the padding is not zero")
    def end(self): need(self.at == len(self.data), "something follows")

    def fixed(self, count):
        need(self.at + count <= len(self.data), "it ends too early")
        self.at += count
        return self.data[self.at - count : self.at]

    def one_of(self, *numbers):
        found = self.u8()
        need(found in numbers, "a number that is not in the list")
        return found

    def take(self, fields):
        """Fields as `name:kind`, where the kind is one of the methods above, or a method and a list with `*`; `fs` alone."""
        found = SimpleNamespace()
        for field in fields.split():
            if field == "fs":
                need(self.fixed(2) == FORMAT, "another format or suite")
            else:
                name, kind = field.split(":")
                setattr(found, name, getattr(self, kind)())
        return found

    def shares(self):
        return [self.take("custodian:id key:id index:u8 encapsulated:digest sealed:counted") for _ in range(self.u8())]

    def recipients(self):
        return [self.take("holder:holder generation:u32 method:u8 encapsulated:digest sealed:counted") for _ in range(self.u8())]

def whole(data, fields, name=None, into=None):
    """A structure and nothing after it. With a name its label comes first."""
    parts = Parts(data)
    if name:
        need(parts.fixed(len(label("tacet/1/" + name))) == label("tacet/1/" + name), "another label")
    found = parts.take(fields)
    parts.end()
    if into:
        into.__dict__.update(found.__dict__)
    return into or found

def unbase64(text):
    data = attempt("no base64", lambda: base64.b64decode(text, validate=True))
    need(base64.b64encode(data).decode() == text, "base64 that is not canonical")
    return data

def unhex(text, count):
    need(re.fullmatch("[0-9a-f]{%d}" % (2 * count), text), "no hex of %d bytes" % count)
    return bytes.fromhex(text)

def decimal(text):
    need(re.fullmatch("0|[1-9][0-9]{0,18}", text), "no decimal number")
    return int(text)

def hkdf_extract(salt, key): return hmac.digest(salt or ZERO32, key, "sha256")

def hkdf_expand(key, info, count):
    out, block = b"", b""
    while len(out) < count:
        block = hmac.digest(key, block + info + u8(len(out) // 32 + 1), "sha256")
        out += block
    return out[:count]

def hkdf(key, salt, info, count): return hkdf_expand(hkdf_extract(salt, key), info, count)
def raw(public): return public.public_bytes(Encoding.Raw, PublicFormat.Raw)
def x_public(private): return raw(X25519PrivateKey.from_private_bytes(private).public_key())
def ed_public(seed): return raw(Ed25519PrivateKey.from_private_bytes(seed).public_key())
def sign(seed, message): return Ed25519PrivateKey.from_private_bytes(seed).sign(message)

def signed_by(key, signature, message):
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
        return True
    except (InvalidSignature, ValueError):
        return False

def agree(private, public):  # an all-zero result is refused by the library
    return attempt("the keys do not agree", lambda: X25519PrivateKey.from_private_bytes(private).exchange(
        X25519PublicKey.from_public_bytes(public)))

def gcm_open(key, nonce, sealed, aad): return attempt("it does not open", AESGCM(key).decrypt, nonce, sealed, aad)
def unwrap(key, wrapped): return attempt("the key does not unwrap", aes_key_unwrap, key, wrapped)

def hpke(shared_point, encapsulated, public, info, psk):
    """RFC 9180: key and nonce of the first message. `psk` is (psk, psk_id), or None in mode_base."""
    def extract(suite, salt, name, key):
        return hkdf_extract(salt, b"HPKE-v1" + suite + name + key)
    def expand(suite, key, name, context, count):
        return hkdf_expand(key, count.to_bytes(2, "big") + b"HPKE-v1" + suite + name + context, count)
    kem, suite = b"KEM\x00\x20", b"HPKE\x00\x20\x00\x01\x00\x02"
    shared = expand(kem, extract(kem, b"", b"eae_prk", shared_point), b"shared_secret", encapsulated + public, 32)
    secret, name = psk or (b"", b"")
    context = u8(1 if psk else 0) + extract(suite, b"", b"psk_id_hash", name) + extract(suite, b"", b"info_hash", info)
    schedule = extract(suite, shared, b"secret", secret)
    return expand(suite, schedule, b"key", context, 32), expand(suite, schedule, b"base_nonce", context, 12)

def hpke_open(private, encapsulated, sealed, info, psk, aad=b""):
    need(len(encapsulated) == 32, "an encapsulated key that is not 32 bytes")
    return gcm_open(*hpke(agree(private, encapsulated), encapsulated, x_public(private), info, psk), sealed, aad)

def hpke_seal(ephemeral, public, plain, info, psk, aad=b""):
    key, nonce = hpke(agree(ephemeral, public), x_public(ephemeral), public, info, psk)
    return x_public(ephemeral), AESGCM(key).encrypt(nonce, plain, aad)

def key_id(x_key, ed_key): return sha(label("tacet/1/key-id"), x_key, ed_key)[:16]
def compartment_id(practice, name): return sha(label("tacet/1/compartment"), practice, counted(name.encode()))[:16]

def places(data, count):
    """Places in the list of words."""
    number, found = int.from_bytes(data, "big"), []
    for _ in range(count):
        number, place = divmod(number, 7776)
        found.append(place)
    return found

def gf_times(a, b):
    product = 0
    for bit in range(8):
        product ^= a * (b >> bit & 1)
        a = a << 1 ^ (0x11B if a & 0x80 else 0)
    return product

def shamir_combine(shares):
    """The secret of [(index, bytes)]."""
    inverse = lambda x: next(y for y in range(256) if gf_times(x, y) == 1)
    secret = bytearray(len(shares[0][1]))
    for index, share in shares:
        factor = 1
        for other, _ in shares:
            if other != index:
                factor = gf_times(factor, gf_times(other, inverse(other ^ index)))
        for place, byte in enumerate(share):
            secret[place] ^= gf_times(factor, byte)
    return bytes(secret)

def padded(length, least=512):  # section 8
    exponent = length.bit_length() - 1
    mask = 2 ** (exponent - exponent.bit_length()) - 1 if length > least else 0
    return max(least, (length + mask) & ~mask)

# ------------------------------------------------------------------------------------------------ 2. Text files

def age_open(data, passphrase):
    """age v1 with one scrypt stanza (c2sp.org/age)."""
    form = re.match(rb"(age-encryption\.org/v1\n-> scrypt ([A-Za-z0-9+/]{22}) ([1-9][0-9]*)\n([A-Za-z0-9+/]{43})\n---)"
                    rb" ([A-Za-z0-9+/]{43})\n", data)
    need(form, "no age file for one passphrase")
    header, (salt, stanza, mac) = form[1], (unbase64(form[part].decode() + "=" * (-len(form[part]) % 4)) for part in (2, 4, 5))
    need(form[3] in (b"17", b"18", b"19", b"20"), "a scrypt work factor that is not 17 to 20")
    key = hashlib.scrypt(passphrase, salt=b"age-encryption.org/v1/scrypt" + salt, n=2 ** int(form[3]), r=8, p=1, dklen=32,
                         maxmem=2**31 - 1)
    file_key = attempt("the passphrase does not fit", ChaCha20Poly1305(key).decrypt, bytes(12), stanza, b"")
    need(hmac.compare_digest(hmac.digest(hkdf(file_key, b"", b"header", 32), header, "sha256"), mac), "the header was altered")
    body = Parts(data[form.end() :])
    cipher = ChaCha20Poly1305(hkdf(file_key, body.fixed(16), b"payload", 32))
    chunks, size, plain = body.data[16:], 65536 + 16, b""
    for number, start in enumerate(range(0, max(1, len(chunks)), size)):
        nonce = number.to_bytes(11, "big") + u8(start + size >= len(chunks))
        part = attempt("the payload was altered", cipher.decrypt, nonce, chunks[start : start + size], b"")
        need(part or not number, "an empty last chunk")
        plain += part
    return plain

HEX = {"person": 16, "practice": 16, "station": 16, "x25519": 32, "ed25519": 32, "root": 32, "practice-secret": 32}
JOINED = ["practice", "root", "practice-secret"]
ANY_ORDER = {"tacet-identity": ["short-name", "person", "x25519", "ed25519"], "tacet-welcome": ["person"] + JOINED,
             "tacet-station": ["station", "ed25519"]}
THIS_ORDER = {"tacet-public": "short-name practice person x25519 ed25519 profile signature".split(),
              "tacet-pin": "practice root person log chain own latest signature".split()}

def text_file(data):
    text = attempt("no UTF-8", data.decode)
    need(text.endswith("\n"), "the last line does not end")
    first, *lines = text[:-1].split("\n")
    kind, _, version = first.partition(" ")
    need(version == "1" and (kind in ANY_ORDER or kind in THIS_ORDER), "another kind of file")
    need(all(" " in line for line in lines), "a line without a space")
    pairs = [line.split(" ", 1) for line in lines]
    names = [name for name, _ in pairs]
    if kind in ANY_ORDER:
        need(len(data) <= 4096 and len(set(names)) == len(names), "too long, or a line twice")
        need(set(ANY_ORDER[kind]) <= set(names), "a line is missing")
        need(kind != "tacet-identity" or len(set(JOINED) & set(names)) in (0, 3), "half a practice")
    else:
        need(names == THIS_ORDER[kind] and len(data) <= (65536 if kind == "tacet-public" else 4095), "other lines")
    found = {"kind": kind}
    for name, value in pairs:
        if name in HEX:
            found[name] = unhex(value, HEX[name])
        elif name in ("profile", "signature"):
            found[name] = unbase64(value)
        elif name == "short-name":
            need(re.fullmatch("[a-z][a-z0-9-]{1,31}", value), "no short name")
            found[name] = value
        elif name == "latest" and kind == "tacet-pin":
            found[name] = decimal(value)
        elif kind == "tacet-pin":
            *numbers, last = value.split(" ")
            need(len(numbers) == (2 if name == "log" else 1), "numbers are missing")
            found[name] = (*map(decimal, numbers), unhex(last, 32))
    if kind in THIS_ORDER:
        found["message"] = label("tacet/1/pin" if kind == "tacet-pin" else "tacet/1/public-identity") \
            + data[: data.rindex(b"signature ")]
    return found

def open_file(file, passphrase_file=None):
    with open(file, "rb") as opened:
        data = opened.read()
    if data.startswith(b"age-encryption.org/"):
        need(passphrase_file, "a passphrase is needed")
        with open(passphrase_file, "rb") as opened:
            data = age_open(data, opened.read().split(b"\n")[0].removesuffix(b"\r"))
    return text_file(data)

# ------------------------------------------------------------------------------------------------ 3. Database

SCHEMA = [
    "CREATE TABLE row (class INTEGER NOT NULL, key BLOB NOT NULL, scope BLOB NOT NULL, target BLOB NOT NULL, "
    "version INTEGER NOT NULL, body BLOB NOT NULL, PRIMARY KEY (class, key)) STRICT",
    "CREATE INDEX row_scope ON row (scope, class)",
    "CREATE INDEX row_target ON row (target, class) WHERE target <> x'00000000000000000000000000000000'",
    "CREATE TABLE slot (tag BLOB NOT NULL PRIMARY KEY, owner BLOB NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE INDEX slot_owner ON slot (owner)",
    "CREATE TABLE entry (place INTEGER PRIMARY KEY, actor BLOB NOT NULL, leaf BLOB NOT NULL, side BLOB) STRICT",
    "CREATE INDEX entry_actor ON entry (actor, place)",
    "CREATE TABLE node (level INTEGER NOT NULL, place INTEGER NOT NULL, hash BLOB NOT NULL, "
    "PRIMARY KEY (level, place)) STRICT, WITHOUT ROWID",
    "CREATE TABLE checkpoint (epoch INTEGER NOT NULL, signer BLOB NOT NULL, size INTEGER NOT NULL, note TEXT NOT NULL, "
    "PRIMARY KEY (epoch, signer)) STRICT, WITHOUT ROWID",
    "CREATE TRIGGER entry_stays BEFORE UPDATE ON entry BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END",
    "CREATE TRIGGER entry_remains BEFORE DELETE ON entry BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END",
    "CREATE TRIGGER entry_follows BEFORE INSERT ON entry WHEN EXISTS (SELECT 1 FROM entry WHERE place >= NEW.place) "
    "BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END",
]
STATEMENT, GENERATION, GRANT, SHARES, ASSIGNMENT, RECORD, DEPOSIT, SLOTS, STALE, OWED, RECOVERY, EPOCH, DISPOSAL = range(1, 14)
ONCE, CHANGING = {STATEMENT, GENERATION, GRANT, ASSIGNMENT, DEPOSIT, STALE, RECOVERY, EPOCH, DISPOSAL}, {SLOTS, OWED}
DISPOSED = {GENERATION, GRANT, SHARES, ASSIGNMENT, RECORD, DEPOSIT, SLOTS, STALE, OWED}
PLACE = 2**40

def row_hash(kind, key, scope, target, version, body):
    return sha(label("tacet/1/row"), u8(kind), counted(key), scope, target, u32(version), counted(body))

# ------------------------------------------------------------------------------------- 4 to 7, 9. Bodies of the rows

SIGNED = {
    GENERATION: ("generation", "generation:u32 public:digest previous:digest wrapped:counted head:head assignments:u32 "
                 "last:digest"),
    ASSIGNMENT: ("assignment", "sequence:u32 previous:digest holder:holder what:u8 head:head"),
    GRANT: ("grant", "generation:u32 holder:holder key:id holder_generation:u32 method:u8 encapsulated:counted sealed:counted"),
    SHARES: ("shares", "generation:u32 k:u8 shares:shares"),
    STALE: ("stale", "generation:u32 removed:id head:head"),
}

def parse_row(kind, key, scope, target, body):
    """The fields of a body, with `lies`: whether key, scope and target are those that it names."""
    found = {STATEMENT: parse_statement, RECORD: parse_record, DEPOSIT: parse_deposit, SLOTS: parse_slots,
             RECOVERY: lambda body: parse_recovery(key, body), EPOCH: parse_epoch,
             DISPOSAL: lambda body: parse_disposal(key, body)}.get(
        kind, lambda body: parse_signed(kind, body))(body)
    if kind == OWED:
        found.names = scope + target, scope, target
    elif kind == SLOTS:
        found.names = key, scope, ZERO16
    found.lies = found.names == (key, scope, target)
    return found

def parse_signed(kind, body):
    if kind == OWED:
        need(body == b"", "an owed mark with a body")
        return SimpleNamespace()
    found = whole(body, "message:counted signature:signature")
    name, fields = SIGNED[kind]
    whole(found.message, "fs practice:id compartment:id " + fields + " signer:id", name, found)
    target, key = found.signer, found.compartment + u32(found.sequence if kind == ASSIGNMENT else found.generation)
    if kind == ASSIGNMENT:
        need(found.what in (1, 3), "neither assigned nor ended")
        target = found.holder[1]
    elif kind == GRANT:
        sizes, to_person = (found.method, len(found.encapsulated)), found.holder[0] == 1
        need(sizes == (1, 32) or (sizes == (3, 0) and not to_person), "another method, or its encapsulated key")
        need((found.holder_generation == 0) == to_person and (to_person or found.key == ZERO16), "of another kind of holder")
        target, key = found.holder[1], key + found.holder[1]
    elif kind == SHARES:
        count = len(found.shares)
        need(2 <= found.k <= count and all(share.index for share in found.shares), "its shares")
        need(len({share.index for share in found.shares}) == len({share.custodian for share in found.shares}) == count,
             "an index or a custodian twice")
    elif kind == STALE:
        target = found.removed
    found.names = key, found.compartment, target
    return found

# disposal
PROPOSAL = "fs practice:id root:digest disposal:id compartment:id time:u64 count:u32 rows:digest terms:counted head:head signer:id"

def proposal_of(message):
    """What a proposal is of, told by its label, with its fields: a case, or a client's file with the cards that go along."""
    if message.startswith(label("tacet/1/disposal-of-file")):
        return "disposal-of-file", PROPOSAL.replace("terms:counted", "terms:counted cards:ids")
    return "disposal", PROPOSAL

PRIVATE = "fs practice:id root:digest name:id own:id compartment:id gone:digest time:u64 count:u32 rows:digest notes:ids head:head signer:id"
APPROVED = "fs practice:id asked:digest time:u64 head:head signer:id"

def parse_private(key, body):
    """What an author says of their private notes about a case that is gone, and the same with another person's signature."""
    proposed, approved = body, None
    if key[0] == 6:
        parts = Parts(body)
        proposed, approved = parts.counted(), parts.counted()
        parts.end()
    asked = whole(proposed, "message:counted signature:signature")
    whole(asked.message, PRIVATE, "disposal-of-private-notes", asked)
    need(len(asked.notes) <= 10000 and all(a < b for a, b in zip(asked.notes, asked.notes[1:])), "notes in no order")
    need((not asked.notes) == (not asked.count) == (asked.own == ZERO16) and asked.own != asked.compartment, "of no notes")
    found, asked.body = asked, proposed
    if key[0] == 6:
        found = whole(approved, "message:counted signature:signature")
        whole(found.message, APPROVED, "disposal-approved", found)
        need((found.practice, found.asked) == (asked.practice, sha(proposed)) and asked.notes, "approves another proposal")
        found.proposal, found.compartment = asked, asked.compartment
    found.step, found.names = key[0], (key[:1] + asked.name, asked.compartment, found.signer)
    return found

def parse_disposal(key, body):
    """A hold, its release, a proposal, or a disposal: the signed parts are those whose signers must be checked."""
    need(len(key) == 17 and 1 <= key[0] <= 6, "a key of no step")
    if key[0] > 4:
        return parse_private(key, body)
    if key[0] == 4:
        parts = Parts(body)
        proposed, approved = parts.counted(), parts.counted()
        parts.end()
        asked, found = (whole(part, "message:counted signature:signature") for part in (proposed, approved))
        kind, fields = proposal_of(asked.message)
        whole(asked.message, fields, kind, asked)
        whole(found.message, "fs practice:id asked:digest time:u64 head:head signer:id", "disposal-approved", found)
        need((found.practice, found.asked) == (asked.practice, sha(proposed)), "approves another proposal")
        asked.body, found.proposal, found.compartment, name = proposed, asked, asked.compartment, asked.compartment
    else:
        found = whole(body, "message:counted signature:signature")
        name, fields = {
            1: ("legal-hold", "fs practice:id name:id compartment:id head:head signer:id"),
            2: ("hold-released", "fs practice:id name:id compartment:id asked:digest head:head signer:id"),
            3: proposal_of(found.message)}[key[0]]
        fields = fields.replace("disposal:id", "name:id")
        whole(found.message, fields, name, found)
        name = found.name
    if key[0] > 2:
        asked = found.proposal if key[0] == 4 else found
        need(asked.count > 0, "of no rows")
        asked.of_file = hasattr(asked, "cards")
        asked.cards = getattr(asked, "cards", [])
        need(len(asked.cards) <= 10000 and all(a < b for a, b in zip(asked.cards, asked.cards[1:])), "cards in no order")
        need(whole(asked.terms, "generation:u32 method:u8 encapsulated:digest sealed:counted").method == 1, "another method")
    found.step, found.names = key[0], (u8(key[0]) + name, found.compartment, found.signer)
    return found

# epochs
def parse_epoch(body):
    parts = Parts(body)
    declared, confirmed = parts.counted(), parts.counted()
    parts.end()
    found, word = (whole(part, "message:counted signature:signature") for part in (declared, confirmed))
    whole(found.message, "fs practice:id root:digest epoch:u32 restored_epoch:u32 restored_size:u64 restored_root:digest "
          "known_epoch:u32 known_size:u64 known_root:digest time:u64 reason:u8 head:head director:id key:id", "epoch", found)
    whole(word.message, "fs practice:id asked:digest signer:id key:id", "epoch-confirmed", word)
    need((word.practice, word.asked) == (found.practice, sha(declared)), "confirms another declaration")
    found.restored = found.restored_epoch, found.restored_size, found.restored_root
    found.known = found.known_epoch, found.known_size, found.known_root
    need(found.restored[0] >= 1 and found.restored[1] >= 1 and found.known_epoch < 2**22, "its numbers")
    need(found.known == found.restored or found.known[:2] > found.restored[:2], "less is known than was restored")
    need(found.epoch == found.known_epoch + 1, "another epoch than the next")
    need(found.reason != 5, "a rehearsal begins no epoch")
    found.confirmation, found.signer = word, word.signer
    found.names = u32(found.epoch), ZERO16, found.director
    return found

# recovery
RECOVERY_FIELDS = {
    1: ("recovery-request", "generation:u32 statement:digest signer:id key:id head:head"),
    2: ("recovery-approval", "asked:digest set:digest head:head signer:id"),
    3: ("recovery-share", "asked:digest set:digest index:u8 encapsulated:digest sealed:counted signer:id"),
    # break-glass
    4: ("glass-request", "generation:u32 statement:digest set:digest k:u8 signer:id key:id head:head times:counted reason:digest "
        "letter:counted"),
}
# hand-over without the leaver
RECOVERY_FIELDS[8] = ("succession-request", "generation:u32 statement:digest set:digest k:u8 leaver:id successor:id key:id assignments:u32 "
                      "last:digest head:head signer:id")
RECOVERY_FIELDS.update({step: ("glass-mark", "marked:u8 asked:digest head:head box:counted signer:id") for step in (5, 6, 7)})

def parse_box(data):
    box = whole(data, "generation:u32 method:u8 encapsulated:digest sealed:counted")
    need(box.method in (1, 2), "another method")
    return box

def parse_letter(data):
    parts = Parts(data)
    need([parts.take("person:id encapsulated:digest sealed:counted") for _ in range(parts.u8())], "a letter to nobody")
    parts.end()

def parse_recovery(key, body):
    need(len(key) == 33 and key[16] in RECOVERY_FIELDS, "no row of a recovery")
    found = whole(body, "message:counted signature:signature")
    name, fields = RECOVERY_FIELDS[key[16]]
    whole(found.message, "fs practice:id request:id compartment:id " + fields, name, found)
    found.step = key[16]
    need(found.step != 3 or found.index, "an index of 0")
    if found.step == 4:
        need(found.k >= 2 and parse_box(found.times).method == 1, "fewer than two shares, or another box")
        parse_letter(found.letter)
    if found.step in (5, 6, 7):
        need(found.marked == found.step and bool(found.box) == (found.step == 6), "another step")
        need(not found.box or parse_box(found.box).method == 1, "another box")
    found.names = found.request + u8(found.step) + (ZERO16 if found.step in (1, 4, 8) else found.signer), found.compartment, found.signer
    # hand-over without the leaver
    if found.step == 8:
        need(found.k >= 2 and found.assignments and found.leaver not in (found.successor, found.signer), "fewer shares, or other people")
        found.names = found.names[:2] + (found.successor,)
    return found

def parse_statement(body):
    found = whole(body, "message:counted sealed:counted signature:signature")
    whole(found.message, "fs practice:id position:u32 previous:digest kind:u8 subject:id x_key:digest ed_key:digest effect:u8 "
          "confirmed:head sealed_digest:digest signer:id", "member", found)
    need(found.sealed_digest == (sha(found.sealed) if found.sealed else ZERO32), "another sealed part")
    need(found.effect in {1: (1,), 2: (1, 2, 3), 3: (0,), 4: (1, 2, 3), 5: (1,)}.get(found.kind, ()), "another kind or effect")
    need(found.kind == 3 or found.confirmed == (0, ZERO32), "it confirms and is no confirmation")
    need(found.sealed or found.kind in (3, 4), "its sealed part is missing")
    need(found.kind not in (3, 4) or found.x_key == ZERO32, "an X25519 key")
    need(found.kind != 3 or (found.ed_key == ZERO32 and not found.sealed), "more than a confirmation holds")
    found.hash, found.names = sha(body), (u32(found.position), ZERO16, found.subject)
    return found

def parse_record(body):
    found = whole(body, "header:counted generation:u32 wrapped:wrapped salt:digest commitment:digest sealed:counted")
    header = whole(found.header, "fs practice:counted compartment:counted record:counted revision:counted previous:counted")
    found.__dict__.update(header.__dict__)
    need([len(value) for value in header.__dict__.values()] == [16, 16, 16, 4, 32], "lengths in the header")
    found.names = found.record + found.revision, found.compartment, ZERO16
    found.revision = int.from_bytes(found.revision, "big")
    found.lasting = sha(label("tacet/1/record-lasting"), counted(found.header), found.salt, found.commitment,
                        counted(found.sealed))
    return found

def parse_deposit(body):
    found = whole(body, "message:counted signature:signature")
    whole(found.message, "header:counted recipients:recipients salt:digest commitment:digest sealed:counted signer:id", "deposit",
          found)
    need(all(one.method in (1, 2) for one in found.recipients), "another method")
    need(all((one.generation == 0) == (one.holder[0] == 1) for one in found.recipients), "another generation")
    whole(found.header, "fs practice:id compartment:id deposit:id", None, found)
    found.names = found.deposit, found.compartment, ZERO16
    return found

def parse_slots(body):
    tags = [body[place : place + 16] for place in range(0, len(body), 16)]
    need(len(body) % 16 == 0 and all(a < b for a, b in zip(tags, tags[1:])), "its tags")
    return SimpleNamespace(tags=tags)

# ------------------------------------------------------------------------------------------------ 4, 5. Duties

DIRECTOR, CUSTODIAN, COMMITTEE, AUDITOR, COUNSELOR, TRAINEE, SUPERVISOR, INTAKE, DESK, BOOKKEEPER = (
    1 << bit for bit in range(10))
NEEDED = {"practice": 0, "schedule": DESK | COUNSELOR | TRAINEE | DIRECTOR, "desk": DESK | DIRECTOR,
          "crisis": SUPERVISOR | DIRECTOR, "committee": COMMITTEE, "ledger": BOOKKEEPER | DESK | DIRECTOR,
          "statistics": DIRECTOR | COMMITTEE | SUPERVISOR, "audit": AUDITOR}

# ------------------------------------------------------------------------------------------------ 7. Contents

TEMPLATES = {"soap": "subjective objective assessment plan", "dap": "data assessment plan",
             "birp": "behavior intervention response plan", "pirp": "problem intervention response plan", "free": "text"}

def is_text(value): return isinstance(value, str)
def is_flag(value): return isinstance(value, bool)
def is_schema(value): return value == 1 and not is_flag(value)
def is_id(value): return is_text(value) and re.fullmatch("[0-9a-f]{32}", value) is not None
def list_of(check): return lambda value: isinstance(value, list) and all(map(check, value))
def one_of(*values): return lambda value: is_text(value) and value in values

def is_date(value):
    form = is_text(value) and re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", value, re.ASCII)
    year, month, day = map(int, form.groups()) if form else (0, 0, 0)
    return year > 0 and 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]

def is_time(value):
    form = is_text(value) and re.fullmatch(
        r"(.{10})[Tt]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)", value, re.ASCII)
    return bool(form) and is_date(form[1])

BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"

def is_name(value):
    return is_text(value) and value.strip() and len(unicodedata.normalize("NFC", value)) <= 200 and not any(
        unicodedata.category(mark) in ("Cc", "Zl", "Zp") or mark in BIDI for mark in value)

HALF_WIDTH = {**{mark: mark - 0xFEE0 for mark in range(0xFF01, 0xFF5F)}, 0x3000: " "}

def is_phone(value):
    value = value.translate(HALF_WIDTH) if is_text(value) else ""
    return re.fullmatch(r"\+?[0-9 -]+", value) and 3 <= len(re.findall("[0-9]", value)) <= 24

APPOINTMENT_STATES = "requested confirmed arrived completed cancelled no-show rescheduled".split()
APPOINTMENT_STEPS = {  # which state may follow which
    "requested": "confirmed cancelled rescheduled", "confirmed": "arrived completed cancelled no-show rescheduled",
    "arrived": "completed cancelled"}
APPOINTMENT_MARKS = "arrived completed no-show".split()  # those that a revision with `reopens` takes off

def is_number(value): return isinstance(value, int) and not is_flag(value)

def members(**checks):
    """Checks an object: names ending in `_` may be left out; unknown ones are passed over."""
    def check(value):
        return isinstance(value, dict) and all(
            name.endswith("_") if value.get(name.rstrip("_")) is None else test(value[name.rstrip("_")])
            for name, test in checks.items())
    return check

def is_hash(value): return is_text(value) and re.fullmatch("[0-9a-f]{64}", value) is not None

def event(**checks):
    """What every event of a thread says; `checks` are of what is its own."""
    return members(schema=is_schema, number=is_number, at=is_time, by=is_id, what=members(**checks), passedOver_=list_of(is_number))

def is_letter(value):
    """Base64 of a letter (section 7)."""
    if not is_text(value):
        return False
    parts = Parts(unbase64(value))
    count = parts.u8()
    for _ in range(count):
        parts.id(), parts.digest(), parts.counted()
    parts.end()
    return count > 0

is_profile = members(
    schema=is_schema, fullName=is_name, roles=list_of(lambda value: is_text(value) and value in ROLES), since=is_date,
    shortName=lambda value: is_text(value) and re.fullmatch("[a-z][a-z0-9-]{1,31}", value) is not None)

RUBRIC = "assessment plan technique alliance risk-handling record-keeping ethics".split()
CREDENTIALS = "degree", "certificate", "registration"
CONTACT = members(name=is_name, phone_=is_phone, relation_=is_text)
RELEASE_BASES = "client-consent guardian-consent own-copy legal-duty danger after-death".split()
CONTENT = {
    "settings": members(schema=is_schema, name=is_text, timeZone=is_text, language=is_text),
    "client-profile": members(
        schema=is_schema, name=is_name, phones=list_of(is_phone), birth_=is_date, guardians=list_of(CONTACT),
        emergencyContacts=list_of(CONTACT), email_=is_text, address_=is_text, deskNotes_=is_text, staffSafetyAlert=is_flag),
    "case": members(schema=is_schema, client=is_id, counselor=is_id, compartment=is_id, opened=is_time,
                    state=one_of("open", "closed"), closed_=is_time),
    "session-note": members(
        schema=is_schema, id=is_id, caseID=is_id, author=is_id, template=one_of(*TEMPLATES),
        sections=list_of(members(key=is_text, text=is_text)), session_=members(start=is_time, end=is_time),
        feedback_=is_text, writtenAt=is_time, isLateEntry=is_flag, state=one_of("draft", "submitted", "signed", "withdrawn"), signedAt_=is_time,
        submittedAt_=is_time, editedAt_=is_time, withoutConsent_=is_flag, withdrawnAt_=is_time,
        reason_=one_of("wrong-case", "duplicate", "mistake")),
    "addendum": members(schema=is_schema, note=is_id, author=is_id, text=is_text, signedAt=is_time),

    # appointments
    "appointment": members(
        schema=is_schema, id=is_id, client=is_id, case_=is_id, counselor=is_id, start=is_time, end=is_time, room_=is_text,
        modality=one_of("in-person", "phone", "video"), series_=is_id, predecessor_=is_id, booked=is_time,
        state=one_of(*APPOINTMENT_STATES), changed=is_time, successor_=is_id,
        cancelledBy_=one_of("client", "counselor", "practice"), cancelledLate_=is_flag, started_=is_time, ended_=is_time,
        withoutConsent_=is_flag, undoes_=is_number, reopens_=is_number),

    # consent
    "consent": members(
        schema=is_schema, id=is_id, client=is_id, purpose=one_of("counseling", "remote", "recording", "teaching", "research"),
        textVersion_=is_text, clientAgreed=is_flag, guardians=list_of(is_name), agreedOn=is_date, receivedBy=is_id,
        received=is_time, explainedBy_=is_id, explained_=is_time, withdrawn_=is_time),

    # credentials
    "credential-event": event(
        step=one_of("added", "verified", "renewed", "withdrawn"), person=is_id, credential=is_id,
        details_=members(kind=one_of(*CREDENTIALS), number=is_text, issuer=is_text, issued=is_date),
        term_=members(expires_=is_date, recheck_=is_date), selfVerified_=is_flag),
    "staff-fitness": members(schema=is_schema, person=is_id, thread=is_id, events=is_number, selfVerified=is_flag,
                             fit=list_of(members(**{"from": is_date, "until_": is_date}))),
    "required-credentials": members(schema=is_schema, sets=list_of(list_of(one_of(*CREDENTIALS)))),

    # supervision
    "private-note": members(schema=is_schema, id=is_id, case=is_id, author=is_id, text=is_text, writtenAt=is_time,
                            editedAt_=is_time),
    "supervision-agreement": members(schema=is_schema, trainee=is_id, supervisor=is_id, thread=is_id, until_=is_time,
                                     **{"from": is_time}),
    "supervision-event": event(step=one_of("submitted", "cosigned", "returned"), note=is_id, case=is_id, revision=is_number,
                               lastingHash=is_hash, keys_=is_text, remark_=is_text),

    # crisis
    "duty-list": members(schema=is_schema, people=list_of(members(shortName=is_text, phone=is_phone, note_=is_text))),

    # retention
    "retention-schedule": members(
        schema=is_schema, jurisdiction=one_of("mainland", "elsewhere"), years=is_number, minorYears=is_number,
        noticeDays=is_number, since_=is_date, reviewed_=is_date, reviewedBy_=is_id),
    "retention": members(
        schema=is_schema, client=is_id, caseID=is_id, notice_=is_date, collected_=is_date,
        requests=list_of(members(at=is_time, by=is_id, standing=is_text, keepUntil_=is_date))),
    "disclosure-account": lambda value: members(
        schema=is_schema, client=is_id, disclosures=list_of(CONTENT["disclosure"]))(value),

    # reviews
    "review-event": event(
        step=one_of("requested", "confirmed", "fulfilled", "declined", "nudged", "findings", "answered", "finished"),
        kind_=one_of("self", "peer", "supervisor"), counselor_=is_id, reviewer_=is_id, notes_=list_of(is_id),
        draw_=members(count=is_number, seed=is_id),
        lent_=members(notes=list_of(members(note=is_id, revision=is_number)), keys=is_letter, drawnFrom_=is_number,
                      drawnFromDigest_=is_text, byConsent=is_flag),
        reason_=one_of("not-theirs", "reviewer-cosigned", "nothing-to-draw", "not-entitled"), text_=is_letter,
        scores_=list_of(members(item=one_of(*RUBRIC), score=lambda value: value in (1, 2, 3, 4, 5) and not is_flag(value)))),

    # disclosures
    "disclosure-event": event(
        step=one_of("requested", "prepared", "approved", "sent", "refusal-proposed", "refused", "refusal-lifted", "withdrawn"),
        client_=is_id, caseID_=is_id, counselor_=is_id, basis_=one_of(*RELEASE_BASES), recipient_=is_text, purpose_=is_text,
        grounds_=is_text, records_=list_of(is_id), items_=list_of(members(record=is_id, revision=is_number)), digest_=is_hash,
        terms_=is_letter, leftOut_=is_number, package_=is_hash, key_=is_text, reason_=one_of("harm", "no-basis", "not-theirs")),
    "disclosure": members(
        schema=is_schema, id=is_id, client=is_id, caseID=is_id, thread=is_id, basis=one_of(*RELEASE_BASES), recipient=is_text,
        purpose=is_text, grounds_=is_text, items=list_of(members(record=is_id, revision=is_number)), requestedBy=is_id,
        approvedBy=is_id, sentBy=is_id, sentAt=is_time, package=is_hash, leftOut=is_number),

    # complaints
    "complaint-event": lambda value: complaint_event(value),

    # departure
    "standing-event": event(step=one_of("suspended", "reinstated", "ended"), person=is_id, position=is_number,
                            reason=is_text),
}
ROLES = """director custodian committee-member auditor counselor trainee supervisor intake-worker front-desk
bookkeeper""".split()  # in the order of the bits of the duties
ACTIONS = """init-practice join-practice admit-staff confirm-staff change-roles list-staff register-client read-client
list-clients find-client open-case read-case list-cases write-note read-note list-notes edit-note sign-note sign-note-in-crisis add-addendum withdraw-note
read-audit verify-audit write-checkpoint read-status settle enter-practice""".split()

# appointments
ACTIONS += """book-appointment list-appointments read-appointment confirm-appointment arrive-appointment complete-appointment
cancel-appointment miss-appointment reschedule-appointment undo-appointment find-free-times edit-client close-case""".split()
ACTIONS += ["reopen-appointment"]

# consent
ACTIONS += "record-consent confirm-consent withdraw-consent list-consents".split()

# credentials
ACTIONS += """add-credential verify-credential renew-credential withdraw-credential list-credentials
read-required-credentials set-required-credentials""".split()

# supervision
ACTIONS += """write-private-note search-notes list-cosigning cosign-note return-note agree-supervision list-supervision
end-supervision""".split()

# crisis
ACTIONS += """raise-flag list-flags read-flag read-crisis-clock acknowledge-flag log-intervention log-contact link-flag
reassess-flag propose-resolution propose-unreported co-sign-resolution write-emergency-card read-emergency-card
open-emergency-card set-duty-list""".split()

# reviews
ACTIONS += """assign-review confirm-review list-reviews read-review nudge-review fulfill-review read-reviewed-note write-review
answer-review finish-review""".split()

# jots
ACTIONS += "leave-jot discard-jot".split()
# disclosures
ACTIONS += """request-disclosure list-disclosures read-disclosure prepare-disclosure approve-disclosure refuse-disclosure
withdraw-disclosure send-disclosure account-disclosures""".split()
# retention
ACTIONS += """set-retention review-archive list-retention note-retention request-deletion place-hold release-hold
propose-disposal approve-disposal list-disposals propose-private-disposal approve-private-disposal""".split()
# epochs
ACTIONS += "open-epoch accept-epoch".split()
# clock
ACTIONS += "set-clock-right".split()
# settings
ACTIONS += "repair-settings".split()
# recovery
ACTIONS += """replace-keys name-director request-recovery list-recovery approve-recovery release-share finish-recovery
rehearse-recovery""".split()

# break-glass
ACTIONS += """request-glass list-glass approve-glass release-glass-share open-glass list-glass-notes read-glass-note
acknowledge-glass review-glass notice-glass""".split()

# hand-over without the leaver
ACTIONS += """name-successor list-successions approve-succession release-succession-share finish-succession
withdraw-succession""".split()

# second device
ACTIONS += "allow-device use-device lose-device list-devices".split()

# complaints
ACTIONS += "file-complaint complaint-act".split()

# letters, backups
ACTIONS += "write-access-letter make-backup list-backups".split()
FILING = members(
    schema=is_schema, by=one_of("client", "guardian", "third-party", "staff", "anonymous"),
    against=lambda value: value in ("service", "unknown") or is_id(value), text=is_text, name_=is_text, contact_=is_text,
    sexualMisconduct=is_flag, feeDispute=is_flag, at=is_time,
    secret=lambda value: is_text(value) and re.fullmatch("[0-9a-f]{64}", value) is not None)
CHAIN_LINK = members(position=is_number, hash=is_hash)
COMPLAINT_EVENTS = {
    "received": members(complaint=is_id, filing=FILING, key=is_text), "acknowledged": members(),
    "triaged": members(track=one_of("ordinary", "mediation", "same-day"), summary=is_text, allegations=list_of(is_text)),
    "panel-seated": members(members=list_of(is_id), link_=CHAIN_LINK), "recused": members(member=is_id, link_=CHAIN_LINK),
    "allegations-shared": members(on=is_date), "finding": members(text=is_text),
    "vote": members(verdict=one_of("upheld", "partly", "not-upheld")),
    "decided": members(outcome=one_of("upheld", "partly", "not-upheld", "withdrawn", "mediated"), reasons=is_text,
                       remedies=list_of(is_text), lessons=list_of(is_text), withdrawnOn_=is_date,
                       withdrawnBy_=one_of("client", "guardian", "third-party", "staff", "anonymous")),
    "communicated": members(on=is_date), "closed": members()}

def complaint_event(value):
    check = COMPLAINT_EVENTS.get(value["what"].get("event")) if event()(value) else None
    return check is not None and check(value["what"])

def complaint_thread(what):
    return sha(label("tacet/1/complaint-thread"), bytes.fromhex(what["filing"]["secret"]), bytes.fromhex(what["complaint"]))[:16]

# departure
ACTIONS += "suspend-staff reinstate-staff end-staff read-standing list-handover hand-over-case rotate-key".split()
RULES = """standing-suspended standing-ended standing-unknown practice-already-exists not-own-welcome not-director
not-custodian not-auditor not-desk not-own-caseload counselor-names-other trainee-cannot-open-case subject-may-not-counsel
not-assigned-counselor not-counselor case-is-closed not-author signed-note-is-locked note-is-withdrawn note-is-not-signed
trainee-cannot-sign-alone""".split()

# appointments
RULES += ["not-own-appointment"]

# consent
RULES += ["no-consent"]

# credentials
RULES += "own-credential own-claim counselor-not-fit".split()

# supervision
RULES += """private-note-is-not-signed note-awaits-cosigning note-was-returned not-supervisor no-supervision-agreement
author-cannot-cosign nothing-to-cosign subject-may-not-supervise subject-is-no-trainee""".split()
CO_SIGNATURE = members(schema=is_schema, note=is_id, revision=is_number, lastingHash=is_hash,
                       verdict=one_of("cosigned", "returned"), remark_=is_text, at=is_time)

# crisis
RULES += """not-in-crisis flag-is-resolved flag-is-linked flag-is-acknowledged flag-not-acknowledged flag-not-proposed harm-not-reported
own-proposal resolution-needs-supervisor not-clients-counselor no-active-flag""".split()

# reviews
RULES += """not-review-requester reviewer-conflict reviewer-is-requester reviewer-lacks-role nobody-confirms not-review-confirmer
not-your-review not-reviewer not-reviewed-counselor nudged-today review-not-lent review-is-finished""".split()

# disclosures
RULES += """not-disclosure-requester nobody-approves not-your-disclosure not-disclosure-counselor not-disclosure-approver
disclosure-not-approved own-refusal""".split()
# retention
RULES += """not-hold-placer no-hold not-hold-releaser not-due under-hold already-disposed not-disposal-approver
disposal-not-proposed own-disposal""".split()
# epochs
RULES += ["own-epoch"]
# recovery
RULES += "own-keys recovery-unfounded own-recovery not-share-holder not-recovery-recipient recovery-not-approved".split()

# break-glass
RULES += """glass-needs-office glass-own-case own-glass glass-unfounded glass-is-over glass-dated-ahead not-glass-reader not-glass-counselor
glass-not-broken glass-needs-committee glass-review-conflict""".split()

# hand-over without the leaver
RULES += "leaver-not-suspended case-not-left succession-unfounded own-succession not-successor".split()

# complaints
RULES += "not-committee complaint-refused".split()

# departure
RULES += "own-standing not-in-compartment".split()

# break-glass
DISPOSAL_TERMS = members(schema=is_schema, jurisdiction=one_of("mainland", "elsewhere"), closed=is_date, keepUntil=is_date,
                         notice_=is_date, collected_=is_date, noticeDays=is_number)

GLASS_FINDING = members(schema=is_schema, at=is_time, finding=is_text)
GLASS_TIMES = members(schema=is_schema, at=is_time, until=is_time)

DETAILS = members(schema=is_schema, time=is_time, action=one_of(*ACTIONS), outcome=one_of("allowed", "denied", "failed"),
                  role_=one_of(*ROLES), subject_=is_id, rule_=one_of(*RULES), scope_=list_of(is_text), clockWas_=is_time)

def from_json(data):
    def strict(value):  # Python's reader takes lone surrogates and NaN
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
        return value
    return attempt("no JSON", lambda: strict(json.loads(data.decode("utf-8-sig"))))

def check_content(kind, value):
    need(kind in CONTENT and CONTENT[kind](value), "it does not say what it should")
    need(kind != "private-note" or value["text"].strip(), "an empty note")
    if kind == "session-note":
        keys, texts = [part["key"] for part in value["sections"]], [part["text"] for part in value["sections"]]
        need(len(set(keys)) == len(keys) and set(keys) <= set(TEMPLATES[value["template"]].split()), "its sections")
        need(any(text.strip() for text in texts), "an empty note")
        texts.append(value.get("feedback") or "")
        need(sum(len(text.encode()) for text in texts) <= 8 << 20, "too long a note")
        need(not any(unicodedata.category(mark) == "Cc" and mark not in "\t\n" for text in texts
                     for mark in text.replace("\r\n", "\n")), "a control character")
        times = {"signed": "signedAt", "submitted": "submittedAt", "withdrawn": "withdrawnAt"}
        need(value["state"] == "draft" or value.get(times[value["state"]]), "a note without the time of its state")
        need(value["state"] != "withdrawn" or value.get("reason"), "withdrawn without a reason")

def open_content(key, salt, commitment, sealed, header, name):
    keys = hkdf(key, salt, name + sha(header), 64)
    need(hmac.compare_digest(keys[32:], commitment), "another commitment")
    parts = Parts(gcm_open(keys[:32], bytes(12), sealed, header))
    found = parts.take("kind:counted author:id signature:signature data:counted")
    parts.zeros()
    found.message = label("tacet/1/record-signature") + sha(header) + counted(found.kind) + found.author + sha(found.data)
    found.kind = found.kind.decode("utf-8", "replace")
    return found

# ------------------------------------------------------------------------------------------------ 10. The log

def parse_leaf(leaf, side):
    found = whole(leaf, "clear:counted sealed:counted signature:signature")
    parts = Parts(found.clear)
    need(parts.fixed(len(label("tacet/1/entry"))) == label("tacet/1/entry"), "another label")
    found.__dict__.update(parts.take("fs practice:id epoch:u32 position:u64 actor:id key:id own:u64 previous:digest head:head "
                                     "session:id program:counted count:u32").__dict__)
    need(len(found.program) <= 32 and all(0x21 <= byte <= 0x7E for byte in found.program), "the version of the program")
    if found.count > 64:
        need(side is not None and parts.digest() == sha(side), "another list of changes")
        parts.end()
        parts = Parts(side)
    else:
        need(side is None, "a list of changes aside")
    found.changes = [parts.take("kind:u8 key:counted version:u32 before:digest after:digest lasting:digest")
                     for _ in range(found.count)]
    parts.end()
    need(all(STATEMENT <= change.kind <= DISPOSAL for change in found.changes), "another class")
    found.hash = sha(b"\0", leaf)
    found.message = label("tacet/1/entry-signature") + sha(found.clear) + sha(found.sealed)
    return found

def node(left, right): return sha(b"\x01", left, right)

def tree_levels(leaves):
    """Level by level the hashes of all complete subtrees."""
    levels = [leaves]
    while len(levels[-1]) > 1:
        below = levels[-1]
        levels.append([node(below[place], below[place + 1]) for place in range(0, len(below) - 1, 2)])
    return levels

def tree_root(levels, size):
    """The root over the first `size` leaves: the complete subtrees of which it consists, joined from the right."""
    root, start = None, size
    for level in range(size.bit_length()):
        if size >> level & 1:
            start -= 1 << level
            peak = levels[level][start >> level]
            root = peak if root is None else node(peak, root)
    return sha() if root is None else root

def parse_checkpoint(text):
    form = re.fullmatch("([^\n]+)\n([0-9]+)\n([A-Za-z0-9+/=]+)\n\n((?:\u2014 [^ \n]+ [^ \n]+\n)+)", text)
    need(form, "no checkpoint")
    lines = [(line.split(" ")[1], unbase64(line.split(" ")[2])) for line in form[4].splitlines()]
    need(all(len(value) > 4 for _, value in lines), "no signature")
    return SimpleNamespace(origin=form[1], size=decimal(form[2]), root=unbase64(form[3]), lines=lines,
                           message=text[: form.end(3) + 1].encode())

def checkpoint_hash(name, ed_key): return sha(name.encode(), b"\n\x01", ed_key)[:4]

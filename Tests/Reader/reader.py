#!/usr/bin/env python3
"""An independent reader of tacet practice folders, written from docs/file-format.md and from nothing else.

It is here for the tests, which hold the program against it, and for anyone who wants to read their records without the
program. It needs Python 3.11 and the package `cryptography` (Debian 12: python3-cryptography). It only reads.

    reader.py verify FOLDER [--deep] [--identity FILE --passphrase-file FILE]
        Section 11 of the document, as JSON: 11.1 to 11.3, with --deep 11.4, and with an identity, which implies --deep, 11.5.
    reader.py notes FOLDER --identity FILE --passphrase-file FILE
        Every session note that the identity opens, decrypted, with its revisions and addenda, as JSON.
    reader.py file FILE [--passphrase-file FILE]
        A text file of section 2. It prints private keys where the file holds some.
    reader.py examples DOCUMENT [--words FILE]
        Computes the worked examples of section 13 from their stated inputs and looks for each in the document; with the
        EFF large word list the words too.

Exit status: 0 sound, 76 faults found or a structure refused, 64 wrong usage.

structures.py takes the structures apart (sections 1 to 10), this file judges them (4, 5 and 11), examples.py computes.
"""
import argparse
import base64
import glob
import hmac
import itertools
import json
import os
import sqlite3
import sys
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from types import SimpleNamespace

from cryptography.hazmat.primitives.keywrap import aes_key_wrap

sys.dont_write_bytecode = True

import examples
from structures import (
    APPOINTMENT_MARKS, APPOINTMENT_STEPS, ASSIGNMENT, AUDITOR, CHANGING, COMMITTEE, COUNSELOR, CO_SIGNATURE, CUSTODIAN,
    DEPOSIT, DESK, DETAILS, DIRECTOR, GENERATION, GLASS_FINDING, GLASS_TIMES, GRANT, EPOCH, NEEDED, ONCE, OWED, PLACE, RECORD, RECOVERY,
    ROLES, SCHEMA, SHARES, SLOTS, STALE, DISPOSAL, DISPOSAL_TERMS, DISPOSED,
    STATEMENT, SUPERVISOR, TRAINEE, ZERO32, Parts, Refused, check_content, checkpoint_hash, compartment_id,
    complaint_thread, counted, ed_public, from_json, gcm_open, hkdf, hpke_open, is_profile, key_id, label, need, open_content,
    open_file, parse_checkpoint, parse_leaf, parse_row, parse_statement, row_hash, sha, signed_by, tree_levels,
    tree_root, u32, u64, u8, unwrap, whole, x_public)

# ------------------------------------------------------------------------------------------------ 4. Membership

class Chain:
    """The statements in order. `open_duties` gives the duties of a statement; without it they are unknown."""

    def __init__(self, rows, open_duties=None):
        self.links, self.history, self.station_history, self.broken = [], [], [], None
        self.people, self.stations = {}, {}  # keys by pseudonym, waiting people included
        self.tenures, self.stated = {}, []  # [keys, from, until] by pseudonym; every pair that a statement gave somebody
        self.vacant = False
        self.now, self.stations_now, self.waiting = {}, {}, {}  # (effect, duties); effect; by subject
        self.open_duties = open_duties
        for row in rows:
            try:
                self.append(parse_statement(row.body))
            except Refused:
                self.broken = len(self.links)
                break

    def duties(self, person, position=None):
        standing = self.now if position is None else self.at(position)
        return standing.get(person, (0, 0))[1]

    def at(self, position):
        """Everybody's effect and duties at a position; behind the last link as there."""
        return self.history[min(position, len(self.history) - 1)]

    def append(self, link):
        position, first = len(self.links), not self.links
        need(link.position == position and link.previous == (ZERO32 if first else self.links[-1].hash), "no next link")
        need((link.kind == 1) == first and (first or link.practice == self.links[0].practice), "another genesis")
        need(not first or link.signer == link.subject, "a genesis by another")
        need(first or link.signer in self.now, "no person in force signed")
        need(first or not self.open_duties or self.now[link.signer][0] == 1, "nobody active signed")
        own = [link.ed_key] if first else [keys[1] for keys, _, _ in self.tenures[link.signer]]
        # Without duties it is not known when new keys begin, and each of them may have signed.
        need(any(signed_by(key, link.signature, link.message) for key in (own[-1:] if self.open_duties else own)), "not signed")
        duties = self.open_duties(link) if self.open_duties and link.kind in (1, 2, 5) and link.effect == 1 else 0
        if link.kind in (1, 2):
            keys = link.x_key, link.ed_key
            own = [pair for pair, _, _ in self.tenures.get(link.subject, ())]
            need((keys in (own[-1:] if self.open_duties else own)) if own else self.are_free(keys), "other keys, or a key twice")
            need(link.subject not in self.stations, "a station")
            self.people[link.subject] = keys if not own else self.people[link.subject]
            self.tenures.setdefault(link.subject, [[keys, 0, None]])
            self.stated.append(keys)
        if link.kind == 5:
            keys = link.x_key, link.ed_key
            need(link.subject in self.now and link.subject != link.signer, "of nobody in force, or by themself")
            need(self.are_free(keys), "a key twice")
            need(not self.open_duties or (self.now[link.subject] == (1, duties) and self.duties(link.signer) & DIRECTOR),
                 "it changes more, or is by no director")
            self.stated.append(keys)
            if not self.open_duties:
                self.tenures[link.subject].append([keys, position, None])
                self.people[link.subject] = keys
        if link.kind == 4:
            need(self.stations.get(link.subject, link.ed_key) == link.ed_key and link.subject not in self.people, "other keys")
            need(all(other == link.subject or key != link.ed_key for other, key in self.stations.items()), "a key twice")
            need(all(ed != link.ed_key for _, ed in self.stated), "the key of a person")
            need(not self.open_duties or self.duties(link.signer) & DIRECTOR, "a station by no director")
            self.stations[link.subject] = link.ed_key
            self.stations_now[link.subject] = link.effect
        elif link.kind == 1 or (link.kind == 2 and not self.open_duties):
            self.now[link.subject] = link.effect, duties
        elif link.kind == 2:
            self.propose(link, duties)
        elif link.kind == 5:
            if self.open_duties:
                self.replace(link, duties)
        elif self.open_duties:
            self.confirm(link)
        else:
            need(link.confirmed[0] < position and self.links[link.confirmed[0]].hash == link.confirmed[1], "confirms nothing")
            need(self.links[link.confirmed[0]].subject == link.subject, "of another")
        self.links.append(link)
        self.history.append(dict(self.now))
        self.station_history.append(dict(self.stations_now))

    def propose(self, link, duties):
        custodians = sum(1 for _, had in self.now.values() if had & CUSTODIAN)
        changed, signer = duties ^ self.duties(link.subject), self.duties(link.signer)
        if signer & DIRECTOR:
            others = 1 if custodians >= 2 else 0
            delicate = changed & (CUSTODIAN | COMMITTEE | AUDITOR)
            rule = min(2, custodians) if delicate else others, others, False
        else:
            need(signer & CUSTODIAN and changed == DIRECTOR and duties & DIRECTOR
                 and self.now.get(link.subject, (0, 0))[0] == 1, "neither director nor a custodian who makes one")
            rule = 2, 1, True
        if signer & DIRECTOR and self.wants_stand_in():
            rule = 1, 1, True
        under = {link.signer} if signer & CUSTODIAN else set()
        naming = not signer & DIRECTOR and link.signer != link.subject and self.hangs_on_other(link.signer)
        put_out = signer & DIRECTOR and custodians == 2 and link.signer != link.subject \
            and self.duties(link.subject) & CUSTODIAN & changed
        self.waiting[link.subject] = SimpleNamespace(
            link=link, duties=duties, rule=rule, under=under, others=set(), put_out=put_out or naming, naming=naming)
        self.settle(link.subject)

    def hangs_on_other(self, custodian):
        """Whether there are two custodians, this one and the only director."""
        having = lambda duty: {person for person, (effect, had) in self.now.items() if effect == 1 and had & duty}
        directors, custodians = having(DIRECTOR), having(CUSTODIAN)
        return len(directors) == 1 and len(custodians) == 2 and custodians == directors | {custodian}

    def wants_stand_in(self):
        return self.vacant and any(had & COMMITTEE for _, had in self.now.values())

    def are_free(self, keys):
        return all(keys[0] != x and keys[1] != ed for x, ed in self.stated) and keys[1] not in self.stations.values()

    def replace(self, link, duties):
        custodians = sum(1 for _, had in self.now.values() if had & CUSTODIAN)
        able = custodians - bool(duties & CUSTODIAN)
        rule = (1, 1, True) if self.wants_stand_in() else (min(2, able), 1 if custodians >= 2 else 0, custodians >= 2 and able < 2)
        under = {link.signer} if self.duties(link.signer) & CUSTODIAN else set()
        self.waiting[link.subject] = SimpleNamespace(
            link=link, duties=duties, rule=rule, under=under, others=set(), put_out=False, naming=False)
        self.settle(link.subject)

    def confirm(self, link):
        waits = [found for found in self.waiting.values() if (found.link.position, found.link.hash) == link.confirmed]
        need(waits and waits[0].link.signer != link.signer, "nothing that waits, or their own")
        duties = CUSTODIAN | (COMMITTEE if waits[0].rule[2] or waits[0].put_out else 0)
        need(self.duties(link.signer) & duties, "confirmed by no custodian")
        need(waits[0].link.kind != 5 or waits[0].link.subject != link.signer, "their own keys")
        need(waits[0].link.subject == link.subject, "of another")
        waits[0].under.add(link.signer)
        waits[0].others.add(link.signer)
        self.settle(waits[0].link.subject)

    def settle(self, subject):
        found = self.waiting[subject]
        def met(rule, under, others):
            duties = [self.duties(person) for person in under]
            return sum(1 for had in duties if had & CUSTODIAN) >= rule[0] and len(others) >= rule[1] \
                and (not rule[2] or any(had & COMMITTEE for had in duties))
        met_by_rule = met(found.rule, found.under, found.others)
        stood_in = not met_by_rule and found.put_out \
            and (not found.naming or self.hangs_on_other(found.link.signer)) and met((1, 1, True), found.under - {subject}, found.others - {subject})
        if met_by_rule or stood_in:
            self.now[subject] = found.link.effect, found.duties
            if found.link.kind == 5:
                keys, position = (found.link.x_key, found.link.ed_key), len(self.links)
                self.tenures[subject][-1][2] = position
                self.tenures[subject].append([keys, position, None])
                self.people[subject] = keys
            del self.waiting[subject]
            self.vacant = (self.vacant or bool(stood_in)) and sum(1 for _, had in self.now.values() if had & CUSTODIAN) < 2

    def has(self, head):
        return head[0] < len(self.links) and self.links[head[0]].hash == head[1]

    def keys_at(self, signer, position):
        """The pairs of keys that were a person's when the chain had reached a position; of any, where that is None."""
        return [keys for keys, since, until in self.tenures.get(signer, ())
                if position is None or (since <= position and (until is None or position < until))]

    def active(self, person):
        return self.now.get(person, (0, 0))[0] == 1

    def perhaps_out(self, holder):
        """Without keys: whether some statement says of a person that they are out; it may wait, or a return from it."""
        return not self.open_duties and holder[0] == 1 and any(
            link.kind == 2 and link.subject == holder[1] and link.effect != 1 for link in self.links)

    def may_act(self, person, name, position):
        if not self.open_duties:
            return person in self.people
        effect, duties = self.at(position).get(person, (0, 0))
        extra = DIRECTOR if name in ("audit", "committee") else 0
        return effect == 1 and (name == "practice" or bool(duties & (NEEDED[name] | extra)))

    def members(self, name):
        """Who belongs to a fixed compartment now; not known without keys."""
        active = {person: duties for person, (effect, duties) in self.now.items() if effect == 1}
        found = {person for person, duties in active.items() if name == "practice" or duties & NEEDED[name]}
        if not found and name in ("audit", "committee"):
            found = {person for person, duties in active.items() if duties & DIRECTOR}
        return {(1, person) for person in found}

# ------------------------------------------------------------------------------------------------ 11. Verification

def same(one, other, *names):
    """Whether two objects agree in these members, or in all but those with a `-` before them; null is left out."""
    if names and names[0].startswith("-"):
        names = {name for name in {**one, **other} if "-" + name not in names}
    return all(one.get(name) == other.get(name) for name in names)

def seconds(time): return datetime.fromisoformat(time.upper().replace("Z", "+00:00")).timestamp()

def appointment_follows(record, revisions, scope, behind_lost=False):
    """Section 7: an appointment's newest revision after those before it, each with author and number."""
    (value, author, _), earlier = revisions[-1], revisions[:-1]
    if (value["id"], value["client"]) != (record.hex(), scope.hex()):
        return False
    if not earlier:
        return behind_lost or (value["state"] in ("requested", "confirmed") and all(
            value.get(name) is None for name in ("undoes", "reopens", "successor", "cancelledBy")))
    last, last_author, number = earlier[-1]
    lapse = seconds(value["changed"]) - seconds(last["changed"])
    if lapse < 0 or not same(value, last, *"client case counselor start end room modality series predecessor booked".split()):
        return False
    if value.get("undoes") is not None:
        return value["undoes"] == number and last.get("undoes") is None and author == last_author and lapse <= 600 \
            and last["state"] != "rescheduled" \
            and (same(value, earlier[-2][0], "-changed", "-undoes") if len(earlier) > 1 else behind_lost)
    if value.get("reopens") is not None:
        return value["reopens"] == number and last["state"] in APPOINTMENT_MARKS and value["state"] == "confirmed" \
            and all(value.get(name) is None for name in ("started", "ended", "withoutConsent")) \
            and same(value, last, "-changed", "-undoes", "-reopens", "-state", "-started", "-ended", "-withoutConsent")
    return value["state"] in APPOINTMENT_STEPS.get(last["state"], "").split() \
        and (value.get("successor") is not None) == (value["state"] == "rescheduled") \
        and (value.get("cancelledBy") is not None) == (value["state"] == "cancelled")

def consent_follows(record, value, author, last, scope):
    """Section 7: a consent's newest revision after the one before."""
    if (value["id"], value["client"]) != (record.hex(), scope.hex()):
        return False
    explained = value.get("explainedBy")
    if last is None:
        return value.get("withdrawn") is None and value["receivedBy"] == author.hex() and explained in (None, author.hex())
    if last.get("withdrawn") is not None:
        return False
    if last.get("explainedBy") is None and explained is not None:
        return explained == author.hex() and value.get("explained") is not None and value.get("withdrawn") is None \
            and same(value, last, "-explainedBy", "-explained")
    return value.get("withdrawn") is not None and same(value, last, "-withdrawn")

class Practice:
    def __init__(self, folder, identity=None):
        self.faults, self.rows, self.logged, self.entries = [], {}, {}, []
        self.glass_times = {}  # when entries about requests for shares were written, where their details open
        self.identity, self.secrets, self.spoiled, self.opened = identity, {}, [], {}
        self.read(os.path.join(folder, "practice.sqlite"))
        statements = [row for (kind, key), row in sorted(self.rows.items()) if kind == STATEMENT and len(key) == 4]
        links = self.links(statements)
        self.chain, whole = Chain(links), Chain(statements)
        need(self.chain.links, "there is no practice")
        self.practice, self.root = self.chain.links[0].practice, self.chain.links[0].hash
        self.fixed = {compartment_id(self.practice, name): name for name in NEEDED}
        self.desk, self.audit = (compartment_id(self.practice, name) for name in ("desk", "audit"))
        self.gather()
        if identity:
            keys = x_public(identity["x25519"]), ed_public(identity["ed25519"])
            need(identity.get("practice") == self.practice and identity["root"] == self.root, "of another practice")
            need(keys in self.chain.keys_at(identity["person"], None), "the chain has not the keys of the identity")
            self.open_keys()
            if any(compartment == compartment_id(self.practice, "practice") for compartment, _ in self.secrets):
                self.profiles = {}
                whole = Chain(statements, self.open_duties)
                for position, profile in sorted(self.profiles.items()) if whole.broken is None else ():
                    try:
                        need(is_profile(from_json(profile)), "no profile")
                    except Refused:
                        self.fault("profile-unreadable", position)
                self.chain = whole if len(links) == len(statements) else Chain(links, self.open_duties)
                need(self.chain.people.get(identity["person"]) == keys, "other keys took their place")
            else:
                self.fault("record-unreadable", compartment_id(self.practice, "practice").hex())
        if whole.broken is not None:
            self.fault("membership-broken", whole.broken)
        if self.chain.open_duties and not self.chain.links:
            self.chain = Chain(links)

    def links(self, statements):
        """The rows that are links of the membership chain: each as its own signer logged it; all in a file without entries."""
        if not self.stored_entries:
            return statements
        wanted, logged = {}, {u32(0)}  # a practice is known by the first
        for row in statements:
            try:
                wanted[row.key] = row.hash, parse_statement(row.body).signer
            except Refused:
                continue
        for _, _, leaf, side in self.stored_entries:
            try:
                entry = parse_leaf(leaf, side)
            except Refused:
                continue
            logged.update(
                change.key for change in entry.changes
                if change.kind == STATEMENT and wanted.get(change.key) == (change.after, entry.actor))
        return list(itertools.takewhile(lambda row: row.key in logged, statements))

    def fault(self, kind, place):
        if isinstance(place, SimpleNamespace):  # a row
            place = "%d/%s" % (place.kind, place.key.hex())
        fault = {"kind": kind, "place": str(place)}
        if fault not in self.faults:
            self.faults.append(fault)

    # 3. Database

    def read(self, file):
        need(os.path.exists(file), "there is no practice.sqlite")
        base = sqlite3.connect("file:%s?mode=ro" % os.path.abspath(file).replace("%", "%25").replace("?", "%3f"), uri=True)
        base.text_factory = bytes
        ask = lambda question: base.execute(question).fetchall()
        try:
            ask("BEGIN")
            need(ask("PRAGMA application_id") == [(0x74616365,)], "no practice file")
            need(ask("PRAGMA user_version") == [(1,)], "another version")
            texts = [text for (text,) in ask("SELECT sql FROM sqlite_master")]
            need(sorted(text or b"" for text in texts) == sorted([b""] + [text.encode() for text in SCHEMA]), "another schema")
            need(ask("SELECT name, tbl_name FROM sqlite_master WHERE sql IS NULL") == [(b"sqlite_autoindex_row_1", b"row")],
                 "another schema")
            try:
                if ask("PRAGMA integrity_check") != [(b"ok",)]:
                    self.fault("database-damaged", 0)
            except sqlite3.DatabaseError as error:
                self.fault("database-damaged", getattr(error, "sqlite_errorcode", 0))
            self.stored_entries = ask("SELECT place, actor, leaf, side FROM entry ORDER BY place")
            self.nodes = {(level, place): hash for level, place, hash in ask("SELECT level, place, hash FROM node")}
            self.checkpoints = ask("SELECT epoch, signer, size, note FROM checkpoint ORDER BY size")
            self.slots = set(ask("SELECT tag, owner FROM slot"))
            stored = ask("SELECT class, key, scope, target, version, body FROM row ORDER BY rowid")
        except sqlite3.DatabaseError as error:
            raise Refused("SQLite: %s" % error)
        finally:
            base.close()
        for number, (kind, key, scope, target, version, body) in enumerate(stored, 1):
            if not (STATEMENT <= kind <= DISPOSAL and len(scope) == len(target) == 16 and 0 <= version < 2**32):
                self.fault("row-malformed", number)
                continue
            self.rows[kind, key] = row = SimpleNamespace(
                kind=kind, key=key, scope=scope, target=target, version=version, body=body, content=None, lies=False,
                hash=row_hash(kind, key, scope, target, version, body))
            try:
                row.content = parse_row(kind, key, scope, target, body)
                row.lies = row.content.lies
            except Refused:
                pass

    # 5. Compartments

    def gather(self):
        """Generations, assignments and grants by compartment, as far as they have their form, place and signature."""
        self.generations, self.assignments, self.grants = defaultdict(dict), defaultdict(list), defaultdict(list)
        self.holding, self.scopes, self.disordered = {}, {}, set()
        self.succeeded = {row.scope for (kind, key), row in self.rows.items() if kind == RECOVERY and key[16:17] == b"\x08"}
        for (kind, _), row in sorted(self.rows.items()):
            found = row.content
            row.signed = row.lies and kind in (GENERATION, GRANT, SHARES, ASSIGNMENT, DEPOSIT, STALE, RECOVERY, DISPOSAL) \
                and found.practice == self.practice and self.signature_holds(found, kind)
            if kind == GENERATION and row.lies:
                self.generations[row.scope][found.generation] = row
            elif kind == ASSIGNMENT:
                self.assignments[row.scope].append(row)
            elif kind == GRANT and row.signed:
                self.grants[found.compartment, found.generation].append(found)

    def signature_holds(self, found, kind):
        if kind == DEPOSIT and found.signer in self.chain.stations:
            return signed_by(self.chain.stations[found.signer], found.signature, found.message)
        # What names a link was signed with the keys that were good there.
        head = getattr(found, "head", None)
        pairs = self.chain.keys_at(found.signer, head[0] if head else None)
        if kind == RECOVERY and found.step in (1, 4):
            pairs = [pair for pair in pairs if key_id(*pair) == found.key]
        return any(signed_by(ed, found.signature, found.message) for _, ed in pairs)

    def newest(self, compartment):
        return max(self.generations.get(compartment) or {0: None})

    def derive(self, compartment, generation, purpose, secret=None):
        return hkdf(secret or self.secrets[compartment, generation], self.practice,
                    label("tacet/1/compartment/" + purpose) + compartment + u32(generation), 32)

    def psk(self):
        return self.identity["practice-secret"], label("tacet/1/practice-secret") + self.practice

    def learn(self, compartment, generation, secret):
        row = self.generations[compartment].get(generation)
        need(row, "a secret of no generation")
        need(x_public(self.derive(compartment, generation, "x25519", secret)) == row.content.public, "another secret")
        self.secrets[compartment, generation] = secret

    def open_keys(self):
        """Every secret that the identity reaches: each grant to it opened, the newest first, and what leads back from there."""
        grants = [row for (kind, _), row in self.rows.items() if kind == GRANT and row.signed]
        grants = [row for row in grants if row.content.signer in self.holders(row.content.compartment, row.content.generation)]
        grants.sort(key=lambda row: -row.content.generation)
        for kind in (1, 2):  # compartments as holders come second: their own keys are granted to people
            for row in grants:
                grant = row.content
                by_person, outer = kind == 1, (grant.holder[1], grant.holder_generation)
                if grant.holder[0] != kind:
                    continue
                if (grant.holder[1] != self.identity["person"]) if by_person else (outer not in self.secrets):
                    continue
                if grant.generation not in self.generations[grant.compartment]:
                    continue
                try:
                    self.learn(grant.compartment, grant.generation, self.open_grant(grant, by_person, outer))
                except Refused:
                    own = key_id(x_public(self.identity["x25519"]), ed_public(self.identity["ed25519"]))
                    if not by_person or grant.key == own:
                        self.spoiled.append(row)
                    continue
                for number in range(grant.generation, 1, -1):
                    if (grant.compartment, number - 1) in self.secrets or not self.leads_back(grant.compartment, number):
                        break

    def open_grant(self, grant, by_person, outer):
        if grant.method == 3:
            return unwrap(self.derive(*outer, "wrap"), grant.sealed)
        info = label("tacet/1/grant-info") + self.practice + grant.compartment + u32(grant.generation) + grant.holder[1] \
            + counted(b"member")
        private = self.identity["x25519"] if by_person else self.derive(*outer, "x25519")
        return hpke_open(private, grant.encapsulated, grant.sealed, info, self.psk())

    def leads_back(self, compartment, number):
        """Whether a generation's secret opens the one before; that one is known then."""
        wrapped = self.generations[compartment][number].content.wrapped
        try:
            self.learn(compartment, number - 1, unwrap(self.derive(compartment, number, "wrap"), wrapped))
            return True
        except Refused:
            return False

    def verify_keys(self):
        """11.5: what keys that were made for the identity should open, and do not."""
        for row in self.spoiled:
            if row.scope not in self.disordered:
                self.fault("key-spoiled", row)
        for compartment, rows in sorted(self.generations.items()):
            for number in rows:
                if number > 1 and (compartment, number) in self.secrets and compartment not in self.disordered \
                        and not self.leads_back(compartment, number):
                    self.fault("key-spoiled", rows[number])
        own = key_id(x_public(self.identity["x25519"]), ed_public(self.identity["ed25519"]))
        for (kind, _), row in self.rows.items():
            found = row.content
            if kind != SHARES or not row.signed or row.scope in self.disordered \
                    or found.signer not in self.holders(found.compartment, found.generation):
                continue
            for share in found.shares:
                if (share.custodian, share.key) != (self.identity["person"], own):
                    continue
                info = label("tacet/1/share-info") + self.practice + found.compartment + u32(found.generation) \
                    + share.custodian + bytes([share.index, found.k])
                try:
                    hpke_open(self.identity["x25519"], share.encapsulated, share.sealed, info, self.psk())
                except Refused:
                    self.fault("key-spoiled", row)

    def open_box(self, compartment, data, context):
        box = whole(data, "generation:u32 method:u8 encapsulated:digest sealed:counted")
        need(box.method in (1, 2), "another method")
        need((compartment, box.generation) in self.secrets, "no key to it")
        info = label("tacet/1/box") + self.practice + compartment + u32(box.generation)
        return hpke_open(self.derive(compartment, box.generation, "x25519"), box.encapsulated, box.sealed, info,
                         self.psk() if box.method == 1 else None, context)

    def open_duties(self, link):
        context = label("tacet/1/member-sealed") + self.practice + u32(link.position) + link.previous + link.subject
        need(link.sealed[4:5] == b"\1", "another method")
        parts = Parts(self.open_box(compartment_id(self.practice, "practice"), link.sealed, context))
        parts.one_of(1)
        duties, profile = parts.u32(), parts.counted()
        parts.zeros()
        need(duties < 1 << len(ROLES), "an unknown duty")
        self.profiles[link.position] = profile
        return duties

    def holders(self, compartment, generation):
        """The people who hold a generation."""
        if (compartment, generation) in self.holding:
            return self.holding[compartment, generation]
        self.holding[compartment, generation] = found = set()  # each question is asked once
        row = self.generations[compartment].get(generation)
        if row is None or not row.signed:
            return found
        found.add(row.content.signer)
        ever = {row.content.holder for row in self.assignments[compartment] if row.content}
        before = -1
        while len(found) != before:
            before = len(found)
            for grant in self.grants[compartment, generation]:
                if grant.signer in found and grant.holder[0] == 1:
                    found.add(grant.holder[1])
                elif grant.signer in found and grant.holder in ever:
                    found.update(*(self.holders(grant.holder[1], number) for number in self.generations[grant.holder[1]]))
            # hand-over without the leaver
            found.update(one.successor for one in self.successions(compartment)
                         if one.generation == generation and one.statement == sha(row.body) and self.is_given(one))
        return found

    # hand-over without the leaver

    def holds(self, this, position):
        """Whether the leaver was out from the request on, and the successor counsels there with these keys."""
        chain = self.chain
        if not this.head[0] <= position < len(chain.links) or this.leaver not in chain.people \
                or not any(key_id(*pair) == this.key for pair in chain.keys_at(this.successor, position)):
            return False
        return all(standing.get(this.leaver, (1, 0))[0] != 1 for standing in chain.history[this.head[0]:position + 1]) \
            and bool(not chain.open_duties or chain.duties(this.successor, position) & (COUNSELOR | TRAINEE))

    def is_asked(self, row):
        """Whether a director asked, of a leaver who was out."""
        this = row.content
        return self.chain.has(this.head) and self.holds(this, this.head[0]) and (
            not self.chain.open_duties or self.chain.duties(this.signer, this.head[0]) & DIRECTOR)

    def is_given(self, this):
        """Whether the case was given to the leaver after the assignments that the request names."""
        rows = self.assignments[this.compartment][:this.assignments]
        given = False
        for row in rows:
            if row.content and row.content.holder == (1, this.leaver):
                given = row.content.what == 1
        return given and len(rows) == this.assignments and sha(rows[-1].body) == this.last

    def successions(self, compartment):
        """The requests to which enough custodians released a share while the leaver was out."""
        rows = [row for (kind, _), row in self.rows.items()
                if kind == RECOVERY and row.scope == compartment and row.lies and row.signed] \
            if compartment in self.succeeded else []
        result = []
        for row in rows:
            if row.content.step != 8 or not self.is_asked(row):
                continue
            this, indexes = row.content, set()
            def answers(step):
                return {one.content.signer: one.content for one in rows if one.content.step == step and one.content.request == this.request
                        and one.content.asked == sha(row.body) and one.content.set == this.set
                        and one.content.signer not in (this.successor, this.leaver)}
            words = answers(2)
            for signer, share in answers(3).items():
                word = words.get(signer)
                if word and self.chain.has(word.head) and self.holds(this, word.head[0]) and (
                        not self.chain.open_duties or self.chain.duties(signer, word.head[0]) & CUSTODIAN):
                    indexes.add(share.index)
            if len(indexes) >= this.k:
                result.append(this)
        return result

    def takes_over(self, found, number, assigned, generations):
        """Whether an assignment is the successor's own, right after those that the request names."""
        return any(self.carries(this, found, number, assigned, generations) for this in self.successions(found.compartment))

    def carries(self, this, found, number, assigned, generations):
        row, position = generations.get(this.generation), found.head[0]
        newer = generations.get(this.generation + 1)
        others = {holder for holder in assigned if holder != (1, found.signer)}
        return bool(
            found.what == 1 and found.holder == (1, found.signer) and this.successor == found.signer
            and (this.assignments, this.last) == (found.sequence, found.previous) and self.is_given(this)
            and self.holds(this, position) and row and sha(row.body) == this.statement
            and (not newer or newer.content.assignments > number)
            and all(kind == 1 and not (self.chain.open_duties and self.chain.duties(one, position) & (COUNSELOR | TRAINEE))
                    for kind, one in others))

    def succession_is_sound(self, row):
        this = row.content
        statement = self.generations[this.compartment].get(this.generation)
        return bool(statement and sha(statement.body) == this.statement and self.is_asked(row) and self.is_given(this)
                    and self.is_case(this) and self.is_of_set(this))

    def is_superfluous(self, row, found):
        """The people had changed before it was asked, or another request for the same was there."""
        this, place = row.content, self.place_of(row)
        if place is None:
            return False
        changed = self.logged.get((ASSIGNMENT, this.compartment + u32(this.assignments)))
        if changed and changed.first.at <= place:
            return True
        return self.chain.open_duties and any(
            step == 8 and other.sound and other is not row and (other.content.statement, other.content.last) == (this.statement, this.last)
            and self.place_of(other) is not None and (self.place_of(other), other.content.request) < (place, this.request)
            for (_, step, _), other in found.items())

    def verify_takings(self, found):
        """Who came in by a request did so after enough shares of one of them were released, in an entry of its own."""
        asked = [row for (_, step, _), row in found.items() if step == 8 and row.sound]
        for row in asked:
            if self.is_superfluous(row, found):
                self.fault("statement-unauthorized", row)
        for compartment in {row.scope for row in asked}:
            rows, generations, after = self.assignments[compartment], self.generations[compartment], self.scopes[compartment]
            for number, next in enumerate(rows):
                if 1 not in generations or number < generations[1].content.assignments \
                        or self.belonged(next.content.signer, after[number], next.content.head[0]):
                    continue
                carried = [row for row in asked if row.scope == compartment
                           and self.carries(row.content, next.content, number, after[number], generations)]
                had = self.logged.get((ASSIGNMENT, next.key))
                if carried and not any(had and self.released_before(row, found, had.first.at) >= row.content.k for row in carried):
                    self.fault("statement-unauthorized", next)

    def released_before(self, row, found, place):
        return sum(1 for (request, step, _), one in found.items() if request == row.content.request and step == 3
                   and getattr(one, "sound", False) and one.content.asked == sha(row.body) and self.place_of(one) < place)

    # 11.2 Log

    def verify_log(self, deep):
        if not self.stored_entries:
            self.fault("no-log", 0)
        leaves, own, following, keys, newest_head, newest, expected = {}, {}, {}, {}, 0, 1, 0
        linked, links = {}, 0  # of the membership chain, as entries logged them, with the epoch
        self.crossings, self.disposals, self.legal_holds = [], {}, defaultdict(set)
        self.filed_away, self.cases_of_files = set(), []
        self.contradicted = set()  # generations of which two entries say that they began them
        self.departures = defaultdict(dict)  # what led on from each state of a slots row, where duties are not known
        self.granted = defaultdict(set)  # to whom a grant was logged, by compartment
        self.reserve()
        self.held_before = {}  # to whom keys of what was disposed of had been granted
        self.notes_gone = defaultdict(set)  # private notes that went after cases, by compartment
        for place, actor, leaf, side in self.stored_entries:
            epoch, position, entry = place >> 40, place % PLACE, None
            at = self.place_name(place - PLACE)
            try:
                entry = parse_leaf(leaf, side)
                need((entry.practice, entry.epoch, entry.position, entry.actor) == (self.practice, epoch, position, actor), "")
            except Refused:
                entry = None
            if epoch < newest:
                self.fault("epoch-unknown", epoch)
            elif epoch > newest:
                self.verify_opening(epoch, entry, leaves, max(newest_head, links))
                newest, expected = epoch, 0
            if position != expected:
                self.fault("entry-missing", self.place_name((epoch - 1) * PLACE + expected))
            expected = position + 1
            if entry is None:
                self.fault("entry-malformed", at)
            leaves.setdefault(epoch, []).append(sha(b"\0", leaf))
            self.entries.append(entry or SimpleNamespace(actor=None))
            self.entries[-1].at = place - PLACE
            if entry is None:
                continue
            position = at
            heads = [had.get(entry.actor, (0, ZERO32)) for had in (following, own)]
            follows = [(entry.own, entry.previous) == (counter + 1, previous) for counter, previous in heads]
            if follows[0]:
                following[entry.actor] = entry.own, entry.hash
            elif not follows[1]:
                self.fault("own-chain-broken", position)
            own[entry.actor] = entry.own, entry.hash
            used = keys.setdefault(entry.actor, [])
            if entry.key in used[:-1]:  # once others were used, they have ended
                self.fault("entry-signature", position)
            # Where duties are known, keys that wait for a confirmation end none.
            if (not used or used[-1] != entry.key) and (not self.chain.open_duties or entry.actor in self.chain.stations or any(
                    key_id(*pair) == entry.key for pair in self.chain.keys_at(entry.actor, entry.head[0]))):
                used.append(entry.key)
            if not self.chain.has(entry.head):
                self.fault("chain-head-unknown", position)
            elif entry.head[0] < newest_head:
                self.fault("chain-head-behind", position)
            if self.chain.has(entry.head):
                newest_head = max(newest_head, entry.head[0])
            for change in entry.changes:
                if self.logs_link(entry, change):
                    linked.setdefault(int.from_bytes(change.key, "big"), epoch)
            links = max(linked, default=0)
            disposed, self.reached = self.disposed_by(entry), newest_head
            member = entry.actor not in self.chain.stations and (
                not self.chain.open_duties or bool(self.chain.duties(entry.actor, min(newest_head, len(self.chain.links) - 1))))
            for change in entry.changes:
                if not member and change.kind != DEPOSIT:  # passed over
                    self.fault("actor-not-active", position)
                    continue
                self.fold(entry, change, (change.kind, change.key) in disposed)
        for found in list(self.crossings):  # what was said of people since was logged since
            if any(linked.get(link, 0) < found.epoch for link in range(found.head[0] + 1, len(self.chain.links))):
                self.fault("epoch-unknown", found.epoch)
                self.crossings.remove(found)
        self.levels, self.counters = {epoch: tree_levels(hashes) for epoch, hashes in leaves.items()}, own
        self.verify_nodes()
        covered = self.verify_checkpoints()
        for entry in self.entries:
            if entry.actor and (deep or entry.at >= covered):
                self.verify_entry(entry)

    def place_name(self, at):
        """How faults name a place in the log: the position, in later epochs with the epoch."""
        return at if 0 <= at < PLACE else "%d/%d" % (at // PLACE + 1, at % PLACE)

    def epoch_name(self, epoch):
        """What stands before sizes and nodes of later epochs."""
        return "" if epoch <= 1 else "%d/" % epoch

    def logs_link(self, entry, change):
        row = self.rows.get((STATEMENT, change.key)) if change.kind == STATEMENT and len(change.key) == 4 else None
        return bool(row) and row.hash == change.after and int.from_bytes(change.key, "big") < len(self.chain.links) \
            and self.chain.links[int.from_bytes(change.key, "big")].signer == entry.actor

    def verify_opening(self, epoch, entry, leaves, links):
        """An epoch begins with what a director declared and a custodian confirmed, of the epoch before as it stands."""
        row = self.rows.get((EPOCH, u32(epoch)))
        found = row.content if row else None
        try:
            need(found and row.lies and entry and leaves and found.practice == self.practice and found.root == self.root, "")
            before = max(leaves)
            root = tree_root(tree_levels(leaves[before]), len(leaves[before]))
            need(found.epoch == epoch and found.restored == (before, len(leaves[before]), root), "another state")
            need(self.chain.has(found.head) and entry.head == found.head and entry.position == 0, "another link")
            need(entry.actor == found.signer, "by another")
            need(entry.head[0] >= links, "a link before the end of the epoch before")
            need([change.version for change in entry.changes if (change.kind, change.key) == (EPOCH, u32(epoch))] == [1], "no row")
            need(all(change.kind in (DEPOSIT, EPOCH) for change in entry.changes), "more than that")
            for signer, key, part in ((found.director, found.key, found), (found.signer, found.confirmation.key, found.confirmation)):
                need(any(key_id(*pair) == key and signed_by(pair[1], part.signature, part.message)
                         for pair in self.chain.keys_at(signer, found.head[0])), "not signed")
            if self.chain.open_duties:
                need(self.chain.duties(found.director, found.head[0]) & DIRECTOR, "by no director")
                others = [person for person, (_, duties) in self.chain.at(found.head[0]).items()
                          if duties & CUSTODIAN and person != found.signer]
                need(self.chain.duties(found.signer, found.head[0]) & CUSTODIAN if found.signer != found.director else not others,
                     "confirmed by nobody who may")
            self.crossings.append(found)
        except Refused:
            self.fault("epoch-unknown", epoch)

    def restores_losing(self, epoch, size, root):
        """The restores that say of a state which is not here that it was lost; where duties are not known, of one person nothing."""
        here = len(self.levels.get(epoch, [[]])[0])
        believed = [found for found in self.crossings if self.chain.open_duties or found.signer != found.director]
        return [found for found in believed if size > 0 and found.epoch > epoch and (
            found.known == (epoch, size, root)
            or (size > here and found.restored[:2] < (epoch, size) < found.known[:2]))]

    def has_state(self, epoch, size, root):
        levels = self.levels.get(epoch)
        return bool(levels) and 1 <= size <= len(levels[0]) and tree_root(levels, size) == root

    # Disposal

    def disposed_by(self, entry):
        """The rows that go with an entry because two people signed that exactly these do, and no hold stood."""
        gone = set()
        for change in entry.changes:
            if change.kind in (GENERATION, GRANT, SHARES, ASSIGNMENT, STALE, OWED) and change.key[:16] in self.disposals:
                self.fault("disposal-broken", change)
        for change in entry.changes:
            if change.kind != DISPOSAL:
                continue
            row = self.rows.get((DISPOSAL, change.key))
            try:
                need(change.version == 1 and row and row.lies and row.signed, "no row")
                found = row.content
                need(found.signer == entry.actor and found.head == entry.head, "another's, or at another link")
                self.disposal_rightful(row)
                if found.step == 1:
                    self.legal_holds[row.scope].add(found.name)
                elif found.step == 2:
                    self.legal_holds[row.scope].discard(found.name)
                elif found.step == 4:
                    gone |= self.rows_of(found, row, entry)
                elif found.step == 6:
                    gone |= self.private_rows_of(found, row, entry)
            except Refused:
                self.fault("disposal-broken", change)
        return gone

    def duties_at(self, found):
        """Those of its signer; all of them where they cannot be read."""
        return self.chain.duties(found.signer, found.head[0]) if self.chain.open_duties else ~0

    def disposal_rightful(self, row):
        found = row.content
        need(self.chain.has(found.head), "another chain")
        if found.step == 1:
            need(found.compartment not in self.fixed, "a fixed compartment")
            need(self.duties_at(found) & (DIRECTOR | CUSTODIAN | COMMITTEE | SUPERVISOR | COUNSELOR | TRAINEE), "no office")
        elif found.step == 2:
            held = self.rows.get((DISPOSAL, u8(1) + found.name))
            need(held and held.signed and held.scope == row.scope and sha(held.body) == found.asked
                 and found.head[0] >= held.content.head[0], "of no hold")
            if found.signer != held.content.signer and self.chain.open_duties:
                duties = self.duties_at(found)
                by_office = self.duties_at(held.content) & (DIRECTOR | CUSTODIAN | COMMITTEE | SUPERVISOR | COUNSELOR | TRAINEE)
                need(duties & (COMMITTEE | CUSTODIAN) and not duties & DIRECTOR
                     or not by_office and duties & (COMMITTEE | CUSTODIAN | DIRECTOR), "another's hold")
        elif found.step in (5, 6):
            asked = found.proposal if found.step == 6 else found
            need((asked.practice, asked.root) == (self.practice, self.root) and self.chain.has(asked.head)
                 and asked.own not in self.fixed and self.signature_holds(asked, DISPOSAL) and self.duties_at(asked), "another practice")
            need(found.step == 5 or (found.signer != asked.signer and found.head[0] >= asked.head[0]
                                     and self.duties_at(found) & (DIRECTOR | CUSTODIAN | COMMITTEE)), "approved by nobody who may")
        else:
            asked = found.proposal if found.step == 4 else found
            need((asked.practice, asked.root) == (self.practice, self.root) and self.chain.has(asked.head)
                 and asked.compartment not in self.fixed, "another practice")
            need(self.duties_at(asked) & DIRECTOR and self.signature_holds(asked, DISPOSAL), "by no director")
            if found.step == 3:
                need(not self.identity or self.is_due(found, found.name, found.time), "not due")
            else:
                need(found.signer != asked.signer and found.head[0] >= asked.head[0]
                     and self.duties_at(found) & (CUSTODIAN | COMMITTEE), "approved by nobody who may")
                need(not self.identity or self.is_due(asked, asked.disposal, found.time), "not due")

    def is_due(self, found, name, time):
        context = label("tacet/1/disposal-terms") + self.practice + name
        terms = from_json(self.open_box(compartment_id(self.practice, "practice"), found.terms, context))
        need(DISPOSAL_TERMS(terms) and time < 253402214400, "no terms")
        def on(name):
            return date.fromisoformat(terms[name])
        def later(day, years):
            try:
                return day.replace(year=day.year + years)
            except ValueError:
                return date(day.year + years, 3, 1)
        today = date(1970, 1, 1) + timedelta(days=time // 86400 + 1)
        years, days = (10, 60) if terms["jurisdiction"] == "mainland" else (7, 0)
        if not (later(on("closed"), years) <= on("keepUntil") < today and days <= terms["noticeDays"] <= 365):
            return False
        if terms["noticeDays"] == 0 or terms.get("collected"):
            return True
        return bool(terms.get("notice")) and on("notice") + timedelta(days=terms["noticeDays"]) <= today

    def lay_in_case(self, case, places):
        """Each record's every revision goes, first logged by somebody who made, or was granted, a key of the case."""
        holders = {key[-16:] for kind, key in self.logged if kind == GRANT and key[:16] == case}
        holders |= {said.first.actor for (kind, key), said in self.logged.items() if kind == GENERATION and key[:16] == case and said.first}
        revisions = defaultdict(int)
        for kind, key in places:
            if kind == RECORD:
                said = self.logged.get((kind, key))
                need(said and said.first and said.first.actor in holders, "written by nobody of the case")
                revisions[key[:16]] += 1
        for record, count in revisions.items():
            left = self.logged.get((RECORD, record + u32(count + 1)))
            need(not left or left.hash == ZERO32, "a revision that stays")

    def ever_had(self, person, duties):
        if not self.chain.open_duties:
            return person in self.chain.people
        return any(self.chain.duties(person, position) & duties for position in range(len(self.chain.links)))

    def was_assigned(self, person, compartment):
        held = [row for (kind, _), row in self.rows.items() if kind == ASSIGNMENT and row.scope == compartment]
        return any(row.target == person for row in held) or (not held and compartment in self.disposals)

    def was_opened(self, case, counselor):
        """Whether the entry that assigned a counselor first also logged the case."""
        row = self.rows.get((ASSIGNMENT, case + u32(0)))
        return self.made_together(case) and (row.target == counselor if row else case in self.disposals)

    def had_duty(self, content, duties, person=None):
        """Whether the author, or somebody else, had one of these duties when version 1 was logged."""
        position = min(content.first.head[0], len(self.chain.links) - 1)
        return not self.chain.open_duties or bool(self.chain.duties(person or content.author, position) & duties)

    def rows_of(self, found, row, entry):
        asked, scope = found.proposal, found.compartment
        stood = self.rows.get((DISPOSAL, u8(3) + asked.disposal))
        need(stood and stood.body == asked.body and (DISPOSAL, stood.key) in self.logged, "not proposed before")
        need(scope not in self.disposals and not self.legal_holds[scope], "on hold")
        record = self.rows.get((RECORD, scope + u32(1)))
        need(self.made_together(scope) and (asked.of_file or record is None or record.scope != scope), "no case, no file")
        gone = sorted((change.kind, change.key, change.before) for change in entry.changes if change.after == ZERO32)
        others = [change for change in entry.changes if change.after != ZERO32 and (change.kind, change.key) != (DISPOSAL, row.key)]
        need(all(change.kind == DEPOSIT and change.version == 1 for change in others), "more than that")
        need(all(kind in (RECORD, DEPOSIT, SLOTS) or kind in DISPOSED and key[:16] == scope for kind, key, _ in gone), "of others")
        text = label("tacet/1/disposal-rows") + scope + u32(len(gone)) + b"".join(
            u8(kind) + counted(key) + hash for kind, key, hash in gone)
        need(len(gone) == asked.count and sha(text) == asked.rows, "other rows")
        places = {(kind, key) for kind, key, _ in gone}
        need(asked.of_file == ((RECORD, scope + u32(1)) in places), "a file without its head, or a case with one")
        need(all((DEPOSIT, card) in places for card in asked.cards), "cards that stay")
        need(all(kind != SLOTS or asked.of_file and (RECORD, key + u32(1)) in places for kind, key in places), "times of others")
        if not asked.of_file:
            self.lay_in_case(scope, places)
        if asked.of_file:  # its cases went before
            for held in {key[:16] for kind, key, _ in gone if kind == RECORD} - {scope}:
                need(held in self.disposals or not self.made_together(held), "a case is left")
            self.filed_away |= {(kind, key) for kind, key, _ in gone if kind == RECORD}
        elif record is None:
            self.cases_of_files.append(((RECORD, scope + u32(1)), row))
        self.disposals[scope] = entry.at
        self.held_before[scope] = {key[-16:] for kind, key, _ in gone if kind == GRANT}
        return {(kind, key) for kind, key, _ in gone}

    def private_rows_of(self, found, row, entry):
        """Private notes of one author go after the case, out of a compartment that was theirs alone."""
        asked, case = found.proposal, found.compartment
        whole, stood = self.rows.get((DISPOSAL, u8(4) + case)), self.rows.get((DISPOSAL, u8(5) + asked.name))
        first = lambda *place: getattr(self.logged.get(place), "first", None)
        opened, said = first(RECORD, case + u32(1)), first(DISPOSAL, u8(5) + asked.name)
        need(case in self.disposals and whole and sha(whole.body) == asked.gone and not whole.content.proposal.of_file, "of no case that went")
        need(asked.signer in self.held_before[case], "they had no key of the case")
        need(opened and said and stood and stood.body == asked.body and said.at > self.disposals[case], "not said after it")
        gone = sorted((change.kind, change.key, change.before) for change in entry.changes if change.after == ZERO32)
        others = [change for change in entry.changes if change.after != ZERO32 and (change.kind, change.key) != (DISPOSAL, row.key)]
        need(all(change.kind == DEPOSIT and change.version == 1 for change in others), "more than that")
        text = label("tacet/1/disposal-rows") + asked.own + u32(len(gone)) + b"".join(
            u8(kind) + counted(key) + hash for kind, key, hash in gone)
        need(len(gone) == asked.count and sha(text) == asked.rows, "other rows")
        need(all(kind == RECORD and len(key) == 20 for kind, key, _ in gone) and {key[:16] for _, key, _ in gone} == set(asked.notes),
             "no notes")
        for note in asked.notes:
            revisions = sorted(key for _, key, _ in gone if key[:16] == note)
            need(revisions == [note + u32(number) for number in range(1, len(revisions) + 1)], "a gap")
            behind = self.logged.get((RECORD, note + u32(len(revisions) + 1)))
            need(behind is None or behind.hash == ZERO32, "a revision that stays")
            need(all(first(RECORD, key).actor == asked.signer for key in revisions), "another's")
            need(opened.at < first(RECORD, note + u32(1)).at < self.disposals[case], "not of the time of the case")
        need(self.was_alone(asked.own, asked.signer), "others were there")
        self.notes_gone[asked.own] |= set(asked.notes)
        return {(kind, key) for kind, key, _ in gone}

    def was_alone(self, own, author):
        """Whether somebody made a compartment for themself and, as far as the log goes now, let nobody else in."""
        places = (ASSIGNMENT, own + u32(0)), (GENERATION, own + u32(1))
        had, (assigned, made) = [self.logged.get(place) for place in places], [self.rows.get(place) for place in places]
        if self.made_together(own) or not all(had) or not (assigned and made and assigned.lies and made.lies):
            return False
        if not all(one.first and one.first.actor == author for one in had):
            return False
        first, key = assigned.content, made.content
        return assigned.signed and made.signed and (first.holder, first.what, first.signer) == ((1, author), 1, author) \
            and (key.assignments, key.signer) == (1, author) and not any(
                row.content and row.signed and row.content.signer == author and row.content.holder != (1, author)
                and (ASSIGNMENT, row.key) in self.logged for row in self.assignments[own])

    def made_together(self, scope):
        """A record and the first assignment of its identifier, by the same entry: of a case, or of a client's file."""
        first = [self.logged.get(place) for place in ((RECORD, scope + u32(1)), (ASSIGNMENT, scope + u32(0)))]
        return all(first) and all(one.first for one in first) and first[0].first.at == first[1].first.at

    def fold(self, entry, change, disposed=False):
        """One change of a row, held against what the log said of it so far."""
        had = self.logged.get((change.kind, change.key))
        if (had is None or had.hash == ZERO32) and change.after != ZERO32 and not self.may_begin(entry, change):
            self.not_entitled(entry, change)
            return
        if self.contradicts(entry, change, had):
            self.fault("entries-contradict", "%s,%s" % (self.place_name(had.first.at), self.place_name(entry.at)))
            had = self.logged.pop((change.kind, change.key)) and None
        hash, gone = had.hash if had else ZERO32, change.after == ZERO32
        stood = hash != ZERO32
        if self.claimed_before(entry, change, had):
            self.fault("entries-contradict", "%s,%s" % (self.place_name(had.said.at), self.place_name(entry.at)))
            row = self.rows.get((change.kind, change.key))
            if row is None or row.hash != had.hash:
                self.adopt(entry, change, had, True)
            return
        if change.kind == SLOTS and not disposed:
            if ZERO32 in (change.before, change.after) and not any(
                    new.kind == RECORD and new.version == 1 and new.before == ZERO32 and new.after != ZERO32
                    and len(new.key) == 20 and new.key[:16] == change.key for new in entry.changes):
                self.fault("change-forbidden", self.place_name(entry.at))
                return
            if change.before == hash and not self.may_write_slots(entry, change):
                self.not_entitled(entry, change)
                return
            departed = self.departures[change.key].get(change.before)
            here = self.rows.get((SLOTS, change.key))
            if not self.chain.open_duties and departed and departed[0].actor != entry.actor and change.lasting == ZERO32 \
                    and hash != change.before != change.after and (here.hash if here else ZERO32) != hash \
                    and (1 <= change.version <= departed[1] + 1 if change.before != ZERO32 else change.version == 1):
                self.fault("entries-contradict", "%s,%s" % (self.place_name(departed[0].at), self.place_name(entry.at)))
                self.departures[change.key][change.before] = entry, departed[1]
                self.logged[SLOTS, change.key] = SimpleNamespace(
                    hash=change.after, version=change.version, highest=change.version, lasting=ZERO32, first=entry, last=entry, said=entry,
                    past=[], left=set(), undone=[])
                return
        if change.lasting != ZERO32 and (gone or change.kind != RECORD):
            self.fault("change-does-not-follow", self.place_name(entry.at))
            return
        may_follow = 1 <= change.version <= (had.highest + 1 if stood else 1)
        follows = change.before == hash and change.after != hash and may_follow
        if not follows and not (change.kind == OWED and may_follow):
            self.fault("change-does-not-follow", self.place_name(entry.at))
            return
        if follows and stood and not disposed and (change.kind in ONCE or (gone and change.kind not in CHANGING)
                                                   or (change.kind == RECORD and change.lasting != had.lasting)):
            self.fault("change-forbidden", self.place_name(entry.at))
            return
        if change.kind == SLOTS and follows:
            self.departures[change.key][change.before] = entry, had.highest if had else 0
        if stood and not gone and change.kind != OWED:
            if self.goes_back(had, change.after):
                had.highest, had.said = max(had.highest, change.version), entry
                self.fault("change-does-not-follow", self.place_name(entry.at))
                return
            if change.after in had.left:
                self.fault("change-does-not-follow", self.place_name(entry.at))
        if not follows and change.before == ZERO32:
            pass  # whoever puts a mark where another is claimed is not to blame
        elif not follows or stood and change.version - 1 not in (had.version, had.highest):
            self.fault("change-does-not-follow", self.place_name(entry.at))
        elif had and not stood and change.kind not in CHANGING:
            self.fault("change-forbidden", self.place_name(entry.at))
        self.adopt(entry, change, had, stood and not gone and change.kind != OWED)

    def adopt(self, entry, change, had, goes_on):
        """Takes a row for what a change says; goes_on: it stays there, and what it was is its past."""
        if had is None:
            had = self.logged[change.kind, change.key] = SimpleNamespace(
                hash=ZERO32, version=0, highest=0, first=None, past=[], left=set(), undone=[])
        if change.kind == GRANT:
            self.granted[change.key[:16]].add(change.key[20:])
        if change.version == 1:
            if had.first is None or change.kind in CHANGING:
                had.first = entry
            if change.kind == RECORD and len(change.key) == 20:
                revision = int.from_bytes(change.key[16:], "big")
                before = self.logged.get((RECORD, change.key[:16] + u32(max(revision, 1) - 1)))
                had.predecessor = before.hash if before else ZERO32
        elif had.first is None:
            had.first = entry
        had.highest = max(had.highest if had.hash != ZERO32 else 0, change.version)
        if goes_on:
            had.past.append((had.hash, had.version, had.lasting, had.last))
        else:
            had.past, had.left = [], set()
        had.hash, had.version, had.lasting, had.last, had.said = change.after, change.version, change.lasting, entry, entry

    def not_entitled(self, entry, change):
        """What is passed over: named by the row where the file has it as they said, else by the entry."""
        row = self.rows.get((change.kind, change.key)) if change.after != ZERO32 else None
        if row and (row.hash == change.after or change.kind == RECORD and row.content is not None and row.content.lasting == change.lasting):
            self.fault("writer-not-entitled", change)
        else:
            self.fault("entry-not-entitled", self.place_name(entry.at))

    def may_write_slots(self, entry, change):
        """Where duties are known: whether who signed had the keys of the schedule and of the file in which the appointment lies."""
        first, had = self.rows.get((RECORD, change.key + u32(1))), self.logged.get((RECORD, change.key + u32(1)))
        if not self.chain.open_duties or len(change.key) != 16 or first is None or first.content is None or had is None \
                or had.hash == ZERO32 or first.content.lasting != had.lasting:
            return True
        file = first.content.compartment
        acts = {compartment for compartment, name in self.fixed.items() if self.chain.may_act(entry.actor, name, self.reached)}
        return compartment_id(self.practice, "schedule") in acts and any(
            holder in self.granted[file] and any(
                grant.holder[1] == holder and grant.signer in self.holders(file, number)
                for number in self.generations[file] for grant in self.grants[file, number])
            for holder in acts | {entry.actor})

    def claimed_before(self, entry, change, had):
        """11.2: whether one says that a record or shares became another, and this one goes on from what they were."""
        return not self.chain.open_duties and change.kind in (RECORD, SHARES) and had is not None \
            and ZERO32 not in (had.hash, change.before, change.after) and had.hash not in (change.before, change.after) \
            and (change.before in had.left or any(was[0] == change.before for was in had.past)) \
            and 1 <= change.version <= had.highest + 1 and change.lasting == had.lasting and had.said.actor != entry.actor

    def contradicts(self, entry, change, had):
        """11.2: whether two entries began one row, and who might hangs on duties that are not known; the file has this one's."""
        if self.chain.open_duties or had is None or had.hash in (ZERO32, change.after) or change.after == ZERO32 \
                or (change.version, change.before) != (1, ZERO32) or had.first is None or had.first.actor == entry.actor:
            return False
        row, number = self.rows.get((change.kind, change.key)), int.from_bytes(change.key[16:20], "big")
        if change.kind == STATEMENT:
            return bool(row) and row.hash == change.after
        if change.kind in (GRANT, SHARES, STALE):
            return len(change.key) == (36 if change.kind == GRANT else 20) and change.key[:20] in self.contradicted
        if row is None or len(change.key) != 20:
            return False
        if change.kind == RECORD:  # its key may have been renewed since
            return row.content is not None and row.content.lasting == change.lasting and (
                change.key[:16] in self.reserved
                or (row.content.names[0], row.content.compartment) == (change.key, compartment_id(self.practice, "practice")))
        if change.kind == GENERATION and row.hash == change.after and number > 1:
            self.contradicted.add(change.key)
            return True
        return change.kind == ASSIGNMENT and row.hash == change.after and number > 0

    def goes_back(self, had, hash):
        """Where a row had a hash before, it is again what it was then; whatever was claimed since is undone."""
        place = next((number for number, was in enumerate(had.past) if was[0] == hash), None)
        if place is None:
            return False
        since = had.past[place + 1:]
        had.undone += [was[3] for was in since] + [had.last]
        had.left = (had.left | {was[0] for was in since} | {had.hash}) - {hash}
        (had.hash, had.version, had.lasting, had.last), had.past = had.past[place], had.past[:place]
        return True

    def reserve(self):
        """11.2: records of which there is one, and who may log one beside a director; "nobody" where none may."""
        practice = compartment_id(self.practice, "practice")
        self.reserved = {practice: "nobody"}
        for kind in ("duty-list", "retention-schedule"):
            self.reserved[sha(label("tacet/1/fixed-record"), self.practice, counted(kind.encode()))[:16]] = "nobody"
        if (practice, 1) in self.secrets:
            self.reserved[self.named("required-credentials", self.practice, practice)] = "nobody"
            for person in self.chain.people:
                self.reserved[self.named("staff-fitness", person, practice)] = person

    def may_begin(self, entry, change):
        """Whether an entry may log a record of which there is one, another generation, what is filed under one, or another assignment."""
        if change.kind == RECORD:
            owner = self.reserved.get(change.key[:16])
            duties = self.chain.duties(entry.actor, self.reached) if owner and self.chain.open_duties else None
            return duties is None or bool(duties & DIRECTOR) or owner == entry.actor
        if change.kind == EPOCH:
            return entry.position == 0 and entry.epoch > 1 and change.key == u32(entry.epoch)
        if change.kind == STATEMENT:  # by whoever ever had an office in which links are signed, and by its signer
            row = self.rows.get((STATEMENT, change.key))
            if len(change.key) != 4:
                return False
            if row and row.hash == change.after and (not row.content or row.content.signer != entry.actor):
                return False
            return not self.chain.open_duties or any(
                person == entry.actor and duties & (DIRECTOR | CUSTODIAN | COMMITTEE)
                for people in self.chain.history for person, (_, duties) in people.items())
        size = {GENERATION: 20, GRANT: 36, SHARES: 20, STALE: 20, ASSIGNMENT: 20}.get(change.kind)
        if size is None:
            return True
        if len(change.key) != size:
            return False
        compartment, sequence = change.key[:16], int.from_bytes(change.key[16:20], "big")
        if change.kind == ASSIGNMENT:
            if compartment in self.fixed:
                return False
            if sequence == 0:
                return True
            if not self.chain.open_duties or self.chain.duties(entry.actor, self.reached) & DIRECTOR:
                return True
            return self.was_inside(entry, compartment, sequence) or any(
                kind == RECOVERY and row.scope == compartment and row.target == entry.actor
                for (kind, _), row in self.rows.items())
        if change.kind != GENERATION:
            had = self.logged.get((GENERATION, change.key[:20]))
            if had is not None and had.hash != ZERO32:
                return True
            if not any(new.kind == GENERATION and new.key == change.key[:20] and new.after != ZERO32 for new in entry.changes):
                return False
        return self.was_inside(entry, compartment)

    def was_inside(self, entry, compartment, limit=None):
        """Whether who signed an entry belonged there before it, or before an assignment of its own, or after any of these."""
        number, assigned, inside = 0, set(), False
        if compartment in self.fixed:
            return self.chain.may_act(entry.actor, self.fixed[compartment], self.reached)
        own = {new.key for new in entry.changes if new.kind == ASSIGNMENT}
        while number != limit:
            key = compartment + u32(number)
            had, row = self.logged.get((ASSIGNMENT, key)), self.rows.get((ASSIGNMENT, key))
            if had is None or had.hash == ZERO32:
                return inside
            if row is None or row.hash != had.hash or row.content is None:
                return True
            found = row.content
            assigned = assigned | {found.holder} if found.what == 1 else assigned - {found.holder}
            inside = self.belonged(entry.actor, assigned, self.reached) or (inside and key in own)
            number += 1
        return inside

    def verify_nodes(self):
        wanted = {(level, epoch * PLACE + index): hash for epoch, levels in self.levels.items()
                  for level, hashes in enumerate(levels) if level for index, hash in enumerate(hashes)}
        for (level, place), hash in sorted(self.nodes.items()):
            if wanted.pop((level, place), None) != hash:
                self.fault("node-wrong", "%s%d/%d" % (self.epoch_name(place // PLACE), level, place % PLACE))
        for epoch in {place // PLACE for _, place in wanted}:
            missing = sum(1 for _, place in wanted if place // PLACE == epoch)
            self.fault("node-wrong", "%s%d missing" % (self.epoch_name(epoch), missing))

    def verify_checkpoints(self):
        """Up to which place entries are covered by a checkpoint that holds and whose signer is active."""
        covered = 0
        for epoch, signer, claimed, note in self.checkpoints:
            try:
                found = parse_checkpoint(note.decode())
                name = "tacet/%s/%d" % (self.practice.hex(), epoch)
                need(found.origin == name and found.size == claimed, "its columns")
                good = []
                for _, key in self.chain.keys_at(signer, None):
                    own = [value[4:] for line, value in found.lines if (line, value[:4]) == (name, checkpoint_hash(name, key))]
                    good += [key] if own and signed_by(key, own[0], found.message) else []
                need(good, "its signature")
                if not self.has_state(epoch, claimed, found.root):
                    need(self.restores_losing(epoch, claimed, found.root), "another tree")
                    continue
                trusted = self.chain.active(signer) and good[-1] == self.chain.people[signer][1]
                covered = max(covered, (epoch - 1) * PLACE + claimed if trusted else 0)
            except (Refused, UnicodeDecodeError):
                self.fault("checkpoint-wrong", "%s%d" % (self.epoch_name(epoch), claimed))
        return covered

    def verify_entry(self, entry):
        if entry.actor in self.chain.stations:
            pairs = [(ZERO32, self.chain.stations[entry.actor])]
        else:
            pairs = self.chain.keys_at(entry.actor, entry.head[0])
        if not any(key_id(*pair) == entry.key and signed_by(pair[1], entry.signature, entry.message) for pair in pairs):
            self.fault("entry-signature", self.place_name(entry.at))
        row = self.rows.get((DEPOSIT, entry.session))
        if row is None or not row.signed or row.content.signer != entry.actor or row.scope != self.audit:
            self.fault("session-unknown", self.place_name(entry.at))
        else:
            try:
                session = self.open_deposit(row.content)
                if session:
                    need(session.kind == "audit-session" and len(session.data) == 32, "no session")
                    parts = Parts(gcm_open(session.data, u32(0) + u64(entry.own), entry.sealed, entry.clear))
                    details = from_json(parts.counted())
                    need(DETAILS(details), "no details")
                    if any(change.kind == RECOVERY for change in entry.changes):
                        self.glass_times[entry.at] = seconds(details["time"])
            except Refused:
                self.fault("details-unreadable", self.place_name(entry.at))
        deposits_alone = all(change.kind == DEPOSIT for change in entry.changes)
        position = min(entry.head[0], len(self.chain.links) - 1)
        if entry.actor in self.chain.stations:
            if not deposits_alone or self.chain.station_history[position].get(entry.actor) != 1:
                self.fault("actor-not-active", self.place_name(entry.at))
        elif self.chain.open_duties:
            out = self.chain.history[position].get(entry.actor, (1, 0))[0] != 1
            more = any((change.kind, change.key) != (DEPOSIT, entry.session) for change in entry.changes)
            if (out and more) or (not deposits_alone and not self.chain.duties(entry.actor, position)):
                self.fault("actor-not-active", self.place_name(entry.at))

    def left_before_own_keys(self, deposit):
        """Whether it was left before the identity had these keys: it is sealed to those before."""
        own, had = self.identity["person"], self.logged.get((DEPOSIT, deposit))
        since = [since for (exchange, _), since, _ in self.chain.tenures.get(own, ()) if exchange == x_public(self.identity["x25519"])]
        return bool(since and had and had.first and had.first.head[0] < since[-1])

    def open_deposit(self, deposit):
        """Its content; None where the identity has no key to it."""
        if deposit.deposit in self.opened:
            return self.opened[deposit.deposit]
        for recipient in deposit.recipients:
            kind, holder = recipient.holder
            if self.identity and kind == 1 and holder == self.identity["person"]:
                if self.left_before_own_keys(deposit.deposit):
                    continue
                private = self.identity["x25519"]
            elif kind == 2 and (holder, recipient.generation) in self.secrets:
                private = self.derive(holder, recipient.generation, "x25519")
            else:
                continue
            info = label("tacet/1/deposit-info") + self.practice + deposit.compartment + deposit.deposit + u8(kind) + holder \
                + u32(recipient.generation)
            key = hpke_open(private, recipient.encapsulated, recipient.sealed, info,
                            self.psk() if recipient.method == 1 else None)
            content = open_content(key, deposit.salt, deposit.commitment, deposit.sealed, deposit.header,
                                   b"tacet/1/deposit-key")
            need(content.author == deposit.signer, "another author than the depositor")
            self.opened[deposit.deposit] = content
            return content
        return None

    def verify_pins(self):
        state = os.environ.get("XDG_STATE_HOME", "")
        if not os.path.isabs(state):
            state = os.path.join(os.environ.get("HOME", "/"), ".local/state")
        for file in sorted(glob.glob(os.path.join(glob.escape(state), "tacet", self.practice.hex(), "*.pin"))):
            person = os.path.basename(file)[:-4]
            place = 0
            try:
                pin = open_file(file)
                need(pin["kind"] == "tacet-pin", "no pin")
            except Refused:
                self.fault("pin-damaged", person)
                continue
            try:
                epoch, size, root = pin["log"]
                place = "%s%d" % (self.epoch_name(epoch), size)
                if pin["person"].hex() != person:
                    self.fault("pin-of-another", person)
                need(pin["practice"] == self.practice and pin["root"] == self.root, "of another practice")
                signed = any(signed_by(ed, pin["signature"], pin["message"]) for _, ed in self.chain.keys_at(pin["person"], None))
                if not self.has_state(epoch, size, root) and any(
                        signed or (pin["chain"][0] > restore.head[0] and not self.chain.has(pin["chain"]))
                        for restore in self.restores_losing(epoch, size, root)):
                    continue
                need(signed, "not signed by anybody in the chain")
                need(self.has_state(epoch, size, root), "another tree")
                need(self.chain.has(pin["chain"]), "another chain")
                need(self.counters.get(pin["person"], (0, b""))[0] >= pin["own"][0], "own entries are missing")
            except Refused:
                self.fault("pin-contradicted", place)

    # 11.3 Rows

    def verify_rows(self):
        for record, row in self.cases_of_files:
            if record not in self.filed_away:
                self.fault("disposal-broken", row)
        for (kind, key), row in self.rows.items():
            had = self.logged.get((kind, key))
            found = row.content
            if kind == SLOTS and found is None:
                self.fault("row-malformed", row)
            late = kind == RECOVERY and had and had.first and had.first.at > self.disposals.get(row.scope, had.first.at)
            if row.scope in self.disposals and (kind in DISPOSED or late):
                self.fault("disposal-broken", row)
            if had is None or had.hash == ZERO32:
                self.fault("row-added", row)
            elif had.hash != row.hash:
                self.fault("row-rolled-back" if row.hash in had.left | {was[0] for was in had.past} else "row-altered", row)
            elif kind == RECORD:
                if not row.lies or found.lasting != had.lasting:
                    self.fault("row-altered", row)
                elif (found.practice != self.practice or found.revision == 0
                      or found.previous != getattr(had, "predecessor", None)
                      or (found.revision > 1) != (found.previous != ZERO32)):
                    self.fault("revision-broken", row)
        self.verify_generations()
        for (kind, key), had in self.logged.items():
            if had.hash != ZERO32 and (kind, key) not in self.rows:
                self.fault("row-missing", SimpleNamespace(kind=kind, key=key))
        owners = defaultdict(set)
        for (kind, key), row in self.rows.items():
            for tag in row.content.tags if kind == SLOTS and row.content else ():
                owners[tag].add(key)
        wanted = {(tag, owner) for tag, keys in owners.items() for owner in keys}
        twice = {pair for pair in wanted if len(owners[pair[0]]) > 1}
        for _, owner in sorted(wanted ^ self.slots | twice):
            self.fault("slots-differ", owner.hex())

    def verify_generations(self):
        """Which generation a record lies under stands in its row in clear; where their order holds, it is the newest."""
        sound = {}
        for (kind, key), row in self.rows.items():
            had = self.logged.get((kind, key))
            if kind != RECORD or not row.lies or had is None or had.hash == ZERO32 or row.scope in self.disposals \
                    or row.content.generation == self.newest(row.scope):
                continue
            if row.scope not in sound:
                sound[row.scope] = self.verify_compartment(row.scope)
            if sound[row.scope]:
                self.fault("key-outdated", row)

    # 11.4 Rights

    def verify_rights(self):
        for (kind, key), row in self.rows.items():
            had = self.logged.get((kind, key))
            if kind in (RECORD, SLOTS) or had is None or had.hash == ZERO32:
                continue
            if not row.lies or (kind in (GRANT, SHARES, DEPOSIT, STALE, RECOVERY, DISPOSAL) and not row.signed):
                self.fault("statement-unauthorized", row)
            elif kind == DISPOSAL and not self.still_rightful(row):
                self.fault("statement-unauthorized", row)
            elif kind != OWED:
                found = row.content
                if found.signer != had.last.actor:
                    self.fault("writer-not-entitled", row)
                elif kind in (GENERATION, ASSIGNMENT, STALE, EPOCH, DISPOSAL) or (kind == RECOVERY and found.step != 3):
                    founding = kind == GENERATION and found.generation == 1 and found.compartment in self.fixed
                    if not self.chain.has(found.head):
                        self.fault("statement-unauthorized", row)
                    elif not founding and found.head[0] != had.last.head[0]:
                        self.fault("statement-backdated", row)
        for compartment in sorted({row.scope for (kind, _), row in self.rows.items() if kind in (GENERATION, ASSIGNMENT)}):
            if not self.verify_compartment(compartment):
                self.fault("statement-unauthorized", compartment.hex())
                self.disordered.add(compartment)
        self.verify_grants()
        self.verify_recoveries()
        for (kind, key), row in self.rows.items():
            had = self.logged.get((kind, key))
            if kind not in (RECORD, SLOTS) or had is None or had.hash == ZERO32 or row.scope in self.disordered:
                continue
            holders = set().union(*(self.holders(row.scope, number) for number in self.generations[row.scope]))
            for claimed in had.undone:  # what was led back from says nothing of the row
                if claimed.actor not in holders:
                    self.fault("change-does-not-follow", self.place_name(claimed.at))
            if not {had.first.actor, had.last.actor} <= holders:
                self.fault("writer-not-entitled", row)
            elif kind == RECORD and self.chain.open_duties and row.scope not in self.disposals \
                    and not self.belonged_then(row.scope, had.first):
                self.fault("writer-not-entitled", row)
            if kind == RECORD and row.lies:
                before = self.rows.get((RECORD, key[:16] + u32(1)))
                if before and before.scope != row.scope:
                    self.fault("revision-broken", row)

    def still_rightful(self, row):
        try:
            self.disposal_rightful(row)
            return True
        except Refused:
            return False

    def verify_recoveries(self):
        """Requests by holders, approvals of those by custodians, shares by who approved in an entry before."""
        found = {(row.content.request, row.content.step, row.content.signer): row for (kind, _), row in self.rows.items()
                 if kind == RECOVERY and row.lies and row.signed and row.scope not in self.disordered
                 and row.scope not in self.disposals}
        asked = {sha(row.body): row for (_, step, _), row in found.items() if step in (1, 4, 8)}
        for (request, step, signer), row in sorted(found.items(), key=lambda item: (item[0][0], item[0][1] not in (4, 8), item[0])):
            this, base = row.content, asked.get(getattr(row.content, "asked", None))
            if step == 4:
                sound = self.glass_is_sound(row)
            elif step == 8:
                sound = self.succession_is_sound(row)
            elif step > 4:
                sound = base and base.sound and base.content.step == 4 and base.content.request == request \
                    and base.content.compartment == this.compartment and this.head[0] >= base.content.head[0] \
                    and self.mark_is_sound(row, base, found)
            elif step == 1:
                statement = self.generations[this.compartment].get(this.generation)
                sound = statement and sha(statement.body) == this.statement and signer in self.holders(this.compartment, this.generation)
            else:
                sound = base and base.sound and base.content.compartment == this.compartment and base.content.request == request \
                    and signer not in ((base.content.successor, base.content.leaver) if base.content.step == 8 else (base.content.signer,))
                if sound and step == 2 and base.content.step == 8:
                    sound = this.set == base.content.set and self.holds(base.content, this.head[0])
                if sound and step == 2 and base.content.step == 4:
                    sound = this.set == base.content.set and self.in_time(base, row)
                if sound and step == 2:
                    sound = this.head[0] >= base.content.head[0] and (
                        not self.chain.open_duties or self.chain.duties(signer, this.head[0]) & CUSTODIAN)
                elif sound:
                    word = found.get((request, 2, signer))
                    places = [self.logged[RECOVERY, one.key].first.at for one in (word, row) if one and (RECOVERY, one.key) in self.logged]
                    sound = word and word.sound and word.content.set == this.set and len(places) == 2 and places[0] < places[1]
            row.sound = bool(sound)
            if not sound:
                self.fault("statement-unauthorized", row)
            elif step == 6 and self.identity and not self.finding_opens(row):
                self.fault("record-unreadable", row)
        self.verify_takings(found)

    # break-glass

    def place_of(self, row):
        had = self.logged.get((RECOVERY, row.key))
        return had.first.at if had and had.first else None

    def glass_is_sound(self, row):
        """By a director or supervisor, of a case, for a time that may be."""
        this = row.content
        statement = self.generations[this.compartment].get(this.generation)
        return bool(
            statement and sha(statement.body) == this.statement and self.chain.has(this.head)
            and (not self.chain.open_duties or self.chain.duties(this.signer, this.head[0]) & (DIRECTOR | SUPERVISOR))
            and self.is_case(this) and self.is_of_set(this) and (not self.identity or self.glass_span(row)))

    def is_case(self, this):
        record, first = self.rows.get((RECORD, this.compartment + u32(1))), [
            self.logged.get(place) for place in ((RECORD, this.compartment + u32(1)), (ASSIGNMENT, this.compartment + u32(0)))]
        return record and record.scope != this.compartment and all(first) and first[0].first.at == first[1].first.at

    def is_of_set(self, this):
        shares = self.rows.get((SHARES, this.compartment + u32(this.generation)))
        return not shares or sha(shares.body) != this.set or not shares.content or shares.content.k == this.k

    def glass_span(self, row):
        try:
            context = label("tacet/1/glass-times") + self.practice + row.content.request
            times = from_json(self.open_box(compartment_id(self.practice, "practice"), row.content.times, context))
            need(GLASS_TIMES(times), "no times")
            span = seconds(times["at"]), seconds(times["until"])
            return span if 0 < span[1] - span[0] <= 72 * 3600 else None
        except Refused:
            return None

    def finding_opens(self, row):
        """A review says something to whoever has the committee's newest key."""
        committee = compartment_id(self.practice, "committee")
        newest, this = max(self.generations.get(committee) or {0: None}), row.content
        if (committee, newest) not in self.secrets:
            return True
        try:
            generation = int.from_bytes(this.box[:4], "big")
            if 1 <= generation <= newest and (committee, generation) not in self.secrets:
                return True
            context = label("tacet/1/glass-review") + self.practice + this.request + this.signer
            parts = Parts(self.open_box(committee, this.box, context))
            finding = from_json(parts.counted())
            parts.zeros()
            need(GLASS_FINDING(finding), "no finding")
            return True
        except Refused:
            return False

    def in_time(self, base, row):
        done = self.glass_times.get(self.place_of(row))
        return done is None or not self.identity or done <= self.glass_span(base)[1]

    def mark_is_sound(self, row, base, found):
        this, asks, place = row.content, base.content, self.place_of(row)
        if not self.chain.has(this.head) or place is None:
            return False
        released = [one for (request, step, _), one in found.items()
                    if request == this.request and step == 3 and getattr(one, "sound", False) and one.content.asked == this.asked]
        before = sum(self.place_of(one) < place for one in released)
        if this.step == 5:
            return this.signer == asks.signer and before >= asks.k and self.in_time(base, row)
        if this.signer == asks.signer:
            return False
        if this.step == 7:
            return any(one.content.holder == (1, this.signer) for one in self.assignments[this.compartment])
        word = found.get((this.request, 2, this.signer))
        approved = word and getattr(word, "sound", False) and word.content.asked == this.asked
        standing = self.chain.at(this.head[0])
        committee = {person for person, (effect, duties) in standing.items() if effect == 1 and duties & COMMITTEE} \
            or {person for person, (effect, duties) in standing.items() if effect == 1 and duties & DIRECTOR}
        return not approved and before > 0 and (not self.chain.open_duties or this.signer in committee)

    def verify_compartment(self, compartment):
        """Assignments and generations in their order."""
        name, generations = self.fixed.get(compartment), self.generations[compartment]
        after, previous, head = [set()], ZERO32, 0  # `after`: who is assigned after how many assignments
        inside = generations[1].content.assignments if 1 in generations else None
        for number, row in enumerate([] if name else self.assignments[compartment]):  # of a fixed one there are none (11.2)
            found = row.content
            sound = row.signed and found.sequence == number and found.previous == previous \
                and self.chain.has(found.head) and found.head[0] >= head \
                and (found.holder[0] == 1 or found.holder[1] == self.desk) \
                and (self.may_assign(found, after[-1], inside is not None and number >= inside)
                     or self.takes_over(found, number, after[-1], generations))
            if not sound:
                return False
            previous, head = sha(row.body), found.head[0]
            after.append(after[-1] | {found.holder} if found.what == 1 else after[-1] - {found.holder})
        previous, head, counted_before = ZERO32, 0, 0
        for number, (generation, row) in enumerate(sorted(generations.items()), 1):
            found = row.content
            if not (row.signed and generation == number and found.previous == previous and self.chain.has(found.head)
                    and len(found.wrapped) == (0 if number == 1 else 40)
                    and found.head[0] >= head and counted_before <= found.assignments < len(after)):
                return False
            last = self.assignments[compartment][found.assignments - 1].body if found.assignments else None
            if found.last != (sha(last) if last else ZERO32) or not self.may_generate(found, name, after):
                return False
            previous, head, counted_before = sha(row.body), found.head[0], found.assignments
        self.scopes[compartment] = after
        return True

    def may_assign(self, found, assigned, from_inside):
        """Section 5; without keys everyone may be a director."""
        position, signer = found.head[0], found.signer
        if not from_inside or found.what == 3:
            duties = self.chain.duties(signer, position) if self.chain.open_duties else DIRECTOR
            if duties & DIRECTOR:
                return True
        if not from_inside and found.sequence == 0:
            themself = found.holder == (1, signer)
            if duties & DESK and found.holder == (2, self.desk) or duties and themself:
                return True
        return self.belonged(signer, assigned, position)

    def belonged(self, person, assigned, position):
        return (1, person) in assigned or any(
            kind == 2 and holder in self.fixed and self.chain.may_act(person, self.fixed[holder], position)
            for kind, holder in assigned)

    def belonged_then(self, compartment, entry):
        """Section 11.4: when the entry began that logged a record first, or at a point within it."""
        position = entry.head[0]
        if compartment in self.fixed:
            return self.chain.may_act(entry.actor, self.fixed[compartment], position)
        taken = [self.logged.get((ASSIGNMENT, one.key)) for one in self.assignments[compartment]]
        at = [one.first.at if one and one.first else None for one in taken]
        counts = range(sum(1 for one in at if one and one < entry.at), sum(1 for one in at if one and one <= entry.at) + 1)
        return any(self.belonged(entry.actor, self.scopes[compartment][count], position) for count in counts)

    def may_generate(self, found, name, after):
        if found.generation == 1 and name:
            return found.signer == self.chain.links[0].subject and found.head[0] == 0
        position = found.head[0]
        belonged = self.chain.may_act(found.signer, name, position) if name \
            else self.belonged(found.signer, after[found.assignments], position)
        return belonged and (found.generation == 1 or found.signer in self.holders(found.compartment, found.generation - 1))

    def verify_grants(self):
        ever_acted = lambda person, name: any(
            self.chain.may_act(person, name, position) for position in range(len(self.chain.links)))
        custodians = {person for standing in self.chain.history for person, (_, duties) in standing.items()
                      if duties & CUSTODIAN} if self.chain.open_duties else set(self.chain.people)
        for (kind, key), row in self.rows.items():
            found = row.content
            if row.scope in self.disordered:
                continue
            if kind in (GRANT, SHARES) and row.signed:
                allowed = found.signer in self.holders(found.compartment, found.generation)
                if kind == SHARES:
                    allowed = allowed and all(share.custodian in custodians for share in found.shares)
                elif found.compartment in self.fixed:
                    allowed = allowed and found.holder[0] == 1 and ever_acted(found.holder[1], self.fixed[found.compartment])
                else:
                    allowed = allowed and any(found.holder in holders for holders in self.scopes.get(found.compartment, []))
                if not allowed:
                    self.fault("statement-unauthorized", row)
            elif kind == STALE and row.signed:
                if not 1 <= found.generation <= self.newest(found.compartment):
                    self.fault("statement-unauthorized", row)
        for compartment in sorted(self.generations):
            name, newest = self.fixed.get(compartment), self.newest(compartment)
            if not newest or compartment in self.disordered or (name and not self.chain.open_duties):
                continue
            belonging = self.chain.members(name) if name else {
                holder for holder in self.scopes[compartment][-1] if holder[0] == 2 or self.chain.active(holder[1])}
            granted = set()
            for grant in self.grants[compartment, newest]:
                granted.add(grant.holder)
                # Without keys nobody can tell whether a suspension, or a return from it, was confirmed.
                unknown = grant.holder in (self.scopes[compartment] or [()])[-1] and self.chain.perhaps_out(grant.holder)
                if grant.holder not in belonging and not unknown and (STALE, compartment + u32(newest)) not in self.rows:
                    self.fault("grant-exceeds", SimpleNamespace(
                        kind=GRANT, key=compartment + u32(newest) + grant.holder[1]))
            for kind, holder in sorted(belonging - granted):
                if not self.chain.perhaps_out((kind, holder)) and (OWED, compartment + holder) not in self.rows:
                    self.fault("grant-missing", compartment.hex() + "/" + holder.hex())

    # 11.5 Records

    def attached(self, record, number, compartment):
        """Section 7: the identifier of the number-th record that belongs to another."""
        message = label("tacet/1/attached") + record + u32(number)
        return hmac.new(self.derive(compartment, 1, "tag"), message, "sha256").digest()[:16]

    def named(self, kind, subject, compartment):
        """Section 7: the identifier of the record of a kind of which there is one a subject."""
        message = label("tacet/1/named") + counted(kind.encode()) + subject
        return hmac.new(self.derive(compartment, 1, "tag"), message, "sha256").digest()[:16]

    def was_director(self, content, alone=False):
        """Whether the author was a director, or the only one, when version 1 was logged."""
        if not self.chain.open_duties:
            return True
        position = min(content.first.head[0], len(self.chain.links) - 1)
        if not self.chain.duties(content.author, position) & DIRECTOR:
            return False
        return not alone or all(person == content.author or not self.chain.duties(person, position) & DIRECTOR
                                for person in self.chain.people)

    def credential_rightful(self, content):
        what = content.value["what"]
        if what.get("selfVerified"):
            return self.was_director(content, alone=True)
        return what["step"] not in ("verified", "withdrawn") or self.was_director(content)

    def open_records(self):
        """Every record that the identity opens; what does not open is a fault."""
        records = defaultdict(list)
        self.verify_keys()
        for (kind, key), row in sorted(self.rows.items()):
            found = row.content
            if kind != RECORD or (row.scope, self.newest(row.scope)) not in self.secrets:
                continue
            try:
                need(row.lies and found.practice == self.practice, "it does not lie where it says")
                need((found.compartment, found.generation) in self.secrets, "no key to it")
                key = unwrap(self.derive(found.compartment, found.generation, "wrap"), found.wrapped)
                content = open_content(key, found.salt, found.commitment, found.sealed, found.header, b"tacet/1/record")
                need(len(content.data) <= 64 << 20, "too long")
                need(any(signed_by(ed, content.signature, content.message)
                         for _, ed in self.chain.keys_at(content.author, None)), "the author did not sign it")
                had = self.logged.get((RECORD, row.key))
                need(had and had.first and had.first.actor == content.author, "the author did not log it")
            except Refused:
                self.fault("record-unreadable", row)
                continue
            content.row, content.first = row, had.first
            # What its entry describes falsely, or lies elsewhere than the first, has its place and is none; of an event only the entry is false.
            first = self.rows.get((RECORD, found.record + u32(1)), row)
            if not content.kind.endswith("-event") and (found.lasting != had.lasting or first.scope != row.scope):
                self.records_opened += 1
                continue
            try:
                content.value = from_json(content.data)
                check_content(content.kind, content.value)
            except Refused:
                self.fault("record-rewritten", found.record.hex())
                continue
            records[found.record].append(content)
        return records

    def taken(self, key):
        """Whether anything lies in the place of a record, or should by the log."""
        had = self.logged.get((RECORD, key))
        return (RECORD, key) in self.rows or bool(had and had.hash != ZERO32)

    def may_have_spoken(self, key):
        """Whether what cannot be read is not what the entry brought that began it: then it may have said something."""
        had, row = self.logged.get((RECORD, key)), self.rows.get((RECORD, key))
        return bool(had and had.hash != ZERO32 and (row is None or row.hash != had.hash or had.first.at != had.last.at))

    def outdated(self, content):
        """Whether an event was logged under an older key than the newest, after the next one was there."""
        scope, generation = content.row.scope, content.row.content.generation
        renewed = self.logged.get((GENERATION, scope + u32(generation + 1)))
        return generation < self.newest(scope) and not (renewed and renewed.first and content.first.at <= renewed.first.at)

    def was_readable(self, content):
        """Whether an event lay under the newest key when it was logged: key wrapping is deterministic."""
        row = next(row for (kind, _), row in self.rows.items() if kind == RECORD and row is content.row)
        had, scope = self.logged[RECORD, row.key], row.scope
        begun = [number for number in self.generations[scope]
                 if (said := self.logged.get((GENERATION, scope + u32(number)))) and said.first and said.first.at <= had.first.at]
        if not begun:
            return False
        place = 4 + int.from_bytes(row.body[:4], "big")
        key = unwrap(self.derive(scope, row.content.generation, "wrap"), row.body[place + 4:place + 44])
        body = row.body[:place] + u32(max(begun)) + aes_key_wrap(self.derive(scope, max(begun), "wrap"), key) + row.body[place + 44:]
        return row_hash(RECORD, row.key, scope, row.target, 1, body) == next(
            change.after for change in had.first.changes if (change.kind, change.key) == (RECORD, row.key))

    def threads(self, records):
        """Section 7: of each thread the events that are read, in order, and the numbers of those that said something once."""
        there = defaultdict(dict)
        for record, contents in records.items():
            content = contents[0]
            number = content.value.get("number") if content.kind.endswith("-event") else None
            if isinstance(number, int) and content.row.content.revision == 1 \
                    and record == self.attached(content.row.scope, number, content.row.scope):
                there[content.row.scope][number] = content
        for thread, events in sorted(there.items()):
            counted, lost, number = [], [], 0
            while True:
                number += 1
                key, content = self.attached(thread, number, thread) + u32(1), events.get(number)
                if content is None:
                    if not self.taken(key):
                        break
                    if self.may_have_spoken(key):
                        lost.append(number)
                elif counted and content.kind != counted[0].kind:
                    self.fault("record-rewritten", key[:16].hex())
                elif content.value["by"] == content.author.hex() and not self.outdated(content):
                    counted.append(content)
            over = {number for content in counted for number in content.value.get("passedOver") or []}
            for content in [content for content in counted if content.value["number"] in over]:
                if not self.was_readable(content):
                    self.fault("record-rewritten", self.attached(thread, content.value["number"], thread).hex())
                    counted.remove(content)
            if counted and any(row.content.holder[0] != 1 for row in self.assignments[thread]):
                self.fault("record-rewritten", self.attached(thread, counted[0].value["number"], thread).hex())
            if counted:
                yield thread, counted, lost

    def fold_events(self, events, lost, said, follows):
        """Whether they follow: "whole", "partly" with what lost ones may have said, False; None where nobody can tell."""
        if follows(events):
            return "whole"
        numbers = [content.value["number"] for content in events]
        between = [number for number in lost if number < numbers[-1]]
        if not between:
            return False
        if between[0] < numbers[0] or len(between) > 3:
            return None
        for words in itertools.product([None] + said, repeat=len(between)):
            made = [SimpleNamespace(value={"number": number, "by": word[0], "what": word[1]}, author=None, first=None)
                    for number, word in zip(between, words) if word]
            if made and follows(sorted(events + made, key=lambda content: content.value["number"])):
                return "partly"
        return False

    def parts(self, record, contents):
        """Cut where one is between them that may have said something and that cannot be read: whether behind such a one, and which."""
        parts, former = [], 0
        for content in contents:
            number, cut = content.row.content.revision, False
            for between in range(former + 1, number):
                had = self.logged.get((RECORD, record + u32(between)))
                if not had or had.hash == ZERO32:
                    break
                cut = cut or self.may_have_spoken(record + u32(between))
            if cut or not parts:
                parts.append((cut, []))
            parts[-1][1].append(content)
            former = number
        return parts

    def history_follows(self, record, contents, records):
        if all(self.follows(record, content, previous, records) for previous, content in zip([None] + contents, contents)):
            return True
        parts = self.parts(record, contents)
        if not any(behind for behind, _ in parts) or len({content.kind for content in contents}) > 1:
            return False
        if contents[0].kind in ("session-note", "private-note") and len({content.author for content in contents}) > 1:
            return False
        return all(
            self.follows(record, content, previous, records, part, behind) if previous or not behind
            else self.stands(record, content, records)
            for behind, part in parts for previous, content in zip([None] + part, part))

    def stands(self, record, content, records):
        """What can be judged of a revision where the one before it said something that nobody can read."""
        value, scope, kind = content.value, content.row.scope, content.kind
        if kind == "case":
            return value["compartment"] == record.hex() and value["client"] == scope.hex() \
                and (self.had_duty(content, DIRECTOR) or self.was_assigned(content.author, record)) \
                and self.was_assigned(bytes.fromhex(value["counselor"]), record) \
                and (value["state"] == "closed" or not value.get("closed"))
        if kind == "appointment":
            own = COUNSELOR | TRAINEE if value["counselor"] == content.author.hex() else 0
            return self.had_duty(content, DESK | DIRECTOR | own) and (value["id"], value["client"]) == (record.hex(), scope.hex())
        if kind == "consent":
            return (value["id"], value["client"]) == (record.hex(), scope.hex())
        if kind == "staff-fitness":
            return record == self.named(kind, bytes.fromhex(value["person"]), scope) \
                and (value["person"] == content.author.hex() or self.was_director(content))
        if kind == "retention":
            return value["client"] == scope.hex()
        return self.follows(record, content, None, records)

    def verify_records(self):
        records = self.open_records()
        for record, contents in records.items():
            for content in contents:
                directors = content.kind in ("settings", "supervision-agreement", "duty-list", "retention-schedule",
                                             "disclosure-account")
                if directors and self.chain.open_duties and not self.chain.duties(
                        content.author, min(content.first.head[0], len(self.chain.links) - 1)) & DIRECTOR:
                    self.fault("writer-not-entitled", content.row)
                    self.fault("record-rewritten", record.hex())
            if not self.history_follows(record, contents, records):
                self.fault("record-rewritten", record.hex())
            self.records_opened += len(contents)
        unknown = bytes(16).hex()
        for thread, events, lost in self.threads(records):
            first = events[0].value["what"]
            if events[0].kind == "complaint-event" and (events[0].value["number"] > 1 or first["event"] == "received"):
                for (kind, key), row in self.rows.items():  # nobody splits the key of a complaint's thread
                    had = self.logged.get((kind, key))
                    if kind == SHARES and row.scope == thread and had and had.hash != ZERO32:
                        self.fault("statement-unauthorized", row)
            if events[0].kind == "review-event":
                counselor, reviewer = first.get("counselor"), first.get("reviewer")
                said = [(unknown, {"step": "confirmed"}), (counselor, {"step": "fulfilled", "lent": {"notes": [{}], "byConsent": True}}),
                        (reviewer, {"step": "findings", "text": "?", "scores": []}), (reviewer, {"step": "finished"})]
                if self.fold_events(events, lost, said, self.review_follows) is False:
                    self.fault("record-rewritten", thread.hex())
            if events[0].kind == "disclosure-event":
                item = {"record": (first.get("records") or [unknown])[0], "revision": 1}
                digests = sorted({content.value["what"]["digest"] for content in events if content.value["what"].get("digest")})
                said = [(unknown, {"step": "refusal-proposed", "reason": "harm"}), (unknown, {"step": "refusal-lifted"})]
                for digest in digests + ["?"]:
                    said += [(first.get("counselor"), {"step": "prepared", "items": [item], "digest": digest, "terms": "?", "leftOut": 0}),
                             (unknown, {"step": "approved", "digest": digest})]
                follows = self.fold_events(events, lost, said, self.disclosure_follows)
                if follows is False or (follows and not self.counted(thread, events, records, len(lost), follows == "whole")):
                    self.fault("record-rewritten", thread.hex())

    def verify_left(self):
        """Section 6: deposits that only some may leave, by somebody else."""
        heads, highest = {}, 0
        for entry in self.entries:
            if entry.actor and self.chain.has(entry.head):
                highest = max(highest, entry.head[0])
            heads[entry.at] = highest

        def might(row, author, compartment):
            """Who counsels there now, or did when the log took the deposit."""
            rows, after = self.assignments[compartment], self.scopes.get(compartment, [set()])
            if (1, author) in after[-1] and self.chain.duties(author) & (COUNSELOR | TRAINEE):
                return True
            had = self.logged.get((DEPOSIT, row.key))
            if not (had and had.first and had.first.actor == author):
                return False
            taken = [self.logged.get((ASSIGNMENT, one.key)) for one in rows]
            count = sum(1 for one in taken if one and one.first and one.first.at <= had.first.at)
            return (1, author) in after[count] and bool(
                self.chain.duties(author, heads[had.first.at]) & (COUNSELOR | TRAINEE))

        crisis = compartment_id(self.practice, "crisis")
        for (kind, key), row in sorted(self.rows.items()):
            if kind != DEPOSIT or not row.signed or row.scope in self.disposals \
                    or (row.scope, self.newest(row.scope)) not in self.secrets:
                continue
            try:
                content = self.open_deposit(row.content)
                if content and row.scope == crisis and content.kind == "emergency-card":
                    card = from_json(content.data)
                    about = card["by"] == content.author.hex() and bytes.fromhex(card["client"])
                elif content and row.scope not in self.fixed and content.kind == "jot-done":
                    about = row.scope
                else:
                    continue
            except (Refused, KeyError, TypeError, ValueError):
                continue
            if about and not might(row, content.author, about):
                self.fault("writer-not-entitled", row)

    def counted(self, thread, events, records, lost, whole):
        """Section 7: each package of a disclosure is counted in the client's file, as the thread tells of it."""
        whats = [content.value["what"] for content in events]
        first, last = whats[0], [what for what in whats if what["step"] == "prepared"][-1:] or [{}]
        file = bytes.fromhex(first["client"])
        where = compartment_id(self.practice, "desk") if file in self.disposals else file
        if (where, self.newest(where)) not in self.secrets:
            return True
        unread = 0
        if file in self.disposals:  # what was put aside before the file went
            place = self.named("disclosure-account", file, where)
            aside = records.get(place, [])
            if not aside and self.taken(place + u32(1)):
                return True
            found = [one for content in aside[-1:] for one in content.value.get("disclosures", [])]
        else:
            found = [contents[-1].value for contents in records.values()
                     if contents[0].kind == "disclosure" and contents[0].row.scope == file]
            unread = sum(1 for (kind, key), row in self.rows.items() if kind == RECORD and row.scope == file and key[16:] == u32(1)
                         and key[:16] not in records and self.may_have_spoken(key))
        found = [one for one in found if one["thread"] == thread.hex()]
        approver = [content.value["by"] for content in events if content.value["what"]["step"] == "approved"][-1:] or [None]
        told = dict(client=first["client"], caseID=first["caseID"], basis=first["basis"], recipient=first["recipient"],
                    purpose=first["purpose"], grounds=first.get("grounds"), items=last[0].get("items"),
                    requestedBy=events[0].value["by"], approvedBy=approver[0], sentBy=first["counselor"],
                    leftOut=last[0].get("leftOut"))
        sent, packages = [Counter(names) for names in (
            [what["package"] for what in whats if what["step"] == "sent"], [one["package"] for one in found])]
        return (packages - sent).total() <= lost and (sent - packages).total() <= unread \
            and (not whole or all(same(one, told, *told) for one in found))

    def disclosure_follows(self, events):
        """Section 7: the steps of a disclosure, each by whom it is for."""
        first, requester = events[0].value["what"], events[0].value["by"]
        needed = ("client", "caseID", "counselor", "basis", "recipient", "purpose")
        if first["step"] != "requested" or any(first.get(name) is None for name in needed) \
                or (first["basis"] != "own-copy" and first.get("grounds") is None):
            return False
        counselor, asked = first["counselor"], set(first.get("records") or [])
        state, digest, refuser = "requested", None, None
        early = "requested prepared approved"
        steps = {"prepared": (early, "prepared"), "approved": ("prepared", "approved"), "sent": ("approved sent", "sent"),
                 "refusal-proposed": (early, "refusing"), "refused": (early + " refusing", "refused"),
                 "refusal-lifted": ("refusing", "requested"), "withdrawn": (early + " refusing", "withdrawn"), "requested": ("", "")}
        for content in events[1:]:
            what, by = content.value["what"], content.value["by"]
            step, named = what["step"], [item["record"] for item in what.get("items") or []]
            second = by not in (refuser, requester)
            allowed = {"approved": by not in (requester, counselor), "refusal-proposed": by == counselor or by != requester,
                       "refused": second if state == "refusing" else by == counselor or by != requester,
                       "refusal-lifted": second, "withdrawn": by == requester}.get(step, by == counselor)
            said = {"prepared": named and len(set(named)) == len(named) and (not asked or set(named) <= asked) and what.get("digest")
                    and what.get("terms") and what.get("leftOut") is not None, "approved": digest and what.get("digest") == digest,
                    "sent": what.get("package"), "refusal-proposed": what.get("reason") == "harm",
                    "refused": what.get("reason") and (what["reason"] == "harm") == (state == "refusing")}.get(step, True)
            if not (allowed and said and state in steps[step][0].split()):
                return False
            if step == "approved" and content.first and self.chain.open_duties and not self.chain.duties(
                    content.author, min(content.first.head[0], len(self.chain.links) - 1)) & (DIRECTOR | SUPERVISOR):
                return False
            digest = what["digest"] if step == "prepared" else None if step == "refusal-lifted" else digest
            refuser = by if step == "refusal-proposed" else None if step == "refusal-lifted" else refuser
            state = steps[step][1]
        return True

    def review_follows(self, events):
        """Section 7: the steps of a review, each by whom it is for."""
        first, requester = events[0].value["what"], events[0].value["by"]
        kind, counselor, reviewer = first.get("kind"), first.get("counselor"), first.get("reviewer")
        if first["step"] != "requested" or not (kind and counselor and reviewer) or bool(first.get("notes")) == bool(first.get("draw")):
            return False
        if (reviewer != counselor) if kind == "self" else reviewer in (counselor, requester):
            return False
        state = "confirmed" if kind == "self" else "requested"
        steps = {"confirmed": ("requested", "confirmed"), "fulfilled": ("requested confirmed", "lent"),
                 "declined": ("requested confirmed", "declined"), "findings": ("lent written", "written"),
                 "finished": ("lent written", "finished"), "nudged": ("requested confirmed lent written", None),
                 "answered": ("written finished", None), "requested": ("", None)}
        for content in events[1:]:
            what, by = content.value["what"], content.value["by"]
            step, lent = what["step"], what.get("lent")
            allowed = {"confirmed": by not in (requester, counselor, reviewer), "findings": by == reviewer,
                       "finished": by in (reviewer, requester), "nudged": True}.get(step, by == counselor)
            said = {"fulfilled": lent and lent["notes"] and (state == "confirmed" or lent["byConsent"]), "declined": what.get("reason"),
                    "findings": what.get("text") and what.get("scores") is not None, "answered": what.get("text")}.get(step, True)
            scored = [one["item"] for one in what.get("scores") or []]
            if not (allowed and said and state in steps[step][0].split()) or len(scored) != len(set(scored)):
                return False
            if step == "confirmed" and content.first and self.chain.open_duties and not self.chain.duties(
                    content.author, min(content.first.head[0], len(self.chain.links) - 1)) & COMMITTEE:
                return False
            state = steps[step][1] or state
        return True

    def filed(self, what):
        """Whether a workstation's deposit, opened with the key that came along, says the same."""
        row = self.rows.get((DEPOSIT, bytes.fromhex(what["complaint"])))
        try:
            need(row and row.lies and row.signed and row.content.signer in self.chain.stations, "no such deposit")
            need(row.scope == compartment_id(self.practice, "committee"), "left for somebody else")
            key = base64.b64decode(what["key"], validate=True)
            found = row.content
            content = open_content(key, found.salt, found.commitment, found.sealed, found.header, b"tacet/1/deposit-key")
            need(content.kind == "complaint-filing" and content.author == found.signer, "no filing")
            return from_json(content.data) == what["filing"]
        except (Refused, ValueError):
            return False

    def standing_rightful(self, value, content):
        """Section 7: a reason is alone in its thread, and its author's, of the statement that it names."""
        what = value["what"]
        if value["number"] != 1 or not 0 <= what["position"] < len(self.chain.links):
            return False
        link = self.chain.links[what["position"]]
        return link.kind == 2 and link.subject.hex() == what["person"] and link.signer == content.author \
            and link.effect == {"reinstated": 1, "suspended": 2, "ended": 3}[what["step"]]

    def follows(self, record, content, previous, records, part=None, behind=False):
        value, row, kind = content.value, content.row, content.kind
        if previous and previous.kind != kind:
            return False
        if kind in ("settings", "client-profile"):
            return row.scope == record
        if kind == "complaint-event" and value["what"]["event"] == "received" \
                and (value["number"] != 1 or complaint_thread(value["what"]) != row.scope or not self.filed(value["what"])):
            return False
        if kind == "credential-event" and not self.credential_rightful(content):
            return False
        if kind == "standing-event" and not self.standing_rightful(value, content):
            return False
        if kind.endswith("-event"):
            return row.content.revision == 1 and value["by"] == content.author.hex() and isinstance(value["number"], int) \
                and record == self.attached(row.scope, value["number"], row.scope) \
                and (value["number"] == 1 or self.taken(self.attached(row.scope, value["number"] - 1, row.scope) + u32(1)))
        if kind == "case":
            former = previous.value if previous else {"state": "open"}
            counselor, director = bytes.fromhex(value["counselor"]), self.had_duty(content, DIRECTOR)
            rightful = director or self.was_assigned(content.author, record) if previous else self.was_opened(record, counselor) \
                and (director or (counselor == content.author and self.had_duty(content, COUNSELOR)))
            return value["compartment"] == record.hex() and value["client"] == row.scope.hex() \
                and rightful and self.was_assigned(counselor, record) \
                and (previous is not None or value["state"] == "open") \
                and all(value[name] == former.get(name, value[name]) for name in ("client", "compartment", "opened")) \
                and (value["state"] == "closed" or not value.get("closed")) \
                and (former["state"] == "open" or (value["state"], value.get("closed")) == ("closed", former.get("closed")))
        if kind == "addendum":
            note = records.get(bytes.fromhex(value["note"]), [content])[0]
            return row.content.revision == 1 and value["author"] == content.author.hex() \
                and note.kind == "session-note" and note.row.scope == row.scope

        # appointments
        if kind == "appointment":
            contents = part or records.get(record, [])
            place = next((place for place, other in enumerate(contents) if other is content), 0)
            own = COUNSELOR | TRAINEE if value["counselor"] == content.author.hex() else 0
            return self.had_duty(content, DESK | DIRECTOR | own) and appointment_follows(
                record, [(other.value, other.author, other.row.content.revision) for other in contents[: place + 1]], row.scope,
                behind)

        # consent
        if kind == "consent":
            explains = value.get("explainedBy") and not (previous and previous.value.get("explainedBy"))
            return consent_follows(record, value, content.author, previous and previous.value, row.scope) and (
                not explains or (self.had_duty(content, COUNSELOR | TRAINEE) and self.was_assigned(content.author, row.scope)))

        # credentials
        if kind == "required-credentials":
            return self.was_director(content) and record == self.named(kind, self.practice, row.scope)
        if kind == "staff-fitness":
            before = previous.value if previous else {"person": value["person"], "thread": value["thread"], "fit": [], "events": -1}
            if (value["person"], value["thread"]) != (before["person"], before["thread"]) \
                    or record != self.named(kind, bytes.fromhex(value["person"]), row.scope):
                return False
            if not self.personnel(bytes.fromhex(value["thread"]), value["person"], records):
                return False
            own = value["person"] == content.author.hex()
            if own and value["fit"] == before["fit"]:
                return True
            within = all(any(other["from"] <= one["from"] and (other.get("until") or "~") >= (one.get("until") or "~")
                             for other in before["fit"]) for one in value["fit"])
            if own and value["events"] != before["events"] and not within:
                return value["selfVerified"] and self.was_director(content, alone=True)
            return self.was_director(content)

        # supervision
        if kind == "private-note":
            there = self.notes_gone[row.scope] | {
                other for other, contents in records.items() if contents[0].kind == kind and contents[0].row.scope == row.scope}
            numbered = 1
            while self.attached(row.scope, numbered, row.scope) in there \
                    or self.taken(self.attached(row.scope, numbered, row.scope) + u32(1)):
                numbered += 1
            return (value["id"], value["author"]) == (record.hex(), content.author.hex()) \
                and any(record == self.attached(row.scope, number, row.scope) for number in range(1, numbered)) \
                and (previous is None or (previous.author == content.author and all(
                    previous.value[name] == value[name] for name in ("case", "writtenAt"))))
        if kind == "supervision-agreement":
            thread, two = bytes.fromhex(value["thread"]), {bytes.fromhex(value[name]) for name in ("trainee", "supervisor")}
            if thread in self.fixed or self.made_together(thread) or not two >= {
                    row.target for (other, _), row in self.rows.items() if other == ASSIGNMENT and row.scope == thread}:
                return False
            fixed, old = ("trainee", "supervisor", "from", "thread"), previous and previous.value
            if row.content.revision == 1 and not (self.had_duty(content, SUPERVISOR, bytes.fromhex(value["supervisor"]))
                                                  and self.had_duty(content, TRAINEE, bytes.fromhex(value["trainee"]))):
                return False
            return row.scope == compartment_id(self.practice, "practice") and value["trainee"] != value["supervisor"] \
                and (old is None or (all(old[name] == value[name] for name in fixed) and value.get("until")
                                     and (not old.get("until") or seconds(value["until"]) <= seconds(old["until"]))))

        # disclosures
        if kind == "disclosure":
            return row.content.revision == 1 and (value["id"], value["client"]) == (record.hex(), row.scope.hex()) \
                and value["sentBy"] == content.author.hex() and value["approvedBy"] not in (value["sentBy"], value["requestedBy"]) \
                and bool(value["items"]) and self.had_duty(content, COUNSELOR | TRAINEE) \
                and self.was_assigned(content.author, bytes.fromhex(value["caseID"])) \
                and self.ever_had(bytes.fromhex(value["approvedBy"]), DIRECTOR | SUPERVISOR) \
                and self.was_assigned(bytes.fromhex(value["approvedBy"]), bytes.fromhex(value["thread"]))

        # retention
        if kind == "retention-schedule":
            mainland = value["jurisdiction"] == "mainland"
            return record == sha(label("tacet/1/fixed-record"), self.practice, counted(kind.encode()))[:16] \
                and self.fixed.get(row.scope) == "practice" and (10 if mainland else 7) <= value["years"] <= 100 \
                and 7 <= value["minorYears"] <= 100 and (60 if mainland else 0) <= value["noticeDays"] <= 365
        if kind == "retention":
            before = previous.value if previous else {"requests": []}
            return value["client"] == row.scope.hex() and value["requests"][:len(before["requests"])] == before["requests"] \
                and all(one["by"] == content.author.hex() for one in value["requests"][len(before["requests"]):]) \
                and all(before.get(name) is None or value.get(name) is not None for name in ("notice", "collected")) \
                and (before.get("notice") or "") <= (value.get("notice") or "") \
                and (not previous or value["caseID"] == before["caseID"])

        if kind == "disclosure-account":
            told = value["disclosures"]
            return self.fixed.get(row.scope) == "desk" and told and all(one["client"] == value["client"] for one in told) \
                and len({one["id"] for one in told}) == len(told) \
                and (not previous or (previous.value["client"] == value["client"]
                                      and all(one in told for one in previous.value["disclosures"])))

        # crisis
        if kind == "duty-list":
            return record == sha(label("tacet/1/fixed-record"), self.practice, counted(kind.encode()))[:16] \
                and self.fixed.get(row.scope) == "practice"

        return (value["id"], value["caseID"], value["author"]) == (record.hex(), row.scope.hex(), content.author.hex()) \
            and (value["state"] != "signed" or self.had_duty(content, COUNSELOR)) \
            and (previous is None or (previous.author == content.author
                                      and self.may_follow(record, content, previous, records)))

    def personnel(self, thread, person, records):
        """Whether what is published names a thread about that person, as far as it can be read."""
        if thread in self.fixed or self.made_together(thread):
            return False
        if (thread, 1) not in self.secrets:
            return True
        first = records.get(self.attached(thread, 1, thread))
        return not first or (first[0].kind == "credential-event" and first[0].value["what"]["person"] == person)

    def may_follow(self, record, content, previous, records):
        """Whether this version of a session note may stand behind the one before."""
        if previous.value["state"] != "submitted":
            return previous.value["state"] == "draft"
        if content.value["state"] == "submitted":
            return False
        deposits = [(row.content, self.logged[kind, key].first.at) for (kind, key), row in self.rows.items()
                    if kind == DEPOSIT and row.scope == content.row.scope and row.lies and row.signed]
        verdicts, unknown = [], False
        for deposit, logged in deposits:
            try:
                found = self.open_deposit(deposit)
                unknown |= found is None  # sealed to others while the case was stale
                if found and found.kind == "co-signature":
                    said = from_json(found.data)
                    if CO_SIGNATURE(said) and self.counts(record, previous, deposit.signer, said, records):
                        verdicts.append((logged, said["verdict"]))
            except Refused:  # everybody can write a row
                continue
        verdict = min(verdicts)[1] if verdicts else None
        return verdict == "returned" or (verdict is None and (unknown or content.value["state"] == "signed"))

    def counts(self, record, version, signer, said, records):
        """Whether a co-signature is of this version, by a supervisor of its author under an agreement in force."""
        number = version.row.content.revision
        if (said["note"], said["revision"], said["lastingHash"]) != (record.hex(), number, version.row.content.lasting.hex()):
            return False
        at = seconds(said["at"])
        def handed_in(agreement):
            """As far as whoever reads has the thread of the two."""
            thread, two = bytes.fromhex(agreement["thread"]), (agreement["trainee"], agreement["supervisor"])
            if self.identity["person"].hex() not in two or (self.generations[thread] and (thread, 1) not in self.secrets):
                return True
            return any(one.kind == "supervision-event" and one.row.scope == thread and one.author.hex() == agreement["trainee"]
                       and (one.value["what"]["step"], one.value["what"]["note"], one.value["what"]["revision"])
                       == ("submitted", record.hex(), number) for contents in records.values() for one in contents)
        return any(standing.get(signer, (0, 0))[1] & SUPERVISOR for standing in self.chain.history) and any(
            contents[-1].kind == "supervision-agreement" and contents[-1].value["supervisor"] == signer.hex()
            and contents[-1].value["trainee"] == version.author.hex() and seconds(contents[-1].value["from"]) <= at
            and (not contents[-1].value.get("until") or seconds(contents[-1].value["from"]) < seconds(contents[-1].value["until"]) >= at)
            and handed_in(contents[-1].value)
            for contents in records.values())

    def verify(self, deep):
        self.records_opened = 0
        self.verify_log(deep)
        self.verify_pins()
        self.verify_rows()
        if deep:
            self.verify_rights()
            if self.identity:
                self.verify_records()
                if self.chain.open_duties:
                    self.verify_left()
        levels = self.levels[max(self.levels)] if self.levels else [[]]
        restores = [{"epoch": found.epoch, "director": found.director.hex(), "confirmer": found.signer.hex(), "time": found.time,
                     "restored": found.restored[:2], "known": found.known[:2]} for found in self.crossings]
        return {"checkpoints": len(self.checkpoints), "entries": len(self.stored_entries), "faults": self.faults,
                "restores": restores, "officesJudged": bool(self.chain.open_duties), "practice": self.practice.hex(), "recordsOpened": self.records_opened, "root": self.root.hex(),
                "rows": len(self.rows), "sound": not self.faults,
                "treeRoot": tree_root(levels, len(levels[0])).hex()}

    def notes(self):
        self.verify(deep=False)
        found = {}
        records = self.open_records()
        for record, contents in records.items():
            if contents[-1].kind == "session-note":
                found[record.hex()] = dict(contents[-1].value, revisions=[content.value for content in contents], addenda=[])
        for contents in records.values():
            for content in contents:
                if content.kind == "addendum" and content.value["note"] in found:
                    found[content.value["note"]]["addenda"].append(content.value)
        for note in found.values():
            note["addenda"].sort(key=lambda addendum: addendum["signedAt"])
        return {"faults": self.faults, "notes": sorted(found.values(), key=lambda note: (note["writtenAt"], note["id"]))}

# ------------------------------------------------------------------------------------------------ Commands

def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("verify", "notes", "file", "examples"):
        command = commands.add_parser(name)
        command.add_argument({"file": "file", "examples": "document"}.get(name, "folder"))
        if name == "verify":
            command.add_argument("--deep", action="store_true")
        if name in ("verify", "notes"):
            command.add_argument("--identity", required=name == "notes")
        if name == "examples":
            command.add_argument("--words")
        else:
            command.add_argument("--passphrase-file")
    try:
        given = parser.parse_args()
    except SystemExit as end:
        return 64 if end.code else 0
    try:
        if given.command == "file":
            found = open_file(given.file, given.passphrase_file)
            sound = found.pop("message", True)
        elif given.command == "examples":
            with open(given.document, encoding="utf-8") as document:
                words = [line.split()[-1] for line in open(given.words)] if given.words else None
                found = examples.check(document.read(), words)
            sound = not found["missing"]
        else:
            identity = open_file(given.identity, given.passphrase_file) if given.identity else None
            need(identity is None or identity["kind"] == "tacet-identity", "no identity")
            practice = Practice(given.folder, identity)
            found = practice.notes() if given.command == "notes" else practice.verify(given.deep or identity is not None)
            sound = not found["faults"]
    except (Refused, OSError) as refusal:
        found, sound = {"faults": [], "refused": str(refusal), "sound": False}, False
    print(json.dumps(found, ensure_ascii=False, indent=2, default=lambda value: value.hex()))
    return 0 if sound else 76

if __name__ == "__main__":
    sys.exit(main())

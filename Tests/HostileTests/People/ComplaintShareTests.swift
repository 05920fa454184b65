import AuditTrail
import Counseling
import Cryptography
import Foundation
import GRDB
import Practice
import RecordRoom
import RecordStore
import Testing
import Vault

/// The key of a complaint is never split among custodians, whom it may be about: nor where its thread was spoiled, so that nobody's
/// program can tell what it is.
struct ComplaintShareTests {
    enum Way: CaseIterable { case gone, altered }

    @Test("members' programs give custodians no share of a complaint that somebody spoiled", arguments: Way.allCases)
    func spoiled(_ way: Way) throws {
        let practice = try ComplaintPractice()
        defer { practice.remove() }
        let id = try practice.seated()
        // With fewer than three who belong, a compartment of another kind would be split.
        try practice.take(.recused(try practice.id("chen")), id, as: "chen")
        for name in ["an", "bei"] { _ = try practice.complaints(name) }
        let an = try Intruder("an", in: practice.place)
        let threads = try an.rows(.assignment).filter { row in
            row.target == an.identity.id && FixedCompartment.named(row.scope, in: an.chain.practice) == nil
        }.map(\.scope)
        let thread = try #require(threads.first)
        let bo = try Intruder("bo", in: practice.place)
        switch way {
        case .gone: try bo.sql("DELETE FROM row WHERE class = 6 AND scope = ?", [Data(thread.bytes)])
        case .altered:
            for row in try bo.rows(.record) where row.scope == thread {
                var body = row.body
                body[body.count - 70] ^= 1
                try bo.sql(
                    "UPDATE row SET body = ? WHERE class = 6 AND key = ?", [Data(body), Data(row.address.key)])
            }
        }
        // From now on there are two custodians.
        try practice.place.admit("gu", "顾清", .custodian, by: try practice.place.open("fang"))
        for name in ["an", "bei", "lin", "an"] { _ = try practice.place.run(["status"], as: name) }
        let shares = try Intruder("an", in: practice.place).rows(.shares).map(\.scope)
        #expect(!shares.isEmpty && !shares.contains(thread), "\(shares.count)")
    }

    enum Split: CaseIterable { case made, claimed }

    @Test(
        "shares of a complaint's thread are named to who reads it, cost a key and stop nobody",
        arguments: Split.allCases)
    func split(_ split: Split) throws {
        let practice = try ComplaintPractice()
        defer { practice.remove() }
        let id = try practice.seated()
        let place = practice.place
        try place.admit("gu", "顾清", .custodian, by: try place.open("fang"))
        for name in ["an", "bei", "chen"] { _ = try practice.complaints(name) }
        let an = try Intruder("an", in: place)
        let thread = try #require(
            try an.rows(.assignment).first { row in
                row.target == an.identity.id && FixedCompartment.named(row.scope, in: an.chain.practice) == nil
            }?.scope)
        let generation = try #require(try an.history(of: thread).current?.generation)
        let address = RowAddress(.shares, key: CompartmentKey.bytes(thread, generation))
        switch split {
        case .made:
            let custodians = an.chain.active(with: .custodian)
            try an.commit(put: [
                try an.ring.shares(of: thread, generation: generation, among: custodians, threshold: 2).row
            ])
        case .claimed:
            try Intruder("bo", in: place).commit(claiming: [
                RowChange(
                    address: address, version: 1, before: .zero, after: try SHA256.hash(Array("none".utf8)),
                    lasting: .zero)
            ])
        }
        let fault = "\(split == .made ? "statement-unauthorized" : "row-missing") \(address.place)"
        func isNamed(to names: [String?]) throws {
            for name in names {
                let isTold = split == .claimed || name == "an"
                #expect(try place.placedFaults(as: name).contains(fault) == isTold, "\(name ?? "")")
                #expect(try place.readerFaults(as: name).contains(fault) == isTold, "\(name ?? "")")
            }
        }
        try isNamed(to: [nil, "lin", "gu", "an"])
        if split == .made { #expect(try place.placedFaults(as: "lin").isEmpty) }
        // Whoever comes by first makes the next key, which nobody splits.
        for name in ["bei", "an", "chen"] {
            for words in [
                ["status"], ["complaint", "list"], ["complaint", "show", id.hex], ["complaint", "next", id.hex],
                ["recovery", "list"], ["recovery", "rehearse"], ["today"],
            ] {
                let ended = try place.run(words, as: name)
                let isRefused = words[1...] == ["rehearse"]
                let expected: [Int32] = isRefused ? [64, 65, 66, 75, 77] : [0]
                #expect(expected.contains(ended.status), "\(words) \(ended)")
            }
        }
        let renewed = try Intruder("an", in: place)
        #expect(try renewed.history(of: thread).current?.generation == generation + 1)
        #expect(try renewed.rows(.shares).filter { $0.scope == thread }.count == (split == .made ? 1 : 0))
        try practice.take(.shared(on: WorkingDays(zone: "Asia/Shanghai").day(of: .now)), id, as: "an")
        // What was is named for good.
        try isNamed(to: [nil, "an"])
    }

    @Test("shares that somebody only says there were keep no custodian in office")
    func claimedShares() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let fang = try place.open("fang")
        try place.admit("he", "何言", .counselor, by: fang)
        try place.admit("gu", "顾清", .custodian, by: try place.open("fang"))
        let named = try place.run(["staff", "role", "add", "he", "--role", "custodian", "--yes"], as: "fang")
        try #require(named.status == 0, "\(named.errors)")
        try #require(try place.run(["staff", "confirm", "he"], as: "gu").status == 0)
        let bo = try Intruder("bo", in: place)
        let address = RowAddress(.shares, key: CompartmentKey.bytes(try OpaqueID(of: facts.client), 1))
        try bo.commit(claiming: [
            RowChange(
                address: address, version: 1, before: .zero, after: try SHA256.hash(Array("none".utf8)), lasting: .zero)
        ])
        let asked = try place.run(
            ["staff", "suspend", "gu", "--from", "-", "--yes"], as: "fang", input: #"{"reason": "停用"}"#)
        #expect(asked.status == 0, "\(asked)")
        let confirmed = try place.run(["staff", "confirm", "gu"], as: "he")
        #expect(confirmed.status == 0, "\(confirmed)")
        #expect(try place.run(["status"], as: "gu").status == 77)
    }
}

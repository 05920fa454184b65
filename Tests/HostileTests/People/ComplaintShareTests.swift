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

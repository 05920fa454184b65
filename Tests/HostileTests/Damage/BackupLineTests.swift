import Counseling
import Cryptography
import Foundation
import RecordRoom
import Testing
import Vault

/// Lines of the catalogue of backups that say what no backup is.
struct BackupLineTests {
    private func leave(_ field: String, _ value: String, in place: HostilePractice) throws {
        let fang = try Intruder("fang", in: place)
        var fields = [
            "at": #""2026-11-24T01:00:00Z""#, "bytes": "100", "entries": "10", "epoch": "1", "file": #""f""#,
            "place": #""/p""#, "schema": "1", "treeRoot": "\"\(String(repeating: "0", count: 64))\"",
        ]
        fields[field] = value
        let body = "{" + fields.map { "\"\($0.key)\": \($0.value)" }.joined(separator: ", ") + "}"
        let practice = try #require(try fang.history(of: fang.fixed(.practice)).current)
        let deposit = try Deposit(
            Array(body.utf8), kind: "backup", to: .generation(practice), practice: fang.chain.practice,
            membership: fang.ring.membership, by: fang.identity)
        try fang.commit(put: [deposit.row])
    }

    @Test(
        "a line with a number that cannot be is passed over, and named by whoever verifies",
        arguments: [
            ("bytes", "\(Int.max)"), ("bytes", "\(Int.min)"), ("epoch", "4294967295"), ("epoch", "0"),
            ("entries", "\(Int.max)"), ("entries", "-1"), ("at", #""9999-12-31T23:59:60Z""#),
        ])
    func impossible(field: String, value: String) throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        try leave(field, value, in: place)
        let listed = try place.run(["backup", "list", "--json"], as: "fang")
        #expect(listed.status == 0, "\(listed.errors)")
        #expect(!listed.output.contains("treeRoot"))
        #expect(try place.run(["backup", "list"], as: "fang").status == 0)
        #expect(try place.faults(as: "fang").contains(.rowMalformed))
    }

    @Test(
        "a line at the ends of what can be is listed, and no fault",
        arguments: [
            ("bytes", "0"), ("bytes", "\(1 << 50)"), ("at", #""9999-12-31T23:59:59Z""#),
            ("expires", #""0001-01-01T00:00:00Z""#), ("expires", #""9999-12-31T23:59:59Z""#),
        ])
    func possible(field: String, value: String) throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        try leave(field, value, in: place)
        let listed = try place.run(["backup", "list", "--json"], as: "fang")
        #expect(listed.status == 0 && listed.output.contains("treeRoot"), "\(listed.errors)")
        #expect(try place.run(["backup", "list"], as: "fang").status == 0)
        #expect(try !place.faults(as: "fang").contains(.rowMalformed))
    }
}

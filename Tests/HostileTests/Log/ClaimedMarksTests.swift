import AuditTrail
import Counseling
import Cryptography
import Foundation
import Practice
import RecordRoom
import Testing
import Vault

/// Somebody who belongs says in the log that a key is stale, or was given to somebody, and it was not: the key is renewed, and nobody is
/// kept from working or from seeing a crisis flag.
struct ClaimedMarksTests {
    enum Kind: CaseIterable { case stale, grant, grantToFixed, grantToColleague }

    private func practice() throws -> (place: HostilePractice, facts: HostilePractice.Facts) {
        let (place, facts) = try HostilePractice.copy()
        let fang = try place.open("fang")
        try place.admit("su", "苏督", .supervisor, by: fang)
        try place.admit("dan", "丹青", .frontDesk, by: fang)
        try fang.room.leave()
        return (place, facts)
    }

    /// - Returns: the rows that were claimed, as faults name them
    private func claim(
        _ kind: Kind, of compartments: [OpaqueID], to colleague: Identifier<Person>, by intruder: Intruder
    ) throws -> Set<String> {
        let keys = try compartments.compactMap { compartment -> RowAddress? in
            guard let current = try intruder.history(of: compartment).current else { return nil }
            switch kind {
            case .stale: return RowAddress(.staleMark, key: CompartmentKey.bytes(compartment, current.generation))
            case .grant, .grantToFixed, .grantToColleague:
                let holder =
                    switch kind {
                    case .grantToFixed: intruder.fixed(compartment == intruder.fixed(.audit) ? .desk : .audit)
                    case .grantToColleague: try OpaqueID(of: colleague)
                    default: try OpaqueID.random()
                    }
                return RowAddress(.grant, key: CompartmentKey.bytes(compartment, current.generation, holder))
            }
        }
        try intruder.commit(
            claiming: keys.map {
                RowChange(
                    address: $0, version: 1, before: .zero, after: try SHA256.hash(Array("none".utf8)), lasting: .zero)
            })
        return Set(keys.map { "row-missing \($0.rowClass.rawValue)/\(Hex.encode($0.key))" })
    }

    @Test(
        "what a colleague says of keys that everybody needs costs new keys, and no flag is hidden by it",
        arguments: Kind.allCases)
    func fixed(_ kind: Kind) throws {
        let (place, facts) = try practice()
        defer { place.remove() }
        let bo = try Intruder("bo", in: place)
        // To somebody who comes to most of these later.
        let lin = try place.open("lin").room.ownEntry().id
        let named = try claim(
            kind,
            of: FixedCompartment.allCases.map { bo.fixed($0) }.filter {
                $0 != bo.fixed(.practice) || kind != .grantToColleague
            },
            to: lin, by: bo)
        #expect(named.count >= 6, "\(named)")
        let raised = try place.run(
            ["crisis", "raise", "--client", facts.client.hex, "--from", "-", "--json"], as: nil,
            input: #"{"seen": "不想活了"}"#)
        #expect(raised.status == 0, "\(raised.errors)")
        for round in 1...2 {
            for name in ["su", "fang", "lin", "bo", "dan", "aud"] {
                let status = try place.run(["status"], as: name)
                #expect(status.status == 0, "\(round) \(name): \(status.errors)")
            }
            for name in ["su", "fang", "lin"] {
                let listed = try place.run(["crisis", "list"], as: name)
                #expect(listed.status == 0 && listed.output.contains("nobody has taken"), "\(name): \(listed)")
            }
        }
        for (name, command) in [
            ("lin", ["note", "list", facts.caseID.hex]), ("dan", ["client", "list"]), ("dan", ["today"]),
            ("aud", ["audit", "log"]), ("fang", ["staff", "list"]),
        ] {
            let ended = try place.run(command, as: name)
            #expect(ended.status == 0, "\(name) \(command): \(ended.errors)")
        }
        // What was claimed is named for good.
        for name in [nil, "fang"] {
            let (found, read) = (try place.placedFaults(as: name), try place.readerFaults(as: name))
            // Where the colleague has a grant already it is that which was not changed.
            let isNamed = kind == .grantToColleague ? !found.isEmpty && !read.isEmpty : found.isSuperset(of: named)
            #expect(isNamed && (kind == .grantToColleague || read.isSuperset(of: named)), "\(found) \(read)")
        }
        if kind == .grant {
            // Who belongs, and waits for a key about which something is claimed, is kept from nothing else.
            try place.admit("gu", "顾清", .custodian, by: try place.open("fang"))
            let asked = try place.run(["staff", "role", "add", "aud", "--role", "supervisor", "--yes"], as: "fang")
            #expect(asked.status == 0, "\(asked)")
            // What else there is for this program to do is done.
            #expect(try place.run(["status"], as: "aud").status == 0)
            _ = try claim(kind, of: [bo.fixed(.crisis)], to: lin, by: try Intruder("bo", in: place))
            #expect(try place.run(["staff", "confirm", "aud"], as: "gu").status == 0)
            let waiting = try place.run(["status"], as: "aud")
            #expect(waiting.status == 0, "\(waiting)")
        }
        if kind == .grantToColleague {
            let promoted = try place.run(["staff", "role", "add", "lin", "--role", "supervisor", "--yes"], as: "fang")
            try #require(promoted.status == 0, "\(promoted.errors)")
            for name in ["fang", "su", "lin"] { #expect(try place.run(["status"], as: name).status == 0, "\(name)") }
            let listed = try place.run(["crisis", "list"], as: "lin")
            #expect(listed.status == 0 && !listed.output.contains("looked up"), "\(listed)")
        }
        let renewed = try Intruder("su", in: place)
        for fixed in kind == .grantToColleague ? [FixedCompartment.crisis] : [.crisis, .practice] {
            let history = try renewed.history(of: renewed.fixed(fixed))
            #expect(history.current?.generation ?? 0 > 1, "\(fixed)")
        }
    }

    @Test(
        "the same said of a case costs it a new key at its next note, and its counselor goes on",
        arguments: Kind.allCases)
    func ofCase(_ kind: Kind) throws {
        let (place, facts) = try practice()
        defer { place.remove() }
        let bo = try Intruder("bo", in: place)
        let caseID = try OpaqueID(of: facts.caseID)
        _ = try claim(kind, of: [caseID], to: try place.open("bo").room.ownEntry().id, by: bo)
        let before = try bo.history(of: caseID).current?.generation ?? 0
        #expect(try place.run(["note", "list", facts.caseID.hex], as: "lin").status == 0)
        let written = try place.run(["note", "write", facts.caseID.hex, "--from", "-"], as: "lin", input: "好转")
        #expect(written.status == 0, "\(written.errors)")
        let shown = try place.run(["note", "show", facts.note.hex], as: "lin")
        #expect(shown.status == 0, "\(shown)")
        #expect(try Intruder("lin", in: place).history(of: caseID).current?.generation == before + 1)
        #expect(try place.run(["status"], as: "bo").status == 0)
    }
}

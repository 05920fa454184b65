import AuditTrail
import Counseling
import Cryptography
import Foundation
import Practice
import RecordRoom
import Testing
import Vault

/// Whoever works here can have a row logged where the next word of a record will lie that they have no key of. It is none: what was
/// said before is shown, what is said next goes behind it, and nobody but the row is named.
struct TakenPlacesTests {
    /// How the row in the place is none.
    enum Taking: CaseIterable, CustomTestStringConvertible {
        /// Its entry says what it is not.
        case describedFalsely
        /// It lies in a compartment of their own.
        case elsewhere

        var testDescription: String { "\(self)" }
    }

    /// - Returns: the row, as faults name rows
    @discardableResult
    private func take(
        _ record: OpaqueID, _ revision: UInt32, of kind: String, in file: OpaqueID, _ taking: Taking,
        _ place: HostilePractice
    ) throws -> String {
        let bo = try Intruder("bo", in: place)
        let own = bo.fixed(.practice)
        let header = RecordHeader(
            practice: bo.chain.practice, compartment: own, record: record, revision: revision, previous: .zero)
        let sealed = try RecordSealer(bo.ring).seal(Array("{}".utf8), kind: kind, header: header)
        switch taking {
        case .elsewhere: try bo.commit(put: [sealed])
        case .describedFalsely:
            let row = StoredRow(
                address: sealed.address, scope: file, target: .none, version: 1, body: sealed.body)
            try bo.commit(altered: [row], lasting: try SHA256.hash(Array("another".utf8)))
        }
        return "6/\(Hex.encode(sealed.address.key))"
    }

    /// What verification with somebody's keys and the independent reader find names nothing else.
    private func check(_ place: HostilePractice, namesOnly row: String, _ people: [String] = ["fang", "lin"]) throws {
        for name in people {
            let found = try place.placedFaults(as: name)
            let read = try place.readerFaults(as: name)
            #expect(!found.isEmpty && found.allSatisfy { $0.hasSuffix(" \(row)") }, "\(name): \(found)")
            #expect(read == found, "\(name): \(read) \(found)")
        }
    }

    private func json(_ text: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any], "\(text)")
    }

    @Test(
        "a consent whose next place somebody took is listed and named, and withdrawn all the same",
        arguments: Taking.allCases)
    func consent(_ taking: Taking) throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let listing = ["consent", "list", facts.client.hex]
        let whole = try place.run(listing + ["--json"], as: "lin")
        try #require(whole.status == 0, "\(whole)")
        let consent = try #require(
            (try json(whole.output)["consents"] as? [[String: Any]])?.first?["id"] as? String)
        let id = try OpaqueID(of: try Identifier<Consent>(hex: consent))
        let row = try take(id, 2, of: "consent", in: try OpaqueID(of: facts.client), taking, place)
        func standing(_ name: String) throws -> [String] {
            let listed = try place.run(listing + ["--json"], as: name)
            #expect(listed.status == 76, "\(name): \(listed)")
            let document = try json(listed.output)
            #expect(document["disturbed"] as? [String] == [consent] && document["spoiled"] as? [String] == [])
            return (document["consents"] as? [[String: Any]] ?? []).compactMap { $0["state"] as? String }
        }
        for name in ["lin", "fang"] { #expect(try standing(name) == ["in-force"], "\(name)") }
        let short = String(try Identifier<Consent>(hex: consent).shortForm(characters: 4))
        for (language, said) in [("en", "in whose history somebody wrote"), ("zh-Hans", "的历史中有人写入")] {
            let listed = try place.run(listing, as: "lin", language: language)
            #expect(listed.errors.contains(said) && listed.errors.contains(short), "\(listed)")
        }
        let withdrawn = try place.run(["consent", "withdraw", consent, "--yes"], as: "lin")
        #expect(withdrawn.status == 0, "\(withdrawn)")
        for name in ["lin", "fang"] { #expect(try standing(name) == ["withdrawn"], "\(name)") }
        try check(place, namesOnly: row)
    }

    @Test(
        "a case whose next place somebody took is listed and named, and closed all the same", arguments: Taking.allCases
    )
    func ofCase(_ taking: Taking) throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let row = try take(
            try OpaqueID(of: facts.caseID), 2, of: "case", in: try OpaqueID(of: facts.client), taking, place)
        func standing(_ name: String) throws -> [String] {
            let listed = try place.run(["case", "list", "--json"], as: name)
            #expect(listed.status == 76, "\(name): \(listed)")
            let document = try json(listed.output)
            #expect(document["disturbed"] as? [String] == [facts.caseID.hex])
            return (document["cases"] as? [[String: Any]] ?? []).compactMap { $0["state"] as? String }
        }
        #expect(try standing("lin") == ["open"])
        let closed = try place.run(["case", "close", facts.caseID.hex, "--yes"], as: "lin")
        #expect(closed.status == 0, "\(closed)")
        for name in ["lin", "fang"] { #expect(try standing(name) == ["closed"], "\(name)") }
        try check(place, namesOnly: row)
    }

    @Test(
        "an appointment whose next place somebody took is cancelled, and that is taken back, under the numbers that there are",
        arguments: Taking.allCases)
    func appointment(_ taking: Taking) throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let desk = try BookedPractice(place, facts)
        let id = try desk.book("2028-03-01T10:00:00+08:00")
        try desk.fang.room.leave()
        let row = try take(
            try OpaqueID(of: id), 2, of: "appointment", in: try OpaqueID(of: facts.client), taking, place)
        func standing(_ name: String) throws -> [String] {
            let listed = try place.run(["appointment", "list", "--client", facts.client.hex, "--json"], as: name)
            #expect(listed.status == 76, "\(name): \(listed)")
            let document = try json(listed.output)
            #expect(document["disturbed"] as? [String] == [id.hex] && document["unreadable"] as? Int == 0)
            return (document["appointments"] as? [[String: Any]] ?? []).compactMap { $0["state"] as? String }
        }
        #expect(try standing("fang") == ["confirmed"])
        let cancelled = try place.run(["appointment", "cancel", id.hex, "--by", "client", "--yes"], as: "fang")
        #expect(cancelled.status == 0, "\(cancelled)")
        #expect(try standing("lin") == ["cancelled"])
        let undone = try place.run(["undo"], as: "fang")
        #expect(undone.status == 0, "\(undone)")
        for name in ["lin", "fang"] { #expect(try standing(name) == ["confirmed"], "\(name)") }
        let day = try place.run(["appointment", "list", "--day", "2028-03-01"], as: "fang")
        #expect(day.status == 76 && day.errors.contains("in whose history somebody wrote"), "\(day)")
        try check(place, namesOnly: row)
    }

    @Test("a note whose next place somebody took is edited, signed and added to")
    func note() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let written = try place.run(
            ["note", "write", facts.caseID.hex, "--from", "-", "--json"], as: "lin", input: "第二次会谈")
        try #require(written.status == 0, "\(written)")
        let id = try #require(try json(written.output)["id"] as? String)
        let row = try take(
            try OpaqueID(of: try Identifier<SessionNote>(hex: id)), 2, of: "session-note",
            in: try OpaqueID(of: facts.caseID), .describedFalsely, place)
        let signed = try place.run(["note", "sign", id, "--yes"], as: "lin")
        #expect(signed.status == 0, "\(signed)")
        let added = try place.run(["note", "add", id, "--from", "-"], as: "lin", input: "补充")
        #expect(added.status == 0, "\(added)")
        let shown = try place.run(["note", "show", id], as: "lin")
        #expect(shown.status == 0 && shown.output.contains("补充"), "\(shown)")
        try check(place, namesOnly: row)
    }
}

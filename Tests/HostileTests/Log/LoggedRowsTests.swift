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

/// Rows that were taken away, put back, or begun anew by whoever can write the practice file, with every signature that
/// remains in order: only the log tells.
@Suite struct LoggedRowsTests {
    private func write(in place: HostilePractice, _ facts: HostilePractice.Facts, as name: String = "lin") throws {
        let practice = try place.open(name)
        _ = try practice.room.visit(for: WritingNote.self, about: .counselingCase(facts.caseID)) {
            try $0.write(try NoteContent(template: .free, sections: [NoteSection(.text, "给同事看的内容")]))
        }
        try practice.room.leave()
    }

    private func list(in place: HostilePractice, _ facts: HostilePractice.Facts) throws -> Int {
        try place.open("lin").room.visit(for: ListingNotes.self, about: .counselingCase(facts.caseID)) {
            try $0.notes().count
        }
    }

    /// How the colleague takes the rows of the case away.
    enum Beginning: String, CaseIterable { case unlogged, loggedByThemself }

    @Test(
        "a colleague who begins a case anew, properly signed, reads nothing of what is written next",
        arguments: Beginning.allCases)
    func begunAnew(_ way: Beginning) throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let bo = try Intruder("bo", in: place)
        let caseID = try OpaqueID(of: facts.caseID)
        let lin = try #require(try bo.assignments(of: caseID).first.map { try Assignment(parsing: $0.body).member.id })
        let old = try [RowClass.generation, .grant, .shares, .assignment].flatMap { try bo.rows($0) }
            .filter { $0.scope == caseID }.map(\.address)
        if way == .unlogged {
            for address in old {
                try bo.sql(
                    "DELETE FROM row WHERE class = ? AND key = ?",
                    [Int(address.rowClass.rawValue), Data(address.key)])
            }
        } else {
            try bo.commit(remove: old)
        }
        var made: [SealedRow] = []
        for member in [bo.identity.id, lin] {
            let history = try bo.history(of: caseID)
            let row = try bo.ring.assign(.person(member), assigned: true, to: history, chain: bo.chain).row
            made.append(row)
            try slip(row, bo)
        }
        let first = try bo.ring.makeGeneration(of: try bo.history(of: caseID), chain: bo.chain)
        made.append(first.row)
        try slip(first.row, bo)
        for member in [bo.identity.id, lin] {
            let row = try bo.ring.grant(caseID, generation: 1, to: try #require(bo.chain.members[member])).row
            made.append(row)
            try slip(row, bo)
        }
        // In order to whoever looks at the statements alone.
        #expect(try bo.history(of: caseID).current?.generation == 1)
        if way == .loggedByThemself { try bo.commit(put: made) }
        #expect(throws: RoomError.altered) { try write(in: place, facts) }
        #expect(throws: RoomError.altered) { _ = try list(in: place, facts) }
        #expect(try !place.faults(.rows).isEmpty)
    }

    private func slip(_ row: SealedRow, _ intruder: Intruder) throws {
        try intruder.sql(
            "INSERT INTO row (class, key, scope, target, version, body) VALUES (?, ?, ?, ?, 1, ?)",
            [
                Int(row.address.rowClass.rawValue), Data(row.address.key), Data(row.scope.bytes),
                Data(row.target.bytes), Data(row.body),
            ])
    }

    @Test("where what ends an assignment is taken away, nothing is written under the key that the other still has")
    func revocationUndone() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let caseID = try OpaqueID(of: facts.caseID)
        let lin = try Intruder("lin", in: place)
        let bo = try Intruder("bo", in: place)
        // lin lets bo in and puts bo out again, as they may.
        let letIn = try lin.ring.assign(
            .person(bo.identity.id), assigned: true, to: try lin.history(of: caseID), chain: lin.chain)
        let member = try #require(lin.chain.members[bo.identity.id])
        try lin.commit(put: [letIn.row, try lin.ring.grant(caseID, generation: 1, to: member).row])
        let putOut = try lin.ring.assign(
            .person(bo.identity.id), assigned: false, to: try lin.history(of: caseID), chain: lin.chain)
        try lin.commit(put: [putOut.row])
        let honest = try place.copied()
        defer { honest.remove() }
        try write(in: honest, facts)
        #expect(try Intruder("lin", in: honest).history(of: caseID).current?.generation == 2)

        try bo.sql("DELETE FROM row WHERE class = 5 AND key = ?", [Data(putOut.row.address.key)])
        #expect(throws: RoomError.altered) { try write(in: place, facts) }
        #expect(try Intruder("lin", in: place).history(of: caseID).current?.generation == 1)
    }

    @Test("keys that were taken away are not made anew, and what was there opens again once they are put back")
    func keysTakenAway() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let bo = try Intruder("bo", in: place)
        let caseID = try OpaqueID(of: facts.caseID)
        let kept = try DatabaseQueue(path: place.database.path).read {
            try Row.fetchAll(
                $0, sql: "SELECT * FROM row WHERE class IN (2, 3, 4) AND scope = ?", arguments: [Data(caseID.bytes)])
        }
        try bo.sql("DELETE FROM row WHERE class IN (2, 3, 4) AND scope = ?", [Data(caseID.bytes)])
        #expect(throws: RoomError.altered) { try write(in: place, facts) }
        for row in kept {
            try bo.sql(
                "INSERT INTO row (class, key, scope, target, version, body) VALUES (?, ?, ?, ?, ?, ?)",
                StatementArguments(row.map(\.1)))
        }
        try write(in: place, facts)
        #expect(try list(in: place, facts) == 2)
        #expect(try place.faults(.deep).isEmpty)
    }

    @Test("what was taken out of a list is missed by whoever reads the list, also by who never saw it")
    func listsAreComplete() throws {
        for isNew in [false, true] {
            let (place, facts) = try HostilePractice.copy()
            defer { place.remove() }
            let bo = try Intruder("bo", in: place)
            if isNew { try FileManager.default.removeItem(at: place.root.appendingPathComponent("state")) }
            let note = try OpaqueID(of: facts.note)
            try bo.sql("DELETE FROM row WHERE class = 6 AND substr(key, 1, 16) = ?", [Data(note.bytes)])
            #expect(throws: RoomError.altered) { _ = try list(in: place, facts) }
        }
    }

    @Test("a row that nobody logged is not seen, keeps nobody out, and is what verification names")
    func strangeRows() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let bo = try Intruder("bo", in: place)
        let caseID = try OpaqueID(of: facts.caseID)
        for rowClass in [2, 3, 5, 6, 7, 9, 10, 11, 12, 13] {
            try bo.sql(
                "INSERT INTO row (class, key, scope, target, version, body) VALUES (?, ?, ?, ?, 1, x'0102')",
                [
                    rowClass, Data(caseID.bytes + [0, 0, 0, 9]), Data(caseID.bytes),
                    Data(bo.identity.id.bytes),
                ])
        }
        // One of class 12 says that an epoch began, which everybody looks for.
        #expect(throws: RoomError.altered) { _ = try list(in: place, facts) }
        try bo.sql("DELETE FROM row WHERE class = 12")
        #expect(try list(in: place, facts) == 1)
        try write(in: place, facts)
        #expect(try list(in: place, facts) == 2)
        #expect(try place.faults(.rows).contains(.rowAdded))
        #expect(try !place.faults(as: "lin").isEmpty)
    }

    @Test("what a computer remembers is made again where it is lost, torn or old, and accuses nobody")
    func memory() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let state = place.root.appendingPathComponent("state/tacet")
        func memories() throws -> [URL] {
            try FileManager.default.subpathsOfDirectory(atPath: state.path).filter { $0.hasSuffix(".rows") }
                .map { state.appendingPathComponent($0) }
        }
        #expect(try !memories().isEmpty)
        let old = try memories().map { ($0, try Data(contentsOf: $0)) }
        // Enough that it is written down again.
        let practice = try place.open("lin")
        for _ in 0..<30 {
            _ = try practice.room.visit(for: WritingNote.self, about: .counselingCase(facts.caseID)) {
                try $0.write(try NoteContent(template: .free, sections: [NoteSection(.text, "一次会谈")]))
            }
            _ = try practice.room.visit(for: ListingNotes.self, about: .counselingCase(facts.caseID)) {
                try $0.notes().count
            }
        }
        try practice.room.leave()
        #expect(try old.contains { try Data(contentsOf: $0.0) != $0.1 })
        for (file, bytes) in old { try bytes.write(to: file) }
        #expect(try list(in: place, facts) == 31)
        for file in try memories() {
            // It says that a row is there which is not, and has another hash for one that is.
            try RowsFile(file).alter { rows in
                rows.flatMap { row in
                    [row.address.key, [UInt8](repeating: 7, count: 20)].map {
                        RememberedRow(
                            address: RowAddress(row.address.rowClass, key: $0), scope: row.scope, target: row.target,
                            hash: .zero, version: row.version, lasting: row.lasting, formers: row.formers)
                    }
                }
            }
        }
        #expect(try list(in: place, facts) == 31)
        for file in try memories() { try Data("nothing".utf8).write(to: file) }
        #expect(try list(in: place, facts) == 31)
        for file in try memories() { try FileManager.default.removeItem(at: file) }
        try write(in: place, facts)
        #expect(try list(in: place, facts) == 32)
        #expect(try place.faults(.deep).isEmpty)
    }
}

import AuditTrail
import Counseling
import Cryptography
import Foundation
import GRDB
import Practice
import RecordRoom
import RecordStore
import SQLiteStore
import Testing
import Vault

/// Attempts to have an older practice file taken for the practice by an epoch that nobody with the right began.
@Suite struct EpochForgeryTests {
    /// The practice with a custodian gu, as it was, after which gu and fang saw more; and the practice file put back.
    private func rolledBack() throws -> HostilePractice { try rolledBackWithNotes().place }

    /// - Returns: also the checkpoints that were signed in what is lost
    private func rolledBackWithNotes(
        after first: (HostilePractice) throws -> Void = { _ in }
    ) throws -> (place: HostilePractice, notes: [StoredCheckpoint]) {
        let (place, _) = try HostilePractice.copy()
        let fang = try place.open("fang")
        try place.admit("gu", "顾清", .custodian, by: fang)
        try fang.room.leave()
        for name in ["lin", "gu"] { try place.open(name).room.leave() }
        try first(place)
        let old = try Data(contentsOf: place.database)
        for name in ["gu", "fang", "lin"] {
            let person = try place.open(name)
            _ = try person.room.visit(for: ReadingStatus.self, about: .practice) { try $0.standing() }
            try person.room.leave()
        }
        let notes = try SQLiteStore(folder: place.folder.path).read { try $0.checkpoints() }
        try old.write(to: place.database)
        return (place, notes)
    }

    private func desk(_ name: String, in place: HostilePractice) throws -> RestoreDesk {
        let identity = try OpenPractice.unlock(
            place.folder, as: try ShortName(name), passphrase: try HostilePractice.passphrase(name))
        return try OpenPractice.restoreDesk(place.folder, as: identity)
    }

    private func state(_ place: HostilePractice) throws -> LogState {
        let store = try SQLiteStore(folder: place.folder.path)
        let outline = try PracticeOutline(of: store)
        let root = try #require(Hex.decode(outline.treeRoot).flatMap { Digest($0) })
        return LogState(epoch: outline.epoch, size: outline.entries, root: root)
    }

    /// Puts a row and the first entry of another epoch into the file, as a changed program would.
    private func write(
        _ row: SealedRow, epoch: UInt32, by signer: Intruder, in place: HostilePractice, extra: [SealedRow] = [],
        chainHead: ChainHead? = nil
    ) throws {
        let store = try SQLiteStore(folder: place.folder.path)
        let audit = try #require(try signer.history(of: signer.fixed(.audit)).current)
        let session = try AuditSession(
            to: .generation(audit), practice: signer.chain.practice, membership: signer.ring.membership,
            by: signer.identity)
        try store.write { writer in
            var changes: [RowChange] = []
            for row in [session.deposit.row, row] + extra {
                try writer.put(row, version: 1)
                changes.append(
                    RowChange(
                        address: row.address, version: 1, before: .zero, after: try row.hash(version: 1), lasting: .zero
                    ))
            }
            var own = OwnHead.none
            if let last = try writer.lastEntry(of: signer.identity.id) {
                let entry = try Entry(parsing: last.leaf, side: last.sideChanges)
                own = OwnHead(counter: entry.counter, hash: entry.hash)
            }
            let details = #"{"action":"open-epoch","outcome":"allowed","schema":1,"time":"2026-11-24T00:00:00Z"}"#
            let entry = try SignedEntry(
                at: EntryPlace(epoch: epoch, position: 0), practice: signer.chain.practice, after: own,
                chainHead: chainHead ?? signer.chain.head, version: "0.0.0", changes: changes,
                details: Array(details.utf8),
                session: session, by: signer.identity)
            var tree = MerkleFrontier()
            try writer.append(entry, nodes: try tree.append(entry.hash))
        }
    }

    @Test(
        "a restore that is said to have lost more than can be counted is told as it is said, and ends no verification",
        arguments: [UInt64.max, 1 << 63, 1 << 40])
    func countless(size: UInt64) throws {
        let place = try rolledBack()
        defer { place.remove() }
        // Without keys nobody knows that lin may declare nothing.
        let lin = try Intruder("lin", in: place)
        let restored = try state(place)
        let declaration = try EpochDeclaration(
            restored: restored, known: LogState(epoch: restored.epoch, size: size, root: restored.root), time: .max,
            reason: 1, chain: lin.chain, by: lin.identity)
        try write(try OpenedEpoch(declaration, confirmedBy: lin.identity).row, epoch: 2, by: lin, in: place)
        for depth in [[], ["--deep"]] {
            let ending = try place.run(["audit", "verify", "--json"] + depth, as: nil)
            #expect([0, 76].contains(ending.status), "\(ending.status) \(ending.errors)")
            #expect(ending.output.contains("\"entries\": \(size)"))
            #expect([0, 76].contains(try place.run(["audit", "verify"] + depth, as: nil).status))
        }
        #expect((64...78).contains(try place.run(["status"], as: "fang").status))
    }

    private func isRefused(_ place: HostilePractice, as fault: AuditFault.Kind = .epochUnknown) throws {
        for name in ["fang", "lin", "gu"] {
            #expect(throws: RoomError.self) { _ = try place.open(name) }
            let error = #expect(throws: (any Error).self) { _ = try desk(name, in: place).accept() }
            #expect(error as? RoomError != .nothingToAccept)
        }
        // Without a pin either.
        for name in ["fang", "aud"] {
            let other = try place.copied()
            defer { other.remove() }
            try FileManager.default.removeItem(at: other.root.appendingPathComponent("state"))
            #expect(throws: RoomError.self) { _ = try other.open(name) }
        }
        #expect(try place.faults(.deep).contains(fault))
        #expect(try place.faults(.rows).contains(fault))
    }

    /// Who declares and who confirms, of whom not both may.
    enum Signers: String, CaseIterable {
        case custodianDeclares, counselorDeclares, counselorConfirms, directorTwice, strangerConfirms
    }

    @Test("an epoch needs a director's and another custodian's signature", arguments: [false, true])
    func both(isRight: Bool) throws {
        let place = try rolledBack()
        defer { place.remove() }
        let (fang, gu) = (try Intruder("fang", in: place), try Intruder("gu", in: place))
        let restored = try state(place)
        let declaration = try EpochDeclaration(
            restored: restored, known: restored, time: 1, reason: 0, chain: fang.chain, by: fang.identity)
        let opened = try OpenedEpoch(declaration, confirmedBy: isRight ? gu.identity : fang.identity)
        try write(opened.row, epoch: 2, by: isRight ? gu : fang, in: place)
        guard isRight else {
            // Nobody without keys knows duties; with keys it is refused.
            #expect(throws: RoomError.self) { _ = try place.open("lin") }
            #expect(throws: RoomError.self) { _ = try desk("lin", in: place).accept() }
            return
        }
        #expect(try place.faults(.deep) == [.pinContradicted])
        // Written behind the door, it is still what both signed: shown, and accepted by who wants to.
        let error = #expect(throws: RoomError.self) { _ = try place.open("lin") }
        guard case .epochWaits(let loss)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(loss.isUnknownToSigners && loss.entries > 0)
        try desk("lin", in: place).accept().leave()
        try place.open("lin").room.leave()
        // What is wrong with a later epoch is named with it.
        try fang.sql("UPDATE node SET hash = zeroblob(32) WHERE place >> 40 = 2 AND level = 1")
        try fang.sql("UPDATE checkpoint SET note = 'none' WHERE epoch = 2")
        for found in [try place.placed([]), try place.readerFaults(isDeep: false)] {
            #expect(found.contains("node-wrong 2/1/0"), "\(found)")
            #expect(found.contains { $0.hasPrefix("checkpoint-wrong 2/") }, "\(found)")
        }
    }

    @Test(
        "somebody without any office who cuts the log and signs for it alone explains nothing away, with keys or without"
    )
    func cutAlone() throws {
        let place = try rolledBack()
        defer { place.remove() }
        let lin = try Intruder("lin", in: place)
        let state = place.root.appendingPathComponent("state")
        let files = try #require(FileManager.default.enumerator(at: state, includingPropertiesForKeys: nil))
        let pins = try files.compactMap { $0 as? URL }.filter { $0.pathExtension == "pin" }
            .map { try Pin(parsing: Array(try Data(contentsOf: $0)), key: nil) }
        let seen = try #require(pins.max { $0.size < $1.size })
        let declaration = try EpochDeclaration(
            restored: try self.state(place), known: LogState(epoch: seen.epoch, size: seen.size, root: seen.tree),
            time: 1,
            reason: 1, chain: lin.chain, by: lin.identity)
        try write(try OpenedEpoch(declaration, confirmedBy: lin.identity).row, epoch: 2, by: lin, in: place)
        for depth in [Verification.Depth.rows, .deep] {
            let report = try OpenPractice.verify(place.folder, depth: depth)
            #expect(Set(report.faults.map(\.kind)) == [.pinContradicted])
            #expect(report.explained.isEmpty && !report.areOfficesJudged)
            // It is told who signed.
            #expect(report.crossings.map(\.director.hex) == [lin.identity.id.hex])
            #expect(report.crossings.allSatisfy { $0.custodian == nil && $0.lost > 0 })
        }
        #expect(throws: RoomError.self) { _ = try place.open("fang") }
    }

    @Test("nobody goes back to the time when they could sign for it alone", arguments: [0, 1])
    func earlierLink(position: Int) throws {
        let place = try rolledBack()
        defer { place.remove() }
        let fang = try Intruder("fang", in: place)
        let statements = try fang.rows(.statement).prefix(position + 1).map {
            try MembershipStatement(parsing: $0.body)
        }
        // As of then fang was the only custodian.
        let chain = try MembershipChain(statements, keys: fang.ring)
        let restored = try state(place)
        let declaration = try EpochDeclaration(
            restored: restored, known: restored, time: 1, reason: 1, chain: chain, by: fang.identity)
        try write(
            try OpenedEpoch(declaration, confirmedBy: fang.identity).row, epoch: 2, by: fang, in: place,
            chainHead: chain.head)
        try isRefused(place)
        #expect(try place.readerKinds().contains("epoch-unknown"))
    }

    @Test("nobody else's signatures begin one", arguments: Signers.allCases)
    func wrongRoles(_ signers: Signers) throws {
        let place = try rolledBack()
        defer { place.remove() }
        let people = Dictionary(
            uniqueKeysWithValues: try ["fang", "gu", "lin", "bo"].map { ($0, try Intruder($0, in: place)) })
        func person(_ name: String) throws -> Intruder { try #require(people[name]) }
        let (declares, confirms) =
            switch signers {
            case .custodianDeclares: ("gu", "gu")
            case .counselorDeclares: ("lin", "gu")
            case .counselorConfirms: ("fang", "lin")
            case .directorTwice: ("fang", "fang")
            case .strangerConfirms: ("fang", "bo")
            }
        let restored = try state(place)
        let (director, custodian) = (try person(declares), try person(confirms))
        let declaration = try EpochDeclaration(
            restored: restored, known: restored, time: 1, reason: 0, chain: director.chain, by: director.identity)
        let signer: any Signing =
            signers == .strangerConfirms
            ? try Identity.generate(shortName: "bo", as: custodian.identity.id)
            : custodian.identity
        let opened = try OpenedEpoch(declaration, confirmedBy: signer)
        try write(opened.row, epoch: 2, by: custodian, in: place)
        for name in ["fang", "lin", "gu", "bo", "aud"] {
            #expect(throws: RoomError.self) { _ = try place.open(name) }
            #expect(throws: (any Error).self) { _ = try desk(name, in: place).accept() }
        }
    }

    @Test("whom such an epoch keeps out is told which, where without a key nobody can tell")
    func namedToWhomItKeepsOut() throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        let (fang, lin) = (try Intruder("fang", in: place), try Intruder("lin", in: place))
        let restored = try state(place)
        let declaration = try EpochDeclaration(
            restored: restored, known: restored, time: 1, reason: 0, chain: fang.chain, by: fang.identity)
        try write(
            try OpenedEpoch(declaration, confirmedBy: lin.identity).row, epoch: 2, by: lin, in: place)
        #expect(throws: RoomError.self) { _ = try place.open("lin") }
        #expect(try place.faults(.deep).isEmpty)
        for language in ["en", "zh-Hans"] {
            let told = try place.run(["audit", "verify", "--deep", "--json"], as: "lin", language: language)
            #expect(told.status == 76, "\(told.errors)")
            let json = try JSONSerialization.jsonObject(with: Data(told.output.utf8)) as? [String: Any]
            let kinds = (json?["faults"] as? [[String: String]] ?? []).compactMap { $0["kind"] }
            #expect(kinds.contains("epoch-unknown"), "\(told.output)")
            #expect(json?["sound"] as? Bool == false)
            #expect((json?["refused"] as? [String: String])?["code"] == "rolled-back")
        }
    }

    /// What a declaration signed by both says wrongly.
    enum Lie: String, CaseIterable { case size, root, epoch, otherRow, noRow, moreRows, halfRow }

    @Test("a declaration that is not of this very file begins nothing", arguments: Lie.allCases)
    func lies(_ lie: Lie) throws {
        let place = try rolledBack()
        defer { place.remove() }
        let (fang, gu) = (try Intruder("fang", in: place), try Intruder("gu", in: place))
        let state = try state(place)
        var restored = state
        if lie == .size { restored = LogState(epoch: 1, size: state.size - 1, root: state.root) }
        if lie == .root { restored = LogState(epoch: 1, size: state.size, root: .zero) }
        let declaration = try EpochDeclaration(
            restored: restored, known: restored, time: 1, reason: 0, chain: fang.chain, by: fang.identity)
        let opened = try OpenedEpoch(declaration, confirmedBy: gu.identity)
        let mark = OwedMark(compartment: gu.fixed(.desk), member: gu.identity.id).row
        switch lie {
        case .size, .root: try write(opened.row, epoch: 2, by: gu, in: place)
        case .epoch: try write(opened.row, epoch: 3, by: gu, in: place)
        case .otherRow: try write(mark, epoch: 2, by: gu, in: place)
        case .noRow:
            try write(opened.row, epoch: 2, by: gu, in: place)
            try gu.sql("DELETE FROM row WHERE class = 12")
        case .moreRows: try write(opened.row, epoch: 2, by: gu, in: place, extra: [mark])
        case .halfRow:
            try write(opened.row, epoch: 2, by: gu, in: place)
            try gu.sql(
                "UPDATE row SET body = CAST(substr(body, 1, length(body) - 1) || x'ff' AS BLOB) WHERE class = 12")
        }
        try isRefused(place)
    }

    @Test("a declaration within an epoch is a fault, and no epoch")
    func notAtTheBeginning() throws {
        let place = try rolledBack()
        defer { place.remove() }
        let (fang, gu) = (try Intruder("fang", in: place), try Intruder("gu", in: place))
        let restored = try state(place)
        let declaration = try EpochDeclaration(
            restored: restored, known: restored, time: 1, reason: 0, chain: fang.chain, by: fang.identity)
        try gu.commit(put: [try OpenedEpoch(declaration, confirmedBy: gu.identity).row])
        #expect(try place.faults(.rows).isSuperset(of: [.writerNotEntitled, .rowAdded]))
        #expect(throws: RoomError.self) { _ = try place.open("lin") }
    }

    /// Takes what the log has from the entry on that logged the chain's link at `position`, as a changed program would.
    private func cut(from position: UInt32, in place: HostilePractice) throws -> LogState {
        let address = RowAddress(.statement, key: [UInt8](withUnsafeBytes(of: position.bigEndian, Array.init)))
        let size = try SQLiteStore(folder: place.folder.path).read { reading -> UInt64 in
            var (found, next): (UInt64?, UInt64) = (nil, 0)
            try reading.forEachEntry(from: nil) { stored in
                let entry = try Entry(parsing: stored.leaf, side: stored.sideChanges)
                if entry.changes.contains(where: { $0.address == address }), found == nil { found = next }
                next += 1
            }
            return try #require(found)
        }
        let queue = try DatabaseQueue(path: place.database.path)
        try queue.write { database in
            let triggers = try Row.fetchAll(
                database, sql: "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            for trigger in triggers { try database.execute(sql: "DROP TRIGGER \(trigger["name"] as String)") }
            try database.execute(sql: "DELETE FROM entry WHERE place >= ? + (1 << 40)", arguments: [Int64(size)])
            try database.execute(
                sql: "DELETE FROM node WHERE (place & ((1 << 40) - 1)) >= (? >> level)", arguments: [Int64(size)])
            try database.execute(sql: "DELETE FROM checkpoint")
            for trigger in triggers { try database.execute(sql: trigger["sql"]) }
        }
        try queue.close()
        return try state(place)
    }

    @Test(
        "nobody begins an epoch alone who cuts the log to when they were, and logs what was said of people since anew",
        arguments: ["links", "pins"])
    func loggedAnew(told: String) throws {
        let (place, _) = try rolledBackWithNotes { place in
            // Where somebody else signed of people since, that shows without a pin too.
            guard told == "links" else { return }
            let suspended = try place.run(
                ["staff", "suspend", "aud", "--from", "-", "--yes"], as: "fang", input: #"{"reason":"查"}"#)
            #expect(suspended.status == 0, "\(suspended)")
            #expect(try place.run(["staff", "confirm", "aud", "--yes"], as: "gu").status == 0)
        }
        defer { place.remove() }
        let (fang, gu) = (try Intruder("fang", in: place), try Intruder("gu", in: place))
        let later = try beginAlone(fang, besides: gu, in: place)
        try fang.commit(
            claiming: try later.map {
                RowChange(address: $0.address, version: 1, before: .zero, after: try $0.hash(), lasting: .zero)
            })
        if told == "links" {
            // What others signed and one logged anew does not count, and is named.
            try isRefused(place, as: .rowAdded)
            let found = try place.placedFaults().filter { !$0.hasPrefix("pin-contradicted ") }
            let independent = try place.readerFaults()
            #expect(independent == found, "\(independent)\n\(found)")
        }
        for name in ["lin", "gu"] {
            #expect(throws: RoomError.self) { _ = try place.open(name) }
            let error = #expect(throws: (any Error).self) { _ = try desk(name, in: place).accept() }
            #expect(error as? RoomError != .nothingToAccept)
        }
    }

    /// The founding director cuts the log where the other custodian came in, and begins an epoch alone as of before that.
    /// - Returns: the later links, which lie in the file still
    private func beginAlone(
        _ fang: Intruder, besides gu: Intruder, in place: HostilePractice
    ) throws -> ArraySlice<StoredRow> {
        let links = try fang.rows(.statement)
        let admission = try links.map { try MembershipStatement(parsing: $0.body) }
            .first { $0.subject == gu.identity.id }
        let head = try #require(admission).position
        let before = try MembershipChain(
            links.prefix(Int(head)).map { try MembershipStatement(parsing: $0.body) }, keys: fang.ring)
        let restored = try cut(from: head, in: place)
        let declaration = try EpochDeclaration(
            restored: restored, known: restored, time: 1, reason: 1, chain: before, by: fang.identity)
        try write(
            try OpenedEpoch(declaration, confirmedBy: fang.identity).row, epoch: 2, by: fang, in: place,
            chainHead: before.head)
        return links.dropFirst(Int(head))
    }

    @Test(
        "who cuts the log gains nothing by what they leave of the membership chain: it is as if they had taken that away too"
    )
    func keptBehind() throws {
        var found: [[String]] = []
        for isKept in [true, false] {
            let place = try rolledBack()
            defer { place.remove() }
            let (fang, gu) = (try Intruder("fang", in: place), try Intruder("gu", in: place))
            let later = try beginAlone(fang, besides: gu, in: place)
            if !isKept {
                for link in later {
                    try fang.sql("DELETE FROM row WHERE class = 1 AND key = ?", [Data(link.address.key)])
                }
            }
            // Before anybody enters, and at a computer that saw nothing.
            let fresh = try place.copied()
            defer { fresh.remove() }
            try FileManager.default.removeItem(at: fresh.root.appendingPathComponent("state"))
            var answers: [String] = []
            for name in ["fang", "gu", "lin", "aud", "bo"] {
                for folder in [place, fresh] {
                    let told = try folder.run(["status"], as: name)
                    answers.append("\(name) \(told.status) \(told.errors.split(separator: "\n").first ?? "")")
                }
            }
            // Nobody whom the log does not know is anybody.
            #expect(answers[2].hasPrefix("gu 77 ") && answers[3].hasPrefix("gu 77 "), "\(answers)")
            // It is shown to whoever remembers more, with who signed it alone.
            #expect(throws: RoomError.self) { _ = try place.open("lin") }
            #expect(try desk("lin", in: place).waiting().statements > 0)
            #expect(try desk("lin", in: place).waiting().crossings.allSatisfy { $0.custodian == nil })
            found.append(answers)
            // Pins contradict both; the file alone is judged here.
            let verified = try fresh.placed(["--deep"])
            #expect(verified.contains { $0.hasPrefix("row-added 1/") } == isKept, "\(verified)")
            let independent = try fresh.readerFaults()
            #expect(independent == verified, "\(independent)\n\(verified)")
        }
        #expect(found[0] == found[1])
    }

    @Test("checkpoints of what a restore lost, put back, are explained by it and shut nobody out")
    func lostCheckpoints() throws {
        let (place, notes) = try rolledBackWithNotes()
        defer { place.remove() }
        let declaration = try desk("fang", in: place).declaration(notes: [], reason: .disk)
        try desk("gu", in: place).confirm(declaration).leave()
        let gu = try Intruder("gu", in: place)
        for note in notes {
            try gu.sql(
                "INSERT OR REPLACE INTO checkpoint (epoch, signer, size, note) VALUES (?, ?, ?, ?)",
                [Int64(note.epoch), Data(note.signer.bytes), Int64(note.size), note.note])
        }
        for name in ["fang", "aud"] { try desk(name, in: place).accept().leave() }
        for name in [nil, "fang", "aud"] {
            let found = try place.placed(["--deep"], as: name)
            #expect(found.isEmpty, "\(found)")
            #expect(try place.readerFaults(as: name) == found)
        }
        try FileManager.default.removeItem(at: place.root.appendingPathComponent("state"))
        let told = try place.run(["client", "list"], as: "lin")
        #expect(told.status == 0, "\(told)")
    }

    @Test("whoever claims the next epoch's row beforehand is named, and not who begins it")
    func claimedBefore() throws {
        var lie = ""
        let (place, _) = try rolledBackWithNotes { place in
            let bo = try Intruder("bo", in: place)
            try bo.commit(claiming: [
                RowChange(
                    address: OpenedEpoch.address(2), version: 1, before: .zero, after: try SHA256.hash([1]),
                    lasting: .zero)
            ])
            lie = try bo.lastPlace()
        }
        defer { place.remove() }
        let declaration = try desk("fang", in: place).declaration(notes: [], reason: .disk)
        try desk("gu", in: place).confirm(declaration).leave()
        for name in ["lin", "fang", "aud"] { try desk(name, in: place).accept().leave() }
        for name in [nil, "fang", "aud"] {
            let found = try place.placed(["--deep"], as: name)
            #expect(found == ["entry-not-entitled \(lie)"], "\(found)")
            #expect(try place.readerFaults(as: name) == found)
        }
    }

    @Test("entries added to an epoch after it was restored are found, and keep everybody out")
    func addedBehind() throws {
        let place = try rolledBack()
        defer { place.remove() }
        let declaration = try desk("fang", in: place).declaration(notes: [], reason: .disk)
        try desk("gu", in: place).confirm(declaration).leave()
        try desk("lin", in: place).accept().leave()
        #expect(try place.faults(.deep).isSubset(of: []))
        let bo = try Intruder("bo", in: place)
        // The trigger that keeps the log append-only is no hindrance to a changed program.
        try bo.sql("DROP TRIGGER entry_follows")
        try bo.sql(
            "INSERT INTO entry (place, actor, leaf, side) SELECT (1 << 40) + (SELECT count(*) FROM entry WHERE place < 2 << 40), actor, leaf, side FROM entry LIMIT 1"
        )
        try bo.sql(
            "CREATE TRIGGER entry_follows BEFORE INSERT ON entry WHEN EXISTS (SELECT 1 FROM entry WHERE place >= NEW.place) BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END"
        )
        #expect(try place.faults(.rows).isSuperset(of: [.epochUnknown, .entryMalformed]))
        #expect(throws: RoomError.self) { _ = try place.open("lin") }
        #expect(throws: RoomError.self) { _ = try place.open("aud") }
    }

    @Test("two epochs of the same number are two histories; who is in one is refused in the other")
    func twoAtOnce() throws {
        let place = try rolledBack()
        defer { place.remove() }
        let twin = try place.copied()
        defer { twin.remove() }
        for folder in [place, twin] {
            let declaration = try desk("fang", in: folder).declaration(notes: [], reason: nil)
            try desk("gu", in: folder).confirm(declaration).leave()
            try desk("lin", in: folder).accept().leave()
        }
        try Data(contentsOf: twin.database).write(to: place.database)
        let error = #expect(throws: RoomError.self) { _ = try place.open("lin") }
        guard case .rolledBack? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(throws: RoomError.self) { _ = try desk("lin", in: place).accept() }
    }
}

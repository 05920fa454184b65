import Counseling
import Cryptography
import Foundation
import Practice
import RecordRoom
import RecordStore
import SQLiteStore
import Vault

/// Many notes in a row, against a plain scan of as many bodies.
final class ManyNotesRows {
    private let count: Int
    private let store: SQLiteStore
    private let sealer: RecordSealer
    private let compartment: OpaqueID
    private let plain: PlainDatabase
    private let practice: OpenPractice
    private let opened: Identifier<CounselingCase>

    init(in path: String, count: Int) throws {
        self.count = count
        let workshop = try Workshop(in: path, name: "many")
        var made: (opened: Identifier<CounselingCase>, body: [UInt8])?
        try workshop.fill { room in
            let opened = try workshop.openCase(1, in: room).case
            for _ in 1..<count { _ = try workshop.writeNote(in: opened, room: room) }
            made = (opened, try NoteBody.draft(try workshop.writeNote(in: opened, room: room)).encodedBody())
        }
        guard let made else { throw BenchError.failed("filling") }
        opened = made.opened
        practice = try workshop.opened()
        plain = PlainDatabase(path + "/many-plain.sqlite")
        plain.fill(count, made.body)
        let vault = try LooseVault()
        let sealer = try RecordSealer(vault.ring)
        self.sealer = sealer
        compartment = vault.compartment
        let folder = path + "/many-sealed"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        store = try SQLiteStore.create(folder: folder) { writer in
            for _ in 0..<count {
                let row = try sealer.seal(made.body, kind: "session-note", header: try vault.header())
                try writer.put(row, version: 1)
            }
        }
    }

    func comparisons() -> [Comparison] {
        [
            Comparison(
                title: "\(count) notes read and decrypted", against: "plain scan, bodies copied", bar: 3,
                ours: { try self.perNote { try self.decryptAll() } },
                theirs: {
                    self.perNote {
                        var bytes = 0
                        self.plain.scan { bytes += [UInt8]($0).count }
                    }
                }),
            Comparison(
                title: "\(count) notes of one case listed at the door", against: "plain scan, JSON decoded", bar: 3,
                repetitions: 5,
                ours: {
                    try self.perNote {
                        _ = try self.practice.room.visit(for: ListingNotes.self, about: .counselingCase(self.opened)) {
                            try $0.notes()
                        }
                    }
                },
                theirs: {
                    self.perNote {
                        var notes: [NoteBody] = []
                        self.plain.scan { if let note = try? NoteBody(body: [UInt8]($0)) { notes.append(note) } }
                    }
                }),
        ]
    }

    private func perNote(_ body: () throws -> Void) rethrows -> Double {
        try Stopwatch.seconds { _ in try body() } / Double(count)
    }

    private func decryptAll() throws {
        var bytes = 0
        try store.read { reading in
            // As every listing does it (`Records.all` in RecordRoom).
            var opening = NewestRecords(sealer.opening)
            try reading.forEachRow(.record, scope: compartment) { key, row in
                if opening.wants(key) { opening.add(try row()) }
            }
            bytes = try opening.all().reduce(0) { $0 + $1.body.count }
        }
        guard bytes > 0 else { throw BenchError.failed("decrypting") }
    }
}

import CBaseline
import Counseling
import Cryptography
import Practice
import RecordRoom

/// One note through the door with its entry, against plain SQLite and against the age program.
final class NoteRows {
    private let practice: OpenPractice
    private let workshop: Workshop
    private let plain: PlainDatabase
    private let age: AgeProgram
    private let opened: Identifier<CounselingCase>
    private let body: [UInt8]
    private let note: DraftNote

    init(in path: String) throws {
        workshop = try Workshop(in: path, name: "notes")
        practice = try workshop.opened()
        plain = PlainDatabase(path + "/plain.sqlite")
        opened = try workshop.openCase(1, in: practice.room).case
        note = try workshop.writeNote(in: opened, room: practice.room)
        body = try NoteBody.draft(note).encodedBody()
        age = try AgeProgram(in: path, text: body)
    }

    func comparisons() -> [Comparison] {
        [
            Comparison(
                title: "note written: sealed, signed, audited, durable", against: "plain SQLite insert, as durable",
                bar: 2.0, repetitions: 15, ours: { try self.freshCases(10) { try self.write($0) } },
                theirs: { Stopwatch.seconds(rounds: 10) { _ in self.plain.insert(self.body) } }),
            Comparison(
                title: "note read, its entry durable first", against: "that insert and a point read", bar: 2.0,
                repetitions: 15, ours: { try self.readEachOnce(10) },
                theirs: {
                    Stopwatch.seconds(rounds: 10) { _ in
                        self.plain.insert(self.body)
                        _ = self.plain.read(1)
                    }
                }),
            Comparison(
                title: "note stored and read back, key unlocked", against: "age -e, then age -d, X25519 identity",
                bar: 1.0, ours: { try self.freshCases(5) { try self.read(try self.write($0)) } },
                theirs: { try Stopwatch.seconds(rounds: 5) { _ in try self.age.storeAndRead() } }),
        ]
    }

    /// Each series has a case of its own, so that no series pays for the notes of the one before.
    private func freshCases(_ rounds: Int, _ body: (Identifier<CounselingCase>) throws -> Void) throws -> Double {
        let opened = try workshop.openCase(2, in: practice.room).case
        return try Stopwatch.seconds(rounds: rounds) { _ in try body(opened) }
    }

    /// No note twice: a signature that was checked before in this process is not checked again.
    private func readEachOnce(_ rounds: Int) throws -> Double {
        let opened = try workshop.openCase(3, in: practice.room).case
        let notes = try (0..<rounds).map { _ in try write(opened) }
        return try Stopwatch.seconds(rounds: rounds) { try read(notes[$0]) }
    }

    @discardableResult
    private func write(_ opened: Identifier<CounselingCase>) throws -> Identifier<SessionNote> {
        try workshop.writeNote(in: opened, room: practice.room).id
    }

    private func read(_ id: Identifier<SessionNote>) throws {
        _ = try practice.room.visit(for: ReadingNote.self, about: .note(id)) { try $0.note() }
    }
}

import Counseling
import Cryptography
import Practice
import RecordRoom

/// An ordinary command, from entering the room to leaving it, in a practice a hundred times bigger.
final class GrowthRows {
    private let small: GrownPractice
    private let big: GrownPractice

    init(in path: String, clients: Int) throws {
        small = try GrownPractice(in: path, clients: max(clients / 100, 1))
        big = try GrownPractice(in: path, clients: clients)
    }

    func comparisons() -> [Comparison] {
        let acts: [(String, (GrownPractice) throws -> Void)] = [
            ("note write", { try $0.writeNote() }), ("note show", { try $0.showNote() }),
            ("note list", { try $0.listNotes() }), ("client show", { try $0.showClient() }),
        ]
        return acts.map { name, act in
            Comparison(
                title: "\(name), \(big.clients) clients", against: "itself, \(small.clients) clients", bar: 2,
                ours: { try Stopwatch.seconds(rounds: 3) { _ in try act(self.big) } },
                theirs: { try Stopwatch.seconds(rounds: 3) { _ in try act(self.small) } })
        }
    }
}

/// A practice with so many clients, each with a case and two notes, all with one counselor, and two custodians.
private final class GrownPractice {
    let clients: Int
    private let workshop: Workshop
    private var last: (client: Identifier<Client>, case: Identifier<CounselingCase>)
    private var note: Identifier<SessionNote>

    init(in path: String, clients: Int) throws {
        self.clients = clients
        workshop = try Workshop(in: path, name: "grown-\(clients)")
        try workshop.admitCustodian()
        var made: (Identifier<Client>, Identifier<CounselingCase>, Identifier<SessionNote>)?
        let workshop = workshop
        try workshop.fill { room in
            for number in 0..<clients {
                let opened = try workshop.openCase(number, in: room)
                _ = try workshop.writeNote(in: opened.case, room: room)
                made = (opened.client, opened.case, try workshop.writeNote(in: opened.case, room: room).id)
            }
        }
        guard let made else { throw BenchError.failed("filling") }
        last = (made.0, made.1)
        note = made.2
        try workshop.opened().room.leave()
    }

    private func command(_ act: (RecordRoom) throws -> Void) throws {
        let room = try workshop.opened().room
        try act(room)
        try room.leave()
    }

    /// The case grows by as many notes on either side.
    func writeNote() throws {
        try command { room in
            _ = try room.cases(matching: last.case.shortForm(characters: 6))
            _ = try workshop.writeNote(in: last.case, room: room)
        }
    }

    func showNote() throws {
        try command { room in
            _ = try room.notes(matching: note.shortForm(characters: 6))
            _ = try room.visit(for: ReadingNote.self, about: .note(note)) { try $0.note() }
        }
    }

    func listNotes() throws {
        try command { room in
            _ = try room.visit(for: ListingNotes.self, about: .counselingCase(last.case)) { try $0.notes() }
        }
    }

    func showClient() throws {
        try command { room in
            _ = try room.visit(for: ReadingClient.self, about: .client(last.client)) { try $0.client() }
        }
    }
}

import Counseling
public import RecordRoom

/// What this person's program on this computer need not look at again: deposits of flags that are over, and openings of emergency
/// cards that the person was told of. It holds opaque identifiers, which stand in the practice file too, and nothing else; without
/// it everything is looked at once more.
struct CrisisMemory {
    private static let format = "tacet-crisis 1"
    private let file: String
    private(set) var settled: Set<String> = []
    private(set) var told: Set<String> = []

    init(practice: String, person: String, in folder: PracticeFolder) {
        file = "\(folder.pins)/\(practice)/\(person).crisis"
        guard let bytes = try? WholeFile.read(file, limit: 16 << 20) else { return }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        guard lines.first.map(String.init) == Self.format else { return }
        for line in lines.dropFirst() {
            let words = line.split(separator: " ").map(String.init)
            guard words.count == 2 else { continue }
            if words[0] == "settled" { settled.insert(words[1]) }
            if words[0] == "told" { told.insert(words[1]) }
        }
    }

    /// Best effort: what is not remembered is looked at again.
    /// - Parameter beforeWriting: called where something is written, which may take a while
    mutating func add(settled: Set<String>, told: Set<String>, beforeWriting: () -> Void) {
        guard !settled.isSubset(of: self.settled) || !told.isSubset(of: self.told) else { return }
        beforeWriting()
        self.settled.formUnion(settled)
        self.told.formUnion(told)
        let lines = self.settled.sorted().map { "settled " + $0 } + self.told.sorted().map { "told " + $0 }
        let text = ([Self.format] + lines).joined(separator: "\n") + "\n"
        try? WholeFile.write(Array(text.utf8), to: file, replacing: true)
    }
}

extension OpenPractice {
    /// What stands on top of this person's output; nil where nothing does. Openings of cards are told once.
    /// - Parameter most: how many openings the person is told of now, the others the next time; nil where nothing is told
    public func crisisClock(telling most: Int?) throws(RoomError) -> CrisisClock? {
        var memory = CrisisMemory(practice: id, person: try room.ownEntry().id.hex, in: folder)
        guard let clock = try room.crisisClock(settled: memory.settled)?.leavingOut(memory.told) else { return nil }
        guard let most else { return clock }
        let later = Set(clock.openings.dropFirst(most).map(\.id.hex))
        // What is to be told is still to be looked at.
        memory.add(
            settled: later.isEmpty ? clock.settled : [], told: Set(clock.openings.prefix(most).map(\.id.hex))
        ) { room.letOthersWrite() }
        return clock.leavingOut(later)
    }
}

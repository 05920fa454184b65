import Counseling
public import RecordRoom

/// What this person was told on this computer of their other computers, and what waits to be told: opaque identifiers of deposits,
/// which stand in the practice file too. Without it everything is told once more.
struct DeviceMemory {
    private static let format = "tacet-devices 1"
    private let file: String
    private(set) var told: Set<String> = []
    private(set) var waiting: Set<String> = []

    init(practice: String, person: String, in folder: PracticeFolder) {
        file = "\(folder.pins)/\(practice)/\(person).devices"
        guard let bytes = try? WholeFile.read(file, limit: 1 << 20) else { return }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        guard lines.first.map(String.init) == Self.format else { return }
        for line in lines.dropFirst() {
            let words = line.split(separator: " ").map(String.init)
            guard words.count == 2 else { continue }
            if words[0] == "told" { told.insert(words[1]) }
            if words[0] == "waits" { waiting.insert(words[1]) }
        }
    }

    /// Best effort: what is not remembered is told by `status`.
    /// - Parameter beforeWriting: called where something is written, which may take a while
    mutating func add(told: Set<String> = [], waiting: Set<String> = [], beforeWriting: () -> Void = {}) {
        let now = (told: self.told.union(told), waiting: self.waiting.union(waiting).subtracting(self.told.union(told)))
        guard now.told != self.told || now.waiting != self.waiting else { return }
        beforeWriting()
        (self.told, self.waiting) = now
        let lines = now.told.sorted().map { "told " + $0 } + now.waiting.sorted().map { "waits " + $0 }
        let text = ([Self.format] + lines).joined(separator: "\n") + "\n"
        try? WholeFile.write(Array(text.utf8), to: file, replacing: true)
    }
}

extension OpenPractice {
    private var deviceMemory: DeviceMemory {
        DeviceMemory(practice: id, person: identity.person.hex, in: folder)
    }

    /// What was done with this person's keys elsewhere and was not told here yet.
    /// - Parameter telling: whether the person is told now; else it waits for the next time
    public func deviceNews(telling: Bool) throws -> [NotedDevice] {
        var memory = deviceMemory
        let told = memory.told
        let news = try room.deviceNews(memory.waiting).filter { !told.contains($0.deposit) }
        let ids = Set(news.map(\.deposit))
        memory.add(told: telling ? ids : [], waiting: telling ? [] : ids) { room.letOthersWrite() }
        return news
    }

    /// Of what was left about this person's computers, what was never told here; it is from now on.
    public func untold(_ noted: [NotedDevice]) -> [NotedDevice] {
        var memory = deviceMemory
        let told = memory.told
        let new = noted.filter { !told.contains($0.deposit) }
        memory.add(told: Set(new.map(\.deposit)))
        return new
    }

    /// What the person did here themself, and what the next command is to tell all the same: somebody else may have sat here.
    func remember(told: String? = nil, waiting: String? = nil) {
        var memory = deviceMemory
        memory.add(told: Set([told].compactMap { $0 }), waiting: Set([waiting].compactMap { $0 }))
    }
}

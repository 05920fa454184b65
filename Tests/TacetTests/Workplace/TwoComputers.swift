import Foundation
import Testing

/// One practice seen from two computers of one person: the practice file is the same, identities, pins and agents are each
/// computer's own.
struct TwoComputers {
    let first: Workplace
    let second: Workplace

    init(_ first: Workplace) throws {
        self.first = first
        second = try Workplace(isScryptReal: true)
        try FileManager.default.createSymbolicLink(at: second.database, withDestinationURL: first.database)
    }

    func remove() {
        second.remove()
        first.remove()
    }

    /// A copy of both as they stand.
    func copied() throws -> TwoComputers {
        let copy = try TwoComputers(try first.copied())
        try FileManager.default.removeItem(at: copy.second.everything)
        try FileManager.default.copyItem(at: second.everything, to: copy.second.everything)
        try FileManager.default.removeItem(at: copy.second.database)
        try FileManager.default.createSymbolicLink(at: copy.second.database, withDestinationURL: copy.first.database)
        return copy
    }

    /// Other words than at the first computer.
    func choose(_ words: String, for person: String) throws {
        let file = URL(fileURLWithPath: try second.passphraseFile(person))
        try Data((words + "\n").utf8).write(to: file)
    }

    var request: (String) -> String { { "\(second.folder.path)/Keys/\($0).device" } }
    var transfer: (String) -> String { { "\(first.folder.path)/Keys/\($0).transfer" } }

    /// A request of the second computer.
    /// - Returns: the file that holds its code
    func ask(_ person: String, _ more: [String] = []) throws -> (id: String, code: String) {
        let asked = try second.run(
            ["device", "join", person, "--work-factor", "17", "--json", "--yes", "--passphrase-file"]
                + [try second.passphraseFile(person)] + more)
        try #require(asked.status == 0, "\(asked.errors)")
        let document = try asked.json()
        let code = second.everything.appendingPathComponent("\(person).asked").path
        try Data((try #require(document["code"] as? String) + "\n").utf8).write(to: URL(fileURLWithPath: code))
        return (try #require(document["id"] as? String), code)
    }

    func allow(_ person: String, code: String, _ file: String? = nil, as acting: String? = nil) throws
        -> Workplace.Ending
    {
        try first.run(
            ["device", "allow", file ?? request(person), "--code-file", code, "--json"], as: acting ?? person)
    }

    func finish(_ person: String, _ file: String? = nil) throws -> Workplace.Ending {
        try second.run(
            ["device", "finish", file ?? transfer(person), "--work-factor", "17", "--json"], as: person)
    }

    /// The whole way.
    @discardableResult
    func bring(_ person: String, _ more: [String] = []) throws -> String {
        let (id, code) = try ask(person, more)
        for step in [try allow(person, code: code), try finish(person)] {
            try #require(step.status == 0, "\(step.errors)")
        }
        return id
    }

    func pin(_ place: Workplace) throws -> [String] {
        let files = FileManager.default.enumerator(at: place.state, includingPropertiesForKeys: nil)
        let pins = (files?.allObjects as? [URL] ?? []).filter { $0.pathExtension == "pin" }
        return try pins.map { try String(contentsOf: $0, encoding: .utf8) }.sorted()
    }
}

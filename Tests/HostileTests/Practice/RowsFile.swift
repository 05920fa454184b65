import Cryptography
import Foundation
import RecordStore
import SQLiteStore
import Testing
import Vault

/// A memory of rows in the hands of who can write to its owner's state folder: all but the signature.
struct RowsFile {
    /// What stands before the length of the front: opening, state of the log, signature.
    private static let head = 13 + 4 + 8 + 32 + 64
    let url: URL

    init(_ url: URL) { self.url = url }

    /// Those of everybody who worked in a practice on this computer, and of the workstation.
    static func all(in place: HostilePractice) throws -> [RowsFile] {
        let state = place.root.appendingPathComponent("state/tacet")
        return try FileManager.default.subpathsOfDirectory(atPath: state.path).filter { $0.hasSuffix(".rows") }
            .map { RowsFile(state.appendingPathComponent($0)) }
    }

    /// Makes it say something else of its rows, with every hash in order, under the signature that it had.
    func alter(_ change: ([RememberedRow]) -> [RememberedRow]) throws {
        let memory = KeptRows(path: url.path)
        let found = try #require(memory.found.first)
        try memory.take(0)
        let rows = change(try RowClass.allCases.flatMap { try memory.rows($0, prefix: []) })
        try memory.write(
            found.state, Dictionary(rows.map { ($0.address, $0) }) { _, last in last }, proven: try memory.proven(),
            orderedAt: try memory.orderedAt(), isNew: true
        ) { _ in found.signature }
    }

    var bytes: Data {
        get throws { try Data(contentsOf: url) }
    }

    /// Where each step ends, the base first.
    func ends() throws -> [Int] {
        let whole = try bytes
        func number(_ place: Int) -> Int { whole[place..<place + 4].reduce(0) { $0 << 8 | Int($1) } }
        var place = Self.head + 4
        let front = place
        place += number(Self.head)
        var line = front + 4
        for _ in 0..<number(front) {
            place += number(line)
            line += 8 + number(line + 4) + 32
        }
        var ends = [place]
        while place < whole.count {
            place += 4 + number(place)
            ends.append(place)
        }
        return ends
    }
}

import Foundation
import GRDB

/// The pages of a practice file as bytes (sqlite.org/fileformat2.html, 1.6), for who spoils them.
struct DatabasePages {
    private let url: URL
    private(set) var bytes: [UInt8]
    private let pageSize: Int

    init(_ url: URL) throws {
        self.url = url
        bytes = try Array(Data(contentsOf: url))
        pageSize = Int(bytes[16]) << 8 | Int(bytes[17])
    }

    func write() throws { try Data(bytes).write(to: url) }

    mutating func set(_ offset: Int, to byte: UInt8) { bytes[offset] = byte }

    /// The root pages of every table and index, by name.
    func roots() throws -> [String: Int] {
        let queue = try DatabaseQueue(path: url.path)
        defer { try? queue.close() }
        let rows = try queue.read {
            try Row.fetchAll($0, sql: "SELECT name, rootpage FROM sqlite_master WHERE rootpage > 0")
        }
        return Dictionary(uniqueKeysWithValues: rows.map { ($0["name"], $0["rootpage"]) })
    }

    private func start(_ page: Int) -> Int { (page - 1) * pageSize }
    private func number(_ offset: Int, _ count: Int) -> Int {
        bytes[offset..<offset + count].reduce(0) { $0 << 8 | Int($1) }
    }
    private func isInterior(_ page: Int) -> Bool { [2, 5].contains(bytes[start(page)]) }

    /// Where the numbers of a page's children stand.
    private func childPointers(_ page: Int) -> [Int] {
        guard isInterior(page) else { return [] }
        let start = start(page)
        return (0..<number(start + 3, 2)).map { start + number(start + 12 + 2 * $0, 2) } + [start + 8]
    }

    /// The leaves below a page, in their order.
    func leaves(_ page: Int) -> [Int] {
        isInterior(page) ? childPointers(page).flatMap { leaves(number($0, 4)) } : [page]
    }

    /// Leaves a page with as many cells as it had, at their places, and nothing in them.
    mutating func emptyCells(of page: Int) {
        let start = start(page)
        let cells = start + (isInterior(page) ? 12 : 8) + 2 * number(start + 3, 2)
        for place in cells..<start + pageSize { bytes[place] = 0 }
    }

    /// Makes every child of a page the first one.
    mutating func repeatFirstChild(of page: Int) {
        let pointers = childPointers(page)
        guard let first = pointers.first else { return }
        let child = Array(bytes[first..<first + 4])
        for pointer in pointers { bytes.replaceSubrange(pointer..<pointer + 4, with: child) }
    }
}

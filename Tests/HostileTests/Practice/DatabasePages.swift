import Foundation
import GRDB
import Testing

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

    // MARK: circles

    /// Makes a root that is a leaf the top of a tree in which, beside its own content, one cell comes as often as there are ways down
    /// (hundreds to the power of 13). No page leads to itself, which SQLite would notice.
    /// - Parameter text: bytes that the cell has, which then comes behind the content; nil for one before it, like the last but for its
    ///   last byte
    mutating func leadInCircles(root: Int, cellWith text: String?) throws {
        let header = start(root) + (root == 1 ? 100 : 0)
        let (isTable, count) = (bytes[header] == 13, number(header + 3, 2))
        try #require(isTable || bytes[header] == 10, "page \(root) is no leaf")
        let places = (0..<count).map { number(header + 8 + 2 * $0, 2) }
        // Payloads below 128 bytes: one byte says how many, and of a table another the row's number, below 128 too.
        func cell(_ place: Int) -> [UInt8] {
            let at = start(root) + place
            return Array(bytes[at..<at + (isTable ? 2 : 1) + Int(bytes[at])])
        }
        let wanted = text.map { Data($0.utf8) }
        let found = places.last { place in wanted.map { Data(cell(place)).range(of: $0) != nil } ?? true }
        var repeated = cell(try #require(found))
        if text == nil { repeated[repeated.count - 1] ^= 1 }

        var first = [UInt8](repeating: 0, count: pageSize)
        let kept = number(header + 5, 2)
        first.replaceSubrange(kept..., with: bytes[start(root) + kept..<start(root) + pageSize])
        first.replaceSubrange(0..<8 + 2 * count, with: bytes[header..<header + 8 + 2 * count])
        let firstNumber = append(first)
        var below = append(page(isTable ? 13 : 10, cells: [repeated], right: nil))
        // An index has its keys between the children too.
        let key = isTable ? [1] : repeated
        for _ in 0..<12 {
            below = append(
                page(
                    isTable ? 5 : 2, cells: Array(repeating: big(below, 4) + key, count: ways(key)), right: below))
        }
        let again = Array(repeating: below, count: ways(key) / 2)
        let top = page(
            isTable ? 5 : 2, cells: ((text == nil ? [] : [firstNumber]) + again).map { big($0, 4) + key },
            right: text == nil ? firstNumber : below, prefix: root == 1 ? Array(bytes[..<100]) : [])
        bytes.replaceSubrange(start(root)..<start(root) + pageSize, with: top)
        bytes.replaceSubrange(28..<32, with: big(bytes.count / pageSize, 4))
    }

    private func ways(_ key: [UInt8]) -> Int { min(400, (pageSize - 200) / (key.count + 6)) }

    private func big(_ number: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * (count - 1 - $0))) }
    }

    /// - Returns: its number
    private mutating func append(_ page: [UInt8]) -> Int {
        bytes += page
        return bytes.count / pageSize
    }

    private func page(_ kind: Int, cells: [[UInt8]], right: Int?, prefix: [UInt8] = []) -> [UInt8] {
        var page = prefix + [UInt8](repeating: 0, count: pageSize - prefix.count)
        var (place, pointers) = (pageSize, [UInt8]())
        for cell in cells {
            place -= cell.count
            page.replaceSubrange(place..<place + cell.count, with: cell)
            pointers += big(place, 2)
        }
        let header =
            big(kind, 1) + [0, 0] + big(cells.count, 2) + big(place, 2) + [0] + (right.map { big($0, 4) } ?? [])
        page.replaceSubrange(prefix.count..<prefix.count + header.count + pointers.count, with: header + pointers)
        return page
    }

    // MARK: what lies beside

    /// The first page, as it is here.
    private var firstPage: [UInt8] { Array(bytes[..<pageSize]) }

    /// Puts the first page into a journal that whoever opens the file next rolls back (sqlite.org/fileformat2.html, 3), and another
    /// into the file.
    func writeAsJournal(over first: DatabasePages) throws {
        var sum = 12_345
        for place in stride(from: pageSize - 200, to: 0, by: -200) { sum += Int(bytes[place]) }
        var journal: [UInt8] = [0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7]
        journal += [1, 12_345, bytes.count / pageSize, 512, pageSize].flatMap { big($0, 4) }
        journal += [UInt8](repeating: 0, count: 512 - journal.count)
        journal += big(1, 4) + firstPage + big(sum, 4)
        try writeBehind(first)
        try Data(journal).write(to: URL(fileURLWithPath: url.path + "-journal"))
    }

    /// Puts the first page into a write-ahead log (sqlite.org/fileformat2.html, 4.1), and another into the file.
    func writeAsLog(over first: DatabasePages) throws {
        var log = [0x377f_0683, 3_007_000, pageSize, 0, 1, 2].flatMap { big($0, 4) }
        var sums: (UInt32, UInt32) = (0, 0)
        func add(_ some: [UInt8]) {
            for place in stride(from: 0, to: some.count, by: 8) {
                let words = [place, place + 4].map { at in some[at..<at + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
                }
                sums.0 = sums.0 &+ words[0] &+ sums.1
                sums.1 = sums.1 &+ words[1] &+ sums.0
            }
        }
        func summed() -> [UInt8] { big(Int(sums.0), 4) + big(Int(sums.1), 4) }
        add(log)
        log += summed()
        let frame = big(1, 4) + big(bytes.count / pageSize, 4)
        add(frame)
        add(firstPage)
        log += frame + [1, 2].flatMap { big($0, 4) } + summed() + firstPage
        try writeBehind(first)
        try Data(log).write(to: URL(fileURLWithPath: url.path + "-wal"))
    }

    /// The pages behind the first from here, and the first from there, of which the count of pages is put right.
    private func writeBehind(_ first: DatabasePages) throws {
        var file = first.firstPage + bytes[pageSize...]
        file.replaceSubrange(28..<32, with: bytes[28..<32])
        try Data(file).write(to: url)
    }
}

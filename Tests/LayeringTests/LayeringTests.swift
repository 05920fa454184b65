import Foundation
import TestSupport
import Testing

/// Reads the imports of every room: SwiftPM would let a target import what it reaches through another.
struct LayeringTests {
    /// What each room may import of ours; docs/architecture.md draws the same picture.
    private static let arrows: [String: Set<String>] = [
        "tacet": ["PracticeCommands"],
        "PracticeCommands": ["Practice", "RecordRoom", "Counseling", "Cryptography", "CPlatform", "WordList"],
        "Practice": ["RecordRoom", "SQLiteStore", "Counseling", "AgeFile", "Cryptography", "CPlatform"],
        "RecordRoom": ["RecordStore", "AuditTrail", "Vault", "Counseling", "AgeFile", "Cryptography", "CPlatform"],
        "SQLiteStore": ["RecordStore", "AuditTrail", "Vault", "Cryptography", "CPlatform"],
        "RecordStore": ["AuditTrail", "Vault", "Cryptography"],
        "AuditTrail": ["Vault", "Cryptography"],
        "Vault": ["AgeFile", "Cryptography"],
        "AgeFile": ["Cryptography"],
        "Cryptography": ["COpenSSL", "CPlatform"],
        "Counseling": [],
        "WordList": [],
        "CPlatform": [],
        "COpenSSL": [],
    ]

    private func swiftFiles(under folder: String) throws -> [URL] {
        let files = FileManager.default.enumerator(
            at: SourceTree.root.appendingPathComponent(folder), includingPropertiesForKeys: nil)
        return try #require(files).compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }
    }

    @Test("every room imports only the rooms below it that the picture gives it")
    func arrows() throws {
        let rooms = try FileManager.default.contentsOfDirectory(
            atPath: SourceTree.root.appendingPathComponent("Sources").path)
        #expect(Set(rooms) == Set(Self.arrows.keys))
        for room in rooms {
            for file in try swiftFiles(under: "Sources/\(room)") {
                for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
                    let words = line.split(separator: " ")
                    guard let place = words.firstIndex(of: "import"),
                        words[..<place].allSatisfy({ "public package internal".contains($0) }),
                        place + 1 < words.count
                    else { continue }
                    let imported = String(words[place + 1])
                    guard Self.arrows[imported] != nil else { continue }
                    #expect(
                        Self.arrows[room]?.contains(imported) == true,
                        "\(room)/\(file.lastPathComponent) imports \(imported)")
                }
            }
        }
    }

    @Test("no test forges visits or sealed rows through @testable")
    func noTestable() throws {
        for file in try swiftFiles(under: "Tests") where file.lastPathComponent != "LayeringTests.swift" {
            let text = try String(contentsOf: file, encoding: .utf8)
            for room in ["RecordRoom", "Vault", "AuditTrail", "RecordStore"] {
                #expect(!text.contains("@testable import \(room)"), "\(file.lastPathComponent)")
            }
        }
    }

    @Test("the sources hold no forced unwrap of an error and no crash on purpose")
    func noCrashes() throws {
        for file in try swiftFiles(under: "Sources") {
            let text = try String(contentsOf: file, encoding: .utf8)
            for word in ["fatalError(", "try!", " as! "] {
                #expect(!text.contains(word), "\(file.lastPathComponent): \(word)")
            }
        }
    }

    @Test("docs/architecture.md names every file there is in its folder, and none that is not")
    func map() throws {
        let text = try String(
            contentsOf: SourceTree.root.appendingPathComponent("docs/architecture.md"), encoding: .utf8)
        let sources = SourceTree.root.appendingPathComponent("Sources").path + "/"
        let there = Set(
            try swiftFiles(under: "Sources").map {
                $0.deletingPathExtension().path.replacingOccurrences(of: sources, with: "")
            })
        let named = Self.places(in: text)
        // A family of files by chapter is named once, with an ellipsis.
        let families = named.filter { $0.hasSuffix("+…") }.map { $0.dropLast() }
        func isFamily(_ file: String) -> Bool { families.contains { file.hasPrefix($0) } }
        #expect(there.subtracting(named).filter { !isFamily($0) } == [])
        #expect(named.subtracting(there).filter { !$0.hasSuffix("+…") } == [])
        for family in families { #expect(there.contains { $0.hasPrefix(family) }, "\(family)") }
    }

    /// The paths below `Sources`, without their ending, that the tables of a map name. A table stands under the heading of its
    /// room, or has a column of rooms; an empty cell says what the one above it says.
    private static func places(in map: String) -> Set<String> {
        var places: Set<String> = []
        var (section, room, folder) = ("", "", "")
        for line in map.split(separator: "\n") {
            if line.hasPrefix("### ") { (section, folder) = (String(line.dropFirst(4)), "") }
            guard line.hasPrefix("| "), !line.hasPrefix("| ---"), !section.isEmpty else { continue }
            var cells = line.split(separator: "|").map { $0.split(separator: "`", omittingEmptySubsequences: false) }
            if section != "The rest" {
                room = section
            } else if let cell = cells.first {
                if cell.count > 1 { (room, folder) = (String(cell[1]), "") }
                cells.removeFirst()
            }
            guard cells.count > 1 else { continue }
            if cells[0].count > 1 { folder = String(cells[0][1]) + "/" }
            for (index, name) in cells[1].enumerated() where index % 2 == 1 && !name.contains(".") {
                places.insert("\(room)/\(folder)\(name)")
            }
        }
        return places
    }
}

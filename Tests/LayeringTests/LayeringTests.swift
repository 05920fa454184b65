import Foundation
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

    private var root: URL {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
    }

    private func swiftFiles(under folder: String) throws -> [URL] {
        let files = FileManager.default.enumerator(
            at: root.appendingPathComponent(folder), includingPropertiesForKeys: nil)
        return try #require(files).compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }
    }

    @Test("every room imports only the rooms below it that the picture gives it")
    func arrows() throws {
        let rooms = try FileManager.default.contentsOfDirectory(atPath: root.appendingPathComponent("Sources").path)
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

    @Test("docs/architecture.md names every file there is, and none that is not")
    func map() throws {
        let text = try String(contentsOf: root.appendingPathComponent("docs/architecture.md"), encoding: .utf8)
        let there = Set(try swiftFiles(under: "Sources").map { $0.deletingPathExtension().lastPathComponent })
        let tables = text.split(separator: "\n").filter { $0.hasPrefix("|") }.joined()
        let named = Set(tables.split(separator: "`").map(String.init))
        // A family of files by chapter is named once, with an ellipsis.
        let missing = there.filter {
            !named.contains($0) && !named.contains(($0.split(separator: "+").first ?? "") + "+…")
        }
        #expect(missing.isEmpty)
        let gone = named.filter { name in
            name.contains("+") && !name.hasSuffix("+…") && name.first?.isUppercase == true && !there.contains(name)
        }
        #expect(gone.isEmpty)
    }
}

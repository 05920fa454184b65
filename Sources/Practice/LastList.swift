public import Foundation
import Glibc

/// The list that a terminal showed last, so that a row's number can stand for its id there until the next list. It holds
/// identifiers and what they name, never a name: the file lies outside the practice and is not encrypted.
public struct LastList: Equatable, Sendable {
    /// What its rows are.
    public enum Kind: String, Sendable {
        case clients, cases, notes, staff

        // appointments
        case appointments

        // consent
        case consents

        // credentials
        case credentials

        // supervision
        case agreements

        // crisis
        case flags

        // reviews
        case reviews

        // disclosures
        case disclosures

        // complaints
        case complaints

        // recovery
        case recoveries

        // break-glass
        case glasses

        // hand-over without the leaver
        case successions

        // retention
        case disposals
        // second device
        case devices
    }

    public let kind: Kind
    /// The practice, 32 hexadecimal digits: a number must not reach into another one.
    public let practice: String
    /// From the first row on, 32 hexadecimal digits each.
    public let ids: [String]

    /// Yesterday's numbers are forgotten: nobody remembers what they stood for.
    static let lifetime: TimeInterval = 86_400
    private static let format = "tacet-list 1"

    public init(kind: Kind, practice: String, ids: [String]) {
        self.kind = kind
        self.practice = practice
        self.ids = ids
    }

    /// - Parameter terminal: names the terminal and its login session; a file name.
    /// - Returns: nil where that terminal showed none lately
    public static func read(_ folder: PracticeFolder, terminal: String, now: Date = Date()) -> LastList? {
        guard let bytes = try? WholeFile.read(folder.lists + "/" + terminal, limit: 4 << 20) else { return nil }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
        guard lines.count >= 4, lines[0] == format, let kind = Kind(rawValue: lines[1]),
            let time = TimeInterval(lines[3]), (-300...lifetime).contains(now.timeIntervalSince1970 - time)
        else { return nil }
        return LastList(kind: kind, practice: lines[2], ids: Array(lines.dropFirst(4)))
    }

    /// Remembers it for that terminal, and forgets what has gone stale of others.
    /// - Throws: `FileFault`; the list itself is shown all the same
    public func keep(_ folder: PracticeFolder, terminal: String, now: Date = Date()) throws(FileFault) {
        // One after the other, so that each is its owner's alone.
        try WholeFile.makeFolder(folder.pins)
        try WholeFile.makeFolder(folder.lists)
        let text = ([Self.format, kind.rawValue, practice, "\(Int(now.timeIntervalSince1970))"] + ids)
            .joined(separator: "\n")
        try WholeFile.write(Array(text.utf8), to: folder.lists + "/" + terminal, replacing: true)
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder.lists)) ?? [] {
            var status = stat()
            let path = folder.lists + "/" + name
            guard stat(path, &status) == 0 else { continue }
            if now.timeIntervalSince1970 - TimeInterval(status.st_mtim.tv_sec) > Self.lifetime { unlink(path) }
        }
    }
}

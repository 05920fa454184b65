import Foundation
import TestSupport
import Testing

// The reader that was written from docs/file-format.md alone, at this practice.
extension Workplace {
    /// How it ends, with every signature; without keys or with somebody's.
    func independentReader(as person: String? = nil, in other: URL? = nil) throws -> SystemProgram.Ending {
        let keys = try person.map {
            [
                "--identity", folder.appendingPathComponent("Keys/\($0).identity").path, "--passphrase-file",
                try passphraseFile($0),
            ]
        }
        return try SystemProgram.python(
            ["-B", SourceTree.reader, "verify", (other ?? folder).path, "--deep"] + (keys ?? []),
            environment: environment(language: "en"), in: folder)
    }

    /// The kinds of the faults that it finds.
    func readerFaults(as person: String? = nil) throws -> Set<String> {
        let json = try #require(
            try JSONSerialization.jsonObject(with: try independentReader(as: person).printed) as? [String: Any])
        // One that refuses to read finds no fault either.
        try #require(json["refused"] == nil, "\(json)")
        return Set((json["faults"] as? [[String: String]] ?? []).compactMap { $0["kind"] })
    }

    /// Whether it finds no fault with that person's keys.
    func isSoundToIndependentReader(as person: String) throws -> Bool {
        try independentReader(as: person).status == 0
    }
}

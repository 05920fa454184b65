import Foundation
import Practice
import RecordRoom
import TestSupport
import Testing

extension HostilePractice {
    /// What the reader that was written from the format alone finds, without keys or with somebody's: kind and place, with a
    /// space between them.
    /// - Parameter isDeep: false for what plain verification finds, which is without keys
    func readerFaults(as name: String? = nil, isDeep: Bool = true) throws -> Set<String> {
        var arguments = ["-B", SourceTree.reader, "verify", folder.path] + (isDeep ? ["--deep"] : [])
        if let name {
            let passphrase = root.appendingPathComponent("\(name).pass")
            try Data("six plain words of \(name)\n".utf8).write(to: passphrase)
            arguments += ["--identity", folder.identityFile(name), "--passphrase-file", passphrase.path]
        }
        // Identities here are made with the cheap scrypt of tests, which the library makes for another program.
        let library = SourceTree.built.appendingPathComponent("libCheapScrypt.so")
        let read = try SystemProgram.python(
            arguments, environment: ["HOME": root.path, "PATH": "/usr/bin:/bin", "LD_PRELOAD": library.path])
        let json = try #require(try JSONSerialization.jsonObject(with: read.printed) as? [String: Any])
        // One that refuses to read finds no fault either.
        try #require(json["refused"] == nil, "\(json)")
        return Set(
            (json["faults"] as? [[String: String]] ?? []).map { "\($0["kind"] ?? "?") \($0["place"] ?? "?")" })
    }

    /// The kinds alone.
    func readerKinds(as name: String? = nil) throws -> Set<String> {
        Set(try readerFaults(as: name).compactMap { $0.split(separator: " ").first.map(String.init) })
    }

    /// What verification finds, without keys or with somebody's, in the same form.
    func placedFaults(as name: String? = nil) throws -> Set<String> {
        let faults =
            try name.map { name in
                try open(name).room.visit(for: VerifyingAudit.self, about: .practice) { try $0.verify(.deep).faults }
            } ?? OpenPractice.verify(folder, depth: .deep).faults
        return Set(faults.map { "\($0.kind.rawValue) \($0.place)" })
    }
}

import Foundation
import Testing

/// Where a command writes to.
struct OutTests {
    @Test("'--out -' shows what would be written, and a name of one character is a name")
    func out() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        let outside = place.everything.appendingPathComponent("outside")
        try FileManager.default.createDirectory(at: outside, withIntermediateDirectories: true)
        func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: outside.path).sorted() }
        let folder = ["--practice", place.folder.path]
        let shown = try place.run(["audit", "checkpoint", "--out", "-"] + folder, as: "fang", in: outside)
        #expect(shown.status == 0, "\(shown.errors)")
        #expect(shown.output.hasPrefix("tacet/"))
        #expect(try names().isEmpty)
        let proved = try place.run(
            ["audit", "prove", "--entry", "0", "--out", "-"] + folder, as: "fang", in: outside)
        #expect(proved.status == 0 && proved.output.hasPrefix("c2sp.org/tlog-proof@v1\n"), "\(proved.errors)")
        #expect(try names().isEmpty)
        let written = try place.run(["audit", "checkpoint", "--out", "x"] + folder, as: "fang", in: outside)
        #expect(written.status == 0, "\(written.errors)")
        #expect(try names() == ["x"])
        #expect(try String(contentsOf: outside.appendingPathComponent("x"), encoding: .utf8).hasPrefix("tacet/"))
    }

    @Test("what is secret or no text is never shown: '-' names no file")
    func secrets() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        for arguments in [
            ["audit", "witness", "--new-key", "-", "--name", "example.org/w1"],
            ["device", "join", "lin", "--out", "-"],
            ["device", "allow", "r", "--out", "-"], ["staff", "admit", "p", "--role", "counselor", "--code-file", "-"],
            ["staff", "replace", "p", "--for", "lin", "--code-file", "-"],
            ["disclosure", "send", "0123456789", "--passphrase", "--out", "-"],
        ] {
            let refused = try place.run(arguments + ["--json"])
            #expect(refused.status == 65, "\(arguments) \(refused.errors)")
            #expect(try refused.code() == "bad-field")
        }
        #expect(!FileManager.default.fileExists(atPath: place.folder.appendingPathComponent("-").path))
    }
}

import Foundation
import Testing

/// The file for a joining code.
struct JoiningCodeFileTests {
    @Test("what lies where a joining code was to be written stays, and nobody is admitted")
    func kept() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        let joined = try place.run(
            ["join", "lin", "--from", "-", "--work-factor", "17"], as: "lin", input: #"{"name": "林梅"}"#)
        try #require(joined.status == 0, "\(joined.errors)")
        func admit(_ path: String) throws -> Workplace.Ending {
            try place.run(
                [
                    "staff", "admit", "Keys/lin.public", "--role", "counselor", "--work-factor", "17", "--yes",
                    "--code-file", path, "--json",
                ], as: "fang")
        }
        let identity = place.folder.appendingPathComponent("Keys/lin.identity")
        let before = try Data(contentsOf: identity)
        for path in [identity.path, place.folder.path, "/dev/null", place.everything.path + "/none/code"] {
            let refused = try admit(path)
            #expect(refused.status == 73, "\(path): \(refused.errors)")
        }
        #expect(try Data(contentsOf: identity) == before)
        #expect(try !place.run(["staff", "list", "--json"], as: "fang").output.contains(#""lin""#))
        // An empty one was made for it.
        let made = place.everything.appendingPathComponent("code").path
        #expect(FileManager.default.createFile(atPath: made, contents: nil))
        let admitted = try admit(made)
        #expect(admitted.status == 0, "\(admitted.errors)")
        #expect(try String(contentsOfFile: made, encoding: .utf8).split(separator: " ").count == 8)
        // Done again, the new code takes the place of the earlier one.
        #expect(try admit(made).status == 0)
    }
}

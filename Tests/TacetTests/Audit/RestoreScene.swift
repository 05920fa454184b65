import Foundation
import TestSupport
import Testing

/// A practice with a custodian cu and a counselor lin, a backup of it, and work that came after.
struct RestoreScene {
    let place: Workplace
    let backup: String
    /// How many entries there are after the backup.
    let later: Int

    var restored: URL { place.everything.appendingPathComponent("restored") }
    var secret: String { place.everything.appendingPathComponent("backup.pass").path }

    func unpack(_ options: [String] = []) throws -> Workplace.Ending {
        try place.run(
            ["restore", "unpack", backup, "--to", restored.path, "--backup-passphrase-file", secret, "--json"]
                + options)
    }

    func at(_ arguments: [String], as person: String? = nil, language: String = "en") throws -> Workplace.Ending {
        try place.run(arguments, as: person, language: language, in: restored)
    }

    func done(_ arguments: [String], as person: String? = nil) throws -> [String: Any] {
        let ending = try at(arguments + ["--json"], as: person)
        try #require(ending.status == 0, "\(arguments): \(ending.errors)")
        return try ending.json()
    }

    func backedUp(in folder: URL) throws -> String {
        let make = [
            "backup", "make", "--to", place.everything.appendingPathComponent("disk").path,
            "--backup-passphrase-file", secret, "--work-factor", "17", "--json",
        ]
        var made = try place.run(make, as: "fang", in: folder)
        if made.status == 73 {
            // A backup is named by its second, and takes no other's place.
            Thread.sleep(forTimeInterval: 1)
            made = try place.run(make, as: "fang", in: folder)
        }
        try #require(made.status == 0, "\(made.errors)")
        return try #require(try made.json()["file"] as? String)
    }

    func sound(_ folder: URL, deep: Bool = true) throws -> [String: Any] {
        let ending = try place.run(["audit", "verify", "--json"] + (deep ? ["--deep"] : []), in: folder)
        #expect(ending.status == 0, "\(ending.output)")
        return try ending.json()
    }

    private static let made = Result { try make() }

    private static func make() throws -> RestoreScene {
        let place = try Workplace()
        try place.found()
        try place.admit("lin", name: "林梅", roles: ["counselor"])
        try place.admit("cu", name: "顾清", roles: ["custodian"])
        try FileManager.default.createDirectory(
            at: place.everything.appendingPathComponent("disk"), withIntermediateDirectories: true)
        try Data("eight plain words of the practice\n".utf8).write(
            to: place.everything.appendingPathComponent("backup.pass"))
        let backup = try RestoreScene(place: place, backup: "", later: 0).backedUp(in: place.folder)
        for step in [
            try place.run(["status"], as: "lin"), try place.run(["status"], as: "cu"),
            try place.run(
                ["client", "add", "--from", "-", "--json"], as: "fang",
                input: #"{"name": "王小明", "phone": "13800138000"}"#),
            try place.run(
                ["join", "bo", "--from", "-", "--work-factor", "17"], as: "bo", input: #"{"name": "柏安"}"#),
            try place.run(
                [
                    "staff", "admit", "Keys/bo.public", "--role", "counselor", "--code-file",
                    place.everything.appendingPathComponent("bo.code").path, "--work-factor", "17", "--yes",
                ], as: "fang"),
        ] { try #require(step.status == 0, "\(step.errors)") }
        let verified = try place.run(["audit", "verify", "--json"]).json()
        return RestoreScene(place: place, backup: backup, later: try #require(verified["entries"] as? Int))
    }

    static func copied() throws -> RestoreScene {
        let made = try Self.made.get()
        let place = try made.place.copied()
        let name = (made.backup as NSString).lastPathComponent
        return RestoreScene(
            place: place, backup: place.everything.appendingPathComponent("disk/" + name).path, later: made.later)
    }
}

import Foundation
import Testing

// Appointments for tests that use the program as people do.
extension Workplace {
    /// A practice with a counselor `lin`, another `bo`, a front desk `mo`, a supervisor `su` and an auditor `aud`.
    func foundWithStaff(_ people: Set<String> = ["lin", "bo", "mo"]) throws {
        try found()
        let roles = ["lin": "counselor", "bo": "counselor", "mo": "front-desk", "su": "supervisor", "aud": "auditor"]
        for person in people.sorted() {
            try admit(person, name: "测试员\(person)", roles: [try #require(roles[person])])
            if roles[person] == "counselor" { try makeFit(person) }
        }
    }

    /// A certificate that the person added and a director verified, so that they can be booked.
    func makeFit(_ person: String, by director: String = "fang") throws {
        let added = try prepare(
            [
                "credential", "add", person, "--kind", "certificate", "--number", "C-1", "--issuer", "测试学会", "--issued",
                "2020-01-01", "--never-expires", "--json",
            ], as: person)
        try #require(added.status == 0, "\(added.errors)")
        let verified = try prepare(
            ["credential", "verify", try #require(try added.json()["id"] as? String)], as: director)
        try #require(verified.status == 0, "\(verified.errors)")
    }

    /// A client without a case; their code.
    func client(_ name: String, by person: String = "fang") throws -> String {
        let added = try prepare(
            ["client", "add", "--from", "-", "--json"], as: person, input: #"{"name": "\#(name)"}"#)
        try #require(added.status == 0, "\(added.errors)")
        return try #require(try added.json()["code"] as? String)
    }

    /// Books, and gives the new id in full.
    func book(_ arguments: [String], as person: String) throws -> String {
        let booked = try prepare(["book"] + arguments + ["--json"], as: person)
        try #require(booked.status == 0, "\(booked.errors)")
        return try #require(try booked.json()["id"] as? String)
    }

    /// How an appointment stands.
    func appointment(_ id: String, as person: String) throws -> [String: Any] {
        let shown = try run(["appointment", "show", id, "--json"], as: person)
        try #require(shown.status == 0, "\(shown.errors)")
        return try shown.json()
    }

    /// A day so many days ahead of today, in Shanghai: what is booked there is never past.
    static func day(_ ahead: Int) -> String {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = TimeZone(identifier: "Asia/Shanghai") ?? .gmt
        let date = Date(timeIntervalSinceNow: Double(ahead) * 86_400)
        let parts = calendar.dateComponents([.year, .month, .day], from: date)
        return String(format: "%04d-%02d-%02d", parts.year ?? 0, parts.month ?? 0, parts.day ?? 0)
    }

    /// Every file of the practice, of the people's computers and of what lies beside them.
    func expectNothingReadable(_ words: [String]) throws {
        let files = try #require(FileManager.default.enumerator(at: everything, includingPropertiesForKeys: nil))
        for case let file as URL in files {
            guard let bytes = try? Data(contentsOf: file) else { continue }
            for word in words { #expect(bytes.range(of: Data(word.utf8)) == nil, "\(file.lastPathComponent): \(word)") }
        }
    }
}

import Foundation
import TestSupport
import Testing

/// Keys are renewed when somebody leaves; what was booked before stays booked.
struct AppointmentRotationTests {
    @Test("after a role was taken away and the keys renewed nothing is booked over an appointment from before")
    func afterRenewal() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.foundWithStaff(["bo", "lin", "mo"])
        try place.admit("ke", name: "柯敏", roles: ["counselor"])
        try place.makeFit("ke")
        let (one, other) = (try place.client("王小明"), try place.client("李雷"))
        let day = Workplace.day(7)
        let kept = try place.book(
            ["--client", one, "--counselor", "ke", "--at", "\(day) 10:00", "--room", "A"], as: "mo")
        let own = try place.book(["--client", other, "--counselor", "lin", "--at", "\(day) 10:00"], as: "mo")
        let past = try place.book(
            ["--client", other, "--counselor", "ke", "--at", "\(Workplace.day(-3)) 10:00"], as: "mo")
        let before = try place.slots()
        #expect(try place.run(["staff", "role", "add", "bo", "--role", "supervisor", "--yes"], as: "fang").status == 0)
        #expect(
            try place.run(["staff", "role", "remove", "bo", "--role", "counselor", "--yes"], as: "fang").status == 0)
        let today = try place.run(["today"], as: "lin")
        #expect(today.status == 0, "\(today.errors)")
        // What is to come bears other tags for counselor and room now; what is past keeps its own.
        let after = try place.slots()
        #expect(after.count == before.count)
        let renewed = Set(before.keys).symmetricDifference(after.keys)
        #expect(Set(renewed.compactMap { before[$0] ?? after[$0] }) == [kept, own])
        #expect(Set(before.filter { $0.value == past }.keys) == Set(after.filter { $0.value == past }.keys))
        let over = try place.run(
            ["book", "--client", one, "--counselor", "ke", "--at", "\(Workplace.day(-3)) 10:30", "--json"], as: "mo")
        #expect(over.status == 75)
        #expect(try over.code() == "counselor-busy")
        // Old tags count as well as new ones.
        for (client, counselor, room, code) in [
            (other, "ke", "B", "counselor-busy"), (one, "lin", "B", "counselor-busy"),
            (one, "ke", "C", "counselor-busy"),
        ] {
            let refused = try place.run(
                [
                    "book", "--client", client, "--counselor", counselor, "--room", room, "--at", "\(day) 10:30",
                    "--json",
                ], as: "mo")
            #expect(refused.status == 75, "\(counselor)")
            #expect(try refused.code() == code)
        }
        let listed = try place.run(["appointment", "list", "--day", day, "--json"], as: "mo").json()
        #expect((listed["appointments"] as? [Any])?.count == 2)
        // What was cancelled before or after gives its time back, under whichever key it was taken.
        #expect(try place.run(["appointment", "cancel", kept, "--by", "client"], as: "mo").status == 0)
        _ = try place.book(["--client", other, "--counselor", "ke", "--at", "\(day) 11:00", "--room", "A"], as: "mo")
        _ = try place.book(["--client", one, "--counselor", "ke", "--at", "\(day) 10:00", "--room", "A"], as: "mo")
        for person in ["lin", "mo", "ke"] {
            let verified = try place.run(["audit", "verify", "--deep", "--json"], as: person)
            #expect(verified.status == 0, "\(person): \(verified.output)")
            #expect(try place.isSoundToIndependentReader(as: person), "\(person)")
        }
    }
}

extension Workplace {
    /// Every tag with its owner, as someone sees them who has the file alone.
    func slots() throws -> [String: String] {
        let listed = try SystemProgram.python([
            "-c",
            "import sqlite3, sys, json; print(json.dumps({t.hex(): o.hex() for t, o in sqlite3.connect(sys.argv[1]).execute('SELECT tag, owner FROM slot')}))",
            database.path,
        ])
        return try #require(try JSONSerialization.jsonObject(with: listed.printed) as? [String: String])
    }
}

import Foundation
import TestSupport
import Testing

/// Complaints that nobody may take up, with the program.
@Suite struct StrandedComplaintTests {
    @Test("who drew a complaint that nobody may take up is told at every list, and hands it on once somebody may")
    func stranded() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        try place.admit("tong", name: "童新", roles: ["trainee"])
        try place.admit("an", name: "安宁", roles: ["committee-member"])
        let filed = try place.run(
            ["complaint", "file", "--from", "-", "--json"], as: "tong",
            input: #"{"by": "client", "against": "tong", "text": "迟到"}"#)
        let id = try #require(try filed.json()["id"] as? String, "\(filed.errors)")
        for command in [
            ["staff", "role", "add", "an", "--role", "supervisor", "--yes"],
            ["supervision", "agree", "--supervisor", "an", "--trainee", "tong"],
        ] {
            let ending = try place.run(command, as: "fang")
            try #require(ending.status == 0, "\(ending.errors)")
        }
        // Whatever the next command is.
        for (language, said) in [("en", "nobody can take it up"), ("zh-Hans", "目前无人可以受理")] {
            let listed = try place.run(["complaint", "list"], as: "an", language: language)
            #expect(listed.status == 0 && (listed.errors + listed.output).contains(said), "\(listed.errors)")
        }
        let listed = try place.run(["complaint", "list", "--json"], as: "an").json()
        #expect(listed["nobodyEligible"] as? [String] == [id] && (listed["complaints"] as? [Any])?.isEmpty == true)
        #expect(try place.run(["complaint", "list"], as: "tong").status == 77)
        try place.admit("bei", name: "贝佳", roles: ["committee-member"])
        #expect(try place.run(["status"], as: "an").status == 0)
        let waiting = try place.run(["status"], as: "bei")
        let theirs = try place.run(["complaint", "list", "--json"], as: "bei").json()
        let first = try #require((theirs["complaints"] as? [[String: Any]])?.first, "\(waiting.errors)")
        #expect(first["id"] as? String == id && first["readers"] as? [String] == ["bei"])
        let after = try place.run(["complaint", "list", "--json"], as: "an").json()
        #expect((after["nobodyEligible"] as? [Any])?.isEmpty == true)
        #expect((after["takenUpWithoutYou"] as? [Any])?.isEmpty == true)
        #expect(try place.run(["audit", "verify", "--deep"], as: "bei").status == 0)
    }

    // MARK: a new committee

    private static let old = ["an", "bei", "chen", "du", "eva"]
    private static let new = ["fei", "gan", "han"]

    /// A practice with a complaint that everyone on the committee reads and somebody acknowledged and triaged.
    private func triaged(against person: String = "lin") throws -> (place: Workplace, id: String) {
        let place = try ComplaintTests.template.get().copied()
        let filed = try place.run(
            ["complaint", "file", "--from", "-", "--json"], as: "qian",
            input: #"{"by": "client", "against": "\#(person)", "text": "迟到"}"#)
        let id = try #require(try filed.json()["id"] as? String, "\(filed.errors)")
        for person in Self.old { try done(place, ["complaint", "list"], as: person) }
        try done(place, ["complaint", "acknowledge", id], as: "an")
        try done(
            place, ["complaint", "triage", id, "--from", "-"], as: "an",
            input: #"{"track": "ordinary", "summary": "迟到"}"#)
        return (place, id)
    }

    private func done(_ place: Workplace, _ arguments: [String], as person: String, input: String = "") throws {
        let ending = try place.run(arguments, as: person, input: input)
        try #require(ending.status == 0, "\(person) \(arguments) \(ending.errors)")
    }

    /// The whole committee goes and another one comes. Those who go stay on the staff.
    private func changeCommittee(of place: Workplace) throws {
        for (person, name) in zip(Self.new, ["费新", "甘宁", "韩雨"]) {
            try place.admit(person, name: name, roles: ["committee-member"])
        }
        for person in Self.old {
            if person != "eva" {
                try done(place, ["staff", "role", "add", person, "--role", "bookkeeper", "--yes"], as: "fang")
            }
            try done(place, ["staff", "role", "remove", person, "--role", "committee-member", "--yes"], as: "fang")
        }
    }

    private func list(
        _ place: Workplace, _ person: String
    ) throws -> (status: Int32, ids: [String], json: [String: Any]) {
        let listed = try place.run(["complaint", "list", "--json"], as: person)
        let json = try listed.json()
        let entries = json["complaints"] as? [[String: Any]] ?? []
        return (listed.status, entries.compactMap { $0["id"] as? String }, json)
    }

    @Test("a complaint whose whole committee changed is handed on by whoever held it, and the new one goes on")
    func handedOn() throws {
        let (place, id) = try triaged()
        defer { place.remove() }
        try changeCommittee(of: place)
        for person in Self.new { #expect(try list(place, person).ids.isEmpty, "\(person)") }
        // Whatever the next command is of one of those who held it.
        try done(place, ["status"], as: "du")
        for person in Self.new { #expect(try list(place, person).ids == [id], "\(person)") }
        #expect(try place.run(["status"], as: "gan").output.contains("tacet complaint next"))
        for person in Self.old {
            let found = try list(place, person)
            #expect(found.status == 0 && found.ids.isEmpty, "\(person) \(found.json)")
            for kept in ["takenUpWithoutYou", "nobodyGoesOn", "nobodyEligible"] {
                #expect((found.json[kept] as? [Any])?.isEmpty == true, "\(person) \(kept)")
            }
            #expect(found.json["putOutOf"] as? Int == 0, "\(person)")
        }
        try done(place, ["complaint", "panel", id] + Self.new.flatMap { ["--member", $0] }, as: "han")
        let shown = try place.run(["complaint", "show", id, "--json"], as: "fei").json()
        #expect((shown["readers"] as? [String])?.sorted() == Self.new && shown["panel"] as? [String] == Self.new)
        #expect((shown["irregular"] as? [Any])?.isEmpty == true)
        for person in ["an", "du", "eva", "fei", "fang"] {
            let found = try place.run(["audit", "verify", "--deep", "--json"], as: person)
            #expect(found.status == 0, "\(person): \(found.output)")
        }
        let read = try place.independentReader(as: "fei")
        #expect(read.status == 0, "\(read.output)")
    }

    @Test(
        "a panel that left the committee is replaced and its seats are free, also of who does not come by; another one decides"
    )
    func panelHandedOn() throws {
        let (place, id) = try triaged()
        defer { place.remove() }
        guard let clock = try place.clock() else { return }
        try done(place, ["complaint", "panel", id] + ["an", "bei", "chen"].flatMap { ["--member", $0] }, as: "an")
        try done(place, ["complaint", "share", id], as: "bei")
        func later(_ arguments: [String], _ person: String, input: String = "") throws -> Workplace.Ending {
            try place.run(where: clock(30 * 86_400), arguments, as: person, input: input)
        }
        #expect(try later(["complaint", "vote", id, "--verdict", "not-upheld"], "an").status == 0)
        try changeCommittee(of: place)
        for person in ["an", "bei"] { #expect(try later(["status"], person).status == 0) }
        // chen does not come by.
        let next = try later(["complaint", "next", id, "--json"], "gan").json()["complaint"] as? [String: Any]
        let step = next?["next"] as? [String: Any]
        #expect(step?["step"] as? String == "seat", "\(next ?? [:])")
        #expect((step?["people"] as? [String])?.sorted() == Self.new, "\(next ?? [:])")
        #expect(try later(["status", "--json"], "gan").output.contains(id))
        for step in [
            ["panel", id, "--member", "fei", "--member", "gan"], ["recuse", id, "--member", "chen", "--yes"],
            ["panel", id, "--member", "han"],
        ] {
            let ending = try later(["complaint"] + step, "gan")
            #expect(ending.status == 0, "\(step) \(ending.errors)")
        }
        for person in Self.new {
            let vote = try later(["complaint", "vote", id, "--verdict", "upheld"], person)
            #expect(vote.status == 0, "\(vote.errors)")
        }
        let decided = try later(
            ["complaint", "decide", id, "--from", "-"], "fei", input: #"{"outcome": "upheld", "reasons": "属实"}"#)
        #expect(decided.status == 0, "\(decided.errors)")
        let shown = try later(["complaint", "show", id, "--json"], "han").json()
        #expect((shown["irregular"] as? [Any])?.isEmpty == true)
        #expect((shown["panel"] as? [String])?.sorted() == Self.new)
        for person in ["an", "chen", "fei"] {
            let found = try later(["audit", "verify", "--deep", "--json"], person)
            #expect(found.status == 0, "\(person): \(found.output)")
        }
    }

    @Test(
        "a complaint about a director goes to nobody appointed since, is told as nobody's, and goes on with who comes back"
    )
    func strandedThread() throws {
        let (place, id) = try triaged(against: "fang")
        defer { place.remove() }
        try changeCommittee(of: place)
        for person in ["an", "bei"] {
            let found = try list(place, person)
            #expect(found.ids == [id] && found.json["nobodyGoesOn"] as? [String] == [id], "\(person) \(found.json)")
            let status = try place.run(["status"], as: person)
            let today = try place.run(["today", "--json"], as: person)
            #expect(status.output.contains("that nobody may handle now: 1"), "\(status.output)")
            #expect(today.output.contains("complaints-stranded") && today.output.contains(id), "\(today.output)")
            #expect(try place.run(["status", "--json"], as: person).json()["strandedComplaints"] as? [String] == [id])
        }
        for (language, said) in [("en", "may go on with it"), ("zh-Hans", "目前无人可以接手")] {
            for command in [["complaint", "list"], ["complaint", "next"], ["complaint", "next", id]] {
                let told = try place.run(command, as: "chen", language: language)
                #expect(told.status == 0 && (told.output + told.errors).contains(said), "\(command) \(told)")
            }
            let refused = try place.run(
                ["complaint", "panel", id] + Self.new.flatMap { ["--member", $0] }, as: "chen", language: language)
            #expect(refused.status == 77 && refused.errors.contains(said), "\(refused.errors)")
        }
        for person in Self.new + ["fang"] {
            let told = try place.run(["status"], as: person)
            #expect(!told.output.contains("omplaint"), "\(person) \(told.output)")
        }
        for person in Self.new { #expect(try list(place, person).ids.isEmpty) }
        // Who was there when it was handed in goes on, and brings in who could not be let in by any program alone.
        try done(place, ["staff", "role", "add", "bei", "--role", "committee-member", "--yes"], as: "fang")
        #expect(try place.run(["status"], as: "bei").output.contains("tacet complaint next"))
        try done(
            place, ["complaint", "panel", id] + ["bei", "fei", "gan"].flatMap { ["--member", $0] }, as: "bei")
        #expect(try list(place, "gan").ids == [id])
        for person in Self.old {
            let found = try list(place, person)
            #expect(found.status == 0 && (found.json["nobodyGoesOn"] as? [Any])?.isEmpty == true, "\(person)")
        }
    }

    @Test("what was decided those who belong tell and close, also once they left the committee")
    func finished() throws {
        let (place, id) = try triaged()
        defer { place.remove() }
        let withdrawal =
            #"{"outcome": "withdrawn", "reasons": "来电", "withdrawnBy": "client", "withdrawnOn": "\#(Workplace.day(0))"}"#
        try done(place, ["complaint", "decide", id, "--from", "-", "--yes"], as: "bei", input: withdrawal)
        try changeCommittee(of: place)
        #expect(try place.run(["status"], as: "chen").output.contains("tacet complaint next"))
        for person in Self.new + ["lin"] {
            let refused = try place.run(["complaint", "communicate", id], as: person)
            #expect(refused.status == (person == "lin" ? 77 : 66), "\(person) \(refused.errors)")
        }
        #expect(try place.run(["complaint", "recuse", id, "--yes"], as: "bei").status == 77)
        try done(place, ["complaint", "communicate", id], as: "chen")
        try done(place, ["complaint", "close", id], as: "bei")
        let shown = try place.run(["complaint", "show", id, "--json"], as: "an").json()
        #expect(shown["stage"] as? String == "closed" && (shown["irregular"] as? [Any])?.isEmpty == true)
        for person in ["an", "bei", "fei"] {
            let found = try place.run(["audit", "verify", "--deep", "--json"], as: person)
            #expect(found.status == 0, "\(person): \(found.output)")
        }
    }
}

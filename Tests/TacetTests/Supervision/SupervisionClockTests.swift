import Foundation
import Testing

/// What was decided under an agreement stays decided when it ends, whatever the clocks of those computers showed.
struct SupervisionClockTests {
    private static let hour = 3600

    /// A trainee's note is handed in, returned and written anew, handed in again and co-signed; then the agreement ends.
    /// - Parameters:
    ///   - agreed: where the clock stands on the director's computer when the agreement is made, in seconds beside the true time
    ///   - decided: the same on the supervisor's and the trainee's meanwhile
    ///   - ended: the same on the director's in the end
    private func check(agreed: Int, decided: Int, ended: Int) throws {
        let place = try Workplace()
        defer { place.remove() }
        // Where nothing can be compiled no clock can be moved.
        guard let clock = try place.clock() else { return }
        try place.found()
        try place.admit("tong", name: "童新", roles: ["trainee"])
        try place.admit("du", name: "杜衡", roles: ["supervisor"])
        let caseID = try place.openCase(client: #"{"name": "王小明"}"#, counselor: "tong").id
        func done(_ arguments: [String], as person: String, at seconds: Int, input: String = "") throws -> [String: Any]
        {
            let ending = try place.run(where: clock(seconds), arguments + ["--json"], as: person, input: input)
            try #require(ending.status == 0, "\(arguments): \(ending.errors)")
            return try ending.json()
        }
        let agree = ["supervision", "agree", "--supervisor", "du", "--trainee", "tong"]
        let agreement = try #require(try done(agree, as: "fang", at: agreed)["id"] as? String)
        let written = try done(["note", "write", caseID, "--from", "-"], as: "tong", at: decided, input: "会谈")
        let note = try #require(written["id"] as? String)
        _ = try done(["note", "sign", note], as: "tong", at: decided)
        _ = try done(["note", "return", note, "--from", "-"], as: "du", at: decided, input: "请补充")
        _ = try done(["note", "edit", note, "--from", "-"], as: "tong", at: decided, input: "改过")
        _ = try done(["note", "sign", note], as: "tong", at: decided)
        _ = try done(["note", "cosign", note, "--yes"], as: "du", at: decided)
        if ended < agreed { _ = try done(["check", "--clock-is-right", "--yes"], as: "fang", at: ended) }
        _ = try done(["supervision", "end", agreement, "--yes"], as: "fang", at: ended)
        for person in ["tong", "fang"] {
            let verified = try place.run(["audit", "verify", "--deep"], as: person)
            #expect(verified.status == 0, "\(verified.output)")
        }
        let shown = try done(["note", "show", note], as: "tong", at: 0)
        #expect(shown["state"] as? String == "cosigned", "\(shown)")
        let listed = try done(["supervision", "list"], as: "fang", at: 0)
        #expect((listed["agreements"] as? [[String: Any]])?.map { $0["inForce"] as? Bool } == [false])
    }

    @Test("all of it in one second, or as fast as a script is")
    func atOnce() throws { try check(agreed: 0, decided: 0, ended: 0) }

    @Test("where the supervisor's clock is an hour ahead of the one that the end is set by")
    func ahead() throws { try check(agreed: 0, decided: Self.hour, ended: 0) }

    @Test("where every clock was an hour ahead until it was put right: the agreement ended before it began")
    func putRight() throws { try check(agreed: Self.hour, decided: Self.hour, ended: 0) }

    private func need(_ ending: Workplace.Ending, _ status: Int32 = 0) throws {
        try #require(ending.status == status, "\(ending.output)\(ending.errors)")
    }

    @Test("what is agreed and ended by a clock ahead is in force, and over, at once; else there is a way out")
    func directorAhead() throws {
        let place = try Workplace()
        defer { place.remove() }
        guard let clock = try place.clock() else { return }
        try place.found()
        try place.admit("tong", name: "童新", roles: ["trainee"])
        try place.admit("du", name: "杜衡", roles: ["supervisor"])
        let caseID = try place.openCase(client: #"{"name": "王小明"}"#, counselor: "tong").id
        // Noon of tomorrow in Shanghai: an hour ahead is the same day.
        let noon = 86_400 + 12 * Self.hour - (Int(Date().timeIntervalSince1970) + 8 * Self.hour) % 86_400
        let agree = ["supervision", "agree", "--supervisor", "du", "--trainee", "tong"]
        func agreed(at seconds: Int) throws -> String {
            let made = try place.run(where: clock(seconds), agree + ["--json"], as: "fang")
            try need(made)
            return try #require(try made.json()["id"] as? String)
        }
        func inForce() throws -> [Bool?] {
            let listed = try place.run(where: clock(noon), ["supervision", "list", "--json"], as: "du")
            return try #require(try listed.json()["agreements"] as? [[String: Any]]).map { $0["inForce"] as? Bool }
        }
        func right() throws {
            try need(place.run(where: clock(noon), ["check", "--clock-is-right", "--yes"], as: "fang"))
        }
        let first = try agreed(at: noon + Self.hour)
        #expect(try inForce() == [true])
        let written = try place.run(
            where: clock(noon), ["note", "write", caseID, "--from", "-", "--json"], as: "tong", input: "会谈")
        let note = try #require(try written.json()["id"] as? String)
        try need(place.run(where: clock(noon), ["note", "sign", note], as: "tong"))
        try need(place.run(where: clock(noon + Self.hour), ["supervision", "end", first, "--yes"], as: "fang"))
        #expect(try inForce() == [false])
        try need(place.run(where: clock(noon), ["note", "cosign", note, "--yes"], as: "du"), 77)
        try right()
        try need(place.run(where: clock(noon), ["supervision", "end", first, "--yes"], as: "fang"), 75)

        // Two days ahead it begins on another day: who agrees anew is told how.
        let second = try agreed(at: noon + 2 * 86_400)
        try right()
        for (language, said) in [("en", "it begins at"), ("zh-Hans", "起生效")] {
            let again = try place.run(where: clock(noon), agree, as: "fang", language: language)
            #expect(again.status == 65 && again.errors.contains("tacet supervision end"), "\(again.errors)")
            #expect(again.errors.contains(said), "\(again.errors)")
        }
        try need(place.run(where: clock(noon), ["supervision", "end", second, "--yes"], as: "fang"))
        _ = try agreed(at: noon)
        #expect(try inForce().filter { $0 == true }.count == 1)
        try need(place.run(where: clock(noon), ["note", "sign", note], as: "tong"))
        try need(place.run(where: clock(noon), ["note", "cosign", note, "--yes"], as: "du"))
        for person in ["tong", "du"] {
            try need(place.run(where: clock(noon), ["audit", "verify", "--deep"], as: person))
        }
    }
}

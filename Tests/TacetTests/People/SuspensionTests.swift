import Foundation
import Testing

/// R3.4: suspension, reinstatement, and the renewing of keys.
struct SuspensionTests {
    private static let reason = #"{"reason": "涉嫌泄露"}"#

    private func suspend(_ person: String, in place: Workplace, as director: String = "fang") throws -> Workplace.Ending
    {
        try place.run(
            ["staff", "suspend", person, "--from", "-", "--yes", "--json"], as: director, input: Self.reason)
    }

    private func reinstate(_ person: String, in place: Workplace) throws -> Workplace.Ending {
        try place.run(
            ["staff", "reinstate", person, "--from", "-", "--yes", "--json"], as: "fang", input: Self.reason)
    }

    @Test("who is suspended is let in no more; reinstated they read their own again, and what was renewed meanwhile")
    func thereAndBack() throws {
        let (place, cases) = try DepartureTests.practice(cases: 1)
        defer { place.remove() }
        try place.admit("hua", name: "华", roles: ["front-desk"])
        #expect(try suspend("hua", in: place, as: "lin").status == 77)
        #expect(try suspend("fang", in: place).status == 77)
        let bare = try place.run(["staff", "suspend", "hua", "--yes"], as: "fang")
        #expect(bare.status == 64)
        let nonsense = try place.run(
            ["staff", "suspend", "hua", "--from", "-", "--yes"], as: "fang", input: #"{"reason": 7}"#)
        #expect(nonsense.status == 65)
        for person in ["hua", "lin"] {
            let suspended = try suspend(person, in: place)
            #expect(suspended.status == 0, "\(suspended.errors)")
            let again = try suspend(person, in: place)
            #expect(try again.code() == "refused-step")
        }
        for command in [["client", "list"], ["status"], ["audit", "verify", "--deep"], ["key", "rotate", "--yes"]] {
            let refused = try place.run(command, as: "hua")
            #expect(refused.status == 77)
            #expect(refused.errors.contains("Your service is suspended"))
            #expect(refused.errors.contains("The service director takes you back: tacet staff reinstate NAME"))
        }
        // What only lin could read waits for lin; a client's file goes on, under one new key and not one a write.
        for name in ["王大明", "王中明"] {
            let edited = try place.run(
                ["client", "edit", cases[0].client, "--from", "-"], as: "fang", input: #"{"name": "\#(name)"}"#)
            #expect(edited.status == 0, "\(edited.errors)")
        }
        let renewed = try place.run(["key", "rotate", "--yes", "--json"], as: "fang")
        #expect((try renewed.json()["renewed"] as? [Any])?.isEmpty == true, "\(renewed.output)")
        #expect(
            try place.run(["staff", "depart", "lin", "--from", "-", "--yes"], as: "fang", input: Self.reason).status
                == 75)
        let whole = try place.run(["audit", "verify", "--deep"], as: "fang")
        #expect(whole.status == 0, "\(whole.output)\(whole.errors)")
        for person in ["hua", "lin"] {
            let back = try reinstate(person, in: place)
            #expect(back.status == 0, "\(back.errors)")
        }
        #expect(try place.run(["client", "list"], as: "hua").output.contains("王中明"))
        // Lin's file was renewed without them: its key is owed, and handed over by whoever holds it.
        #expect(try place.run(["status"], as: "fang").status == 0)
        #expect(try place.run(["client", "show", cases[0].client], as: "lin").output.contains("王中明"))
        let written = try place.run(["note", "write", cases[0].id, "--from", "-"], as: "lin", input: "回来之后")
        #expect(written.status == 0, "\(written.errors)")
        for person in ["fang", "lin", "hua"] {
            let verified = try place.run(["audit", "verify", "--deep"], as: person)
            #expect(verified.status == 0, "\(verified.output)\(verified.errors)")
        }
    }

    @Test("with custodians a suspension waits for one of them, who sees what it is; so does the end")
    func confirmed() throws {
        let (place, _) = try DepartureTests.practice(cases: 0)
        defer { place.remove() }
        try place.admit("kai", name: "凯", roles: ["custodian"])
        let waits = try suspend("lin", in: place)
        #expect(try waits.json()["waitsForConfirmation"] as? Bool == true)
        #expect(try place.run(["client", "list"], as: "lin").status == 0)
        let twice = try suspend("lin", in: place)
        #expect(try twice.code() == "change-waiting" && twice.errors.contains("tacet staff confirm lin"))
        #expect(try place.run(["staff", "confirm", "lin"], as: "fang").status == 77)
        let confirmed = try place.run(["staff", "confirm", "lin"], as: "kai")
        #expect(confirmed.status == 0, "\(confirmed.errors)")
        #expect(confirmed.errors.contains("lin will be suspended."))
        #expect(try place.run(["client", "list"], as: "lin").status == 77)
        let ending = try place.run(
            ["staff", "depart", "lin", "--from", "-", "--yes", "--json"], as: "fang", input: Self.reason)
        #expect(try ending.json()["waitsForConfirmation"] as? Bool == true)
        #expect(try place.run(["staff", "confirm", "lin"], as: "kai").status == 0)
        // Of two custodians one goes with their own word or the committee's, which has nobody here.
        let custodian = try place.run(
            ["staff", "suspend", "kai", "--from", "-", "--yes"], as: "fang", input: Self.reason)
        #expect(custodian.status == 0)
        #expect(custodian.errors.contains("only kai can confirm it"))
        #expect(try place.run(["staff", "list", "--json"], as: "kai").status == 0)
        let verified = try place.run(["audit", "verify", "--deep"], as: "fang")
        #expect(verified.status == 0, "\(verified.output)\(verified.errors)")
    }

    @Test("two write while a third is removed: nothing is lost, nothing is written under a key that the third has")
    func atOnce() async throws {
        let (place, cases) = try DepartureTests.practice(cases: 1)
        defer { place.remove() }
        try place.admit("hua", name: "华", roles: ["front-desk"])
        let statuses = try await withThrowingTaskGroup(of: [Int32].self) { group in
            group.addTask {
                try (0..<4).map { number in
                    try place.run(
                        ["note", "write", cases[0].id, "--from", "-"], as: "lin", input: "会谈\(number)"
                    ).status
                }
            }
            group.addTask {
                try (0..<4).map { number in
                    try place.run(
                        ["client", "add", "--from", "-", "--json"], as: "fang", input: #"{"name": "新来\#(number)"}"#
                    )
                    .status
                }
            }
            group.addTask {
                let first = try self.suspend("hua", in: place)
                let second = try place.run(
                    ["staff", "depart", "hua", "--from", "-", "--yes", "--json"], as: "fang", input: Self.reason)
                return [first.status, second.status]
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(statuses.allSatisfy { $0 == 0 }, "\(statuses)")
        let list = try place.run(["note", "list", cases[0].id, "--json"], as: "lin").json()
        #expect((list["notes"] as? [Any])?.count == 5)
        for person in ["fang", "lin"] {
            let verified = try place.run(["audit", "verify", "--deep"], as: person)
            #expect(verified.status == 0, "\(verified.output)\(verified.errors)")
        }
    }

    @Test("keys are renewed by name, by case, all of them; by nobody who does not belong")
    func rotation() throws {
        let (place, cases) = try DepartureTests.practice(cases: 1)
        defer { place.remove() }
        func rotate(_ arguments: [String], as person: String) throws -> Workplace.Ending {
            try place.run(["key", "rotate", "--yes", "--json"] + arguments, as: person)
        }
        func generations(_ ending: Workplace.Ending) throws -> [Int] {
            try #require(try ending.json()["renewed"] as? [[String: Any]]).compactMap { $0["generation"] as? Int }
        }
        #expect(try generations(rotate([], as: "lin")).isEmpty)
        #expect(try generations(rotate(["--case", cases[0].id], as: "lin")) == [2])
        #expect(try rotate(["--case", cases[0].id], as: "fang").status == 77)
        #expect(try rotate(["desk"], as: "lin").status == 77)
        #expect(try rotate(["audit", "--all"], as: "lin").status == 64)
        #expect(try rotate(["kitchen"], as: "fang").status == 66)
        #expect(try generations(rotate(["desk"], as: "fang")) == [2])
        // The files lie in the desk, and follow.
        #expect(try generations(rotate([], as: "fang")) == [2])
        #expect(try generations(rotate([cases[0].client], as: "fang")) == [3])
        #expect(try generations(rotate(["--all"], as: "lin")).count == 4)
        let shown = try place.run(["note", "list", cases[0].id, "--json"], as: "lin").json()
        #expect((shown["notes"] as? [Any])?.count == 1)
        for person in ["fang", "lin"] {
            let verified = try place.run(["audit", "verify", "--deep"], as: person)
            #expect(verified.status == 0, "\(verified.output)\(verified.errors)")
        }
    }

    @Test(
        "a suspension or a return that waits to be confirmed is no fault to whoever verifies without keys, nor is what follows"
    )
    func waiting() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        try place.admit("lin", name: "林梅", roles: ["counselor"])
        try place.admit("gu", name: "顾清", roles: ["custodian"])
        let opened = try place.openCase(client: #"{"name": "王小明"}"#, counselor: "lin")
        let written = try place.run(["note", "write", opened.id, "--from", "-"], as: "lin", input: "会谈")
        #expect(written.status == 0, "\(written.errors)")
        func isSound(_ when: String) throws {
            for depth in [[], ["--deep"]] {
                let found = try place.run(["audit", "verify"] + depth)
                #expect(found.status == 0, "\(when): \(found.output)\(found.errors)")
            }
            #expect(try place.readerFaults().isEmpty, "\(when)")
        }
        let asked = try place.run(
            ["staff", "suspend", "lin", "--from", "-", "--yes", "--json"], as: "fang", input: Self.reason)
        #expect(try asked.json()["waitsForConfirmation"] as? Bool == true, "\(asked)")
        try isSound("the suspension waits")
        #expect(try place.run(["staff", "confirm", "lin", "--yes"], as: "gu").status == 0)
        // The next key of the client's file is made without lin.
        let edited = try place.run(
            ["client", "edit", opened.client, "--from", "-"], as: "fang", input: #"{"name": "王大明"}"#)
        #expect(edited.status == 0, "\(edited.errors)")
        try isSound("suspended")
        #expect(try reinstate("lin", in: place).status == 0)
        try isSound("the return waits")
        #expect(try place.run(["staff", "confirm", "lin", "--yes"], as: "gu").status == 0)
        try isSound("back")
    }

    @Test("a key that somebody suspended still has is found with keys, and its missing mark without them")
    func stillFound() throws {
        let (place, cases) = try DepartureTests.practice(cases: 1)
        defer { place.remove() }
        #expect(try suspend("lin", in: place).status == 0)
        // The mark that a key is known to somebody who is out goes: with keys it is a fault, without nobody can tell.
        try place.alter("DELETE FROM row WHERE class = 9 AND scope = x'\(cases[0].id)'")
        let kinds = { (person: String?) throws -> Set<String> in
            let found = try place.run(["audit", "verify", "--deep", "--json"], as: person)
            return Set((try found.json()["faults"] as? [[String: String]] ?? []).compactMap { $0["kind"] })
        }
        #expect(try kinds("fang").contains("grant-exceeds"))
        #expect(try !kinds(nil).contains("grant-exceeds"))
        #expect(try kinds(nil).contains("row-missing"))
    }
}

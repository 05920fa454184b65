import Foundation
import Testing

/// An appointment whose counselor is away is moved only to another counselor, and that is possible.
struct AppointmentPassTests {
    private static let reason = #"{"reason": "长期病休"}"#

    @Test("what is booked with somebody who is suspended or has left is not moved, but given to another counselor")
    func passed() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.foundWithStaff(["lin", "bo", "mo"])
        let (client, caseID) = try place.openCase(client: #"{"name": "王小明"}"#, counselor: "lin")
        let (first, second) = (Workplace.day(3), Workplace.day(4))
        let one = try place.book(["--case", caseID, "--at", "\(first) 10:00"], as: "mo")
        let two = try place.book(["--case", caseID, "--at", "\(second) 10:00"], as: "mo")
        let suspended = try place.run(
            ["staff", "suspend", "lin", "--from", "-", "--yes"], as: "fang", input: Self.reason)
        try #require(suspended.status == 0, "\(suspended.errors)")
        let move = ["appointment", "reschedule", one, "--at", "\(first) 15:00"]
        let refused = try place.run(move, as: "mo")
        #expect(refused.status == 77 && refused.errors.contains("lin is suspended"), "\(refused.errors)")
        #expect(refused.errors.range(of: "reschedule [0-9A-Z]{4} --counselor NAME", options: .regularExpression) != nil)
        let back = try place.run(move + ["--counselor", "lin"], as: "mo", language: "zh-Hans")
        #expect(back.status == 77 && back.errors.contains("lin 已被暂停服务"), "\(back.errors)")
        #expect(try place.run(move + ["--counselor", "mo", "--json"], as: "mo").code() == "denied")
        #expect(try place.appointment(one, as: "mo")["state"] as? String == "confirmed")

        // Its time is kept where none is named; a case that is not the new counselor's is not taken along.
        let given = try place.run(["appointment", "reschedule", one, "--counselor", "bo", "--json"], as: "mo")
        #expect(given.status == 0, "\(given.errors)")
        let new = try given.json()
        #expect((new["start"] as? String)?.hasPrefix("\(first)T10:00:00") == true && new["case"] is NSNull)
        let today = try place.run(["appointment", "list", "--day", first, "--json"], as: "bo").json()
        let listed = try #require(today["appointments"] as? [[String: Any]])
        #expect(listed.contains { $0["id"] as? String == new["id"] as? String && $0["counselor"] as? String == "bo" })
        // The new counselor is busy then.
        let busy = try place.run(
            ["appointment", "reschedule", two, "--counselor", "bo", "--at", "\(first) 10:20", "--json"], as: "mo")
        #expect(try busy.code() == "counselor-busy")
        for person in ["fang", "mo", "bo"] {
            let verified = try place.run(["audit", "verify", "--deep"], as: person)
            #expect(verified.status == 0, "\(verified.output)\(verified.errors)")
        }
        #expect(try place.isSoundToIndependentReader(as: "bo"))
        #expect(try !client.isEmpty && place.run(["client", "show", client], as: "bo").status == 0)
    }

    @Test("after a hand-over the advice about the appointments left is true, and they stay in the case")
    func afterHandover() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.foundWithStaff(["lin", "bo", "mo"])
        let (_, caseID) = try place.openCase(client: #"{"name": "王小明"}"#, counselor: "lin")
        let day = Workplace.day(3)
        let one = try place.book(["--case", caseID, "--at", "\(day) 10:00"], as: "mo")
        let handed = try place.run(["staff", "depart", "lin", "--to", "bo", "--yes"], as: "lin")
        #expect(handed.status == 0, "\(handed.errors)")
        #expect(handed.errors.contains("reschedule ID --counselor NAME"), "\(handed.errors)")
        // A counselor moves their own, and to nobody else; whose case it is now asks the desk.
        for person in ["lin", "bo"] {
            let other = try place.run(
                ["appointment", "reschedule", one, "--counselor", "bo", "--json"], as: person)
            #expect(other.status == 77, "\(other.errors)")
        }
        let ended = try place.run(
            ["staff", "depart", "lin", "--from", "-", "--yes"], as: "fang", input: Self.reason)
        #expect(ended.status == 0, "\(ended.errors)")
        let refused = try place.run(["appointment", "reschedule", one, "--at", "\(day) 15:00"], as: "mo")
        #expect(refused.status == 77 && refused.errors.contains("lin has left the practice"), "\(refused.errors)")
        let given = try place.run(
            ["appointment", "reschedule", one, "--counselor", "bo", "--at", "\(day) 15:00"], as: "mo")
        #expect(given.status == 0, "\(given.errors)")
        #expect(given.errors.contains("About to give appointment") && given.output.contains("is given to bo"))
        let successor = try #require(try place.appointment(one, as: "mo")["successor"] as? String)
        #expect(try place.appointment(successor, as: "bo")["case"] as? String == caseID)
        for person in ["fang", "bo"] {
            let verified = try place.run(["audit", "verify", "--deep"], as: person)
            #expect(verified.status == 0, "\(verified.output)\(verified.errors)")
        }
    }

    @Test("what is booked with somebody who is away is marked in every list of it, with what to do")
    func marked() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.foundWithStaff(["lin", "bo", "mo"])
        let (client, caseID) = try place.openCase(client: #"{"name": "王小明"}"#, counselor: "lin")
        let day = Workplace.day(3)
        let one = try place.book(["--case", caseID, "--at", "\(day) 10:00"], as: "mo")
        let lists = [
            ["appointment", "list"], ["appointment", "list", "--day", day],
            ["appointment", "list", "--client", client],
            ["appointment", "show", one], ["today"], ["status"],
        ]
        func said(_ arguments: [String], as person: String, language: String = "en") throws -> String {
            let told = try place.run(arguments, as: person, language: language)
            #expect(told.status == 0, "\(told.errors)")
            return (told.output + told.errors).replacing("\n", with: " ")
        }
        for list in lists { #expect(try !said(list, as: "mo").contains("--counselor NAME"), "\(list)") }
        let suspended = try place.run(
            ["staff", "suspend", "lin", "--from", "-", "--yes"], as: "fang", input: Self.reason)
        try #require(suspended.status == 0, "\(suspended.errors)")
        for list in lists {
            for person in ["mo", "fang"] {
                let told = try said(list, as: person)
                #expect(told.contains(/tacet appointment reschedule [0-9A-Z]{4} --counselor NAME/), "\(list): \(told)")
                let chinese = try said(list, as: person, language: "zh-Hans")
                #expect(chinese.contains("咨询师目前不能接待的预约：1 个"), "\(list): \(chinese)")
                #expect(chinese.contains("以上为未来 14 天") == (list.first != "appointment"), "\(list): \(chinese)")
            }
            if list.first == "appointment" {
                let shown = try place.run(list, as: "mo").output
                #expect(shown.contains("counselor is suspended"), "\(shown)")
            }
        }
        let status = try place.run(["status", "--json"], as: "mo").json()
        #expect(status["appointmentsCounselorAway"] as? [String] == [one])
        let today = try place.run(["today", "--json"], as: "mo").json()["waiting"] as? [[String: Any]]
        #expect(
            today?.filter { $0["code"] as? String == "appointments-counselor-away" }.first?["ids"] as? [String] == [one]
        )
        #expect(try place.appointment(one, as: "mo")["counselorAway"] as? String == "suspended")
        #expect(try place.run(["status", "--json"], as: "bo").json()["appointmentsCounselorAway"] as? [String] == [])
        // Given to somebody who is there, it is marked no more.
        let given = try place.run(["appointment", "reschedule", one, "--counselor", "bo", "--json"], as: "mo")
        let new = try #require(try given.json()["id"] as? String, "\(given.errors)")
        for list in lists where !list.contains(one) {
            #expect(try !said(list, as: "mo").contains("--counselor NAME"), "\(list)")
        }
        #expect(try place.appointment(new, as: "mo")["counselorAway"] is NSNull)
        #expect(try place.appointment(one, as: "mo")["counselorAway"] is NSNull)
    }

    @Test("whoever came to the desk and has not got its keys yet is told their status all the same")
    func keysToCome() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.foundWithStaff(["lin"])
        try place.admit("su", name: "苏督", roles: ["supervisor"])
        try place.admit("gu", name: "顾管", roles: ["custodian"])
        let suspended = try place.run(
            ["staff", "suspend", "lin", "--from", "-", "--yes"], as: "fang", input: Self.reason)
        try #require(suspended.status == 0, "\(suspended.errors)")
        #expect(try place.run(["staff", "confirm", "lin"], as: "gu").status == 0)
        #expect(try place.run(["staff", "role", "add", "su", "--role", "front-desk", "--yes"], as: "fang").status == 0)
        // A custodian has no key of the schedule to give.
        #expect(try place.run(["staff", "confirm", "su"], as: "gu").status == 0)
        #expect(try place.run(["appointment", "list"], as: "su").status != 0)
        let status = try place.run(["status", "--json"], as: "su")
        #expect(status.status == 0, "\(status.errors)")
        #expect(try status.json()["appointmentsCounselorAway"] as? [String] == [])
    }

    @Test("moved to the counselor, time and length that it has, an appointment stays as it is, without a successor")
    func unmoved() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.foundWithStaff(["lin", "bo", "mo"])
        let (_, caseID) = try place.openCase(client: #"{"name": "王小明"}"#, counselor: "lin")
        let day = Workplace.day(3)
        let one = try place.book(["--case", caseID, "--at", "\(day) 10:00"], as: "mo")
        let before = try place.appointment(one, as: "mo")
        for more in [
            ["--counselor", "lin"], ["--counselor", "lin", "--at", "\(day) 10:00"], ["--at", "\(day) 10:00"],
        ] {
            let same = try place.run(["appointment", "reschedule", one, "--json"] + more, as: "mo")
            #expect(same.status == 75, "\(more): \(same.errors)")
            #expect(try same.code() == "nothing-to-move")
        }
        for (language, words) in [("en", "nothing was changed"), ("zh-Hans", "没有任何改动")] {
            let same = try place.run(
                ["appointment", "reschedule", one, "--counselor", "lin"], as: "mo", language: language)
            #expect(same.errors.contains(words) && same.errors.contains("tacet appointment show"), "\(same.errors)")
        }
        let after = try place.appointment(one, as: "mo")
        #expect(after["version"] as? Int == before["version"] as? Int && after["successor"] is NSNull)
        // Another length is a change.
        let longer = try place.run(
            ["appointment", "reschedule", one, "--counselor", "lin", "--for", "30m", "--json"], as: "mo")
        #expect(longer.status == 0, "\(longer.errors)")
        #expect(try place.run(["audit", "verify", "--deep"], as: "mo").status == 0)
    }
}
